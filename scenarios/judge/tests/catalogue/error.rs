//! Errors in the program's own words.

use crate::{Session, broken_off, leaves, lines, of_a_client, of_a_program, room, tells, traceback};
use salon_model::{Cause, Untaken, What};

const LOST: &str = "ConnectionResetError: Connection lost";
const SAYS: &str = "vince says";

/// A server's handler that fails in a step with this error, raised there.
fn fails(session: Session, step: &str, source: &str, error: &str) -> Session {
    let mut printed = vec![
        "Unhandled exception in client_connected_cb".to_owned(),
        "transport: <_SelectorSocketTransport fd=7>".to_owned(),
    ];
    printed.extend(traceback(source, error));
    session.prints(step, &lines(&printed))
}

fn key_error() -> Session {
    fails(room(), SAYS, "pseudo = CLIENTS[addr]['pseudo']", "KeyError: 'pseudo'")
}

/// The error that is told, with its source and its step.
fn told(session: &Session) -> Option<(String, Option<String>, Option<String>, bool)> {
    session.causes().into_iter().find_map(|cause| match cause {
        Cause::ErrorUncaught {
            line,
            source,
            step,
            ends,
        } => Some((line, source, step, ends)),
        _ => None,
    })
}

#[test]
fn an_error_in_a_handler_is_named_with_its_source_and_its_step() {
    let silent = key_error().silent(SAYS);
    let expected = (
        "KeyError: 'pseudo'".to_owned(),
        Some("pseudo = CLIENTS[addr]['pseudo']".to_owned()),
        Some("vince says: salut tout le monde".to_owned()),
        false,
    );
    assert_eq!(told(&silent), Some(expected));
}

#[test]
fn of_a_chain_the_error_that_escaped_is_named() {
    let mut chain = traceback(
        "data = await reader.read(100)",
        "ConnectionResetError: [Errno 104] reset",
    );
    chain.push("During handling of the above exception, another exception occurred:".to_owned());
    chain.extend(traceback("del CLIENTS[addr]", "KeyError: ('10.0.0.1', 4)"));
    let session = room().prints("jin leaves", &lines(&chain)).silent("jin leaves");
    let (line, source, ..) = told(&session).expect("an error");
    assert_eq!(
        (line.as_str(), source.as_deref()),
        ("KeyError: ('10.0.0.1', 4)", Some("del CLIENTS[addr]"))
    );
}

#[test]
fn what_a_stream_raises_again_is_placed_where_it_is_raised_again() {
    let frame = |file: &str, source: &str| [format!("  File \"{file}\", line 9, in f"), format!("    {source}")];
    let (own, stream) = ("/home/eleve/tp/chat.py", "/usr/lib/python3.11/asyncio/streams.py");
    let reading = || frame(own, "data = await reader.read(1024)");
    let of = |again: &str| {
        let frames = [
            frame(own, "await annoncer()"),
            frame(own, "await w.drain()"),
            frame(stream, again),
            reading(),
        ];
        let mut lines = vec!["Traceback (most recent call last):".to_owned()];
        lines.extend(frames.concat());
        lines.push(LOST.to_owned());
        room().prints(SAYS, &crate::lines(&lines)).silent(SAYS)
    };
    let source = |session: &Session| told(session).and_then(|(_, source, ..)| source);
    assert_eq!(source(&of("raise exc")).as_deref(), Some("await w.drain()"));
    // What calls the program's own functions raises nothing again.
    let called = Some("data = await reader.read(1024)");
    assert_eq!(
        source(&of("res = self._client_connected_cb(reader, self._stream_writer)")).as_deref(),
        called
    );
}

