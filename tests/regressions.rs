//! Clients and programs that were once judged wrongly, or that once cost more than they may.

use crate::harness::{salon, stdout, top};
use std::fs;
use std::time::Duration;

/// By when salon has given up any program; what once was played without end never came to this.
const DEADLINE: Duration = Duration::from_mins(2);

/// What `salon run` says of a program, run as `option` with this command, in a scenario of the lab.
fn judged(scenario: &str, option: &str, command: &str, program: &str) -> String {
    let folder = tempfile::tempdir().expect("a temporary folder");
    fs::write(folder.path().join("program"), program).expect("a file");
    // It stands where a scenario puts a file of its own.
    fs::create_dir(folder.path().join("urls.txt")).expect("a folder");
    stdout(
        salon()
            .timeout(DEADLINE)
            .args(["run", option, &format!("{command} program"), "--directory"])
            .arg(folder.path())
            .arg(top().join(format!("scenarios/labs/tp6/{scenario}.yaml"))),
    )
}

fn client(scenario: &str, program: &str) -> String {
    judged(scenario, "--client", "python3", program)
}

fn program(scenario: &str, program: &str) -> String {
    judged(scenario, "--program", "python3", program)
}

/// A client of stage 6 that does this when its server goes.
fn client_that_ends_by(end: &str) -> String {
    format!(
        "import socket, sys\np = input('pseudo : ')\ns = socket.create_connection(('127.0.0.1', 8888))\n\
         s.sendall(f'Hello|{{p}}'.encode())\nwhile s.recv(1000): pass\n{end}\n"
    )
}

#[test]
fn a_traceback_or_a_prompt_does_not_tell_that_the_server_has_gone() {
    for end in ["raise ConnectionError('gone')", "print('\\npseudo :')"] {
        let said = client("ii_6_client/server_closes", &client_that_ends_by(end));
        assert!(said.contains("1 different"), "{said}");
    }
    let said = client(
        "ii_6_client/server_closes",
        &client_that_ends_by("print('Error: gone')"),
    );
    assert!(said.contains("1 as the reference"), "{said}");
}

#[test]
fn a_program_that_is_not_there_has_not_started() {
    for command in ["python3 not_there.py", "perl not_there.pl"] {
        let said = judged("sleep/counts", "--program", command, "");
        assert!(said.contains("1 not started"), "{said}");
        assert!(said.contains("not_there.p"), "{said}");
    }
}

#[test]
fn a_program_that_says_itself_that_it_cannot_open_a_file_has_started() {
    let says = "import sys\nif not sys.argv[1:]: sys.exit(\"web_sync: can't open file 'liste.txt'\")";
    let said = program("web_sync/no_argument", says);
    assert!(said.contains("1 as the reference"), "{said}");
}

#[test]
fn a_client_whose_thread_has_a_name_dies_no_better() {
    let dies = client_that_ends_by(
        "import os\ndef f(): raise ConnectionError('gone')\nimport threading\n\
        t = threading.Thread(target=f, name='reception'); t.start(); t.join(); os._exit(0)",
    );
    let said = client("ii_6_client/server_closes", &dies);
    assert!(said.contains("1 different"), "{said}");
}

#[test]
fn a_client_that_takes_its_time_to_end_in_short_rounds_ends() {
    let ends_slowly = "import signal, socket, sys, time\n\
        def end(*_):\n    for _ in range(30): time.sleep(0.01)\n    sys.exit()\n\
        signal.signal(signal.SIGINT, end)\n\
        s = socket.create_connection(('127.0.0.1', 8888))\n\
        while True: s.sendall(input().encode())\n";
    let said = client("ii_3_client/ctrl_c", ends_slowly);
    assert!(said.contains("1 as the reference"), "{said}");
}

#[test]
fn coloured_numbers_have_pauses() {
    let said = program(
        "sleep/counts",
        "import time\nfor _ in range(2):\n    for i in range(10):\n        \
         print(f'\\x1b[32m{i}\\x1b[0m'); time.sleep(0.5)\n",
    );
    assert!(said.contains("1 as the reference"), "{said}");
}

#[test]
fn a_folder_where_a_scenario_puts_a_file_is_no_failure_of_the_harness() {
    let said = program("web_sync_multiple/saves_the_pages", "print(open('urls.txt').read())");
    assert!(said.contains("https://www.un.test"), "{said}");
}

#[test]
fn a_program_that_names_the_systems_authorities_itself_gets_its_page() {
    let bundle = "/etc/ssl/certs/ca-certificates.crt";
    if !fs::exists(bundle).unwrap_or(false) {
        return;
    }
    let said = program(
        "web_sync/saves_the_page",
        &format!(
            "import ssl, sys, urllib.request\ncontext = ssl.create_default_context(cafile='{bundle}')\n\
             page = urllib.request.urlopen(sys.argv[1], context=context).read()\n\
             open('/tmp/web_page', 'wb').write(page)\n"
        ),
    );
    assert!(said.contains("1 as the reference"), "{said}");
}

#[test]
fn what_a_program_does_without_end_is_given_up() {
    let connects = "import socket\ns = socket.create_connection(('127.0.0.1', 8888))\n";
    let clears = format!("{connects}print('a\\x1b[2J' * 50_000)\nwhile s.recv(100): pass\n");
    let storms = format!("while True:\n    {}", connects.replace('\n', "\n    ").trim_end());
    let fetches = "import sys, urllib.request\nwhile True: urllib.request.urlopen(sys.argv[1]).read()\n";
    for endless in [&clears, &storms] {
        let said = client("ii_3_client/shows", endless);
        assert!(said.contains("1 different"), "{said}");
    }
    let said = program("web_sync/saves_the_page", fetches);
    assert!(said.contains("200 pages"), "{said}");
}
