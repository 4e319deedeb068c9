//! Control groups: a bound on what programs take that holds before anything is seen, where the machine
//! delegates them, and what is said where it does not.

use crate::harness::{Bench, salon, stdout};
use crate::results::missing_protections_in_report;
use predicates::prelude::*;
use serde_json::Value;
use std::fs;
use std::io::Write;
use std::path::PathBuf;

const NOT_DELEGATED: &str = "no control group is delegated";

/// What a program finds in `/proc/self/cgroup`: the names of the groups of its session.
fn groups_of_a_program() -> Vec<String> {
    let bench = Bench::with_facts("print(open('/proc/self/cgroup').read())");
    let transcript = bench.transcript();
    let names = transcript
        .split(|character: char| !(character.is_ascii_alphanumeric() || character == '-'))
        .filter(|word| word.starts_with("salon-"));
    names.map(str::to_owned).collect()
}

/// Whether programs are put into groups here. Where they are not, the test says so.
fn delegated() -> bool {
    let any = !groups_of_a_program().is_empty();
    if !any {
        let _ = writeln!(
            std::io::stderr(),
            "this machine delegates no control group: only what is said of that is tested"
        );
    }
    any
}

/// The folders of groups on this machine that the salon of some process made.
fn folders() -> Vec<PathBuf> {
    let mut folders = Vec::new();
    let mut open = vec![PathBuf::from("/sys/fs/cgroup")];
    while let Some(folder) = open.pop() {
        let below = fs::read_dir(&folder).into_iter().flatten().flatten();
        open.extend(
            below
                .filter(|entry| entry.file_type().is_ok_and(|kind| kind.is_dir()))
                .map(|entry| entry.path()),
        );
        folders.push(folder);
    }
    folders.retain(|folder| {
        let name = folder.file_name().and_then(|name| name.to_str());
        name.is_some_and(|name| name.starts_with("salon-"))
    });
    folders
}

fn left_by(process: u32) -> Vec<PathBuf> {
    let prefix = format!("salon-{process}-");
    let mut folders = folders();
    folders.retain(|folder| folder.to_string_lossy().contains(&prefix));
    folders
}

struct Played {
    outcome: String,
    limits: Vec<String>,
    killed: bool,
}

fn play(bench: &Bench, groups: &str) -> Played {
    let text = stdout(bench.run().env("SALON_GROUPS", groups).arg("--json"));
    let events: Vec<Value> = text
        .lines()
        .map(|line| serde_json::from_str(line).expect("a line of JSON"))
        .collect();
    let place = |name: &str| events.iter().position(|event| event["event"] == name);
    // The end of a program comes after its reason.
    assert!(place("limited") < place("exited"), "{events:#?}");
    let texts = |field: &str| -> Vec<String> {
        let texts = events.iter().filter_map(|event| event[field].as_str());
        texts.map(str::to_owned).collect()
    };
    Played {
        outcome: texts("outcome").concat(),
        limits: texts("limit"),
        killed: events.iter().any(|event| event["exit"]["signal"] == 9),
    }
}

#[test]
fn memory_that_is_taken_at_once_is_judged_the_same_with_groups_and_without() {
    // Shared pages made by the kernel in one system call each, in four processes, of 512 MiB four times.
    let bench = Bench::with_facts(
        "os.fork(), os.fork()
all = [mmap.mmap(-1, 512 << 20, flags=mmap.MAP_SHARED | mmap.MAP_ANONYMOUS | mmap.MAP_POPULATE) for _ in range(4)]",
    );
    for groups in ["auto", "none"] {
        let played = play(&bench, groups);
        assert_eq!(played.outcome, "not_started", "{groups}");
        assert_eq!(played.limits, ["memory"], "{groups}");
        assert!(played.killed, "{groups}");
    }
    let said = |groups: &str| stdout(bench.run().env("SALON_GROUPS", groups));
    assert_eq!(said("auto"), said("none"));
}

#[test]
fn memory_of_the_kernels_own_is_bounded_where_there_are_groups() {
    if !delegated() {
        return;
    }
    // Unread bytes in sockets that are not of the network, which the watch does not count.
    let bench = Bench::with_facts(
        "pairs = []
while len(pairs) < 2000:
    pairs.append(socket.socketpair())
    for end in pairs[-1]:
        end.setblocking(False)
        end.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 20)
        try:
            while True: end.send(bytes(32 << 10))
        except OSError as e:
            if e.errno != errno.EAGAIN: raise",
    );
    let played = play(&bench, "auto");
    assert_eq!(played.limits, ["memory"]);
    assert!(played.killed && played.outcome == "not_started", "{}", played.outcome);
}