#[test]
fn an_error_is_told_of_what_it_brings_about_and_of_nothing_else() {
    let stranger = "Annonce : vince a rejoint la chatroom";
    tells(
        "error-uncaught",
        &[
            key_error().silent(SAYS),
            key_error().throws_out(SAYS, "vince"),
            key_error().silent(SAYS).ends(SAYS, 1),
            // What goes wrong later goes wrong since then.
            key_error().silent("bob says"),
        ],
        &[
            // What went wrong before it, no error that came later brought about.
            fails(room().silent(SAYS), "bob says", "x", "KeyError: 'pseudo'"),
            // A text that came in other words was sent, error or not.
            key_error().hears(SAYS, "jin", "[vince] salut tout le monde !"),
            key_error().hears("jin leaves", "vince", stranger),
            // Ctrl-C at the end is ours.
            room().silent(SAYS).prints(
                "bob says",
                &lines(&traceback("asyncio.run(main())", "KeyboardInterrupt")),
            ),
            // What fails as the interpreter ends.
            room().silent(SAYS).prints(SAYS, &{
                let mut ignored = vec!["Exception ignored in: <function _SelectorTransport.__del__>"];
                let traceback = [
                    "Traceback (most recent call last):",
                    "  File \"/usr/lib/python3.11/x.py\", line 3, in __del__",
                ];
                ignored.extend(traceback);
                ignored.push("RuntimeError: Event loop is closed");
                ignored
            }),
            // A program that says the word.
            room().silent(SAYS).prints(SAYS, &["KeyError: 'pseudo'"]),
        ],
    );
}

#[test]
fn a_departed_client_is_kept_where_writing_to_it_fails() {
    let step = "bob says";
    let kept = |error| fails(room(), step, "await CLIENTS[other]['w'].drain()", error);
    tells(
        "departed-kept",
        &[
            kept(LOST).throws_out(step, "bob").silent(step),
            kept("BrokenPipeError: [Errno 32] Broken pipe").silent(step),
            fails(
                room(),
                step,
                "other.sendall(text)",
                "OSError: [Errno 107] Transport endpoint is not connected",
            )
            .silent(step),
            // Nothing is shown: nobody was told of the departure, and who speaks after it is thrown out.
            room().silent("jin leaves").throws_out(step, "bob").silent(step),
        ],
        &[
            // Nobody has left yet.
            fails(room(), SAYS, "await writer.drain()", LOST).silent(SAYS),
            // It is the reading that fails.
            fails(room(), step, "data = await reader.read(1024)", LOST).silent(step),
            // It is another error.
            kept("KeyError: 'w'").silent(step),
            // Nothing failed.
            room().silent(step),
        ],
    );
}

#[test]
fn a_break_off_is_unhandled_where_reading_fails_or_nothing_is_told_of_it() {
    let step = "jin drops";
    let reading = |session| fails(session, step, "data = await reader.read(1024)", LOST);
    tells(
        "reset-unhandled",
        &[
            reading(broken_off()).silent(step),
            broken_off().silent(step),
            reading(broken_off()).silent(step).ends(step, 1),
        ],
        &[
            // A departure in order.
            room().silent("jin leaves"),
            // Some are told of it.
            broken_off().hears(step, "bob", ""),
            broken_off().hears(step, "bob", "jin est parti"),
            broken_off().silent("bob says"),
        ],
    );
}

#[test]
fn a_table_that_changes_is_told_by_python() {
    let changed = |error| fails(room(), "jin leaves", "for addr in CLIENTS:", error).silent("jin leaves");
    tells(
        "table-changes",
        &[
            changed("RuntimeError: dictionary changed size during iteration"),
            changed("RuntimeError: Set changed size during iteration"),
        ],
        &[
            changed("RuntimeError: Event loop is closed"),
            changed("KeyError: 'pseudo'"),
            room().silent("jin leaves"),
        ],
    );
}

fn at_the_keyboard() -> Session {
    Session::new(
        of_a_client(),
        "given:\n  - user types: vince\nwhen:\n  - user presses: ctrl-c\nthen: [no traceback]",
        &[
            &["server receives \"Hello|vince\""],
            &["server is disconnected", "client exits with status 0"],
        ],
    )
}

#[test]
fn ctrl_c_is_told_of_where_it_shows_a_traceback() {
    let step = "user presses";
    let mut chain = traceback(
        "await asyncio.gather(send(), receive())",
        "asyncio.exceptions.CancelledError",
    );
    chain.push("During handling of the above exception, another exception occurred:".to_owned());
    chain.extend(traceback("asyncio.run(main())", "KeyboardInterrupt"));
    let stays = |session: Session| session.does_not(step, |what| matches!(what, What::Exits(_)));
    tells(
        "interrupt-uncaught",
        &[
            at_the_keyboard().prints(step, &lines(&traceback("input()", "KeyboardInterrupt"))),
            at_the_keyboard().prints(step, &lines(&chain)),
        ],
        &[
            at_the_keyboard().prints(step, &lines(&traceback("writer.close()", "AttributeError: no"))),
            stays(at_the_keyboard()),
            at_the_keyboard().ends("user types", 0).does_not(step, |_| true),
        ],
    );
}

