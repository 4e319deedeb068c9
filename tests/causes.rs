//! The catalogue from symptom to cause: each cause is told of a program that has it.

use crate::harness::{salon, top};
use crate::results::{BySubmission, causes_in_report};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// What salon says of each submission in these folders: its causes, by scenario.
fn causes(folder: &Path, more: &[&str]) -> BySubmission<Vec<String>> {
    let out = tempfile::tempdir().expect("a folder");
    let report = out.path().join("report.json");
    let mut grade = salon();
    grade.arg("grade").arg(folder).args(more).args(["--python", "python3"]);
    grade.arg("--results").arg(out.path().join("results.jsonl"));
    grade.arg("--report-json").arg(&report).assert().code(1);
    causes_in_report(&report)
}

const SERVER: &str = "chat_server_ii_2.py";
const CLIENT: &str = "chat_client_ii_5.py";
const PROGRAM: &str = "web_sync.py";

/// A client that has said Hello, with what its author makes of it.
const HELLO: &str = "import socket, sys, threading
pseudo = input('pseudo : ')
s = socket.create_connection(('127.0.0.1', 8888))
s.sendall(f'Hello|{pseudo}'.encode())
";
/// A program that has its page.
const PAGE: &str = "import sys, urllib.request
page = urllib.request.urlopen(sys.argv[1]).read()
";

/// Causes that no sample submission has, each with a program that does.
fn of_one_program_each() -> Vec<(&'static str, &'static str, String)> {
    let server = |cause, text: &str| (cause, SERVER, text.to_owned());
    let client = |cause, text: &str| (cause, CLIENT, text.to_owned());
    let program = |cause, text: &str| (cause, PROGRAM, text.to_owned());
    vec![
        server(
            "address-in-use",
            "import socket\nfor s in socket.socket(), socket.socket(): s.bind(('127.0.0.1', 8888))",
        ),
        server(
            "address-not-available",
            "import socket\nsocket.create_server(('serveur.invalid', 8888))",
        ),
        server("import", "from asyncio import attendre"),
        server("missing-module", "import nulle_part"),
        server("syntax-error", "def ("),
        server("never-listens", "import threading; threading.Event().wait()"),
        server("busy-at-start", "while True: pass"),
        server("killed", "import os; os.kill(os.getpid(), 9)"),
        server("missing-file", "open('config.json')"),
        server("traceback", "1 / 0"),
        server(
            "coroutines-to-wait",
            "import asyncio
async def main(): await asyncio.wait([asyncio.sleep(0), asyncio.sleep(0)])
asyncio.run(main())",
        ),
        server("ends-at-once", "print('rien')"),
        server("ends-with-error", "import sys; sys.exit(3)"),
        (
            "waits-for-line-ends",
            "chat_server_ii_4.py",
            "import asyncio\nasync def client(reader, writer):\n    while line := await reader.readline(): writer.write(line)\n\
             async def main():\n    async with await asyncio.start_server(client, '127.0.0.1', 8888) as s:\n        \
             await s.serve_forever()\nasyncio.run(main())"
                .to_owned(),
        ),
        (
            "silent",
            "chat_server_ii_5.py",
            "import asyncio\nasync def client(reader, writer):\n    while await reader.read(1024): pass\n\
             async def main():\n    async with await asyncio.start_server(client, '127.0.0.1', 8888) as s:\n        \
             await s.serve_forever()\nasyncio.run(main())"
                .to_owned(),
        ),
        (
            "delivered-late",
            "chat_server_ii_4.py",
            "import asyncio\nall, waiting = [], []\nasync def client(reader, writer):\n    all.append(writer)\n    \
             a = '%s:%d' % writer.get_extra_info('peername')\n    while data := await reader.read(1024):\n        \
             for other, text in waiting: other.write(text)\n        waiting.clear()\n        \
             text = f'{a} a dit : {data.decode()}'.encode()\n        \
             waiting.extend((other, text) for other in all if other is not writer)\n\
             async def main():\n    async with await asyncio.start_server(client, '127.0.0.1', 8888) as s:\n        \
             await s.serve_forever()\nasyncio.run(main())"
                .to_owned(),
        ),
        client("client-ends-early", &format!("{HELLO}s.recv(1024)")),
        client("never-connects", "while True: print(input())"),
        client("sends-nothing", &format!("{HELLO}while True: input()")),
        client(
            "not-to-the-byte",
            "import socket\np = input()\ns = socket.create_connection(('127.0.0.1', 8888))\n\
             s.sendall(f'Hello|{p}\\n'.encode())",
        ),
        program("argument-missing", &format!("{PAGE}open('/tmp/web_page', 'wb').write(page)")),
        program("page-cut", &format!("{PAGE}open('/tmp/web_page', 'wb').write(page[:-9])")),
        program("page-not-saved", &format!("{PAGE}print(len(page))")),
        program("saved-elsewhere", &format!("{PAGE}open('page', 'wb').write(page)\ninput()")),
        program(
            "own-authorities",
            "import ssl, sys, urllib.request\ncontext = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)\n\
             if sys.argv[1:]: urllib.request.urlopen(sys.argv[1], context=context)",
        ),
    ]
}

