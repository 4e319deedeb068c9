//! Which answers are held back, and which is given next.

use super::*;

#[test]
fn an_answer_is_held_until_it_is_asked_for() {
    let mut site = open(&[("www.un.test", 0)]);
    let mut client = connect(http(&site));
    client.write_all(get("www.un.test").as_bytes()).unwrap();
    assert_eq!(pump_until_asked(&mut site, 1), ["http://www.un.test/"]);

    client.set_nonblocking(true).unwrap();
    site.pump(&mut Vec::new());
    assert_eq!(client.read(&mut [0]).unwrap_err().kind(), io::ErrorKind::WouldBlock);
    client.set_nonblocking(false).unwrap();

    assert!(site.answer_next());
    assert_eq!(read_answer(&mut client).1, site.page("www.un.test").unwrap());
    assert_eq!(site.under_way(), 0);
    assert!(!site.answer_next());
}

#[test]
fn different_pages_under_way_are_counted_once_each() {
    let mut site = open(&[("www.un.test", 0), ("www.deux.test", 0)]);
    let mut clients: Vec<TcpStream> = (0..3).map(|_| connect(http(&site))).collect();
    for (client, host) in clients.iter_mut().zip(["www.un.test", "www.deux.test", "www.un.test"]) {
        client.write_all(get(host).as_bytes()).unwrap();
    }
    pump_until_asked(&mut site, 3);
    assert_eq!(site.under_way(), 2);
    assert!(site.answer_next(), "the page of www.deux.test, first by name");
    assert_eq!(site.under_way(), 1);
    assert!(site.answer_next(), "the page of www.un.test, to both who asked");
    assert_eq!(site.under_way(), 0);
    assert_eq!(read_answer(&mut clients[0]).1, site.page("www.un.test").unwrap());
    assert_eq!(read_answer(&mut clients[2]).1, site.page("www.un.test").unwrap());
}

#[test]
fn answers_are_given_in_the_order_of_their_delays() {
    let hosts = [("www.un.test", 300), ("www.deux.test", 100), ("www.trois.test", 200)];
    let mut site = open(&hosts);
    let mut clients: Vec<(u32, TcpStream)> = hosts
        .iter()
        .map(|&(host, delay)| {
            let mut client = connect(http(&site));
            client.write_all(get(host).as_bytes()).unwrap();
            client.set_nonblocking(true).unwrap();
            (delay, client)
        })
        .collect();
    pump_until_asked(&mut site, 3);
    clients.sort_by_key(|(delay, _)| *delay);
    for place in 0..3 {
        assert!(site.answer_next());
        let answered = |(_, client): &(u32, TcpStream)| client.peek(&mut [0]).is_ok();
        let answered: Vec<bool> = clients.iter().map(answered).collect();
        assert_eq!(answered, [true, place >= 1, place >= 2]);
    }
}

#[test]
fn pipelined_requests_are_answered_in_their_order() {
    let mut site = open(&[("www.un.test", 300), ("www.deux.test", 0)]);
    let mut client = connect(http(&site));
    let requests = get("www.un.test") + &get("www.deux.test");
    client.write_all(requests.as_bytes()).unwrap();
    pump_until_asked(&mut site, 2);
    assert_eq!(site.under_way(), 2);
    assert!(site.answer_next());
    assert_eq!(read_answer(&mut client).1, site.page("www.un.test").unwrap());
    assert_eq!(site.under_way(), 1);
    assert!(site.answer_next());
    assert_eq!(read_answer(&mut client).1, site.page("www.deux.test").unwrap());
}

#[test]
fn who_has_gone_waits_no_more() {
    let mut site = open(&[("www.un.test", 0)]);
    let asked = ask_https(&site, "www.un.test", get_and_close("www.un.test"));
    pump_until_asked(&mut site, 1);

    // One that breaks off.
    let broken = connect(http(&site));
    (&broken).write_all(get("www.un.test").as_bytes()).unwrap();
    pump_until_asked(&mut site, 1);
    rustix::net::sockopt::set_socket_linger(&broken, Some(Duration::ZERO)).unwrap();
    drop(broken);

    // One that leaves in the middle of a request.
    let hurried = connect(http(&site));
    (&hurried).write_all(b"GET / HT").unwrap();
    drop(hurried);

    assert!(serve(&mut site, asked).unwrap().starts_with("HTTP/1.1 200 OK\r\n"));
    pump_until(&mut site, |site, _| site.under_way() == 0 && !site.answer_next());
}

#[test]
fn a_client_over_tls_that_closes_early_waits_no_more() {
    let mut site = open(&[("www.un.test", 0)]);
    let address = https(&site);
    let client = tls_client(Some(site.authority()), "www.un.test");
    let client = thread::spawn(move || {
        let mut stream = StreamOwned::new(client, connect(address));
        stream.write_all(get("www.un.test").as_bytes()).unwrap();
        stream.flush().unwrap();
        stream
    });
    pump_until_asked(&mut site, 1);
    assert_eq!(site.under_way(), 1);
    drop(client.join().unwrap());
    pump_until(&mut site, |site, _| site.under_way() == 0);
    assert!(!site.answer_next());
}

#[test]
fn who_is_too_many_is_sent_away_and_the_others_are_served() {
    let mut site = open(&[("www.un.test", 0)]);
    let mut clients: Vec<TcpStream> = (0..300)
        .map(|_| {
            let client = connect(http(&site));
            site.pump(&mut Vec::new());
            client
        })
        .collect();
    let mut last = clients.pop().unwrap();
    assert_eq!(last.read(&mut [0]).unwrap(), 0);
    clients[0].write_all(get("www.un.test").as_bytes()).unwrap();
    pump_until_asked(&mut site, 1);
    assert!(site.answer_next());
    assert_eq!(read_answer(&mut clients[0]).1, site.page("www.un.test").unwrap());
}