#[test]
fn a_child_that_the_kernel_ended_takes_the_others_with_it() {
    if !delegated() {
        return;
    }
    // The kernel takes the largest, and the others would wait for ever.
    let bench = Bench::with_facts(
        "if os.fork() == 0:
    pairs = []
    fill = bytearray(b'x') * (300 << 20)
    while True:
        pairs.append(socket.socketpair())
        for end in pairs[-1]:
            end.setblocking(False)
            end.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 20)
            try:
                while True: end.send(bytes(32 << 10))
            except OSError as e:
                if e.errno != errno.EAGAIN: raise
os.wait()
import time; time.sleep(10000)",
    );
    let played = play(&bench, "auto");
    assert_eq!((played.limits, played.killed), (vec!["memory".to_owned()], true));
}

#[test]
fn a_program_can_neither_leave_its_group_nor_change_it() {
    let bench = Bench::with_facts(
        "changed = []
for folder, folders, files in os.walk('/sys/fs/cgroup'):
    for file in files:
        try: os.close(os.open(os.path.join(folder, file), os.O_WRONLY)); changed.append(file)
        except OSError: pass
    try: os.mkdir(folder + '/new'); changed.append(folder)
    except OSError: pass
print(changed, sorted(os.listdir('/proc/self/fd'))[:3], len(os.listdir('/proc/self/fd')))",
    );
    // The fourth is the folder that is being listed.
    let transcript = bench.transcript();
    assert!(transcript.contains("\"[] ['0', '1', '2'] 4\""), "{transcript}");
}

#[test]
fn a_session_has_a_group_of_its_own_and_nothing_is_left_of_it() {
    let names = groups_of_a_program();
    if let [first, ..] = names.as_slice() {
        assert!(names.iter().all(|name| name == first), "{names:?}");
        assert!(folders().iter().all(|folder| !folder.ends_with(first)), "{names:?}");
    }
    let bench = Bench::with_facts("print(open('/proc/self/cgroup').read())");
    let without = stdout(bench.run().args(["--groups", "none", "--show", "transcript"]));
    assert!(!without.contains("salon-"), "{without}");
}

#[test]
fn what_a_harness_that_was_killed_leaves_the_next_one_removes() {
    if !delegated() {
        return;
    }
    let bench = Bench::going_on_as("sh");
    let mut run = std::process::Command::new(assert_cmd::cargo::cargo_bin("salon"))
        .args(["run", "--server", "python3 program.py", "--directory"])
        .arg(bench.path())
        .arg(bench.path().join("lab"))
        .stdout(std::process::Stdio::null())
        .spawn()
        .expect("the binary starts");
    let deadline = std::time::Instant::now() + std::time::Duration::from_secs(30);
    let in_time = || assert!(std::time::Instant::now() < deadline, "it never came");
    let occupied =
        |folder: &PathBuf| fs::read_to_string(folder.join("cgroup.procs")).is_ok_and(|text| !text.is_empty());
    while !left_by(run.id()).iter().any(occupied) {
        in_time();
        std::thread::yield_now();
    }
    run.kill().expect("it was running");
    run.wait().expect("it ended");
    // The world ends by itself, soon after; what is in use cannot be removed.
    while !left_by(run.id()).is_empty() {
        in_time();
        groups_of_a_program();
    }
}

#[test]
fn a_grading_says_that_memory_is_not_bounded_and_a_trial_does_not() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let of = |verb: &str, groups: &str| {
        let mut command = salon();
        command.current_dir(folder.path()).args([verb, "--groups", groups]);
        command
    };
    fs::create_dir(folder.path().join("alice")).expect("a folder");
    let report = folder.path().join("report.json");
    let graded = |groups: &str| {
        let output = of("grade", groups)
            .args(["--stage", "ii_2", "--report-json"])
            .args([&report, &folder.path().join("alice")])
            .output()
            .expect("the binary starts");
        let reported = missing_protections_in_report(&report).contains(NOT_DELEGATED);
        let said = String::from_utf8_lossy(&output.stderr).contains(NOT_DELEGATED);
        assert_eq!(reported, said);
        said
    };
    assert!(graded("none"));
    // Programs are in groups, or it is said that they are not.
    assert_eq!(graded("auto"), !delegated());
    let silent = || predicate::str::contains(NOT_DELEGATED).not();
    let checked = of("check", "none").arg("ii_2").assert();
    checked.stderr(silent()).stdout(silent());
    let bench = Bench::with_facts("");
    let run = bench.run().args(["--groups", "none"]).assert();
    run.stderr(silent()).stdout(silent());
}
