//! Nothing more will come: decided rightly for programs that make it hard, and said when it cannot
//! be.

use crate::harness::{Bench, stdout};
use predicates::prelude::*;

/// Two messages of one client, each to be answered within its own step.
const TWO_MESSAGES: &str = "when:\n  - vince connects\n  - vince says: un\n  - vince says: deux\n";

/// A server for one client that answers each message in capitals, by `answer(conn, data)`.
fn server(answer: &str) -> String {
    format!(
        "import os, socket, subprocess, threading, time, queue, select
s = socket.socket()
s.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
s.bind(('127.0.0.1', 8888))
s.listen()
{answer}
"
    )
}

fn assert_answers_each_in_its_step(answer: &str) {
    let transcript = Bench::new(TWO_MESSAGES, &server(answer)).transcript();
    let expected = "when vince says: un\n  vince receives \"UN\"\n\nwhen vince says: deux\n  vince receives \"DEUX\"\n";
    assert!(transcript.contains(expected), "{transcript}");
}

#[test]
fn an_answer_after_a_timer_is_waited_for() {
    assert_answers_each_in_its_step(
        "c, _ = s.accept()
while data := c.recv(100):
    time.sleep(0.15)
    c.send(data.upper())",
    );
}

#[test]
fn an_answer_after_computing_is_waited_for() {
    assert_answers_each_in_its_step(
        "c, _ = s.accept()
while data := c.recv(100):
    end = time.process_time() + 0.2
    while time.process_time() < end: pass
    c.send(data.upper())",
    );
}

#[test]
fn an_answer_through_another_process_is_waited_for() {
    assert_answers_each_in_its_step(
        "c, _ = s.accept()
while data := c.recv(100):
    c.send(subprocess.run(['tr', 'a-z', 'A-Z'], input=data, capture_output=True).stdout)",
    );
}

/// Each process of the chain starts the next and ends, so that a list of processes read at the wrong moment
/// shows none of them; the last one answers.
const CHAIN: &str = "import signal
signal.signal(signal.SIGCHLD, signal.SIG_IGN)
signal.signal(signal.SIGHUP, signal.SIG_IGN)  # which the end of the first sends to the others
def chain(answer):
    for _ in range(300):
        if os.fork(): os._exit(0)
    answer()
c, _ = s.accept()
";

#[test]
fn an_answer_by_the_last_of_a_chain_of_processes_is_waited_for() {
    let beside_one_that_sleeps = "while data := c.recv(100):
    if os.fork() == 0:
        chain(lambda: (c.send(data.upper()), os._exit(0)))";
    let all_that_there_is = "for _ in range(2):
    data = c.recv(100)
    chain(lambda: c.send(data.upper()))
time.sleep(0.01)";
    for rest in [beside_one_that_sleeps, all_that_there_is] {
        let transcript = Bench::new(TWO_MESSAGES, &server(&format!("{CHAIN}{rest}"))).transcript();
        for (message, answer) in [("un", "UN"), ("deux", "DEUX")] {
            let step = format!("when vince says: {message}\n  vince receives \"{answer}\"\n");
            assert!(transcript.contains(&step), "{transcript}");
        }
    }
}

#[test]
fn an_answer_by_a_thread_that_looks_into_a_queue_now_and_then_is_waited_for() {
    assert_answers_each_in_its_step(
        "c, _ = s.accept()
todo = []
def work():
    while True:
        time.sleep(0.03)
        while todo: c.send(todo.pop(0).upper())
threading.Thread(target=work, daemon=True).start()
while data := c.recv(100): todo.append(data)",
    );
}

#[test]
fn an_answer_by_a_chain_of_polling_threads_is_waited_for() {
    assert_answers_each_in_its_step(
        "c, _ = s.accept()
first, second = [], []
def move():
    while True:
        time.sleep(0.04)
        while first: second.append(first.pop(0))
def work():
    while True:
        time.sleep(0.05)
        while second: c.send(second.pop(0).upper())
for f in (move, work): threading.Thread(target=f, daemon=True).start()
while data := c.recv(100): first.append(data)",
    );
}

#[test]
fn a_server_that_polls_its_sockets_is_waited_for() {
    assert_answers_each_in_its_step(
        "s.setblocking(False)
conns = []
while True:
    time.sleep(0.02)
    try: conns.append(s.accept()[0])
    except BlockingIOError: pass
    for c in conns:
        c.setblocking(False)
        try: c.send(c.recv(100).upper())
        except BlockingIOError: pass",
    );
}

#[test]
fn an_answer_held_back_by_a_socket_time_out_is_waited_for() {
    assert_answers_each_in_its_step(
        "import struct
c, _ = s.accept()
c.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, struct.pack('ll', 0, 100000))
pending = b''
while True:
    try: pending += os.read(c.fileno(), 100)
    except BlockingIOError:
        if pending: c.send(pending.upper())
        pending = b''",
    );
}

