//! What is wrong with servers.

use crate::{Session, broken_off, bytes_of, leaves, room, spins, tells, with_pseudos};
use salon_model::{Cause, Stage, Untaken};

const SAYS: &str = "vince says";
const LEAVES: &str = "jin leaves";
const LAST: &str = "bob says";
const SAID: &str = "salut tout le monde";

/// One who knows the stage's Hello, one who does not, and one who comes later.
pub(crate) fn stranger() -> Session {
    Session::new(
        with_pseudos(),
        "given:
  - vince joins
  - jin connects
when:
  - jin says: bonjour à vous
    optional: [jin receives, jin is disconnected]
  - bob joins
  - jin leaves",
        &[
            &[],
            &[],
            &[],
            &["vince receives \"Annonce : bob a rejoint la chatroom\""],
            &[],
        ],
    )
}

/// A stage without pseudos, where only one has spoken.
pub(crate) fn plain() -> Session {
    Session::new(
        Stage {
            name: "plain".to_owned(),
            ..Stage::default()
        },
        "given:
  - vince connects
  - jin connects
  - bob connects
  - bob says: ah
when:
  - vince says: salut tout le monde",
        &[
            &[],
            &[],
            &[],
            &[
                "vince receives \"<bob.addr> a dit : ah\"",
                "jin receives \"<bob.addr> a dit : ah\"",
            ],
            &[
                "jin receives \"<vince.addr> a dit : salut tout le monde\"",
                "bob receives \"<vince.addr> a dit : salut tout le monde\"",
            ],
        ],
    )
}

/// A stage in which nothing but the console is judged.
fn console() -> Session {
    Session::new(
        Stage {
            name: "console".to_owned(),
            ..Stage::default()
        },
        "given:
  - vince connects
when:
  - vince says: salut
then:
  - server prints: \"Message received from <vince.addr> : salut\"",
        &[&[], &[]],
    )
}

fn all_hear(session: Session, text: &str) -> Session {
    session.hears(SAYS, "jin", text).hears(SAYS, "bob", text)
}

#[test]
fn a_server_dies_where_it_ends_and_shows_no_error() {
    tells(
        "server-dies",
        &[room().ends(SAYS, 0), room().ends(LEAVES, 1)],
        &[
            room().silent(SAYS),
            room().throws_out(SAYS, "vince"),
            room().does(SAYS, spins()),
        ],
    );
}

#[test]
fn a_loop_spins_for_a_departure_only_where_there_was_one() {
    let busy = |departure| Cause::BusyLoop { departure };
    for (session, cause) in [
        (room().does(LEAVES, spins()), busy(true)),
        (room().does(LAST, spins()).silent(LAST), busy(true)),
        (room().does(SAYS, spins()), busy(false)),
    ] {
        assert_eq!(session.causes(), [cause]);
    }
    tells(
        "busy-loop",
        &[room().does(LEAVES, spins()), room().does(SAYS, spins())],
        &[room().silent(LEAVES), room().ends(LEAVES, 0), room().silent(LAST)],
    );
}

#[test]
fn one_client_at_a_time_is_served_where_another_waits() {
    let waits = || leaves(Untaken::Connections(1));
    tells(
        "one-client-at-a-time",
        &[
            room().mute().does("jin joins", waits()),
            room().does("bob joins", waits()).hears(SAYS, "bob", ""),
        ],
        &[
            room().mute().does("vince joins", waits()),
            room().silent(SAYS).does(SAYS, leaves(bytes_of("vince"))),
            room().mute(),
        ],
    );
    let unread = |session: Session, step| session.does(step, leaves(bytes_of("vince")));
    tells(
        "unread",
        &[unread(room(), SAYS).silent(SAYS), unread(console(), SAYS)],
        &[
            room().silent(SAYS),
            unread(room(), SAYS).silent(SAYS).does("bob joins", waits()),
            room()
                .silent(LEAVES)
                .does(LEAVES, leaves(Untaken::Departure("jin".to_owned()))),
        ],
    );
}

