//! Programs that ask, and are ended or interrupted meanwhile.

use super::{DEADLINE, listener, next, unseen, wait_for_interest, watched};
use crate::world::connects::{Asked, Connects};
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};
use std::time::Instant;

fn python(script: &str) -> Child {
    Command::new("python3")
        .args(["-c", script])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap()
}

fn holding(script: &str) -> (Connects, Child) {
    let script = script.to_owned();
    let (connects, client) = watched(move || python(&script));
    (connects, client.join().unwrap())
}

#[test]
fn what_is_no_address_or_no_socket_is_left_to_the_kernel() {
    // Bad pointer, bad length, no descriptor, no socket, and AF_UNSPEC.
    let script = "
import ctypes, errno, socket
libc = ctypes.CDLL(None, use_errno=True)
s = socket.socket()
good = ctypes.create_string_buffer(b'\\2\\0\\x22\\xb8\\x7f\\0\\0\\1' + bytes(8), 16)
none = ctypes.create_string_buffer(bytes(16), 16)
def ask(fd, address, length):
    return errno.errorcode[ctypes.get_errno()] if libc.connect(fd, address, length) else 'OK'
far = ctypes.c_void_p(2**64 - 4096)
print(ask(s.fileno(), 1, 16), ask(s.fileno(), far, 16), ask(s.fileno(), good, -1),
      ask(999, good, 16), ask(0, good, 16), ask(s.fileno(), none, 16))
";
    let output = unseen(move || python(script).wait_with_output().unwrap());
    let text = String::from_utf8(output.stdout).unwrap();
    assert_eq!(text.trim_end(), "EFAULT EFAULT EINVAL EBADF ENOTSOCK OK");
}

#[test]
fn a_program_that_dies_while_it_is_held_up_is_no_error() {
    let ask = "import socket; socket.create_connection(('127.0.0.1', 9))";
    let (_listener, server) = listener();
    let answers: [fn(Asked, SocketAddr); 2] = [|asked, _| asked.go_on(), Asked::lead_to];
    for answer in answers {
        let (mut connects, mut child) = holding(ask);
        let asked = next(&mut connects);
        child.kill().unwrap();
        child.wait().unwrap();
        answer(asked, server);
        assert!(connects.next().unwrap().is_none());
    }
    let (mut connects, mut child) = holding(ask);
    wait_for_interest(&connects, Instant::now() + DEADLINE);
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(connects.next().unwrap().is_none());
}

#[test]
fn a_signal_while_it_is_held_up_does_not_make_a_program_ask_twice() {
    let (listener, server) = listener();
    let script = format!(
        "
import signal, socket
signal.signal(signal.SIGUSR1, lambda *_: print('signal', flush=True))
socket.create_connection(('127.0.0.1', {}))
print('connected')",
        server.port()
    );
    let (mut connects, mut child) = holding(&script);
    let asked = next(&mut connects);
    let process = rustix::process::Pid::from_child(&child);
    rustix::process::kill_process(process, rustix::process::Signal::USR1).unwrap();
    asked.lead_to(server);
    listener.accept().unwrap();
    let mut lines: Vec<String> = BufReader::new(child.stdout.take().unwrap())
        .lines()
        .map_while(Result::ok)
        .collect();
    lines.sort();
    assert_eq!(lines, ["connected", "signal"]);
    assert!(child.wait().unwrap().success());
    assert!(connects.next().unwrap().is_none());
}
