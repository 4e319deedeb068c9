//! Chat clients and the server they face: where they connect, what reaches each side, and how either goes.

use crate::harness::{Bench, Played, assert_in_order, stdout, when};
use predicates::prelude::*;

/// A client in a terminal, with what most of these tests need.
pub(crate) fn client(code: &str) -> String {
    format!(
        "import os, signal, socket, subprocess, sys, termios, threading, time, tty
def connect(host='10.2.2.2', port=8888): return socket.create_connection((host, port))
def compute(seconds):
    end = time.process_time() + seconds
    while time.process_time() < end: pass
def show(s):
    while data := s.recv(1000): print(data.decode(), flush=True)
    print('parti', flush=True)
{code}
"
    )
}

fn transcript(steps: &[&str], code: &str) -> String {
    Bench::client(&when(steps), &client(code)).transcript()
}

#[test]
fn any_address_and_port_is_learned() {
    for (host, port, seen) in [
        ("10.2.2.2", 8888, "10.2.2.2:8888"),
        ("8.8.8.8", 13337, "8.8.8.8:13337"),
        ("127.0.0.1", 1, "127.0.0.1:1"),
        ("2001:db8::7", 4242, "[2001:db8::7]:4242"),
        ("::1", 65535, "[::1]:65535"),
        ("localhost", 8080, ":8080"),
    ] {
        let program = client(&format!("connect('{host}', {port}).send(input().encode()); input()"));
        let bench = Bench::client(&when(&["user types: un"]), &program);
        let asked: Vec<_> = bench
            .events()
            .into_iter()
            .filter(|event| event["event"] == "asks")
            .collect();
        assert_eq!(asked.len(), 1, "{host}: {asked:?}");
        assert!(
            asked[0]["address"]
                .as_str()
                .is_some_and(|address| address.ends_with(seen)),
            "{asked:?}"
        );
        assert!(bench.transcript().contains("server receives \"un\"\n"), "{host}");
    }
}

#[test]
fn a_client_that_connects_where_nobody_else_can_listen_gets_the_kernels_own_answer_and_is_judged() {
    for (code, printed) in [
        // To itself.
        (
            "l = socket.create_server(('10.2.2.2', 8888)); connect(); print('connected')",
            "connected",
        ),
        (
            "l = socket.create_server(('', 8888)); connect('127.0.0.1'); print('connected')",
            "connected",
        ),
        // EINVAL and ENETUNREACH.
        (
            "s = socket.socket(socket.AF_INET6); print('error', s.connect_ex(('fe80::1', 8888)))",
            "error 22",
        ),
        (
            "s = socket.socket(socket.AF_INET6); print('error', s.connect_ex(('ff02::1', 8888)))",
            "error 101",
        ),
    ] {
        let bench = Bench::client(&when(&["bob says: deux"]), &client(&format!("{code}; input()")));
        let seen = bench.transcript();
        assert!(seen.contains(&format!("user sees \"{printed}\"")), "{code}: {seen}");
        let said = bench.verdict();
        assert!(said.contains("1 different"), "{code}: {said}");
        let mapped = bench
            .run()
            .args(["--world", "mapped", "--show", "brief"])
            .assert()
            .code(1);
        mapped.stdout(predicate::str::contains("1 different"));
    }
}

#[test]
fn a_client_finds_the_server_at_no_address_in_particular_too() {
    let code = "a, b = connect('127.0.0.1'), connect('0.0.0.0')
c = socket.socket(socket.AF_INET6); c.connect(('::', 8888))
while line := input(): a.send(b'a'); b.send(b'b'); c.send(b'c')";
    for world in ["namespaces", "mapped"] {
        let bench = Bench::client(&when(&["user types: un"]), &client(code));
        let seen = stdout(bench.run().args(["--world", world, "--show", "transcript"]));
        // Of three connections, in any order.
        let heard = seen
            .lines()
            .find_map(|line| line.trim().strip_prefix("server receives "));
        let heard = heard.unwrap_or_default();
        assert!(
            ["a", "b", "c"].iter().all(|text| heard.contains(text)),
            "{world}: {seen}"
        );
    }
}