#[test]
fn each_cause_that_no_sample_has_is_told_of_a_program_that_has_it() {
    let class = tempfile::tempdir().expect("a folder");
    for (cause, file, text) in of_one_program_each() {
        let folder = class.path().join(cause);
        fs::create_dir(&folder).expect("a folder");
        fs::write(folder.join(file), text).expect("a file");
    }
    let told = causes(
        class.path(),
        &[
            "--stage",
            "ii_2",
            "--stage",
            "ii_4",
            "--stage",
            "ii_5",
            "--stage",
            "ii_5_client",
            "--stage",
            "web_sync",
        ],
    );
    let missing: Vec<_> = told
        .iter()
        .filter(|(cause, told)| !told.values().flatten().any(|id| id == *cause))
        .collect();
    assert!(missing.is_empty(), "{missing:#?}");
    assert_eq!(told.len(), of_one_program_each().len());
}

/// Every cause in the catalogue's source is told somewhere: of a sample, of a program above, or of what the
/// finder meets.
#[test]
fn every_cause_of_the_catalogue_has_a_test() {
    let mut tested: BTreeSet<String> = of_one_program_each()
        .iter()
        .map(|(cause, ..)| (*cause).to_owned())
        .collect();
    let snapshot = fs::read_to_string(top().join("tests/snapshots/causes_of_the_samples.snap")).expect("the snapshot");
    tested.extend(
        snapshot
            .lines()
            .filter_map(|line| Some(line.strip_suffix(':')?.to_owned())),
    );
    let source = fs::read_to_string(top().join("scenarios/model/src/cause.rs")).expect("the catalogue");
    let (_, variants) = source.split_once("pub enum Cause {").expect("the catalogue");
    let (variants, _) = variants.split_once("\n}").expect("its end");
    let name = |line: &str| {
        let name = line.strip_prefix("    ")?.trim_end_matches([',', ' ', '{']);
        (name.starts_with(char::is_uppercase) && name.chars().all(char::is_alphanumeric)).then(|| kebab(name))
    };
    let catalogue: BTreeSet<String> = variants.lines().filter_map(name).collect();
    assert!(catalogue.len() > 40, "{catalogue:?}");
    // What keeps a program that was found from being started is told where programs are looked for.
    let of_discovery = fs::read_dir(top().join("scenarios/grade/tests")).expect("tests");
    let of_discovery: Vec<String> = of_discovery
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.is_file())
        .map(|path| fs::read_to_string(path).expect("a test"))
        .collect();
    let told_there = |cause: &&String| of_discovery.iter().any(|test| test.contains(&format!("{cause}:\n")));
    tested.extend(catalogue.iter().filter(told_there).cloned().collect::<Vec<_>>());
    // Told where programs mean harm (`hostile.rs`): its command is the salon of this build.
    tested.insert("command-is-harness".to_owned());
    // Most are told of transcripts, beside those of which they are not.
    let of_transcripts = fs::read_dir(top().join("scenarios/judge/tests/catalogue")).expect("tests");
    let of_transcripts: String = of_transcripts
        .map(|entry| fs::read_to_string(entry.expect("an entry").path()).expect("a test"))
        .collect();
    let told_there = |cause: &&String| of_transcripts.contains(&format!("\"{cause}\""));
    tested.extend(catalogue.iter().filter(told_there).cloned().collect::<Vec<_>>());
    let untested: Vec<_> = catalogue.difference(&tested).collect();
    assert!(untested.is_empty(), "{untested:?}");
}

/// A name as results write it: `EofUnanswered` as `eof-unanswered`.
fn kebab(name: &str) -> String {
    let mut out = String::new();
    for letter in name.chars() {
        if letter.is_uppercase() && !out.is_empty() {
            out.push('-');
        }
        out.extend(letter.to_lowercase());
    }
    out
}
