//! HTTP as clients speak it, and as they should not.

use super::*;

/// What comes back on a plain connection, to its end, once every answer is given.
fn exchange(site: &mut Site, request: &[u8]) -> (String, Vec<String>) {
    let mut client = connect(http(site));
    client.write_all(request).unwrap();
    let mut reader = client.try_clone().unwrap();
    let reading = thread::spawn(move || {
        let mut answer = String::new();
        let _ = reader.read_to_string(&mut answer);
        answer
    });
    let urls = pump_until(site, |site, _| {
        site.answer_next();
        reading.is_finished()
    });
    (reading.join().unwrap(), urls)
}

fn refused(request: &[u8]) -> String {
    let mut site = open(&[("www.un.test", 0)]);
    let (answer, urls) = exchange(&mut site, request);
    assert_eq!(urls, [""; 0], "nothing was asked for that could be named");
    answer.lines().next().unwrap_or_default().to_owned()
}

#[test]
fn several_requests_use_one_connection() {
    let mut site = open(&[("www.un.test", 0)]);
    let mut client = connect(http(&site));
    for path in ["/", "/a?b=c"] {
        let request = format!("GET {path} HTTP/1.1\r\nHost: WWW.un.test:80\r\n\r\n")
            .replace(":80", &format!(":{}", http(&site).port()));
        client.write_all(request.as_bytes()).unwrap();
        assert_eq!(pump_until_asked(&mut site, 1), [format!("http://www.un.test{path}")]);
        assert!(site.answer_next());
        let (head, body) = read_answer(&mut client);
        assert!(head.contains("\r\nConnection: keep-alive\r\n"), "{head}");
        assert!(
            head.contains("\r\nContent-Type: text/html; charset=utf-8\r\n"),
            "{head}"
        );
        assert_eq!(body, site.page("www.un.test").unwrap());
    }
}

#[test]
fn http_1_0_ends_with_the_answer() {
    let mut site = open(&[("www.un.test", 0)]);
    let (answer, urls) = exchange(&mut site, b"GET / HTTP/1.0\r\nHost: www.un.test\r\n\r\n");
    assert_eq!(urls, ["http://www.un.test/"]);
    assert!(answer.ends_with(site.page("www.un.test").unwrap()), "{answer}");
}

#[test]
fn http_1_0_needs_no_host() {
    let mut site = open(&[("www.un.test", 0)]);
    let (answer, urls) = exchange(&mut site, b"GET / HTTP/1.0\r\n\r\n");
    assert_eq!(urls, ["http://127.0.0.1/"]);
    assert!(answer.starts_with("HTTP/1.1 404 Not Found\r\n"), "{answer}");

    // Over TLS the handshake names it.
    let client = ask_https(&site, "www.un.test", "GET / HTTP/1.0\r\n\r\n".to_owned());
    let answer = serve(&mut site, client).unwrap();
    assert!(answer.ends_with(site.page("www.un.test").unwrap()), "{answer}");
}

#[test]
fn a_request_may_come_byte_by_byte() {
    let mut site = open(&[("www.un.test", 0)]);
    let mut client = connect(http(&site));
    let request = get("www.un.test");
    let (beginning, end) = request.split_at(request.len() - 1);
    for byte in beginning.bytes() {
        client.write_all(&[byte]).unwrap();
        let mut happenings = Vec::new();
        site.pump(&mut happenings);
        assert_eq!(happenings, []);
    }
    client.write_all(end.as_bytes()).unwrap();
    pump_until_asked(&mut site, 1);
    assert!(site.answer_next());
    assert_eq!(read_answer(&mut client).1, site.page("www.un.test").unwrap());
}

#[test]
fn who_sends_no_more_still_gets_the_answer() {
    let mut site = open(&[("www.un.test", 0)]);
    let mut client = connect(http(&site));
    client.write_all(get("www.un.test").as_bytes()).unwrap();
    client.shutdown(std::net::Shutdown::Write).unwrap();
    pump_until_asked(&mut site, 1);
    assert_eq!(site.under_way(), 1);
    assert!(site.answer_next());
    let mut answer = String::new();
    client.read_to_string(&mut answer).unwrap();
    assert!(answer.ends_with(site.page("www.un.test").unwrap()), "{answer}");
}

