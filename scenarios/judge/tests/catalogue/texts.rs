//! What is wrong with how texts were made, and coroutines that were not used as such.

use crate::{Session, lines, of_a_client, of_a_program, room, server_hears, tells, traceback};

const SAYS: &str = "vince says";

fn hears(text: &str) -> Session {
    room().hears(SAYS, "jin", text).hears(SAYS, "bob", text)
}

/// A message with letters that are not ASCII.
fn accents(text: &str) -> Session {
    let session = Session::new(
        crate::with_pseudos(),
        "given: [vince joins, jin joins]\nwhen:\n  - jin says: déjà là",
        &[&[], &[], &["vince receives \"jin a dit : déjà là\""]],
    );
    session.hears("jin says", "vince", text)
}

#[test]
fn other_encodings_are_told_by_bytes_in_place_of_letters() {
    tells(
        "not-utf8",
        &[
            accents("jin a dit : d\\xe9j\\xe0 l\\xe0"),
            accents("jin a dit : d\\x82j\\x85 l\\x85\\n"),
        ]
        .map(|session| session.hears("jin says", "jin", "")),
        &[
            // It is cut, it lost its letters, it is another text, it is a value instead of its contents.
            accents("jin a dit : d\\xc3"),
            accents("jin a dit : dj l"),
            accents("jin : d\\xe9j\\xe0 l\\xe0"),
            accents("jin a dit : b'd\\xc3\\xa9j\\xc3\\xa0 l\\xc3\\xa0'"),
            accents(""),
        ],
    );
}

#[test]
fn braces_are_told_where_a_name_is_between_them() {
    let client = |text| {
        let session = Session::new(
            of_a_client(),
            "when:\n  - user types: vince",
            &[&["server receives \"Hello|vince\""]],
        );
        server_hears(session, "user types", text)
    };
    tells(
        "braces-unfilled",
        &[
            hears("{pseudo} a dit : {msg}"),
            hears("{CLIENTS[addr]['pseudo']} a dit : salut"),
            client("Hello|{pseudo}"),
        ],
        &[
            hears("{\"pseudo\": \"vince\", \"msg\": \"salut\"}"),
            hears("{} a dit : salut tout le monde"),
            hears("pseudo a dit : msg"),
            client("Hello|<PSEUDO>"),
        ],
    );
}

#[test]
fn coroutines_are_told_by_the_words_of_python() {
    let warned =
        |name: &str| format!("/home/eleve/tp/chat.py:40: RuntimeWarning: coroutine '{name}' was never awaited");
    let silent = |name: &str| room().silent(SAYS).prints(SAYS, &[&warned(name)]);
    tells(
        "never-awaited",
        &[silent("redistribuer"), silent("handle.<locals>.annoncer")],
        &[
            // What is written is sent, whether one waits for that or not.
            silent("StreamWriter.drain"),
            silent("StreamWriter.wait_closed"),
            // It is told of what does not happen, and of nothing else.
            hears("[vince] salut tout le monde !").prints(SAYS, &[&warned("redistribuer")]),
        ],
    );
    let refused = |error: &str| {
        let session = Session::new(
            of_a_program(),
            "when: [{run: []}]\nthen: [no traceback]",
            &[&["program exits with status 1"]],
        );
        session.prints("run", &lines(&traceback("await asyncio.wait(taches)", error)))
    };
    let forbidden = "TypeError: Passing coroutines is forbidden, use tasks explicitly.";
    tells(
        "coroutines-to-wait",
        &[
            refused(forbidden),
            room()
                .silent(SAYS)
                .prints(SAYS, &lines(&traceback("await asyncio.wait(x)", forbidden))),
        ],
        &[
            refused("TypeError: expect a list of futures, not coroutine"),
            refused("ValueError: Set of Tasks/Futures is empty."),
            room().silent(SAYS).prints(SAYS, &[forbidden]),
        ],
    );
}

pub(crate) const ALL: &[fn()] = &[
    other_encodings_are_told_by_bytes_in_place_of_letters,
    braces_are_told_where_a_name_is_between_them,
    coroutines_are_told_by_the_words_of_python,
];
