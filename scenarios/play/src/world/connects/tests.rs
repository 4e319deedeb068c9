//! On the bare kernel: a thread filters itself, as filters are each thread's own, and asks for
//! connections that the test answers.

use super::*;
use crate::world::seccomp;
use rustix::net::sockopt::socket_error;
use rustix::net::{AddressFamily, SocketFlags, SocketType, bind, getpeername, listen, socket, socket_with};
use rustix::thread::set_no_new_privs;
use std::io::{BufRead, BufReader, ErrorKind, Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream, UdpSocket};
use std::os::unix::net::UnixStream;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU8, Ordering};
use std::thread::JoinHandle;
use std::time::Instant;

const DEADLINE: Duration = Duration::from_secs(20);

/// Runs `ask` in a thread whose connections are watched.
fn watched<T: Send + 'static>(ask: impl FnOnce() -> T + Send + 'static) -> (Connects, JoinHandle<T>) {
    let (give, given) = channel();
    let client = thread::spawn(move || {
        set_no_new_privs(true).unwrap();
        give.send(seccomp::watch_connects()).unwrap();
        ask()
    });
    let connects = Connects::new(given.recv().unwrap().unwrap(), start_leader().unwrap());
    (connects, client)
}

fn wait_for_interest(connects: &Connects, until: Instant) {
    let left = until.saturating_duration_since(Instant::now());
    let left = Timespec::try_from(left).unwrap();
    assert_ne!(
        poll(&mut [connects.interest()], Some(&left)),
        Ok(0),
        "nothing was asked"
    );
}

fn next(connects: &mut Connects) -> Asked {
    let until = Instant::now() + DEADLINE;
    loop {
        wait_for_interest(connects, until);
        if let Some(asked) = connects.next().unwrap() {
            return asked;
        }
    }
}

/// What a thread does when none of its calls is told.
fn unseen<T: Send + 'static>(ask: impl FnOnce() -> T + Send + 'static) -> T {
    let (mut connects, client) = watched(ask);
    let until = Instant::now() + DEADLINE;
    while !client.is_finished() {
        wait_for_interest(&connects, until);
        assert!(connects.next().unwrap().is_none());
    }
    client.join().unwrap()
}

/// An address at which nobody listens: of a host of its own, as no port is free for long.
fn free_address() -> SocketAddr {
    static HOSTS: AtomicU8 = AtomicU8::new(1);
    let host = Ipv4Addr::new(127, 88, 88, HOSTS.fetch_add(1, Ordering::Relaxed));
    SocketAddr::new(host.into(), 8888)
}

fn listener() -> (TcpListener, SocketAddr) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    (listener, address)
}

fn mapped(address: SocketAddr) -> SocketAddr {
    match address {
        SocketAddr::V4(v4) => SocketAddr::new(v4.ip().to_ipv6_mapped().into(), v4.port()),
        SocketAddr::V6(_) => address,
    }
}

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
fn a_listener_opened_when_a_connection_is_asked_for_gets_it() {
    let address = free_address();
    let (mut connects, client) = watched(move || TcpStream::connect(address));
    let asked = next(&mut connects);
    assert_eq!(asked.address, address);
    let listener = TcpListener::bind(address).unwrap();
    asked.go_on();
    let stream = client.join().unwrap().unwrap();
    let (_, peer) = listener.accept().unwrap();
    assert_eq!(peer, stream.local_addr().unwrap());
}

#[test]
fn a_connection_that_nobody_answers_for_goes_on() {
    let address = free_address();
    let (mut connects, client) = watched(move || TcpStream::connect(address));
    drop(next(&mut connects));
    assert_eq!(client.join().unwrap().unwrap_err().kind(), ErrorKind::ConnectionRefused);
}

#[test]
fn a_connection_refused_does_not_reach_who_listens() {
    let (listener, address) = listener();
    let (mut connects, client) = watched(move || TcpStream::connect(address));
    next(&mut connects).refuse();
    assert_eq!(client.join().unwrap().unwrap_err().kind(), ErrorKind::ConnectionRefused);
    listener.set_nonblocking(true).unwrap();
    assert_eq!(listener.accept().unwrap_err().kind(), ErrorKind::WouldBlock);
}

#[test]
fn a_connection_led_elsewhere_is_the_clients_own_socket() {
    let ((listener, server), address) = (listener(), free_address());
    let (mut connects, client) = watched(move || TcpStream::connect(address));
    next(&mut connects).lead_to(server);
    let mut stream = client.join().unwrap().unwrap();
    let (mut peer, _) = listener.accept().unwrap();
    assert_eq!(stream.peer_addr().unwrap(), server);
    stream.write_all(b"Hello").unwrap();
    // The session keeps no duplicate: the end of the stream comes when the client closes.
    drop(stream);
    let mut text = String::new();
    peer.read_to_string(&mut text).unwrap();
    assert_eq!(text, "Hello");
}

#[test]
fn a_connection_led_to_where_nobody_listens_is_refused() {
    let (address, dead) = (free_address(), free_address());
    let (mut connects, client) = watched(move || TcpStream::connect(address));
    next(&mut connects).lead_to(dead);
    assert_eq!(client.join().unwrap().unwrap_err().kind(), ErrorKind::ConnectionRefused);
}