#[test]
fn head_gets_the_length_and_no_body() {
    let mut site = open(&[("www.un.test", 0)]);
    let request = b"HEAD / HTTP/1.1\r\nHost: www.un.test\r\nConnection: close\r\n\r\n";
    let (answer, _) = exchange(&mut site, request);
    let length = format!("\r\nContent-Length: {}\r\n", site.page("www.un.test").unwrap().len());
    assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
    assert!(answer.contains(&length) && answer.ends_with("\r\n\r\n"), "{answer}");
}

#[test]
fn a_body_is_asked_for_and_not_wanted() {
    let mut site = open(&[("www.un.test", 0)]);
    let mut client = connect(http(&site));
    let head = "POST / HTTP/1.1\r\nHost: www.un.test\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n";
    client.write_all(head.as_bytes()).unwrap();
    assert_eq!(pump_until_asked(&mut site, 1), ["http://www.un.test/"]);
    assert_eq!(read_answer(&mut client).0, "HTTP/1.1 100 Continue\r\n\r\n");
    client.write_all(b"a=b").unwrap();
    assert!(site.answer_next());
    let (head, _) = read_answer(&mut client);
    assert!(
        head.starts_with("HTTP/1.1 405 Method Not Allowed\r\nAllow: GET, HEAD\r\n"),
        "{head}"
    );
    assert_eq!(client.read(&mut [0]).unwrap(), 0, "closed in order");
}

#[test]
fn an_unknown_host_is_not_found_and_counts_as_asked_for() {
    let mut site = open(&[("www.un.test", 0)]);
    let (answer, urls) = exchange(&mut site, get_and_close("www.nulle-part.test").as_bytes());
    assert_eq!(urls, ["http://www.nulle-part.test/"]);
    assert!(answer.starts_with("HTTP/1.1 404 Not Found\r\n"), "{answer}");
}

#[test]
fn a_whole_url_names_the_host_as_to_a_proxy() {
    let mut site = open(&[("www.un.test", 0)]);
    let request = b"GET http://www.un.test HTTP/1.1\r\nHost: other.test\r\nConnection: close\r\n\r\n";
    let (answer, urls) = exchange(&mut site, request);
    assert_eq!(urls, ["http://www.un.test/"]);
    assert!(answer.ends_with(site.page("www.un.test").unwrap()), "{answer}");
}

#[test]
fn what_is_no_request_is_refused_and_the_connection_closed() {
    let bad = "HTTP/1.1 400 Bad Request";
    assert_eq!(refused(b"Hello|vince\n"), bad);
    assert_eq!(refused(b"GET / HTTP/1.1\r\n\r\n"), bad, "no host");
    assert_eq!(
        refused(b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"),
        bad,
        "two hosts"
    );
    assert_eq!(refused(b"GET / HTTP/1.1\r\nHost: a/b\r\n\r\n"), bad);
    assert_eq!(refused(b"GET www.un.test HTTP/1.1\r\nHost: a\r\n\r\n"), bad);
    assert_eq!(refused(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"), bad);
    assert_eq!(
        refused(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"),
        bad,
        "TLS on the plain port"
    );
}

#[test]
fn what_is_too_large_is_refused() {
    let long = "a".repeat(20_000);
    assert_eq!(
        refused(format!("GET / HTTP/1.1\r\nHost: a\r\nX: {long}").as_bytes()),
        "HTTP/1.1 431 Request Header Fields Too Large"
    );
    assert_eq!(
        refused(format!("GET / HTTP/1.1\r\n{}\r\n", "X: y\r\n".repeat(200)).as_bytes()),
        "HTTP/1.1 431 Request Header Fields Too Large"
    );
    assert_eq!(
        refused(format!("GET /{} HTTP/1.1\r\nHost: a\r\n\r\n", &long[..3000]).as_bytes()),
        "HTTP/1.1 414 URI Too Long"
    );
}

#[test]
fn who_asks_too_far_ahead_is_cut_off() {
    let mut site = open(&[("www.un.test", 0)]);
    let (answer, urls) = exchange(&mut site, get("www.un.test").repeat(100).as_bytes());
    assert_eq!(urls.len(), 32);
    assert_eq!(answer.matches("HTTP/1.1 200 OK\r\n").count(), 32);
    assert_eq!(answer.matches("HTTP/1.1 503 Service Unavailable\r\n").count(), 1);
}
