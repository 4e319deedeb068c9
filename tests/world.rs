//! The world a program runs in: what it sees, and what is left of it afterwards.

use crate::harness::{Bench, salon, stdout, top};
use predicates::prelude::*;
use std::fs;

const ONE_CLIENT: &str = "when:\n  - vince connects\n";

#[track_caller]
fn assert_prints(facts: &str, line: &str) {
    let transcript = Bench::with_facts(facts).transcript();
    assert!(
        transcript.contains(&format!("server prints \"{line}\"\n")),
        "{transcript}"
    );
}

#[test]
fn a_hard_coded_address_of_another_network_can_be_bound_and_reached() {
    let bench = Bench::with_facts("");
    let transcript = bench.transcript();
    assert!(transcript.contains("when vince connects\n"), "{transcript}");
    let connected = bench
        .events()
        .into_iter()
        .find(|event| event["event"] == "connected")
        .expect("a connection");
    assert_eq!(connected["address"], "10.2.2.101:50001");
}

#[test]
fn any_address_of_ipv6_is_local_too() {
    assert_prints(
        "t = socket.socket(socket.AF_INET6)
t.bind(('2001:db8::7', 0))
t.close()
print('bound')",
        "bound",
    );
}

#[test]
fn the_only_interface_is_loopback() {
    assert_prints(
        "print([name for _, name in socket.if_nameindex() if name == 'lo' or name.startswith('e')])",
        "['lo']",
    );
}

#[test]
fn a_program_has_no_privileges_and_cannot_gain_any() {
    assert_prints(
        "f = dict(l.strip('\\n').split(':\\t', 1) for l in open('/proc/self/status') if ':\\t' in l)
print(int(f['CapEff'], 16), int(f['CapPrm'], 16), int(f['CapInh'], 16), f['NoNewPrivs'])",
        "0 0 0 1",
    );
}

#[test]
fn a_program_sees_only_its_own_processes() {
    assert_prints(
        "print(sorted(int(p) for p in os.listdir('/proc') if p.isdigit()) == [1, os.getpid()])",
        "True",
    );
}

#[test]
fn a_program_runs_on_a_terminal_and_in_an_environment_of_its_own() {
    let bench =
        Bench::with_facts("print(sys.stdin.isatty(), sys.stdout.isatty(), 'SECRET' in os.environ, os.environ['LANG'])");
    let transcript = stdout(bench.run().env("SECRET", "x").args(["--show", "transcript"]));
    assert!(transcript.contains("\"True True False C.UTF-8\""), "{transcript}");
}

#[test]
fn temporary_files_logs_and_homes_are_fresh_and_writable() {
    let left = tempfile::Builder::new()
        .prefix("salon-visible-")
        .tempfile_in("/tmp")
        .expect("a temporary file");
    let name = left.path().file_name().expect("a name").to_string_lossy().into_owned();
    let facts = format!(
        "print(os.path.exists('/tmp/{name}'))
for folder in ('/tmp', '/var/log/chat_room', os.path.expanduser('~')):
    os.makedirs(folder, exist_ok=True)
    open(folder + '/{name}-new', 'w').write('x')
print('written')"
    );
    let transcript = Bench::with_facts(&facts).transcript();
    assert!(
        transcript.contains("\"False\"\n  server prints \"written\""),
        "{transcript}"
    );
    let new = format!("{}-new", left.path().display());
    assert!(!fs::exists(&new).expect("an answer"), "{new}");
}

#[test]
fn a_program_can_write_in_its_folder_and_nothing_of_it_is_left() {
    let bench = Bench::with_facts("open('page.html', 'w').write('x'); os.mkdir('tmp'); print(os.listdir('.'))");
    let transcript = bench.transcript();
    assert!(transcript.contains("page.html"), "{transcript}");
    assert!(!bench.path().join("page.html").exists() && !bench.path().join("tmp").exists());
}

#[test]
fn a_program_can_remove_a_folder_of_its_own_and_it_stays() {
    let bench =
        Bench::with_facts("import shutil; shutil.rmtree('pages'); os.mkdir('pages'); print(os.listdir('pages'))");
    fs::create_dir_all(bench.path().join("pages/old")).expect("a folder");
    let transcript = bench.transcript();
    assert!(transcript.contains("server prints \"[]\"\n"), "{transcript}");
    assert!(bench.path().join("pages/old").is_dir());
}

#[test]
fn the_rest_of_the_machine_is_read_only() {
    let file = top().join("Cargo.toml");
    let facts = format!(
        "for path in ('/etc/passwd', '/usr/new', '/proc/sys/kernel/core_pattern', '/proc/sysrq-trigger', {file:?}):
    try: open(path, 'a'); print('opened', path)
    except OSError as e: pass
print('done')"
    );
    let transcript = Bench::with_facts(&facts).transcript();
    assert!(
        transcript.contains("\"done\"") && !transcript.contains("opened"),
        "{transcript}"
    );
}

#[test]
fn only_harmless_devices_are_there() {
    let known =
        "['fd', 'full', 'null', 'ptmx', 'pts', 'random', 'shm', 'stderr', 'stdin', 'stdout', 'tty', 'urandom', 'zero']";
    assert_prints("print(sorted(os.listdir('/dev')))", known);
}

#[test]
fn a_daemon_does_not_outlive_its_session() {
    let token = format!("salon-daemon-{}", std::process::id());
    let facts = format!(
        "if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        import signal
        for n in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP): signal.signal(n, signal.SIG_IGN)
        os.execvp('sleep', ['{token}', '1000'])
    os._exit(0)
os.wait()
print('started')"
    );
    let transcript = Bench::with_facts(&facts).transcript();
    assert!(transcript.contains("\"started\""), "{transcript}");
    assert_eq!(processes_named(&token), 0);
}

