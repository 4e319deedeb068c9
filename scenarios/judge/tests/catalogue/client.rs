//! What is wrong with clients.

use crate::{Session, bytes_of, leaves, of_a_client, server_hears, spins, tells};
use salon_model::{Cause, Doing, Untaken, What};

const HELLO: &str = "user types: vince";
const TYPES: &str = "user types: bonsoir";
const SAYS: &str = "bob says: déjà là";
const CLOSES: &str = "server closes";

/// A conversation, up to the server's end.
fn talk() -> Session {
    Session::new(
        of_a_client(),
        "when:
  - user types: vince
  - user types: bonsoir
  - bob says: déjà là
  - user types: et toi
  - server closes
then:
  - server receives exactly: Hello|vincebonsoiret toi",
        &[
            &["server receives \"Hello|vince\""],
            &["server receives \"bonsoir\"", "user sees \"Vous : bonsoir\""],
            &["user sees \"bob a dit : déjà là\""],
            &["server receives \"et toi\""],
            &["user sees \"Le serveur est parti.\"", "client exits with status 0"],
        ],
    )
}

fn is_exit(what: &What) -> bool {
    matches!(what, What::Exits(_))
}

/// A client that stays when it should end.
fn stays(session: Session, step: &str) -> Session {
    session.does_not(step, is_exit)
}

#[test]
fn a_client_that_stays_is_told_of_where_the_server_has_gone() {
    let ctrl_c = || {
        Session::new(
            of_a_client(),
            "given:\n  - user types: bonsoir\nwhen:\n  - user presses: ctrl-c",
            &[
                &["server receives \"bonsoir\""],
                &["server is disconnected", "client exits with status 0"],
            ],
        )
    };
    let swallows = || stays(ctrl_c(), "user presses");
    tells(
        "stays-without-server",
        &[stays(talk(), CLOSES), stays(talk(), CLOSES).shows(CLOSES, &[])],
        &[
            talk().shows(CLOSES, &[]),
            swallows(),
            stays(talk(), CLOSES).does(CLOSES, spins()),
        ],
    );
    tells(
        "departure-untold",
        &[
            talk().shows(CLOSES, &[]),
            stays(talk(), CLOSES).shows(CLOSES, &["Vous : bonsoir"]),
        ],
        &[
            stays(talk(), CLOSES),
            server_hears(talk(), TYPES, ""),
            talk().ends(SAYS, 0),
        ],
    );
    tells(
        "survives-ctrl-c",
        &[swallows(), swallows().prints("user presses", &["encore ?"])],
        &[
            stays(talk(), CLOSES),
            ctrl_c().ends(TYPES, 0),
            server_hears(ctrl_c(), "user presses", "quit"),
        ],
    );
    let busy = stays(talk(), CLOSES).does(CLOSES, spins());
    assert_eq!(busy.causes(), [Cause::BusyLoop { departure: true }]);
    assert_eq!(
        talk().does(TYPES, spins()).causes(),
        [Cause::BusyLoop { departure: false }]
    );
}

#[test]
fn what_is_sent_is_told_of_by_what_was_typed() {
    let typed = |text| server_hears(talk(), TYPES, text);
    let hello = |text| server_hears(talk(), HELLO, text);
    tells(
        "sends-other-text",
        &[typed("bonsoi"), typed("BONSOIR")],
        // At the handshake something else is sent than was typed, and where nothing is typed nothing can be other.
        &[
            hello("vince"),
            hello("Bonjour|vince"),
            server_hears(talk(), SAYS, "déjà là"),
            typed(""),
            typed("vince : bonsoir"),
        ],
    );
    tells(
        "adds-to-input",
        &[typed("vince : bonsoir"), typed("bonsoir (envoyé)")],
        &[typed("bonsoi"), hello("vince"), hello("Hello|vince !"), typed("")],
    );
    tells(
        "hello-missing",
        &[hello("vince"), hello("vince\\n")],
        &[hello("Bonjour|vince"), typed("bonsoi"), hello(""), hello("Hello vince")],
    );
    let unasked = |step, text| server_hears(talk(), step, text);
    tells(
        "sends-unasked",
        &[unasked(SAYS, "déjà là"), unasked("", "Hello"), unasked(CLOSES, "quit")],
        &[typed("bonsoi"), typed(""), hello("vince")],
    );
    tells(
        "sent-late",
        &[
            server_hears(typed(""), SAYS, "bonsoir"),
            server_hears(typed(""), "user types: et toi", "bonsoiret toi"),
        ],
        &[typed(""), unasked(SAYS, "bonsoir"), typed("bonsoi")],
    );
    tells(
        "sends-nothing",
        &[typed(""), hello("")],
        &[
            server_hears(typed(""), SAYS, "bonsoir"),
            typed("bonsoi"),
            talk().ends(TYPES, 0),
            unasked(SAYS, "x"),
        ],
    );
    tells(
        "not-to-the-byte",
        &[hello("Hello|vince\\n"), typed("bonsoir\\r\\n")],
        &[hello("vince"), typed("bonsoi"), typed(""), hello("Hello vince")],
    );
}

