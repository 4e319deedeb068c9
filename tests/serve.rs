//! `salon serve` and `salon join` as a user runs them.

use crate::harness::salon;
use predicates::prelude::*;
use std::io::{BufRead, BufReader};
use std::net::TcpListener;
use std::process::{Child, ChildStdout, Command, Stdio};

/// A server of ours, ended with the test.
struct Server {
    child: Child,
    output: BufReader<ChildStdout>,
}

impl Server {
    fn start(stage: &str) -> (Self, String) {
        let mut child = Command::new(assert_cmd::cargo::cargo_bin("salon"))
            .args(["serve", "--stage", stage, "--port", "0"])
            .stdout(Stdio::piped())
            .spawn()
            .expect("the binary starts");
        let output = BufReader::new(child.stdout.take().expect("a pipe"));
        let mut server = Self { child, output };
        let line = server.line();
        let port = line
            .trim()
            .trim_start_matches("Serving on ('127.0.0.1', ")
            .trim_end_matches(')')
            .to_owned();
        assert!(port.parse::<u16>().is_ok(), "{line}");
        (server, port)
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        self.output.read_line(&mut line).expect("the server prints a line");
        line
    }

    fn interrupt(&self) {
        let status = Command::new("kill")
            .args(["-INT", &self.child.id().to_string()])
            .status();
        assert!(status.is_ok_and(|status| status.success()));
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn a_client_in_a_pipe_joins_talks_and_leaves() {
    let (mut server, port) = Server::start("ii_6");
    salon()
        .args(["join", "--port", &port, "--pseudo", "vince"])
        .write_stdin("salut\nça va ?\n")
        .assert()
        .success()
        .stdout(predicate::str::contains("Annonce : vince a rejoint la chatroom"));
    let heard: Vec<String> = (0..5).map(|_| server.line()).collect();
    assert!(
        heard[0].starts_with("Nouvelle connexion de ('127.0.0.1', "),
        "{heard:?}"
    );
    assert!(
        heard[2].ends_with("salut\n") && heard[3].ends_with("ça va ?\n"),
        "{heard:?}"
    );
    assert!(
        heard[4].starts_with("Déconnexion de ") && heard[4].ends_with("(vince)\n"),
        "{heard:?}"
    );
}

#[test]
fn an_interrupted_server_says_so_and_ends_well() {
    let (mut server, _) = Server::start("ii_6");
    server.interrupt();
    assert_eq!(server.line(), "\n");
    assert_eq!(server.line(), "Serveur arrêté manuellement.\n");
    assert!(server.child.wait().expect("it ended").success());
}

#[test]
fn a_port_in_use_is_reported_in_one_line() {
    let taken = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = taken.local_addr().expect("its address").port().to_string();
    let one_line = predicate::str::is_match(r"\Asalon: [^\n]+\n\z").expect("a pattern");
    salon()
        .args(["serve", "--port", &port])
        .assert()
        .code(4)
        .stderr(one_line.and(predicate::str::contains(&port)));
}

#[test]
fn a_refused_connection_is_reported_in_one_line_in_either_language() {
    let free = TcpListener::bind("127.0.0.1:0")
        .expect("a port")
        .local_addr()
        .expect("its address")
        .port()
        .to_string();
    for (language, word) in [("fr", "serveur"), ("en", "server")] {
        let one_line = predicate::str::is_match(r"\Asalon: [^\n]+\n\z").expect("a pattern");
        salon()
            .args(["--lang", language, "join", "--port", &free, "--pseudo", "vince"])
            .assert()
            .code(4)
            .stderr(one_line.and(predicate::str::contains(word)));
    }
}
