//! First programs: pages that are fetched and saved, and counters that pause.

use crate::harness::{Bench, Played, assert_in_order, path, python_says, stdout};
use std::fs;
use std::os::unix::fs::symlink;

/// Three pages, the first asked for being the slowest.
const THREE: &str = "site:
  www.lent.test: page after 3000 ms
  www.un.test: page
  www.deux.test: page after 300 ms
when:
  - run: []
";
const ONE: &str = "site:\n  www.un.test: page\nwhen:\n  - run: https://www.un.test\n";
const SLOW: &str = "site:\n  www.un.test: page after 3000 ms\nwhen:\n  - run: https://www.un.test\n";

/// A program with several ways to fetch pages.
fn fetcher(steps: &str, code: &str) -> Bench {
    let program = format!(
        "import asyncio, gzip, os, ssl, subprocess, sys, threading, time, urllib.request
HOSTS = ['www.lent.test', 'www.un.test', 'www.deux.test']
def fetch(url, **options): return urllib.request.urlopen(url, **options).read().decode()
def save(path, text): open(path, 'w').write(text)
def page(host): save('/tmp/web_' + host, fetch('https://' + host)); print('vu', host, flush=True)
async def apage(host):
    reader, writer = await asyncio.open_connection(host, 443, ssl=True)
    writer.write(f'GET / HTTP/1.1\\r\\nHost: {{host}}\\r\\nConnection: close\\r\\n\\r\\n'.encode())
    save('/tmp/web_' + host, (await reader.read()).decode())
    print('vu', host, flush=True)
{code}
"
    );
    Bench::fetcher(steps, &program)
}

fn under_way(pages: usize) -> String {
    format!("site has at most {pages} pages under way at once\n")
}

#[test]
fn pages_are_held_until_the_program_only_waits_for_them() {
    let threads = "threads = [threading.Thread(target=page, args=(host,)) for host in HOSTS]
for thread in threads: thread.start()
for thread in threads: thread.join()";
    let tasks = "async def main(): await asyncio.gather(*(apage(host) for host in HOSTS))
asyncio.run(main())";
    let semaphore = "async def main():
    room = asyncio.Semaphore(2)
    async def one(host):
        async with room: await apage(host)
    await asyncio.gather(*(one(host) for host in HOSTS))
asyncio.run(main())";
    let starts_late = "async def one(host):
    end = time.process_time() + 0.1
    while time.process_time() < end: pass
    await apage(host)
async def main(): await asyncio.gather(*(one(host) for host in HOSTS))
asyncio.run(main())";
    let processes = "children = []
for host in HOSTS:
    if (child := os.fork()) == 0: page(host); sys.stdout.flush(); os._exit(0)
    children.append(child)
for child in children: os.waitpid(child, 0)";
    for (code, pages) in [
        (tasks, 3),
        (semaphore, 2),
        (starts_late, 3),
        (threads, 3),
        (processes, 3),
        ("for host in HOSTS: page(host)", 1),
    ] {
        let seen = fetcher(THREE, code).transcript();
        assert!(seen.contains(&under_way(pages)), "{code}\n{seen}");
        assert_eq!(seen.matches("program saves ").count(), 3, "{code}\n{seen}");
    }
}

#[test]
fn the_slowest_page_is_answered_last_and_takes_no_time() {
    let code = "async def main(): await asyncio.gather(*(apage(host) for host in HOSTS))
before = time.monotonic()
asyncio.run(main())
print('attendu' if time.monotonic() - before > 2.5 else 'tout de suite')";
    let seen = fetcher(THREE, code).transcript();
    assert_in_order(
        &seen,
        &["\"vu www.un.test\"", "\"vu www.deux.test\"", "\"vu www.lent.test\""],
    );
    assert!(seen.contains("\"tout de suite\""), "{seen}");
}

#[test]
fn a_page_is_found_over_http_too() {
    let seen = fetcher(ONE, "save('/tmp/web_page', fetch('http://www.un.test'))").transcript();
    assert_in_order(
        &seen,
        &[
            "asked for http://www.un.test/\n",
            "saves www.un.test in /tmp/web_page\n",
            "status 0",
        ],
    );
}

#[test]
fn requests_trusts_the_site() {
    if !python_says("__import__('requests')") {
        return;
    }
    let code = "import requests; save('/tmp/web_page', requests.get('https://www.un.test').text)";
    assert!(
        fetcher(ONE, code)
            .transcript()
            .contains("saves www.un.test in /tmp/web_page\n")
    );
}