#[test]
fn a_socket_that_does_not_block_is_told_that_the_connection_is_under_way() {
    for led in [false, true] {
        let ((_listener, server), elsewhere) = (listener(), free_address());
        let address = if led { elsewhere } else { server };
        let (mut connects, client) = watched(move || {
            let flags = SocketFlags::NONBLOCK | SocketFlags::CLOEXEC;
            let socket = socket_with(AddressFamily::INET, SocketType::STREAM, flags, None).unwrap();
            let result = connect(&socket, &address);
            (socket, result)
        });
        let asked = next(&mut connects);
        assert_eq!(asked.address, address);
        if led {
            asked.lead_to(server);
        } else {
            asked.go_on();
        }
        let (socket, result) = client.join().unwrap();
        assert_eq!(result, Err(Errno::INPROGRESS));
        poll(&mut [PollFd::new(&socket, PollFlags::OUT)], None).unwrap();
        assert_eq!(socket_error(&socket).unwrap(), Ok(()));
        assert_eq!(SocketAddr::try_from(getpeername(&socket).unwrap().unwrap()), Ok(server));
    }
}

#[test]
fn an_ipv6_socket_is_led_to_an_ipv4_server() {
    let (_listener, server) = listener();
    let address: SocketAddr = "[2001:db8::7]:8888".parse().unwrap();
    let (mut connects, client) = watched(move || TcpStream::connect(address));
    let asked = next(&mut connects);
    assert_eq!(asked.address, address);
    asked.lead_to(server);
    assert_eq!(client.join().unwrap().unwrap().peer_addr().unwrap(), mapped(server));
}

#[test]
fn an_ipv4_address_written_as_ipv6_is_told_as_ipv4() {
    let (_listener, server) = listener();
    let (mut connects, client) = watched(move || TcpStream::connect(mapped(server)));
    let asked = next(&mut connects);
    assert_eq!(asked.address, server);
    asked.go_on();
    client.join().unwrap().unwrap();
}

#[test]
fn several_threads_are_answered_in_any_order() {
    let (_listener, server) = listener();
    let (mut connects, client) = watched(move || {
        let ask = || thread::spawn(move || TcpStream::connect(server));
        [ask(), ask()].map(|client| client.join().unwrap())
    });
    let (first, second) = (next(&mut connects), next(&mut connects));
    second.go_on();
    first.lead_to(server);
    assert!(client.join().unwrap().iter().all(Result::is_ok));
}

#[test]
fn what_is_no_tcp_connection_goes_on_unseen() {
    unseen(|| {
        let udp = UdpSocket::bind("127.0.0.1:0").unwrap();
        udp.connect("127.0.0.1:53").unwrap();
        let unix = UnixStream::connect("/nowhere").unwrap_err();
        assert_eq!(unix.kind(), ErrorKind::NotFound);
        let ipv4 = socket(AddressFamily::INET, SocketType::STREAM, None).unwrap();
        let ipv6: SocketAddr = "[::1]:53".parse().unwrap();
        assert_eq!(connect(&ipv4, &ipv6), Err(Errno::AFNOSUPPORT));
    });
}

#[test]
fn a_call_that_goes_on_unseen_is_still_a_sign_of_life() {
    let (mut connects, client) = watched(|| UnixStream::connect("/nowhere").is_ok());
    assert!(!connects.stirred());
    wait_for_interest(&connects, Instant::now() + DEADLINE);
    assert!(connects.next().unwrap().is_none());
    assert!(connects.stirred());
    assert!(!connects.stirred());
    client.join().unwrap();
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
fn when_nobody_is_left_to_ask_there_is_nothing_more_to_see() {
    let (mut connects, client) = watched(|| ());
    client.join().unwrap();
    wait_for_interest(&connects, Instant::now() + DEADLINE);
    assert!(connects.next().unwrap().is_none());
    let ready = poll(&mut [connects.interest()], Some(&Timespec::default()));
    assert_eq!(ready, Ok(0));
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

#[test]
fn a_connection_that_is_never_made_holds_up_only_who_asked() {
    let full = socket(AddressFamily::INET, SocketType::STREAM, None).unwrap();
    bind(&full, &"127.0.0.1:0".parse::<SocketAddr>().unwrap()).unwrap();
    listen(&full, 0).unwrap();
    let server = SocketAddr::try_from(rustix::net::getsockname(&full).unwrap()).unwrap();
    let _first = TcpStream::connect(server).unwrap();

    let (mut connects, client) = watched(move || {
        let held = thread::spawn(|| TcpStream::connect("127.0.0.1:9"));
        (TcpStream::connect("127.0.0.1:9"), held.join().unwrap())
    });
    next(&mut connects).lead_to(server);
    next(&mut connects).refuse();
    // Asked for again after a second, the connection finds nobody.
    drop(full);
    let (one, other) = client.join().unwrap();
    let kinds = [one, other].map(|result| result.unwrap_err().kind());
    assert_eq!(kinds, [ErrorKind::ConnectionRefused; 2]);
}