#[test]
fn a_client_may_connect_before_or_after_it_asks_for_the_pseudo() {
    for code in [
        "s = connect(); p = input('Pseudo : '); s.send(f'Hello|{p}'.encode()); input()",
        "p = input('Pseudo : '); s = connect(); s.send(f'Hello|{p}'.encode()); input()",
        "p = input('Pseudo : '); time.sleep(0.2); s = connect(); s.send(f'Hello|{p}'.encode()); input()",
    ] {
        let seen = transcript(&["user types: vince"], code);
        assert_in_order(
            &seen,
            &["start\n  user sees \"Pseudo :\"\n\nwhen user types: vince\n  server receives \"Hello|vince\"\n"],
        );
    }
}

#[test]
fn a_client_that_connects_to_several_addresses_is_heard_at_each() {
    let code = "a, b = connect(), connect('192.168.1.7', 13337)
while line := input(): a.send(b'a:' + line.encode()); b.send(b'b:' + line.encode())";
    let bench = Bench::client(&when(&["user types: un"]), &client(code));
    let events = bench.events();
    let heard: String = events
        .iter()
        .filter(|event| event["event"] == "received")
        .filter_map(|event| event["bytes"].as_str())
        .collect();
    assert!(heard.contains("a:un") && heard.contains("b:un"), "{heard}");
    assert_eq!(events.iter().filter(|event| event["event"] == "asks").count(), 2);
}

#[test]
fn a_client_that_tries_a_second_time_is_spoken_to_where_it_is() {
    let code = "while True:
    s = connect()
    threading.Thread(target=show, args=(s,), daemon=True).start()
    input('? ')
    s.shutdown(socket.SHUT_RDWR)";
    let seen = transcript(&["bob says: un", "user types: encore", "bob says: deux"], code);
    assert_in_order(
        &seen,
        &[
            "bob a dit : un",
            "when user types: encore\n  server is disconnected\n",
            "when bob says: deux\n",
            "bob a dit : deux",
        ],
    );
}

#[test]
fn what_the_server_sends_is_all_there_before_it_closes() {
    let code = "s = connect()
input()
while data := s.recv(4): print(data)
print('fin', data)";
    let seen = transcript(
        &["server sends: \"un, deux, trois\"", "server closes", "user types: lis"],
        code,
    );
    assert_in_order(
        &seen,
        &[
            "when user types: lis\n",
            "b'un, '",
            "b'deux'",
            "b'ois'",
            "fin b''",
            "status 0",
        ],
    );
    let together = "when:\n  - together:\n      - server sends: un\n      - server sends: deux\n  - server closes\n";
    // Byte by byte: how two sends are cut into reads is the network's business.
    let code = "s = connect()
while data := s.recv(1): print(data.decode(), end='', flush=True)
print('\\nparti')";
    let seen = Bench::client(together, &client(code)).transcript();
    assert_in_order(
        &seen,
        &[
            "user sees \"undeux\"\n",
            "when server closes\n  user sees \"parti\"\n  client exits with status 0",
        ],
    );
}

#[test]
fn a_server_that_drops_resets_the_connection() {
    let code = "s = connect()
try: print(s.recv(100))
except OSError as e: print(type(e).__name__)";
    let seen = transcript(&["server drops"], code);
    assert!(
        seen.contains("user sees \"ConnectionResetError\"\n  client exits with status 0"),
        "{seen}"
    );
}

#[test]
fn nobody_listens_any_more_when_the_server_has_gone() {
    let code = "show(connect())
try: connect()
except OSError as e: print(type(e).__name__)";
    let seen = transcript(&["server closes"], code);
    assert_in_order(&seen, &["parti", "ConnectionRefusedError"]);
}

