//! Where namespaces are forbidden: addresses are mapped, files guarded, and the lab is graded as ever.

use crate::harness::{Bench, copy, salon, stdout, top};
use crate::results;
use assert_cmd::Command;
use predicates::prelude::*;
use std::collections::BTreeMap;
use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// A place that a user without rights can read, with the binary in it, and a folder to write in.
struct Container {
    place: TempDir,
}

impl Container {
    fn new() -> Self {
        let place = tempfile::tempdir().expect("a folder");
        let container = Self { place };
        Self::open(&container.path(""), 0o755);
        fs::copy(assert_cmd::cargo::cargo_bin("salon"), container.path("salon")).expect("the binary");
        fs::copy(top().join("tests/without-namespaces.py"), container.path("without.py")).expect("a file");
        for name in ["submissions", "out"] {
            fs::create_dir(container.path(name)).expect("a folder");
        }
        Self::open(&container.path("out"), 0o777);
        container
    }

    fn path(&self, name: &str) -> PathBuf {
        self.place.path().join(name)
    }

    fn open(path: &Path, mode: u32) {
        fs::set_permissions(path, Permissions::from_mode(mode)).expect("our own");
    }

    /// Lays a sample among the submissions.
    fn with(self, sample: &str) -> Self {
        copy(
            &top().join("tests/submissions").join(sample),
            &self.path("submissions").join(sample),
        );
        self
    }

    /// `salon` in it, with Docker's filter, and without root.
    fn salon(&self, options: &[&str]) -> Command {
        let mut command = Command::new("/usr/bin/python3");
        command
            .timeout(Duration::from_mins(10))
            .current_dir(self.path("out"))
            .env_clear();
        command
            .env("PATH", "/usr/bin:/bin")
            .env("HOME", self.path("out"))
            .env("LANG", "C.UTF-8");
        command
            .arg(self.path("without.py"))
            .args(options)
            .arg(self.path("salon"));
        command
    }
}

/// What is expected of a sample, in any world.
fn expected(sample: &str, scenarios: &BTreeMap<String, String>) -> BTreeMap<String, String> {
    let text = fs::read_to_string(top().join("tests/submissions").join(sample).join("expected.txt")).expect("a file");
    let rules: BTreeMap<&str, &str> = text
        .lines()
        .filter(|line| !line.starts_with('#'))
        .filter_map(|line| line.split_once(' '))
        .collect();
    let of = |id: &String| {
        let stage = id.split('/').next().expect("a stage");
        *rules.get(id.as_str()).or(rules.get(stage)).unwrap_or(&"missing")
    };
    scenarios.keys().map(|id| (id.clone(), of(id).to_owned())).collect()
}

#[test]
fn the_samples_get_the_same_verdicts_without_namespaces_root_and_company() {
    let samples = [
        "correct",
        "echo-to-sender",
        "addresses-of-all-kinds",
        "client-ipv6-or-other-port",
        "program-dead-host-traceback",
        "program-saves-elsewhere",
    ];
    let stages = ["ii_2", "ii_4", "ii_5_client", "web_sync", "web_async_multiple"];
    let container = samples
        .iter()
        .fold(Container::new(), |container, sample| container.with(sample));
    let results = container.path("out/results.jsonl");
    let mut grade = container.salon(&[]);
    grade
        .arg("grade")
        .arg(container.path("submissions"))
        .args(stages.map(|stage| format!("--stage={stage}")))
        .args(["--jobs", "2", "--results"])
        .arg(&results);
    let graded = grade
        .assert()
        .stdout(predicate::str::contains("missing protection: no namespaces").count(1));
    graded.stderr(predicate::str::contains("(`--world mapped`)").count(1));
    let graded = results::read(&results);
    assert_eq!(graded.len(), samples.len());
    for submission in graded {
        let verdicts = submission.verdicts();
        assert_eq!(
            verdicts,
            expected(submission.name(), &verdicts),
            "{}",
            submission.name()
        );
    }
    let left: Vec<_> = fs::read_dir(container.path("submissions/correct"))
        .expect("a folder")
        .collect();
    let brought = fs::read_dir(top().join("tests/submissions/correct")).expect("a folder");
    assert_eq!(left.len(), brought.count(), "{left:?}");
    assert_no_folder_is_left();
}