#[test]
fn the_authorities_that_a_package_of_the_users_brings_know_the_site() {
    let home = tempfile::tempdir().expect("a temporary folder");
    let version = std::process::Command::new("python3")
        .env("PATH", path())
        .args(["-c", "import sys; print('python%d.%d' % sys.version_info[:2])"])
        .output()
        .expect("Python")
        .stdout;
    let version = String::from_utf8_lossy(&version);
    let package = home
        .path()
        .join(".local/lib")
        .join(version.trim())
        .join("site-packages/certifi");
    fs::create_dir_all(&package).expect("a folder");
    let module = "import os.path\ndef where(): return os.path.join(os.path.dirname(__file__), 'cacert.pem')\n";
    fs::write(package.join("__init__.py"), module).expect("a file");
    fs::write(package.join("cacert.pem"), "none of the site's\n").expect("a file");
    let code = "import certifi
context = ssl.create_default_context(cafile=certifi.where())
save('/tmp/web_page', fetch('https://www.un.test', context=context))";
    let bench = fetcher(ONE, code);
    let seen = stdout(bench.run().env("HOME", home.path()).args(["--show", "transcript"]));
    assert!(seen.contains("saves www.un.test in /tmp/web_page\n"), "{seen}");
}

#[test]
fn a_program_that_does_not_trust_the_site_is_not_judged() {
    let code = "try: fetch('https://www.un.test', context=ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT))
except OSError: print('impossible')";
    let Played { said, transcript } = fetcher(ONE, code).played();
    assert!(said.contains("1 not started"), "{said}");
    assert!(
        said.contains("the program does not accept the certificate of the mock site www.un.test"),
        "{said}"
    );
    assert!(
        transcript.contains("site is not trusted to be www.un.test\n"),
        "{transcript}"
    );
}

#[test]
fn a_program_that_asks_for_another_name_in_the_certificate_is_judged() {
    let code = "import socket
context = ssl.create_default_context()
try: context.wrap_socket(socket.create_connection(('www.un.test', 443)), server_hostname='localhost')
except OSError: print('impossible')";
    let said = fetcher(ONE, code).verdict();
    assert!(said.contains("1 different"), "{said}");
}

#[test]
fn a_certificate_is_for_its_host_alone() {
    let code = "import socket
context = ssl.create_default_context()
try: context.wrap_socket(socket.create_connection(('www.un.test', 443)), server_hostname='autre.test')
except ssl.SSLError as e: print(type(e).__name__)";
    let seen = fetcher(ONE, code).transcript();
    assert!(seen.contains("SSLCertVerificationError"), "{seen}");
}

#[test]
fn a_page_is_found_wherever_it_is_saved_as_it_came() {
    for (path, seen_as) in [
        ("/tmp/web_page", "/tmp/web_page"),
        ("/tmp/web_www.un.test.html", "/tmp/web_<host>.html"),
        ("page.html", "./page.html"),
        ("/tmp/pages/un/page", "/tmp/pages/un/page"),
        ("~/page", "~/page"),
    ] {
        let code = format!(
            "path = os.path.expanduser('{path}'); os.makedirs(os.path.dirname(path) or '.', exist_ok=True)
save(path, fetch('https://www.un.test'))"
        );
        let seen = fetcher(ONE, &code).transcript();
        assert!(
            seen.contains(&format!("program saves www.un.test in {seen_as}\n")),
            "{path}\n{seen}"
        );
    }
}

#[test]
fn a_page_that_nobody_could_read_is_no_page() {
    for code in [
        "gzip.open('/tmp/web_page', 'wt').write(fetch('https://www.un.test'))",
        "open('/tmp/web_page', 'w', encoding='utf-16').write(fetch('https://www.un.test'))",
        "fetch('https://www.un.test'); save('/tmp/web_page', '<title>www.un.test</title>')",
        "fetch('https://www.un.test')",
    ] {
        let bench = fetcher(ONE, code);
        // One of another day.
        fs::write(bench.path().join("web_page"), "<title>www.un.test</title>").expect("a file");
        let seen = bench.transcript();
        assert!(seen.contains("asked for https://www.un.test/\n"), "{seen}");
        assert!(!seen.contains("program saves"), "{code}\n{seen}");
    }
}

#[test]
fn a_part_of_a_page_is_a_part() {
    let Played { said, transcript } =
        fetcher(ONE, "save('/tmp/web_page', fetch('https://www.un.test')[:150])").played();
    assert!(
        transcript.contains("program saves a part of www.un.test in /tmp/web_page\n"),
        "{transcript}"
    );
    assert!(said.contains("1 different"), "{said}");
}