#[test]
fn both_ways_at_once_nothing_is_lost() {
    let code = "s = connect()
threading.Thread(target=show, args=(s,), daemon=True).start()
while line := input(): s.send(line.encode())";
    let steps = "when:\n  - together:\n      - user types: aller\n      - bob says: retour\n  - user types: encore\n";
    let seen = Bench::client(steps, &client(code)).transcript();
    assert_in_order(
        &seen,
        &[
            "when together",
            "server receives \"aller\"",
            "bob a dit : retour",
            "server receives \"encore\"",
        ],
    );
}

#[test]
fn a_client_that_never_connects_has_not_started() {
    for (code, sentence) in [
        ("print('bonjour')", "status 0"),
        ("while True: pass", "keeps a processor busy without end"),
    ] {
        let bench = Bench::client(&when(&["user types: vince", "user types: un"]), &client(code));
        let Played { said, transcript } = bench.played();
        assert!(
            said.contains("1 not started") && said.contains(sentence),
            "{code}: {said}"
        );
        assert!(
            transcript.contains("client asks for no connection: "),
            "{code}: {transcript}"
        );
    }
}

#[test]
fn a_client_that_only_talks_to_its_user_is_told_that_it_never_connects() {
    for (code, sentence) in [
        (
            "while input('? '): pass",
            "the client does not connect; it waits for the keyboard",
        ),
        (
            "threading.Event().wait()",
            "the client does not connect; it waits (python",
        ),
        (
            "input('? '); sys.exit(3)",
            "the client ended before it connected: exit status 3",
        ),
    ] {
        let bench = Bench::client(&when(&["user types: vince", "user types: un"]), &client(code));
        let said = bench.verdict();
        assert!(said.contains(sentence), "{code}: {said}");
    }
}

#[test]
fn a_client_that_floods_is_cut_and_named() {
    for code in [
        "s = connect(); s.recv(100)\nwhile True: print('x' * 70)",
        "s = connect(); s.recv(100)\nwhile True: s.send(b'x' * 1000)",
    ] {
        let seen = transcript(&["server sends: un", "user types: deux"], code);
        assert!(
            seen.contains("too much: ") && seen.contains("prints or sends without end"),
            "{seen}"
        );
    }
}

#[test]
fn a_client_that_spins_when_the_server_has_gone_is_named() {
    let seen = transcript(&["server closes"], "s = connect()\nwhile True: s.recv(100)");
    let named = predicate::str::is_match("when server closes\n  client never settles: python.* computes\n").unwrap();
    assert!(named.eval(&seen), "{seen}");
}

#[test]
fn a_client_that_is_another_program_of_the_one_started_is_followed() {
    let code = "code = '''
import socket
s = socket.create_connection((\"10.2.2.2\", 8888))
while line := input(): s.send(line.encode())
'''
subprocess.run([sys.executable, '-c', code])";
    let seen = transcript(&["user types: un", "user types: deux"], code);
    assert_in_order(
        &seen,
        &[
            "types: un\n  server receives \"un\"\n",
            "types: deux\n  server receives \"deux\"\n",
        ],
    );
}

#[test]
fn the_end_of_a_client_is_seen_though_a_process_of_it_stays() {
    let code = "s = connect()
if os.fork() == 0:
    os.setsid()
    threading.Event().wait()
print(s.recv(100))";
    let seen = transcript(&["server sends: un", "server sends: deux"], code);
    assert_in_order(
        &seen,
        &["when server sends: un\n  user sees \"b'un'\"\n  client exits with status 0\n"],
    );
}

#[test]
fn by_silence_the_same_is_seen_of_a_client() {
    let code = "s = connect()
threading.Thread(target=show, args=(s,), daemon=True).start()
while line := input(): s.send(line.encode())";
    let bench = Bench::client(
        &when(&["user types: un", "bob says: deux", "server closes"]),
        &client(code),
    );
    let by_silence = stdout(bench.run().args(["--show", "transcript", "--settle", "silence"]));
    assert_eq!(by_silence, bench.transcript());
}
