//! Servers that are stopped: one Ctrl-C must do, and more are for those that only wait for their clients.

use crate::harness::{Bench, Played, salon, top};
use std::fs;

const AGAIN: &str = "server waits for its clients until Ctrl-C comes again";
const STOP: &str = "        server.close()\n";
const MAIN: &str = "if __name__ == \"__main__\":\n";

/// What comes of the correct server of stage 6, changed in one place, when it is stopped with clients connected.
fn stopped(place: &str, with: &str) -> Played {
    let server = top().join("tests/submissions/correct/chat_server_ii_6.py");
    let text = fs::read_to_string(server).expect("the sample");
    assert_eq!(text.matches(place).count(), 1, "{place}");
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("server.py"), text.replace(place, with)).expect("a file");
    let mut run = salon();
    run.args(["run", "--server", "python3 server.py", "--directory"])
        .arg(folder.path())
        .arg(top().join("scenarios/labs/tp6/ii_6/server_stops.yaml"));
    Played::of(run)
}

#[test]
fn a_server_that_closes_its_door_and_waits_for_its_clients_is_stopped_by_a_second_ctrl_c() {
    // As `wait_closed` of Python 3.12 does, on any version.
    let played = stopped(STOP, &format!("{STOP}        await asyncio.Event().wait()\n"));
    assert!(played.said.contains("1 as the reference"), "{}", played.said);
    assert!(played.transcript.contains(AGAIN), "{}", played.transcript);
    assert!(
        played.transcript.contains("vince is disconnected"),
        "{}",
        played.transcript
    );
}

#[test]
fn a_plain_asyncio_server_is_judged_alike_by_every_python() {
    let played = stopped(
        "        await asyncio.Event().wait()\n",
        "        async with server:\n            await server.serve_forever()\n",
    );
    assert!(played.said.contains("1 as the reference"), "{}", played.said);
}

#[test]
fn a_server_that_ends_at_the_first_ctrl_c_gets_no_second() {
    let played = stopped(STOP, STOP);
    assert!(played.said.contains("1 as the reference"), "{}", played.said);
    assert!(!played.transcript.contains(AGAIN), "{}", played.transcript);
}

#[test]
fn a_server_that_asks_for_a_second_ctrl_c_and_still_listens_does_not_get_it() {
    let swallow = "import signal\n\n\ndef encore(*_):\n    print(\"CTRL + C encore une fois pour quitter\")\n    \
                   signal.signal(signal.SIGINT, signal.default_int_handler)\n\n\n\
                   signal.signal(signal.SIGINT, encore)\n";
    let played = stopped(MAIN, &format!("{swallow}{MAIN}"));
    assert!(played.said.contains("1 different"), "{}", played.said);
    assert!(played.transcript.contains("encore une fois"), "{}", played.transcript);
    assert!(!played.transcript.contains(AGAIN), "{}", played.transcript);
}

#[test]
fn a_server_that_does_not_end_though_nobody_is_connected_gets_no_second_ctrl_c() {
    let program = "import signal, socket, threading
s = socket.create_server(('127.0.0.1', 8888))
signal.signal(signal.SIGINT, lambda *_: (s.close(), threading.Event().wait()))
while True: s.accept()
";
    let seen = Bench::new("when:\n  - server stops\n", program).transcript();
    assert!(!seen.contains(AGAIN), "{seen}");
    assert!(seen.contains("end\n  server runs\n"), "{seen}");
}