/// Uses a fifth of a second of processor time in the main thread, in one that ended, in a child that was waited
/// for, in an orphan that ended and in one that has not.
const FIVE_FIFTHS: &str = "import threading
def work():
    end = time.thread_time() + 0.2
    while time.thread_time() < end: pass
def fork(work):
    child = os.fork()
    if child == 0: work(); os._exit(0)
    return child
work()
thread = threading.Thread(target=work); thread.start(); thread.join()
os.waitpid(fork(work), 0)
ended, stays = os.pipe(), os.pipe()
def stay(): work(); os.write(stays[1], b'x'); time.sleep(10000)
def end(): work(); os.write(ended[1], b'x')
os.waitpid(fork(lambda: (fork(stay), fork(end))), 0)
os.read(stays[0], 1), os.read(ended[0], 1)";

#[test]
fn the_processor_time_of_a_session_is_that_of_all_its_threads_and_processes() {
    for world in ["namespaces", "loopback"] {
        let bench = Bench::with_facts(FIVE_FIFTHS);
        let program = bench.path().join("program.py");
        let text = fs::read_to_string(&program).expect("the program");
        // A port of its own: without SO_REUSEADDR nobody else can have it for a minute afterwards.
        let text = text.replace("10.2.2.2", "127.0.0.1").replace("8888", "18733");
        fs::write(&program, text).expect("a file");
        let text = stdout(bench.run().args(["--json", "--world", world]));
        let events = text
            .lines()
            .map(|line| serde_json::from_str::<serde_json::Value>(line).expect("a line of JSON"));
        let cpu_us: Vec<u64> = events.filter_map(|event| event["cpu_us"].as_u64()).collect();
        // The interpreter takes some as well, more on a slow machine.
        assert!(
            cpu_us.len() == 1 && (1_000_000..2_000_000).contains(&cpu_us[0]),
            "{world}: {cpu_us:?}"
        );
    }
}

#[test]
fn nothing_outlives_a_harness_that_is_killed() {
    let token = format!("salon-orphan-{}", std::process::id());
    let bench = Bench::going_on_as(&token);
    let mut run = std::process::Command::new(assert_cmd::cargo::cargo_bin("salon"))
        .args(["run", "--server", "python3 program.py", "--directory"])
        .arg(bench.path())
        .arg(bench.path().join("lab"))
        .stdout(std::process::Stdio::null())
        .spawn()
        .expect("the binary starts");
    wait_until(|| processes_named(&token) == 1);
    run.kill().expect("it was running");
    run.wait().expect("it ended");
    wait_until(|| processes_named(&token) == 0);
}

fn processes_named(token: &str) -> usize {
    let processes = fs::read_dir("/proc").expect("/proc").flatten();
    processes
        .filter(|process| {
            let line = fs::read(process.path().join("cmdline")).unwrap_or_default();
            line.split(|byte| *byte == 0).next() == Some(token.as_bytes())
        })
        .count()
}

#[track_caller]
fn wait_until(condition: impl Fn() -> bool) {
    let deadline = std::time::Instant::now() + std::time::Duration::from_secs(30);
    while !condition() {
        assert!(std::time::Instant::now() < deadline, "it never came");
        std::thread::yield_now();
    }
}

#[test]
fn without_isolation_a_program_with_a_foreign_address_in_it_is_not_run() {
    let bench = Bench::with_facts("print('ran')");
    bench
        .run()
        .args(["--world", "loopback"])
        .assert()
        .code(4)
        .stdout(predicate::str::contains("ran").not())
        .stderr(predicate::str::contains(
            "not run: without isolation the address 10.2.2.2 is not allowed",
        ))
        .stderr(predicate::str::contains("program.py:4"));
}

#[test]
fn without_isolation_a_program_that_listens_to_the_network_is_ended() {
    let program = "import socket, time
s = socket.socket()
s.bind(('', 0))
s.listen()
time.sleep(100)";
    let transcript = stdout(Bench::new(ONE_CLIENT, program).run().args(["--world", "loopback"]));
    assert!(
        transcript.contains("without isolation only 127.0.0.1 is allowed"),
        "{transcript}"
    );
}

#[test]
fn without_isolation_a_program_on_loopback_is_judged_as_ever() {
    let program = "import socket
s = socket.socket()
s.bind(('127.0.0.1', 0))
s.listen()
c, _ = s.accept()
while data := c.recv(100): c.send(data.upper())";
    let bench = Bench::new("when:\n  - vince connects\n  - vince says: un\n", program);
    let transcript = stdout(bench.run().args(["--show", "transcript", "--world", "loopback"]));
    assert_eq!(transcript, bench.transcript());
    assert!(transcript.contains("vince receives \"UN\""), "{transcript}");
}

#[test]
fn the_reference_can_be_replayed_without_isolation() {
    let labs = ["ii_2", "ii_6", "ii_6_client", "sleep_async"].map(|stage| format!("scenarios/labs/tp6/{stage}"));
    salon()
        .args(["run", "--show", "brief", "--world", "loopback"])
        .args(labs)
        .assert()
        .success();
}

#[test]
fn programs_that_need_a_web_site_are_not_run_without_isolation() {
    salon()
        .args([
            "run",
            "--show",
            "brief",
            "--world",
            "loopback",
            "scenarios/labs/tp6/web_sync",
        ])
        .assert()
        .code(4)
        .stderr(predicates::str::contains("need namespaces"));
}