fn alone(arguments: &str, site: &str) -> Session {
    Session::new(
        of_a_program(),
        &format!("site:\n  {site}\nwhen:\n  - run: {arguments}\nthen: [no traceback]"),
        &[&["program exits with status 1"]],
    )
}

#[test]
fn a_missing_argument_is_told_of_where_one_is_read() {
    let printed =
        |session: Session, source: &str, error: &str| session.prints("run", &lines(&traceback(source, error)));
    let page = "www.un.test: page";
    let index = "IndexError: list index out of range";
    tells(
        "argument-missing",
        &[
            printed(alone("[]", page), "url = sys.argv[1]", index),
            printed(alone("[]", page), "main(argv[1])", index),
        ],
        &[
            printed(alone("[]", page), "name = url.split('.')[1]", index),
            printed(alone("https://www.un.test", page), "url = sys.argv[2]", index),
            printed(
                alone("[]", page),
                "url = sys.argv[1]",
                "NameError: name 'sys' is not defined",
            ),
        ],
    );
}

#[test]
fn a_request_is_to_be_guarded_where_a_site_is_dead_and_no_slip_failed() {
    let printed = |site: &str, error: &str| {
        let printed = traceback("page = requests.get(url)", error);
        alone("https://www.un.test", site).prints("run", &lines(&printed))
    };
    tells(
        "request-unguarded",
        &[
            printed("www.un.test: dead", "requests.exceptions.ConnectionError: refused"),
            printed("www.un.test: dead", "OSError: [Errno 111] Connection refused"),
        ],
        &[
            printed("www.un.test: dead", "NameError: name 'requests' is not defined"),
            printed("www.un.test: dead", "TypeError: get() missing 1 argument"),
            printed("www.un.test: page", "requests.exceptions.MissingSchema: no scheme"),
        ],
    );
}

#[test]
fn a_client_that_fails_is_told_its_error_and_not_what_comes_of_it() {
    let client = || {
        Session::new(
            of_a_client(),
            "given:\n  - user types: vince\nwhen:\n  - bob says: salut\n  - server closes",
            &[
                &["server receives \"Hello|vince\""],
                &["user sees \"bob a dit : salut\""],
                &["user sees \"Parti.\"", "client exits with status 0"],
            ],
        )
    };
    let printed = traceback("print(data.decode('ascii'))", "UnicodeDecodeError: 'ascii' codec");
    let dead = client().shows("bob says", &lines(&printed)).ends("bob says", 1);
    let task = client().shows("bob says", &lines(&printed));
    tells(
        "error-uncaught",
        &[dead.clone(), task.clone()],
        &[client().shows("bob says", &[])],
    );
    tells(
        "client-ends-early",
        &[client().ends("bob says", 0)],
        &[dead, task.clone(), client().shows("bob says", &[])],
    );
    tells("never-shown", &[client().shows("bob says", &[])], &[task]);
    let unread = leaves(Untaken::Departure("server".to_owned()));
    tells(
        "blocked-in-input",
        &[client()
            .shows("bob says", &[])
            .does("bob says", leaves(crate::bytes_of("server")))],
        &[
            client().shows("bob says", &[]),
            client().ends("bob says", 0),
            client().shows("bob says", &[]).does("user types", unread),
        ],
    );
}

pub(crate) const ALL: &[fn()] = &[
    an_error_in_a_handler_is_named_with_its_source_and_its_step,
    of_a_chain_the_error_that_escaped_is_named,
    an_error_is_told_of_what_it_brings_about_and_of_nothing_else,
    a_departed_client_is_kept_where_writing_to_it_fails,
    a_break_off_is_unhandled_where_reading_fails_or_nothing_is_told_of_it,
    a_table_that_changes_is_told_by_python,
    ctrl_c_is_told_of_where_it_shows_a_traceback,
    a_missing_argument_is_told_of_where_one_is_read,
    a_request_is_to_be_guarded_where_a_site_is_dead_and_no_slip_failed,
    a_client_that_fails_is_told_its_error_and_not_what_comes_of_it,
];
