//! Messages that do not come from a server, or not to all.

use crate::server::{plain, stranger};
use crate::{Session, broken_off, room, tells};
use salon_model::{Cause, Stage};

const SAYS: &str = "vince says";
const LEAVES: &str = "jin leaves";
const LAST: &str = "bob says";
const SAID: &str = "<vince.addr> a dit : salut tout le monde";

#[test]
fn nothing_is_delivered_where_nobody_gets_it() {
    tells(
        "never-delivered",
        &[room().silent(SAYS).silent(LAST), room().silent(LAST)],
        &[
            room().hears(SAYS, "bob", ""),
            room().silent(LEAVES),
            room().silent(SAYS),
            room().silent(SAYS).throws_out(SAYS, "vince"),
            room().mute(),
            plain().silent(SAYS),
        ],
    );
    tells(
        "not-to-all",
        &[room().hears(SAYS, "bob", ""), room().hears(LEAVES, "vince", "")],
        &[
            room().silent(SAYS),
            room().silent(LEAVES),
            room().hears(SAYS, "jin", "[vince] salut"),
        ],
    );
    let unheard = || plain().silent("bob says");
    tells(
        "silent-listener",
        &[
            unheard().hears(SAYS, "jin", ""),
            unheard().hears(SAYS, "jin", "").prints(SAYS, &["salut"]),
        ],
        &[
            room().silent(SAYS),
            // One who has spoken misses it too, or one who has not has received before.
            unheard().silent(SAYS),
            plain().hears(SAYS, "jin", ""),
            plain().hears(SAYS, "bob", ""),
        ],
    );
    tells(
        "silent",
        &[room().mute(), broken_off().mute()],
        &[
            room().silent(SAYS),
            room()
                .mute()
                .hears("jin joins", "vince", "Annonce : jin a rejoint la chatroom"),
            room().mute().throws_out("jin joins", "jin"),
            plain().mute(),
        ],
    );
}

#[test]
fn that_nothing_is_delivered_is_not_told_where_another_session_shows_that_it_is() {
    let lost = || room().silent(SAYS).silent(LAST);
    assert_eq!(lost().causes_beside(&lost()), [Cause::NeverDelivered]);
    assert_eq!(lost().causes_beside(&room()), []);
    // A departure that is announced is no message.
    assert_eq!(lost().causes_beside(&stranger()), [Cause::NeverDelivered]);
}

/// Two clients of one IP.
fn same_ip() -> Session {
    Session::new(
        Stage {
            name: "ports".to_owned(),
            ..Stage::default()
        },
        "same_address: true
given:
  - vince connects
  - jin connects
when:
  - jin says: salut",
        &[&[], &[], &["vince receives \"<jin.addr> a dit : salut\""]],
    )
}

#[test]
fn who_gets_a_message_tells_how_the_sending_loop_goes() {
    let echoed = |session: Session| session.hears(SAYS, "vince", SAID);
    tells(
        "only-author",
        &[
            echoed(plain().silent(SAYS)),
            room()
                .silent(SAYS)
                .silent(LAST)
                .hears(SAYS, "vince", "vince a dit : salut tout le monde"),
        ],
        &[
            plain().silent(SAYS),
            echoed(plain().hears(SAYS, "bob", "")),
            // It is not the message that comes back.
            plain().silent("bob says").silent(SAYS).hears(SAYS, "vince", "ok"),
            room().silent(LEAVES).hears(LEAVES, "vince", "parti"),
        ],
    );
    tells(
        "only-earlier",
        &[plain().silent(SAYS), room().silent(SAYS)],
        &[
            // Nobody gets anything, one who was there gets nothing, or one who came later gets something.
            plain().silent("bob says").silent(SAYS),
            plain().silent(SAYS).hears("bob says", "jin", ""),
            plain().hears(SAYS, "jin", ""),
            room().silent(LAST),
        ],
    );
    let all_miss = || same_ip().silent("jin says");
    tells(
        "same-address",
        &[all_miss(), all_miss().prints("jin says", &["salut"])],
        &[
            plain().silent("bob says").silent(SAYS),
            same_ip().hears("jin says", "vince", "<jin.port> a dit : salut"),
            all_miss().throws_out("jin says", "jin"),
            all_miss().hears("jin says", "jin", "<jin.addr> a dit : salut"),
        ],
    );
}

pub(crate) const ALL: &[fn()] = &[
    nothing_is_delivered_where_nobody_gets_it,
    who_gets_a_message_tells_how_the_sending_loop_goes,
];
