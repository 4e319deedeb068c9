//! TLS: with a client of our own, and with Python's.

use super::super::authority::environment;
use super::*;
use std::process::Command;

#[test]
fn a_page_is_served_over_tls_and_ends_with_close_notify() {
    let mut site = open(&[("www.un.test", 0), ("www.deux.test", 0)]);
    for host in ["www.un.test", "www.deux.test"] {
        let client = ask_https(&site, host, get_and_close(host));
        let answer = serve(&mut site, client).unwrap();
        assert!(answer.starts_with("HTTP/1.1 200 OK\r\n"), "{answer}");
        assert!(answer.ends_with(site.page(host).unwrap()), "{answer}");
    }
}

#[test]
fn who_does_not_trust_the_authority_gets_nothing() {
    let mut site = open(&[("www.un.test", 0)]);
    let client = ask_trusting(https(&site), None, "www.un.test", get_and_close("www.un.test"));
    let error = serve(&mut site, client).unwrap_err().to_string();
    assert!(error.contains("UnknownIssuer"), "{error}");
    pump_until(&mut site, |site, _| {
        let mut sources = Vec::new();
        site.interest(&mut sources);
        sources.len() == 2
    });
}

#[test]
fn who_speaks_no_tls_to_the_tls_port_is_told_and_let_go() {
    let mut site = open(&[("www.un.test", 0)]);
    let mut client = connect(https(&site));
    client.write_all(get("www.un.test").as_bytes()).unwrap();
    let mut answer = Vec::new();
    let mut reader = client.try_clone().unwrap();
    let reading = thread::spawn(move || reader.read_to_end(&mut answer).map(|_| answer));
    let answer = serve(&mut site, reading).unwrap();
    assert_eq!(answer.first(), Some(&0x15), "an alert: {answer:x?}");
}

/// Strict, as Python 3.13 is by default; two requests on one connection.
const STRICT: &str = r#"
import http.client, socket, ssl, sys
port, host, tls = int(sys.argv[1]), sys.argv[2], sys.argv[3]
context = ssl.create_default_context()
context.verify_flags |= ssl.VERIFY_X509_STRICT
context.minimum_version = context.maximum_version = getattr(ssl.TLSVersion, tls)
client = http.client.HTTPSConnection(host, port, context=context)
client._create_connection = lambda address, *rest: socket.create_connection(("127.0.0.1", port))
for _ in range(2):
    client.request("GET", "/")
    sys.stdout.write(client.getresponse().read().decode())
"#;

#[test]
fn python_accepts_the_certificates_by_its_strictest_rules() {
    let mut site = open(&[("www.un.test", 0)]);
    let folder = tempfile::tempdir().unwrap();
    let ca = folder.path().join("ca.pem");
    std::fs::write(&ca, site.authority()).unwrap();
    for version in ["TLSv1_2", "TLSv1_3"] {
        let mut command = Command::new("python3");
        command
            .args(["-c", STRICT, &https(&site).port().to_string(), "www.un.test", version])
            .envs(environment(&ca));
        let output = serve(&mut site, thread::spawn(move || command.output().unwrap()));
        let twice = site.page("www.un.test").unwrap().repeat(2);
        assert_eq!(
            String::from_utf8_lossy(&output.stdout),
            twice,
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
    }
}

#[test]
fn the_names_lead_to_the_site_and_the_dead_ones_nowhere() {
    let dead = Host {
        name: "www.mort.test".to_owned(),
        answer: Answer::Dead,
    };
    let live = Host {
        name: "www.un.test".to_owned(),
        answer: Answer::Page { delay_ms: 0 },
    };
    let site = open_hosts(&[dead, live]);
    let text = site.hosts_file();
    assert!(text.contains("\n127.0.0.1 www.un.test\n"), "{text}");
    assert!(text.ends_with("\n192.0.2.2 www.mort.test\n"), "{text}");
    assert_eq!(site.page("www.mort.test"), None);
    assert!(
        site.page("www.un.test")
            .is_some_and(|page| page.is_ascii() && page.ends_with("</html>\n"))
    );
}

#[test]
fn a_site_of_dead_hosts_alone_opens() {
    let dead = Host {
        name: "www.mort.test".to_owned(),
        answer: Answer::Dead,
    };
    assert!(!open_hosts(&[dead]).pump(&mut Vec::new()));
}