#[test]
fn an_answer_held_back_by_a_corked_socket_is_waited_for() {
    assert_answers_each_in_its_step(
        "c, _ = s.accept()
c.setsockopt(socket.IPPROTO_TCP, socket.TCP_CORK, 1)
while data := c.recv(100): c.send(data.upper())",
    );
}

#[test]
fn a_server_that_accepts_only_after_a_while_is_waited_for() {
    assert_answers_each_in_its_step(
        "time.sleep(0.4)
c, _ = s.accept()
while data := c.recv(100): c.send(data.upper())",
    );
}

#[test]
fn what_was_printed_just_before_falling_asleep_is_seen() {
    let program = server("c, _ = s.accept()\nwhile data := c.recv(100): print('x' * 3000 + data.decode())");
    let bench = Bench::new(TWO_MESSAGES, &program);
    for _ in 0..5 {
        let transcript = bench.transcript();
        let ends = |word: &str| format!("{word}\"\n");
        assert!(
            transcript.contains(&ends("xun")) && transcript.contains(&ends("xdeux")),
            "{transcript}"
        );
    }
}

#[test]
fn a_busy_loop_is_named() {
    let program = server("c, _ = s.accept()\nc.recv(100)\nwhile True: pass");
    let transcript = Bench::new(TWO_MESSAGES, &program).transcript();
    assert!(
        predicate::str::is_match("says: un\n  server never settles: python.* computes\n")
            .unwrap()
            .eval(&transcript),
        "{transcript}"
    );
}

#[test]
fn a_flood_is_cut_and_named() {
    let program = server("c, _ = s.accept()\nc.recv(100)\nwhile True: print('x' * 70)");
    let transcript = Bench::new(TWO_MESSAGES, &program).transcript();
    assert!(transcript.contains("server sends too much: "), "{transcript}");
    assert!(
        transcript.contains("server never settles: it prints or sends without end"),
        "{transcript}"
    );
}