#[test]
fn a_departure_is_told_to_nobody_where_nobody_hears_of_it() {
    tells(
        "eof-unanswered",
        &[room().silent(LEAVES), room().silent(LEAVES).silent(LAST)],
        &[
            room().hears(LEAVES, "bob", ""),
            room().silent(LAST),
            broken_off().silent("jin drops"),
            room().silent(LEAVES).ends(LEAVES, 0),
            room()
                .hears(LEAVES, "bob", "jin nous quitte")
                .hears(LEAVES, "vince", "jin nous quitte"),
        ],
    );
}

#[test]
fn who_is_thrown_out_for_what_it_sends_is_named() {
    tells(
        "sender-disconnected",
        &[
            room().throws_out(SAYS, "vince").silent(SAYS),
            room().throws_out("bob joins", "bob").silent(LAST),
        ],
        &[
            room().throws_out(SAYS, "jin"),
            room().throws_out(LEAVES, "vince"),
            // Whom nobody misses.
            room()
                .throws_out("bob joins", "bob")
                .hears(SAYS, "jin", "[vince] salut tout le monde"),
        ],
    );
}

#[test]
fn what_comes_twice_or_late_is_told_of() {
    let said = "vince a dit : salut tout le monde";
    tells(
        "delivered-twice",
        &[
            all_hear(room(), &said.repeat(2)),
            room().hears(LAST, "vince", "bob a dit : il est parti\\nbob a dit : il est parti\\n"),
        ],
        &[
            all_hear(room(), &format!("{said} !")),
            all_hear(room(), &format!("{SAID} {SAID}")),
            all_hear(room(), &format!("{said}Annonce : jin a rejoint")),
        ],
    );
    let late = |step: &str| room().hears(SAYS, "bob", "").hears(step, "bob", said);
    let announced = "Annonce : jin a quitté la chatroom";
    tells(
        "delivered-late",
        &[late(LAST), late(LEAVES)],
        &[
            room().hears(SAYS, "bob", ""),
            room()
                .hears(SAYS, "bob", "[vince] salut tout le monde")
                .hears(LAST, "bob", said),
            // It is due there.
            room().hears(SAYS, "vince", announced),
        ],
    );
}

#[test]
fn who_hears_itself_is_told_of_and_no_other() {
    tells(
        "sender-hears-itself",
        &[
            room().hears(SAYS, "vince", "vince a dit : salut tout le monde"),
            room().hears(LAST, "bob", "Vous : il est parti"),
        ],
        &[
            room().hears(SAYS, "vince", "Message reçu"),
            room().hears(LEAVES, "vince", "vince a dit : salut tout le monde"),
            room().hears(SAYS, "jin", ""),
        ],
    );
}

#[test]
fn a_stranger_is_heard_where_others_get_what_it_does() {
    let joined = "Annonce : bonjour à vous a rejoint la chatroom";
    tells(
        "stranger-heard",
        &[
            stranger().hears("jin says", "vince", joined),
            stranger().hears("jin leaves", "vince", "Annonce : None a quitté la chatroom"),
        ],
        &[
            stranger().hears("bob joins", "jin", "Annonce : bob a rejoint la chatroom"),
            room().hears(SAYS, "vince", "ok"),
            stranger().silent("bob joins"),
        ],
    );
    let chat = "Annonce : bob a rejoint la chatroom";
    tells(
        "unregistered-recipient",
        &[
            stranger().hears("bob joins", "jin", chat),
            stranger().hears("bob joins", "jin", "[bob] est là"),
        ],
        &[
            stranger().hears("jin says", "vince", joined),
            // In a stage without a Hello everybody is registered.
            console().hears(SAYS, "vince", "Hello"),
            plain().hears(SAYS, "vince", "ok").silent(SAYS),
        ],
    );
    tells(
        "wrong-recipient",
        &[
            room().hears(LAST, "jin", "bob a dit : il est parti"),
            broken_off().hears("bob says", "jin", "bob a dit : il est parti"),
        ],
        &[
            room().hears(SAYS, "vince", "vince a dit : salut tout le monde"),
            stranger().hears("bob joins", "jin", chat),
            stranger().hears("jin says", "vince", joined),
        ],
    );
}

