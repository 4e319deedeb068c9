//! Threads of this process that ask.

use super::{DEADLINE, listener, next, unseen, wait_for_interest, watched};
use rustix::event::{PollFd, PollFlags, poll};
use rustix::io::Errno;
use rustix::net::sockopt::socket_error;
use rustix::net::{AddressFamily, SocketFlags, SocketType, bind, connect, getpeername, listen, socket, socket_with};
use rustix::time::Timespec;
use std::io::{ErrorKind, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream, UdpSocket};
use std::os::unix::net::UnixStream;
use std::sync::atomic::{AtomicU8, Ordering};
use std::thread;
use std::time::Instant;

/// An address at which nobody listens: of a host of its own, as no port is free for long.
fn free_address() -> SocketAddr {
    static HOSTS: AtomicU8 = AtomicU8::new(1);
    let host = Ipv4Addr::new(127, 88, 88, HOSTS.fetch_add(1, Ordering::Relaxed));
    SocketAddr::new(host.into(), 8888)
}

fn mapped(address: SocketAddr) -> SocketAddr {
    match address {
        SocketAddr::V4(v4) => SocketAddr::new(v4.ip().to_ipv6_mapped().into(), v4.port()),
        SocketAddr::V6(_) => address,
    }
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