#[test]
fn what_is_shown_is_told_of_by_what_is_on_the_screen() {
    let shows = |lines: &[&str]| talk().shows(SAYS, lines);
    tells(
        "stray-characters",
        &[
            shows(&["b'bob a dit : d\\xc3\\xa9j\\xc3\\xa0 l\\xc3\\xa0'"]),
            shows(&["Message : b\"bob a dit : d\\xc3\\xa9\""]),
        ],
        &[
            shows(&["bob a dit : d?j? l?"]),
            shows(&[]),
            talk().shows(CLOSES, &[]).prints(TYPES, &["b'x'"]),
        ],
    );
    let long = || {
        Session::new(
            of_a_client(),
            "when:\n  - bob says: il fait très beau aujourd'hui\n  - user types: oui",
            &[
                &["user sees \"bob a dit : il fait très beau aujourd'hui\""],
                &["server receives \"oui\""],
            ],
        )
    };
    tells(
        "not-decoded",
        &[
            long().shows("bob says", &["bob a dit : il fait tr?s beau aujourd'hui"]),
            long().shows("bob says", &["bob a dit : il fait trÃ¨s beau aujourd'hui"]),
        ],
        &[
            long().shows("bob says", &[]),
            long().shows("bob says", &["bob a dit :"]),
            shows(&["autre chose"]),
        ],
    );
    tells(
        "shown-late",
        &[
            shows(&[]).prints("user types: et toi", &["bob a dit : déjà là"]),
            shows(&[]).prints(CLOSES, &["déjà là"]),
        ],
        &[
            shows(&[]),
            // What was on the screen before, or names the same person, is not what came.
            shows(&[]).prints(TYPES, &["déjà là"]),
            shows(&[]).prints(CLOSES, &["bob est là"]),
        ],
    );
    tells(
        "never-shown",
        &[shows(&[]), shows(&[]).prints(TYPES, &["déjà là"])],
        &[
            shows(&[]).prints(CLOSES, &["déjà là"]),
            shows(&["déjà là"]),
            talk().ends(SAYS, 0).shows(SAYS, &[]),
            shows(&[]).does(SAYS, leaves(bytes_of("server"))),
        ],
    );
    tells(
        "author-not-shown",
        &[shows(&["déjà là"]), shows(&["Reçu : déjà là"])],
        &[shows(&[]), shows(&["bob : ?"]), talk().shows(CLOSES, &[])],
    );
}

#[test]
fn a_client_that_does_not_read_or_does_not_ask_is_told_of() {
    let unread = |session: Session| session.shows(SAYS, &[]).does(SAYS, leaves(bytes_of("server")));
    let departure = || leaves(Untaken::Departure("server".to_owned()));
    tells(
        "blocked-in-input",
        &[unread(talk()), stays(talk(), CLOSES).does(CLOSES, departure())],
        &[talk().shows(SAYS, &[]), stays(talk(), CLOSES), talk().ends(SAYS, 0)],
    );
    let never = |session: Session| session.does(HELLO, What::NeverAsks(Doing::ReadsKeyboard));
    tells(
        "never-connects",
        &[never(talk().mute()), never(talk().mute().shows(SAYS, &[]))],
        &[talk().mute(), talk().ends(HELLO, 0), server_hears(talk(), HELLO, "")],
    );
    tells("sends-nothing", &[], &[never(talk().mute())]);
    tells(
        "client-ends-early",
        &[talk().ends(SAYS, 0), talk().ends(HELLO, 1)],
        &[stays(talk(), CLOSES), talk().shows(SAYS, &[]), unread(talk())],
    );
}

#[test]
fn a_client_is_told_what_it_waits_for_and_where_it_stops_showing() {
    let says_hello = || {
        Session::new(
            of_a_client(),
            "when:\n  - server sends: \"Hello 10.2.2.222:47148\"",
            &[&["user sees \"Hello 10.2.2.222:47148\"", "client exits with status 0"]],
        )
        .expects("", "Hello")
    };
    let unread = || leaves(bytes_of("server"));
    let hello = |session: Session| server_hears(session, "", "");
    tells(
        "waits-to-send",
        &[
            hello(says_hello()),
            hello(says_hello())
                .shows("server sends", &[])
                .does("server sends", unread()),
        ],
        &[
            server_hears(says_hello(), "", "hello"),
            hello(says_hello()).does("", spins()),
            hello(says_hello()).does("server sends", What::NeverAsks(Doing::ReadsKeyboard)),
            says_hello().shows("server sends", &[]),
            server_hears(talk(), TYPES, ""),
        ],
    );
    let three = || {
        let sees = |text| format!("user sees \"bob a dit : {text}\"");
        let (one, two, three) = (sees("premier"), sees("second"), sees("dernier"));
        Session::new(
            of_a_client(),
            "when:\n  - bob says: premier\n  - bob says: second\n  - bob says: dernier\n  - server closes",
            &[
                &[&one],
                &[&two],
                &[&three],
                &["user sees \"Parti.\"", "client exits with status 0"],
            ],
        )
    };
    let (first, second, last) = ("bob says: premier", "bob says: second", "bob says: dernier");
    let stops = || three().shows(second, &[]).shows(last, &[]);
    tells(
        "shows-only-first",
        &[stops(), stops().shows("server closes", &[])],
        &[
            three().shows(second, &[]),
            three().shows(last, &[]),
            stops().shows(first, &[]),
            stops().prints("server closes", &["bob a dit : second", "bob a dit : dernier"]),
            stops().does(second, unread()),
        ],
    );
}

pub(crate) const ALL: &[fn()] = &[
    a_client_that_stays_is_told_of_where_the_server_has_gone,
    what_is_sent_is_told_of_by_what_was_typed,
    what_is_shown_is_told_of_by_what_is_on_the_screen,
    a_client_that_does_not_read_or_does_not_ask_is_told_of,
    a_client_is_told_what_it_waits_for_and_where_it_stops_showing,
];