#[test]
fn folders_are_fresh_each_time_and_nothing_stays_in_the_submission() {
    let code = "for name in ('/tmp/web_page', 'page', os.path.expanduser('~/page')): open(name, 'x').write(fetch('https://www.un.test'))
open('program.py', 'a').write('garbage(')
os.makedirs('tmp')";
    let bench = fetcher(ONE, code);
    let names = || {
        let mut names: Vec<_> = fs::read_dir(bench.path())
            .expect("a folder")
            .map(|entry| entry.expect("an entry").file_name())
            .collect();
        names.sort();
        (names, fs::read(bench.path().join("program.py")).expect("the program"))
    };
    let before = names();
    for _ in 0..2 {
        let seen = bench.transcript();
        assert_eq!(seen.matches("program saves").count(), 3, "{seen}");
        assert!(seen.contains("program exits with status 0"), "{seen}");
        assert!(names() == before, "{:?}", names().0);
    }
}

#[test]
fn files_of_the_scenario_take_the_place_of_the_submissions_own() {
    let steps = "files:\n  urls.txt: [https://www.un.test, https://www.deux.test]\nwhen:\n  - run: urls.txt\n";
    let places: [&dyn Fn(&Bench); 3] = [
        &|bench| fs::write(bench.path().join("urls.txt"), "à moi").expect("a file"),
        &|bench| {
            fs::write(bench.path().join("own.txt"), "à moi").expect("a file");
            symlink("own.txt", bench.path().join("urls.txt")).expect("a link");
        },
        &|bench| {
            let made = std::process::Command::new("mkfifo")
                .arg(bench.path().join("urls.txt"))
                .status();
            assert!(made.is_ok_and(|status| status.success()));
        },
    ];
    for lay in places {
        let bench = fetcher(steps, "print(open(sys.argv[1]).read().split())");
        lay(&bench);
        let kind = || {
            fs::symlink_metadata(bench.path().join("urls.txt"))
                .expect("it is there")
                .file_type()
        };
        let before = kind();
        let seen = bench.transcript();
        assert!(
            seen.contains("\"['https://www.un.test', 'https://www.deux.test']\""),
            "{seen}"
        );
        assert_eq!(kind(), before);
        for own in ["urls.txt", "own.txt"].map(|name| bench.path().join(name)) {
            if own.is_file() {
                assert_eq!(fs::read_to_string(own).expect("a file"), "à moi");
            }
        }
    }
}

#[test]
fn a_program_that_reads_its_keyboard_is_not_waited_for() {
    let seen = fetcher(ONE, "url = input('URL : ')").transcript();
    assert_in_order(&seen, &["program prints \"URL : \"", "end\n  program runs"]);
}

#[track_caller]
fn assert_never_ends(code: &str, reported: &str) {
    let Played { said, transcript } = fetcher(ONE, code).played();
    assert!(transcript.contains(reported), "{code}\n{transcript}");
    assert!(said.contains("1 different"), "{said}");
}

#[test]
fn a_program_that_computes_or_prints_without_end_is_reported() {
    assert_never_ends("while True: pass", "program never settles: python");
    assert_never_ends("while True: print('x' * 70)", "prints or sends without end");
}

#[test]
fn a_program_that_looks_at_the_clock_without_end_is_reported() {
    assert_never_ends("while True: time.sleep(0.5)", "end\n  program runs");
}

#[test]
fn a_program_that_waits_without_end_is_reported() {
    assert_never_ends("threading.Event().wait()", "end\n  program runs");
}

#[test]
fn a_time_out_shorter_than_the_delay_does_no_harm() {
    let code = "save('/tmp/web_page', fetch('https://www.un.test', timeout=2))";
    let seen = fetcher(SLOW, code).transcript();
    assert_in_order(
        &seen,
        &["saves www.un.test in /tmp/web_page\n", "program exits with status 0"],
    );
}

#[test]
fn a_program_that_polls_while_it_waits_gets_its_page() {
    let threads = "thread = threading.Thread(target=page, args=('www.un.test',)); thread.start()
while thread.is_alive(): time.sleep(0.05)";
    let tasks = "async def main():
    task = asyncio.create_task(apage('www.un.test'))
    while not task.done(): await asyncio.sleep(0.05)
asyncio.run(main())";
    for code in [threads, tasks] {
        let seen = fetcher(SLOW, code).transcript();
        assert_in_order(
            &seen,
            &["saves www.un.test in /tmp/web_<host>\n", "program exits with status 0"],
        );
    }
}

#[test]
fn children_of_a_program_print_and_are_waited_for() {
    let code = "code = 'import time; time.sleep(0.3); print(\"enfant\")'
child = subprocess.Popen([sys.executable, '-c', code])
code = code.replace('0.3', '0.6').replace('enfant', 'orphelin')
subprocess.Popen([sys.executable, '-c', code], start_new_session=True)
print('parent', flush=True)
child.wait()";
    let seen = fetcher(ONE, code).transcript();
    assert_in_order(
        &seen,
        &["\"parent\"", "\"enfant\"", "\"orphelin\"", "end\n  program has ended"],
    );
}