#[test]
fn a_message_bears_another_name_where_its_authors_is_not_in_it() {
    let of = |name: &str| format!("{name} a dit : {SAID}");
    let at = |jin: &str, bob: &str| plain().hears(SAYS, "jin", jin).hears(SAYS, "bob", bob);
    let receivers = room().hears(SAYS, "jin", &of("jin")).hears(SAYS, "bob", &of("bob"));
    let cause = |seen: &str, receiver| Cause::WrongAuthor {
        who: "vince".to_owned(),
        seen: seen.to_owned(),
        receiver,
    };
    assert_eq!(receivers.causes(), [cause("jin", true)]);
    assert_eq!(all_hear(room(), &of("bob")).causes(), [cause("bob", false)]);
    tells(
        "wrong-author",
        &[
            receivers,
            at(&of("<jin.addr>"), &of("<bob.addr>")),
            at(&of("('<bob.ip>', <bob.port>)"), &of("('<bob.ip>', <bob.port>)")),
        ],
        &[
            all_hear(room(), &format!("[vince] {SAID}")),
            all_hear(room(), SAID),
            all_hear(room(), "jin a dit : autre chose"),
            // What is announced late is another text.
            room().hears(LEAVES, "vince", "Annonce : vince a rejoint la chatroom"),
            at(&format!("<vince.port> : {SAID}"), &of("<vince.addr>")),
        ],
    );
    tells(
        "author-missing",
        &[
            all_hear(room(), SAID),
            all_hear(room(), &format!("> {SAID}")),
            at(SAID, SAID),
        ],
        &[
            all_hear(room(), &format!("<vince> : {SAID}")),
            all_hear(room(), &of("jin")),
            all_hear(room(), "autre chose"),
            room().hears(LEAVES, "vince", "quelqu'un est parti"),
        ],
    );
}

#[test]
fn a_message_is_cut_where_its_pieces_are_there() {
    let pieces = "vince a dit : salut tout le vince a dit : monde";
    let cut = all_hear(room(), pieces);
    assert_eq!(cut.causes(), [Cause::MessageCut { bytes: 14 }]);
    tells(
        "message-cut",
        &[
            cut,
            all_hear(room(), "[vince] salut t"),
            all_hear(room(), "[vince] salu[vince] t to[vince] ut le[vince]  monde"),
        ],
        &[
            all_hear(room(), "vince a dit : salut, tout le monde"),
            all_hear(room(), "vince a dit : autre chose"),
            room().silent(SAYS),
            all_hear(room(), "vince a dit : salut tout le monde !"),
        ],
    );
}

#[test]
fn bytes_are_shown_where_python_wrote_them() {
    let seen = |text: &str| console().prints(SAYS, &[text]);
    tells(
        "stray-characters",
        &[
            all_hear(room(), "vince a dit : b'salut tout le monde'"),
            seen("Message received from <vince.addr> : b'salut'"),
            seen("Message received from ('<vince.ip>', <vince.port>) : b\"salut\""),
        ],
        &[
            // Another line shows bytes, and the message is well.
            console().prints(SAYS, &["b'salut'", "Message de <vince.addr>: salut"]),
            seen("Message received from <vince.addr>: salut"),
            all_hear(room(), "vince a dit: salut tout le monde"),
            console(),
        ]
        .map(|session| session.hears(SAYS, "vince", "")),
    );
}

pub(crate) const ALL: &[fn()] = &[
    a_server_dies_where_it_ends_and_shows_no_error,
    a_loop_spins_for_a_departure_only_where_there_was_one,
    one_client_at_a_time_is_served_where_another_waits,
    a_departure_is_told_to_nobody_where_nobody_hears_of_it,
    who_is_thrown_out_for_what_it_sends_is_named,
    what_comes_twice_or_late_is_told_of,
    who_hears_itself_is_told_of_and_no_other,
    a_stranger_is_heard_where_others_get_what_it_does,
    a_message_bears_another_name_where_its_authors_is_not_in_it,
    a_message_is_cut_where_its_pieces_are_there,
    bytes_are_shown_where_python_wrote_them,
];
