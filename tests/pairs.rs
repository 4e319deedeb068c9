//! A student's server and client together: clients in terminals take the part of the scripted ones.

use crate::harness::{Bench, Played, assert_in_order, stdout, when};
use predicates::prelude::*;

/// A server with threads at one port, which relays by `relay(sender, pseudo, text)`.
fn server(relay: &str) -> String {
    format!(
        "import socket, threading
s = socket.socket()
s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
s.bind(('10.1.1.1', 13337))
s.listen()
room = {{}}
def relay(sender, pseudo, text):
    {relay}
def serve(c):
    pseudo = c.recv(100).decode().removeprefix('Hello|')
    relay(c, pseudo, f'Annonce : {{pseudo}} a rejoint la chatroom')
    room[c] = pseudo
    while data := c.recv(1000): relay(c, pseudo, f'{{pseudo}} a dit : {{data.decode()}}')
    del room[c]
    relay(c, pseudo, f'Annonce : {{pseudo}} a quitté la chatroom')
while True: threading.Thread(target=serve, args=(s.accept()[0],)).start()
"
    )
}

const TO_OTHERS: &str = "[c.send(text.encode()) for c in list(room) if c is not sender]";

/// A client for another address and port than the server's.
const CLIENT: &str = "import os, socket, threading
pseudo = input('Pseudo : ')
s = socket.create_connection(('192.168.7.7', 8888))
s.send(f'Hello|{pseudo}'.encode())
def show():
    while data := s.recv(1000): print('\\r' + data.decode(), flush=True)
    os._exit(0)
threading.Thread(target=show, daemon=True).start()
try:
    while True: s.send(input('Vous : ').encode())
except KeyboardInterrupt: os._exit(0)
";

const CHAT: [&str; 4] = ["vince joins", "jin joins", "vince says: bonjour", "jin leaves"];

/// `salon run` with both.
fn run(bench: &Bench) -> assert_cmd::Command {
    let mut run = bench.run();
    run.args(["--client", "python3 client.py"]);
    run
}

fn verdict(server: &str, client: &str) -> String {
    let bench = Bench::pair(&when(&CHAT), server, client);
    stdout(run(&bench).args(["--show", "brief"]))
}

#[test]
fn a_client_is_led_to_the_server_wherever_it_wants_to_connect() {
    let bench = Bench::pair(&when(&CHAT), &server(TO_OTHERS), CLIENT);
    let Played { said, transcript } = Played::of(run(&bench));
    assert_in_order(
        &transcript,
        &[
            "when vince joins\n",
            "when jin joins\n",
            "vince sees \"Annonce : jin a rejoint la chatroom\"\n",
            "when vince says: bonjour\n",
            "jin sees \"vince a dit : bonjour\"\n",
            "when jin leaves\n",
            "vince sees \"Annonce : jin a quitté la chatroom\"\n",
            "server runs",
        ],
    );
    assert!(said.contains("1 as the reference"), "{said}");
}

#[test]
fn a_client_of_the_other_family_of_addresses_is_led_there_too() {
    let both = server(TO_OTHERS)
        .replace("socket.socket()", "socket.socket(socket.AF_INET6)")
        .replace("('10.1.1.1', 13337)", "('::', 13337)");
    let old = server(TO_OTHERS);
    let new = CLIENT.replace("192.168.7.7", "2001:db8::7");
    for (server, client) in [(both.as_str(), CLIENT), (&old, &new), (&both, &new)] {
        let said = verdict(server, client);
        assert!(said.contains("1 as the reference"), "{said}");
    }
}

#[test]
fn a_server_that_never_relays_is_found_out_with_a_client() {
    let said = verdict(&server("pass"), CLIENT);
    assert!(said.contains("1 different") && said.contains("bonjour"), "{said}");
}

#[test]
fn a_client_that_shows_nothing_is_found_out_with_a_server() {
    let silent = CLIENT.replace("print('\\r' + data.decode(), flush=True)", "pass");
    assert_ne!(silent, CLIENT);
    let said = verdict(&server(TO_OTHERS), &silent);
    assert!(said.contains("1 different") && said.contains("bonjour"), "{said}");
}

#[test]
fn a_client_that_never_connects_is_found_out_with_a_server() {
    for client in [
        "input('Pseudo : ')\nwhile True: input()",
        "print('bonjour')",
        "import nothing_of_that_name",
    ] {
        let said = verdict(&server(TO_OTHERS), client);
        assert!(said.contains("1 different"), "{client}: {said}");
    }
}

#[test]
fn a_server_that_does_not_start_is_that_with_a_client_too() {
    let said = verdict("print('bonjour')", CLIENT);
    assert!(said.contains("1 not started"), "{said}");
}

#[test]
fn scenarios_that_users_of_clients_cannot_play_are_left_out() {
    let raw = when(&["vince joins", "vince sends: \"\\x00\""]);
    let bench = Bench::pair(&when(&CHAT), &server(TO_OTHERS), CLIENT).with("raw", &raw);
    let seen = stdout(run(&bench).args(["--show", "transcript"]));
    assert!(seen.contains("stage/scenario") && !seen.contains("stage/raw"), "{seen}");
}

#[test]
fn where_no_scenario_is_for_users_of_clients_it_is_said() {
    let bench = Bench::pair(&when(&["vince connects", "vince stalls"]), &server(TO_OTHERS), CLIENT);
    run(&bench).assert().code(2).stdout("").stderr(predicate::str::contains(
        "none of the scenarios asked for can be played by users of clients",
    ));
}