#[test]
fn a_timer_beyond_the_horizon_is_named_and_not_waited_for() {
    let program = server(
        "c, _ = s.accept()
while data := c.recv(100):
    threading.Timer(30, c.send, [b'late']).start()
    c.send(data.upper())",
    );
    let bench = Bench::new(TWO_MESSAGES, &program);
    let transcript = bench.transcript();
    assert!(
        transcript.contains("receives \"DEUX\"") && !transcript.contains("late"),
        "{transcript}"
    );
    let events = stdout(bench.run().arg("--json"));
    assert!(
        events.contains(r#""by":"horizon""#) && events.contains("futex"),
        "{events}"
    );
}

#[test]
fn data_that_a_sleeping_server_leaves_unread_is_named() {
    let program = server("c, _ = s.accept()\nd, _ = s.accept()");
    let transcript = Bench::new(TWO_MESSAGES, &program).transcript();
    assert!(
        transcript.contains("server leaves untaken: 2 bytes from vince"),
        "{transcript}"
    );
}

#[test]
fn by_silence_the_same_is_seen_and_said_to_be_weaker() {
    let program = server("c, _ = s.accept()\nwhile data := c.recv(100): c.send(data.upper())");
    let bench = Bench::new(TWO_MESSAGES, &program);
    let by_silence = stdout(bench.run().args(["--show", "transcript", "--settle", "silence"]));
    assert_eq!(by_silence, bench.transcript());
    let events = stdout(bench.run().args(["--json", "--settle", "silence"]));
    assert!(events.contains(r#""by":"silence""#), "{events}");
}

/// A client that sends each line it is given.
fn assert_client_says_in_its_step(code: &str) {
    let steps = "when:\n  - user types: un\n  - user types: deux\n";
    let program = format!("import os, signal, socket, subprocess, sys, threading, time\n{code}");
    let transcript = Bench::client(steps, &program).transcript();
    for word in ["un", "deux"] {
        let step = format!("when user types: {word}\n  server receives \"{word}\"\n");
        assert!(transcript.contains(&step), "{transcript}");
    }
}

#[test]
fn a_client_that_first_waits_for_a_lock_of_its_own_is_proved_to_settle() {
    assert_client_says_in_its_step(
        "import fcntl
lock = open('lock', 'w')
r, w = os.pipe()
if os.fork() == 0:
    fcntl.lockf(lock, fcntl.LOCK_EX)
    os.write(w, b'x')
    time.sleep(0.3)
    os._exit(0)
os.read(r, 1)
fcntl.lockf(lock, fcntl.LOCK_EX)
s = socket.create_connection(('10.2.2.2', 8888))
while True: s.send(input().encode())",
    );
}

#[test]
fn a_server_that_starts_in_an_unknown_system_call_is_proved_to_settle_afterwards() {
    // 0.3 s in `recvmmsg`, the time-out of which nobody looks at before anything has come.
    let program = server(
        "import ctypes
a, b = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
threading.Timer(0.3, b.send, [b'x']).start()
ctypes.CDLL(None).recvmmsg(a.fileno(), (ctypes.c_char * 64)(), 1, 0, None)
c, _ = s.accept()
while data := c.recv(100): c.send(data.upper())",
    );
    let bench = Bench::new(TWO_MESSAGES, &program);
    let events = stdout(bench.run().arg("--json"));
    assert!(!events.contains(r#""by":"silence""#), "{events}");
    assert!(events.contains(r#""by":"proof""#), "{events}");
}

#[test]
fn an_answer_after_an_alarm_is_waited_for() {
    for set in ["signal.setitimer(signal.ITIMER_REAL, 0.3)", "signal.alarm(1)"] {
        assert_answers_each_in_its_step(&format!(
            "import signal
todo = []
c, _ = s.accept()
signal.signal(signal.SIGALRM, lambda *_: c.send(todo.pop(0)))
while data := c.recv(100):
    todo.append(data.upper())
    {set}",
        ));
    }
}

#[test]
fn equal_pauses_before_a_server_listens_are_waited_for() {
    for pauses in [
        "time.sleep(1)\ntime.sleep(1)\ntime.sleep(1)",
        "for n in (3, 2, 1):\n    print(n, flush=True)\n    time.sleep(1)",
        "for _ in range(8): time.sleep(0.2)",
    ] {
        let program = format!(
            "import time\n{pauses}\n{}",
            server("c, _ = s.accept()\nwhile data := c.recv(100): c.send(data.upper())")
        );
        let transcript = Bench::new(TWO_MESSAGES, &program).transcript();
        assert!(transcript.contains("vince receives \"DEUX\"\n"), "{transcript}");
    }
}

#[test]
fn dots_that_are_printed_before_a_client_connects_are_waited_for() {
    assert_client_says_in_its_step(
        "for _ in range(4):
    print('.', end='', flush=True)
    time.sleep(0.3)
s = socket.create_connection(('10.2.2.2', 8888))
while True: s.send(input().encode())",
    );
}

#[test]
fn a_pause_after_each_of_several_recipients_is_waited_for() {
    let steps =
        "when:\n  - vince connects\n  - yanis connects\n  - lea connects\n  - vince says: un\n  - vince says: deux\n";
    let program = server(
        "conns = [s.accept()[0] for _ in range(3)]
while data := conns[0].recv(100):
    for c in conns:
        c.send(data.upper())
        time.sleep(0.12)
    for _ in range(3): time.sleep(0.12)
    conns[0].send(b'!')",
    );
    let transcript = Bench::new(steps, &program).transcript();
    for word in ["un", "deux"] {
        let (_, step) = transcript.split_once(&format!("when vince says: {word}\n")).unwrap();
        let step = step.split("\n\n").next().unwrap();
        let said = word.to_uppercase();
        for actor in ["yanis", "lea"] {
            assert!(step.contains(&format!("{actor} receives \"{said}\"")), "{transcript}");
        }
        assert!(step.contains('!'), "{transcript}");
    }
}

#[test]
fn an_answer_held_back_by_a_socket_time_out_is_waited_for_in_the_midst_of_another() {
    // The message comes when the wait for it is more than half over.
    assert_answers_each_in_its_step(
        "import struct
c, _ = s.accept()
c.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, struct.pack('ll', 0, 200000))
pending = b''
threading.Timer(0.35, int).start()
while True:
    try: pending += os.read(c.fileno(), 100)
    except BlockingIOError:
        if pending:
            c.send(pending.upper())
            threading.Timer(0.35, int).start()
        pending = b''",
    );
}

#[test]
fn a_server_whose_child_of_vfork_never_goes_on_is_not_waited_for() {
    let program = server(
        "import ctypes
libc = ctypes.CDLL(None)
c, _ = s.accept()
c.recv(100)
c.send(b'UN')
if libc.syscall(58) == 0: libc.pause()",
    );
    let events = stdout(Bench::new(TWO_MESSAGES, &program).run().arg("--json"));
    assert!(!events.contains(r#""by":"never""#), "{events}");
}

#[test]
fn a_server_that_is_stopped_is_not_waited_for() {
    let program = server(
        "import signal
c, _ = s.accept()
c.recv(100)
os.kill(os.getpid(), signal.SIGSTOP)",
    );
    let events = stdout(Bench::new(TWO_MESSAGES, &program).run().arg("--json"));
    // It left the second message unread, and is in no call that might go on by itself.
    assert!(!events.contains(r#""by":"horizon""#), "{events}");
    assert!(events.contains(r#""by":"neglect""#), "{events}");
}