#[test]
fn a_server_has_its_log_in_a_folder_of_the_machine_where_nothing_is_of_the_machine() {
    let samples = ["needs-log-folder", "logs-under-var-log"];
    let container = samples
        .iter()
        .fold(Container::new(), |container, sample| container.with(sample));
    let results = container.path("out/results.jsonl");
    let mut grade = container.salon(&[]);
    grade.arg("grade").arg(container.path("submissions"));
    grade.args(["--jobs", "2", "--results"]).arg(&results);
    let said = grade.assert();
    said.stderr(predicate::str::contains("(`--world mapped`)").count(1));
    let graded = results::read(&results);
    assert_eq!(graded.len(), samples.len());
    for submission in graded {
        let verdicts = submission.verdicts();
        assert_eq!(
            verdicts,
            expected(submission.name(), &verdicts),
            "{}",
            submission.name()
        );
    }
    assert_no_folder_is_left();
}

/// No folder of a session is left of a harness that has ended.
#[track_caller]
fn assert_no_folder_is_left() {
    let entries = fs::read_dir(std::env::temp_dir()).expect("a folder").flatten();
    let makers = entries.filter_map(|entry| {
        let name = entry.file_name().into_string().ok()?;
        name.strip_prefix("salon-session-")?
            .split('-')
            .next()
            .map(str::to_owned)
    });
    let left: Vec<String> = makers
        .filter(|maker| !Path::new("/proc").join(maker).exists())
        .collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn where_nothing_can_be_traced_either_no_strangers_program_is_run() {
    let container = Container::new().with("correct");
    let mut grade = container.salon(&["--untraced"]);
    let graded = grade
        .arg("grade")
        .arg(container.path("submissions"))
        .assert()
        .code(4)
        .stdout("");
    graded.stderr(
        predicate::str::contains("salon: nothing is run").and(predicate::str::contains("--world loopback").count(1)),
    );
    let mut run = container.salon(&["--untraced"]);
    let run = run
        .args(["run", "built-in:/tp6/ii_2/greeting.yaml", "--show", "brief"])
        .assert()
        .code(0);
    run.stderr(predicate::str::contains("no isolation on this machine").count(1));
}

fn mapped(bench: &Bench) -> String {
    stdout(bench.run().args(["--world", "mapped", "--show", "transcript"]))
}

#[track_caller]
fn assert_prints(facts: &str, line: &str) {
    let transcript = mapped(&Bench::with_facts(facts));
    assert!(
        transcript.contains(&format!("server prints \"{line}\"\n")),
        "{transcript}"
    );
}

#[test]
fn a_program_is_told_the_addresses_that_it_named() {
    assert_prints(
        "s = socket.create_server(('10.7.7.7', 9000))
c = socket.create_connection(('10.7.7.7', 9000))
print(s.getsockname(), c.getpeername())",
        "('10.7.7.7', 9000) ('10.7.7.7', 9000)",
    );
    assert_prints(
        "s = socket.create_server(('::', 9000), family=socket.AF_INET6, dualstack_ipv6=True)
a, b = socket.create_connection(('::1', 9000)), socket.create_connection(('192.168.1.1', 9000))
print(s.getsockname()[:2], a.getpeername()[0], b.getpeername()[1])",
        "('::', 9000) :: 9000",
    );
    assert_prints(
        "s = socket.create_server(('', 80)); print(s.getsockname())",
        "('0.0.0.0', 80)",
    );
    assert_prints(
        "s, c = [socket.socket(type=socket.SOCK_DGRAM) for _ in '..']
s.bind(('10.1.1.1', 9000)); c.bind(('10.1.1.2', 9000)); c.sendto(b'x', ('10.1.1.1', 9000)); print(s.recvfrom(9)[1])",
        "('10.1.1.2', 9000)",
    );
}

#[test]
fn a_program_writes_in_the_machines_places_and_finds_them_empty() {
    assert_prints(
        "print([os.listdir(place) for place in ('/tmp', '/var/log', '/var/tmp', '/dev/shm', '/run')])",
        "[[], [], [], [], []]",
    );
    assert_prints(
        "import glob, pathlib, tempfile
for place in ('/tmp', '/var/log', '/var/tmp', '/dev/shm', os.path.expanduser('~')):
    os.makedirs(f'{place}/a/b')
    pathlib.Path(place, 'a', 'b', 'x').write_text(place)
    os.rename(f'{place}/a/b/x', f'{place}/y'); os.link(f'{place}/y', f'{place}/z'); os.symlink(f'{place}/z', f'{place}/l')
    os.chmod(f'{place}/y', 0o600); os.truncate(f'{place}/z', 4); os.utime(f'{place}/z', (1, 1))
    assert open(f'{place}/l').read() == place[:4] and os.stat(f'{place}/y').st_mtime == 1, place
    assert os.path.realpath(f'{place}/a/../y') == f'{place}/y' and not os.path.exists(f'{place}/w'), place
    os.removedirs(f'{place}/a/b')
    os.unlink(f'{place}/l'); os.unlink(f'{place}/y')
    assert glob.glob(f'{place}/*') == [f'{place}/z'], place
os.chdir('/tmp'); open('here', 'w').close()
print(sorted(os.listdir('/tmp')), tempfile.gettempdir(), os.getcwd())",
        "['here', 'z'] /tmp /tmp",
    );
}

#[test]
fn a_path_that_is_no_text_or_lies_across_pages_or_is_named_beside_a_folder_is_the_sessions_too() {
    assert_prints(
        "import ctypes
name = b'/tmp/caf\\xe9'
open(name, 'w').close()
at = mmap.mmap(-1, 2 * mmap.PAGESIZE)
at[mmap.PAGESIZE - 5:mmap.PAGESIZE + 6] = b'/tmp/caf\\xe9\\0\\0'
address = ctypes.addressof(ctypes.c_char.from_buffer(at)) + mmap.PAGESIZE - 5
call = ctypes.CDLL(None, use_errno=True)
etc = os.open('/etc', os.O_RDONLY)
print(call.access(ctypes.c_void_p(address), 0), at[mmap.PAGESIZE - 5:mmap.PAGESIZE + 4] == name, os.stat(name, dir_fd=etc).st_size)",
        "0 True 0",
    );
}

#[test]
fn programs_of_a_program_find_what_it_wrote_and_meet_at_its_socket() {
    assert_prints(
        "with open('/tmp/script', 'w') as f: f.write('#!/bin/sh\\necho $PWD; cat /tmp/script | wc -l')
os.chmod('/tmp/script', 0o755)
said = subprocess.run(['/tmp/script'], cwd='/var/log', capture_output=True, text=True).stdout.split()
listener = socket.socket(socket.AF_UNIX); listener.bind('/tmp/socket'); listener.listen()
client = socket.socket(socket.AF_UNIX); client.connect('/tmp/socket')
print(said[-1], os.path.exists('/tmp/socket'))",
        "1 True",
    );
    assert_prints(
        "import multiprocessing
lock = multiprocessing.Lock()
with multiprocessing.Manager() as manager: print(manager.list([1]), lock.acquire())",
        "[1] True",
    );
}

#[test]
fn programs_that_fetch_pages_are_told_of_as_in_namespaces() {
    let steps =
        "site:\n  www.un.test: page\n  www.deux.test: page after 300 ms\n  www.mort.test: dead\nwhen:\n  - run: []\n";
    let program = "import os, subprocess, urllib.request
def page(url, place):
    with urllib.request.urlopen(url) as answer: text = answer.read().decode()
    with open(os.path.expanduser(place), 'w') as file: file.write(text)
asked = [('https://www.un.test', '/tmp/web_www.un.test'), ('https://www.deux.test/', '~/page'),
         ('http://www.un.test/', 'ici'), ('http://www.deux.test', '/var/tmp/nowhere')]
for args in asked: page(*args)
try: page('https://www.mort.test', '/tmp/mort')
except OSError as error: print(error)
print('web_www.un.test' in os.listdir('/tmp'), open('/etc/hosts').read().count('.test'), os.environ['SSL_CERT_FILE'])
try:
    import requests
    open('/tmp/requests', 'w').write(requests.get('https://www.un.test').text)
except ImportError: pass
curl = 'command -v curl >/dev/null && curl -s https://www.un.test/ -o /tmp/curl'
subprocess.run(['sh', '-c', curl])
";
    let bench = Bench::fetcher(steps, program);
    let seen = mapped(&bench);
    assert_eq!(seen, bench.transcript());
    for place in ["/tmp/web_<host>", "~/page", "./ici"] {
        assert!(seen.contains(&format!("in {place}\n")), "{place}: {seen}");
    }
    assert!(
        seen.contains("True 3 /run/salon/ca.pem") && !seen.contains("salon-session"),
        "{seen}"
    );
    let mut run = bench.run();
    let events = stdout(run.args(["--world", "mapped", "--json"]));
    assert!(!events.contains("/machine/"), "{events}");
}

#[test]
fn a_session_finds_nothing_of_the_one_before() {
    let bench = Bench::with_facts("print(os.listdir('/tmp')); open('/tmp/x', 'w').close()");
    let mut run = bench.run();
    run.args(["--world", "mapped", "--repeat", "3", "--jobs", "2", "--json"]);
    let text = stdout(&mut run);
    let empty = text
        .lines()
        .filter(|line| line.contains("\"printed\"") && line.contains("[]"));
    assert_eq!(empty.count(), 3, "{text}");
    assert_no_folder_is_left();
}

#[test]
fn sessions_side_by_side_do_not_meet() {
    let bench = Bench::with_facts("");
    let mut run = bench.run();
    run.args(["--world", "mapped", "--repeat", "8", "--jobs", "4", "--json"]);
    let text = stdout(&mut run);
    let connected = text
        .lines()
        .filter(|line| line.contains("\"connected\"") && line.contains("10.2.2.101:50001"));
    assert_eq!(connected.count(), 8, "{text}");
}

#[test]
fn nothing_of_the_machine_can_be_read_written_reached_or_ended() {
    let secret = tempfile::NamedTempFile::new().expect("a file");
    let facts = format!(
        "def tried(what):
    try: return what()
    except OSError as error: return type(error).__name__
print([tried(what) for what in (
    lambda: open({:?}).read(),
    lambda: open(os.path.relpath({:?})).read(),
    lambda: os.listdir('/'),
    lambda: open('/etc/salon-was-here', 'w'),
    lambda: os.kill(os.getppid(), 0),
    lambda: os.kill(1, 0),
    lambda: open(f'/proc/{{os.getppid()}}/mem'),
    lambda: os.listdir('..') == [os.path.basename(os.getcwd())],
    lambda: socket.create_connection(('1.1.1.1', 53), 1),
)])
child = os.fork()
if child == 0: time.sleep(1000)
os.kill(child, 9)
print(os.waitpid(child, 0)[1])
open('written', 'w').close()",
        secret.path(),
        secret.path()
    );
    let bench = Bench::with_facts(&facts);
    let transcript = mapped(&bench);
    let refused = "PermissionError";
    let expected = format!(
        "['FileNotFoundError', '{refused}', '{refused}', '{refused}', '{refused}', '{refused}', '{refused}', True, \
         'ConnectionRefusedError']"
    );
    assert!(
        transcript.contains(&expected) && transcript.contains("server prints \"9\""),
        "{transcript}"
    );
    assert!(!bench.path().join("written").exists());
}

#[test]
fn threads_are_waited_for_and_a_stopped_program_is_at_rest() {
    assert_prints(
        "import signal, threading
lot = [threading.Thread(target=lambda: sum(range(10**6))) for _ in range(20)]
for one in lot: one.start()
for one in lot: one.join()
child = subprocess.Popen(['/bin/sleep', '1000'])
child.send_signal(signal.SIGSTOP); print(os.WIFSTOPPED(os.waitpid(child.pid, os.WUNTRACED)[1]))",
        "True",
    );
}

#[test]
fn the_reference_is_as_ever_in_a_mapped_world() {
    let run = |args: &[&str]| {
        salon()
            .args(["run", "--world", "mapped", "--show", "brief"])
            .args(args)
            .assert()
            .code(0)
    };
    run(&[
        "scenarios/labs/tp6/ii_6",
        "scenarios/labs/tp6/ii_5_client",
        "--jobs",
        "2",
    ]);
}

/// Plays one scenario against a hostile sample, and checks that nothing is left of it: no process, no file.
#[track_caller]
fn assert_contained(sample: &str, status: i32, says: &str) {
    assert_contained_with(sample, "chat_server_ii_6.py", |_| {}, status, says);
}

/// The same, with what is made of the sample first, and its program.
#[track_caller]
fn assert_contained_with(sample: &str, program: &str, make: fn(&Path), status: i32, says: &str) {
    let class = tempfile::Builder::new().prefix("mallory-").tempdir().expect("a folder");
    let sample = top().join("tests/submissions/hostile").join(sample);
    copy(&sample, class.path());
    make(class.path());
    let names = |folder: &Path| fs::read_dir(folder).expect("a folder").count();
    let before = names(class.path());
    let mut run = salon();
    run.timeout(Duration::from_mins(5))
        .args(["run", "scenarios/labs/tp6/ii_6/departure.yaml", "--world", "mapped"]);
    run.arg("--server").arg(format!("python3 {program}"));
    run.arg("--directory").arg(class.path());
    let output = run.output().expect("salon");
    let said = format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    assert_eq!(output.status.code(), Some(status), "{said}");
    assert!(said.contains(says), "{said}");
    let name = class.path().file_name().expect("a name").to_str().expect("UTF-8");
    let left = || {
        let processes = fs::read_dir("/proc").expect("/proc").flatten();
        let folders = processes.filter_map(|process| fs::read_link(process.path().join("cwd")).ok());
        folders
            .filter(|folder| folder.to_string_lossy().contains(name))
            .collect::<Vec<_>>()
    };
    // The kernel ends what was traced with its tracer, but not at the same instant.
    let deadline = Instant::now() + Duration::from_secs(20);
    while !left().is_empty() {
        assert!(Instant::now() < deadline, "{:?}", left());
        std::thread::yield_now();
    }
    assert_eq!(names(class.path()), before, "files are left");
}

#[test]
fn programs_that_reach_for_the_machine_are_contained() {
    for sample in [
        "daemon",
        "ignores-sigterm",
        "kills-parent",
        "many-terminals",
        "reaches-network",
        "reads-others",
        "takes-leases",
        "talks-to-services",
        "terminal-escapes",
        "terminal-modes",
        "traces-parent",
    ] {
        assert_contained(sample, 0, "1 as the reference");
    }
    assert_contained("borrows-reference", 1, "introuvable");
    assert_contained("sigstop", 1, "1 different");
    assert_contained("terminal-stopped", 1, "1 different");
    assert_contained("writes-outside", 0, "1 as the reference");
    let links = |folder: &Path| {
        for (name, target) in [("racine", "/"), ("voisins", "..")] {
            std::os::unix::fs::symlink(target, folder.join(name)).expect("a link");
        }
    };
    assert_contained_with("symlink-out", "chat_server_ii_6.py", links, 0, "1 as the reference");
    let program = "II/chat_server_ii_6.py";
    // What lies above its folder is that of the session; above that is what cannot be listed.
    assert_contained_with("reads-neighbours", program, |_| {}, 1, "PermissionError");
}

#[test]
fn programs_that_are_no_ordinary_files_are_contained() {
    const PROGRAM: &str = "chat_server_ii_6.py";
    let fifo = |folder: &Path| {
        let made = std::process::Command::new("mkfifo").arg(folder.join(PROGRAM)).status();
        assert!(made.is_ok_and(|status| status.success()));
    };
    assert_contained_with("fifo-program", PROGRAM, fifo, 1, "1 not started");
    let holes = |folder: &Path| {
        let file = fs::File::create(folder.join(PROGRAM)).expect("a file");
        file.set_len(2 << 30).expect("a file full of holes");
    };
    assert_contained_with("huge-file", PROGRAM, holes, 1, "1 not started");
}

#[test]
fn programs_that_take_what_they_can_are_contained() {
    assert_contained("fork-bomb", 1, "more than 500 processes and threads");
    assert_contained("thread-bomb", 0, "more than 500 processes and threads");
    // Refused another process, where those that ended are not all taken note of yet; or ended for their number.
    assert_contained("fork-chain", 1, "1 not started");
    assert_contained("many-sockets", 0, "au plus 4096");
    assert_contained("endless-output", 1, "prints or sends without end");
    assert_contained("endless-sends", 1, "prints or sends without end");
    assert_contained("memory-hog", 1, "more than 1 GiB of memory");
    assert_contained("hidden-memory", 1, "more than 1 GiB of memory");
    assert_contained("gives-memory-up", 1, "more than 1 GiB of memory");
    assert_contained("fills-page-tables", 1, "more than 1 GiB of memory");
    assert_contained("disk-filler", 1, "more than 128 MiB of files");
    assert_contained("many-files", 1, "more than 128 MiB of files");
}

#[test]
fn a_program_that_fills_the_disk_is_ended() {
    // At work between its files, so that it is seen before they are too many.
    let fills = "for number in range(512):
    with open(f'full{number}', 'wb') as f: f.write(b'x' * (1 << 20))
    sum(range(300000))";
    let transcript = mapped(&Bench::with_facts(fills));
    assert!(transcript.contains("more than 128 MiB of files"), "{transcript}");
    assert!(transcript.contains("signal 9"), "{transcript}");
}
