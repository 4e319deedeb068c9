//! Programs that mean harm: contained, judged on what they do as a server, and gone with their world.

use crate::harness::{Bench, copy, path, salon, stdout, top};
use serde_json::Value;
use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tempfile::TempDir;

const SCENARIO: &str = "scenarios/labs/tp6/ii_6/departure.yaml";
/// Only so that a test that fails ends.
const OUTER: Duration = Duration::from_mins(5);

/// A hostile sample in a folder of submissions, beside an honest one.
struct Sample {
    submissions: TempDir,
}

/// What came of a session.
struct Played {
    events: Vec<Value>,
}

impl Sample {
    fn new(name: &str) -> Self {
        let submissions = tempfile::tempdir().expect("a temporary folder");
        let samples = top().join("tests/submissions");
        copy(&samples.join("hostile").join(name), &submissions.path().join("mallory"));
        copy(&samples.join("correct"), &submissions.path().join("alice"));
        Self { submissions }
    }

    fn folder(&self) -> PathBuf {
        self.submissions.path().join("mallory")
    }

    fn program(&self) -> PathBuf {
        self.folder().join("chat_server_ii_6.py")
    }

    /// `salon run` of one scenario. The program's whole path is in its command line, by which its
    /// processes are known.
    fn run(&self) -> assert_cmd::Command {
        let mut run = salon();
        run.timeout(OUTER)
            .env("SECRET", "x")
            .args(["run", SCENARIO, "--directory"]);
        run.arg(self.folder())
            .arg("--server")
            .arg(format!("python3 '{}'", self.program().display()));
        run
    }

    /// Plays the scenario, and checks that nothing is left of it: no process, no file.
    #[track_caller]
    fn play(&self) -> Played {
        self.play_with(&[])
    }

    /// The same where there are no control groups, which would count what is only watched without them.
    #[track_caller]
    fn play_without_groups(&self) -> Played {
        self.play_with(&["--groups", "none"])
    }

    #[track_caller]
    fn play_with(&self, options: &[&str]) -> Played {
        let before = entries(self.submissions.path());
        let text = stdout(self.run().arg("--json").args(options));
        assert_eq!(self.processes(), 0, "processes are left");
        assert_eq!(entries(self.submissions.path()), before, "files are left");
        let events = text
            .lines()
            .map(|line| serde_json::from_str(line).expect("a line of JSON"));
        let played = Played {
            events: events.collect(),
        };
        // The limit of a session, and what it may use until that is seen.
        let cpu_us = played.events("finished").find_map(|event| event["cpu_us"].as_u64());
        assert!(cpu_us.expect("an end") < 90_000_000, "{cpu_us:?}");
        played
    }

    fn processes(&self) -> usize {
        let program = self.program();
        let program = program.as_os_str().as_encoded_bytes();
        let processes = fs::read_dir("/proc").expect("/proc").flatten();
        let lines = processes.filter_map(|process| fs::read(process.path().join("cmdline")).ok());
        lines
            .filter(|line| line.split(|byte| *byte == 0).any(|word| word == program))
            .count()
    }
}

impl Played {
    fn events<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a Value> {
        self.events.iter().filter(move |event| event["event"] == name)
    }

    fn outcome(&self) -> &str {
        let outcome = self
            .events("outcome")
            .next()
            .and_then(|event| event["outcome"].as_str());
        outcome.expect("an outcome")
    }

    fn limits(&self) -> Vec<&str> {
        self.events("limited")
            .filter_map(|event| event["limit"].as_str())
            .collect()
    }

    fn printed(&self) -> String {
        self.events("printed")
            .filter_map(|event| event["bytes"].as_str())
            .collect()
    }

    fn killed(&self) -> bool {
        self.events("exited").any(|event| event["exit"]["signal"] == 9)
    }

    #[track_caller]
    fn assert_served_as_if_nothing_had_happened(&self) {
        assert_eq!(self.outcome(), "same", "{:#?}", self.events);
    }

    /// The samples that try something forbidden say what succeeded.
    #[track_caller]
    fn assert_achieved_nothing(&self) {
        let printed = self.printed();
        assert!(!printed.contains("réussi") && !printed.contains("trouvé"), "{printed}");
        assert!(printed.contains("Serving on"), "{printed}");
        self.assert_served_as_if_nothing_had_happened();
    }
}

/// Every file below a folder, links not followed.
fn entries(folder: &Path) -> BTreeSet<(PathBuf, u64)> {
    let mut all = BTreeSet::new();
    for entry in fs::read_dir(folder)
        .expect("a folder")
        .map(|entry| entry.expect("an entry"))
    {
        let metadata = entry.metadata().expect("metadata");
        if metadata.is_dir() {
            all.extend(entries(&entry.path()));
        }
        all.insert((entry.path(), metadata.len()));
    }
    all
}

#[test]
fn a_fork_bomb_is_held_at_the_number_of_processes() {
    let played = Sample::new("fork-bomb").play();
    assert_eq!((played.outcome(), played.limits()), ("not_started", vec!["processes"]));
}

#[test]
fn processor_time_of_children_that_nobody_waits_for_counts() {
    for world in ["namespaces", "mapped"] {
        // Whoever ignores that its children end has them vanish with what they used.
        let bench = Bench::with_facts(
            "import signal
signal.signal(signal.SIGCHLD, signal.SIG_IGN)
for _ in range(3):
    if os.fork() == 0:
        while time.process_time() < 0.8: pass
        os._exit(0)
    try: os.wait()
    except ChildProcessError: pass",
        );
        let text = stdout(bench.run().args(["--world", world, "--json"]));
        let events = text
            .lines()
            .map(|line| serde_json::from_str::<Value>(line).expect("JSON"));
        let used = events
            .filter_map(|event| event["cpu_us"].as_u64())
            .next_back()
            .expect("an end");
        // What a child used since it was last looked at is lost with it, and a busy machine looks seldom.
        assert!(used > 1_000_000, "{world}: {used}");
    }
}

#[test]
fn a_pipe_is_not_made_larger() {
    let bench = Bench::with_facts(
        "import fcntl
end = os.pipe()[1]
fcntl.fcntl(end, 1031, 4096)
try: print('larger', fcntl.fcntl(end, 1031, 1 << 20))
except PermissionError: print('refused')",
    );
    let transcript = bench.transcript();
    assert!(transcript.contains("server prints \"refused\""), "{transcript}");
}

#[test]
fn processes_that_only_start_others_come_to_an_end() {
    let played = Sample::new("fork-chain").play();
    assert_eq!(played.outcome(), "not_started");
    // The one that was started ends at once; that is not the end of it.
    let doing: Vec<_> = played.events("not_listening").map(|event| &event["doing"]).collect();
    assert!(doing.len() == 1 && doing[0]["never_settles"].is_object(), "{doing:?}");
}

#[test]
fn a_thread_bomb_is_held_at_the_number_of_threads_and_judged_on_its_service() {
    let played = Sample::new("thread-bomb").play();
    assert!(played.printed().contains("au plus 812"), "{}", played.printed());
    assert_eq!(played.limits(), ["processes"]);
    played.assert_served_as_if_nothing_had_happened();
}

#[test]
fn processes_that_together_have_too_much_memory_are_ended() {
    let played = Sample::new("memory-hog").play();
    assert_eq!((played.outcome(), played.limits()), ("not_started", vec!["memory"]));
    assert!(played.killed());
}

#[test]
fn memory_that_belongs_to_no_process_counts_too() {
    let played = Sample::new("hidden-memory").play();
    assert_eq!((played.outcome(), played.limits()), ("not_started", vec!["memory"]));
    assert!(!played.printed().contains("shmget"), "{}", played.printed());
}

#[test]
fn memory_that_is_no_page_of_any_process_counts_too() {
    for sample in [
        Sample::new("gives-memory-up"),
        Sample::new("fills-page-tables"),
        Sample::new("fills-unix-sockets"),
    ] {
        let played = sample.play_without_groups();
        assert_eq!((played.outcome(), played.limits()), ("not_started", vec!["memory"]));
    }
}

#[test]
fn a_full_disk_is_full_for_its_session_alone() {
    let played = Sample::new("disk-filler").play();
    assert!(played.printed().contains("au plus 128 Mio"), "{}", played.printed());
    assert_eq!(played.limits(), ["disk"]);
    played.assert_served_as_if_nothing_had_happened();
}

#[test]
fn many_files_fill_the_disk_as_well() {
    let played = Sample::new("many-files").play();
    assert!(played.printed().contains("au plus 20000"), "{}", played.printed());
    assert_eq!(played.limits(), ["disk"]);
    played.assert_served_as_if_nothing_had_happened();
}

#[test]
fn many_sockets_are_refused_beyond_a_number() {
    let played = Sample::new("many-sockets").play();
    assert!(played.printed().contains("au plus 4096"), "{}", played.printed());
    played.assert_served_as_if_nothing_had_happened();
}

#[test]
fn terminals_are_refused_beyond_a_number() {
    let played = Sample::new("many-terminals").play();
    assert!(played.printed().contains("au plus 63"), "{}", played.printed());
    played.assert_served_as_if_nothing_had_happened();
}

#[test]
fn endless_output_is_cut_and_never_settles() {
    let played = Sample::new("endless-output").play();
    assert_ne!(played.outcome(), "same");
    // Kept: 256 KiB for the start and for each of the four steps.
    assert!(played.printed().len() < 5 * 300 * 1024, "{}", played.printed().len());
    assert!(played.events("settled").any(|event| event["settling"]["by"] == "never"));
}

#[test]
fn endless_sends_are_cut_and_never_settle() {
    let played = Sample::new("endless-sends").play();
    assert_eq!(played.outcome(), "differs");
    let kept = played
        .events("received")
        .filter_map(|event| Some(event["bytes"].as_str()?.len()));
    assert!(kept.sum::<usize>() < 5 * 300 * 1024);
    assert!(played.events("settled").any(|event| event["settling"]["by"] == "never"));
}

#[test]
fn a_server_that_ignores_signals_is_judged_on_its_service_and_ended() {
    Sample::new("ignores-sigterm")
        .play()
        .assert_served_as_if_nothing_had_happened();
}

#[test]
fn a_daemon_is_found_and_ended() {
    let played = Sample::new("daemon").play();
    // What was started has ended, but what it started serves on.
    assert_eq!(played.outcome(), "same");
    assert_eq!(played.events("received").count(), 8, "{:#?}", played.events);
}

#[test]
fn a_server_that_stops_itself_for_ever_is_judged_on_doing_nothing() {
    assert_eq!(Sample::new("sigstop").play().outcome(), "differs");
}

#[test]
fn a_server_cannot_harm_its_parent() {
    Sample::new("kills-parent").play().assert_achieved_nothing();
}

#[test]
fn a_server_cannot_look_into_its_parent() {
    Sample::new("traces-parent").play().assert_achieved_nothing();
}

#[test]
fn no_file_of_the_machine_can_be_leased() {
    Sample::new("takes-leases").play().assert_achieved_nothing();
}

#[test]
fn descriptors_that_others_have_on_their_way_keep_no_session_from_its_start() {
    use rustix::net::{
        AddressFamily, SendAncillaryBuffer, SendAncillaryMessage, SendFlags, SocketFlags, SocketType, sendmsg,
        socketpair,
    };
    // The kernel takes 253 at once (`SCM_MAX_FD`), and counts those of all processes of a user; a session may have
    // 4,096 on their way.
    let (ours, _theirs) =
        socketpair(AddressFamily::UNIX, SocketType::STREAM, SocketFlags::CLOEXEC, None).expect("a pair");
    let file = fs::File::open("/dev/null").expect("a file");
    let many = [std::os::fd::AsFd::as_fd(&file); 253];
    for _ in 0..20 {
        let mut space = vec![std::mem::MaybeUninit::uninit(); rustix::cmsg_space!(ScmRights(253))];
        let mut rights = SendAncillaryBuffer::new(&mut space);
        assert!(rights.push(SendAncillaryMessage::ScmRights(&many)));
        // Another user than root reaches that user's own limit.
        let _ = sendmsg(&ours, &[std::io::IoSlice::new(b".")], &mut rights, SendFlags::NOSIGNAL);
    }
    salon()
        .args(["run", "--show", "brief", "--stage", "ii_2_client"])
        .assert()
        .code(0);
}

#[test]
fn a_server_sees_neither_other_submissions_nor_the_reference() {
    Sample::new("reads-others").play().assert_achieved_nothing();
}

#[test]
fn the_reference_cannot_be_borrowed() {
    let sample = Sample::new("borrows-reference");
    let tools = tempfile::tempdir().expect("a folder");
    let bin = tools.path().join("bin");
    fs::create_dir(&bin).expect("a folder");
    let salon_itself = assert_cmd::cargo::cargo_bin("salon");
    let path = format!("{}:{}", bin.display(), path().display());
    // Installed, under another name, and in the submission.
    let places = [bin.join("salon"), bin.join("autre"), sample.folder().join("salon")];
    for place in places {
        fs::copy(&salon_itself, &place).expect("a copy");
        let said = stdout(sample.run().env("PATH", &path).args(["--show", "transcript"]));
        assert!(said.contains("introuvable"), "{}: {said}", place.display());
        fs::remove_file(&place).expect("the copy");
    }
    // The command of a submission is the student's own.
    fs::copy(&salon_itself, bin.join("salon")).expect("a copy");
    fs::write(
        sample.folder().join("salon.yaml"),
        "stages:\n  ii_6: {file: chat_server_ii_6.py, command: salon serve --stage ii_6 --address 127.0.0.1 --port 8888}\n",
    )
    .expect("a file");
    let said = String::from_utf8(
        salon()
            .env("PATH", &path)
            .timeout(OUTER)
            .args(["check", "ii_6", "--lang", "en", "--folder"])
            .arg(sample.folder())
            .output()
            .expect("it ends")
            .stdout,
    )
    .expect("UTF-8");
    assert!(
        said.contains("the command starts salon itself") && said.contains("0 / "),
        "{said}"
    );
}

#[test]
fn a_server_sees_no_neighbour_wherever_it_lies() {
    let tools = tempfile::tempdir().expect("a folder");
    let bin = tools.path().join("bin");
    fs::create_dir(&bin).expect("a folder");
    let path = format!("{}:{}", bin.display(), path().display());
    let mut places = vec![tools.path().join("class/submissions"), bin.join("class")];
    let in_opt = tempfile::Builder::new().prefix("salon-").tempdir_in("/opt").ok();
    places.extend(in_opt.iter().map(|opt| opt.path().join("submissions")));
    for place in places {
        let sample = Sample::new("reads-neighbours");
        copy(sample.submissions.path(), &place);
        fs::write(place.parent().expect("a folder").join("results.jsonl"), "x").expect("a file");
        fs::write(place.join("notes.csv"), "x").expect("a file");
        let before = entries(&place);
        let mut grade = salon();
        grade.env("PATH", &path).timeout(OUTER);
        grade.args(["check", "ii_6", "--python", "python3", "--folder"]);
        let said = stdout(grade.arg(place.join("mallory")));
        assert!(
            said.contains("chat_server_ii_6.py: ") && !said.contains("trouvé"),
            "{}: {said}",
            place.display()
        );
        assert_eq!(entries(&place), before, "files are left");
    }
}

#[test]
fn no_service_of_the_machine_answers() {
    use std::os::unix::net::UnixListener;
    let sample = Sample::new("talks-to-services");
    let tools = tempfile::tempdir().expect("a folder");
    fs::create_dir(tools.path().join("bin")).expect("a folder");
    let path = format!("{}/bin:{}", tools.path().display(), path().display());
    let sockets = [tools.path().join("service.sock"), sample.folder().join("service.sock")];
    let _listeners = sockets.map(|socket| UnixListener::bind(socket).expect("a socket"));
    let said = stdout(sample.run().env("PATH", path).args(["--show", "transcript"]));
    assert!(!said.contains("réussi") && said.contains("Serving on"), "{said}");
}

#[test]
fn a_server_writes_nothing_outside_its_world() {
    let sample = Sample::new("writes-outside");
    // A name that nothing else on this machine has.
    let folder = sample.submissions.path().file_name().expect("a name");
    let name = format!("salon-writes-outside-{}", folder.display());
    let program = fs::read_to_string(sample.program()).expect("the program");
    assert!(program.contains("salon-writes-outside"), "{program}");
    fs::write(sample.program(), program.replace("salon-writes-outside", &name)).expect("a file");
    sample.play().assert_achieved_nothing();
    for place in [
        "/",
        "/etc",
        "/usr",
        "/usr/local/bin",
        "/tmp",
        "/var/tmp",
        "/home",
        "/root",
        "/work",
        "/boot",
        "/opt",
    ] {
        assert!(!Path::new(place).join(&name).exists(), "{place}");
    }
}

#[test]
fn a_server_reaches_no_other_machine() {
    Sample::new("reaches-network").play().assert_achieved_nothing();
}

#[test]
fn links_out_of_a_submission_lead_to_nothing() {
    let sample = Sample::new("symlink-out");
    // Made here: kept in the repository, they would lead every tool that walks it astray.
    for (name, target) in [("racine", "/"), ("voisins", "..")] {
        std::os::unix::fs::symlink(target, sample.folder().join(name)).expect("a link");
    }
    sample.play().assert_achieved_nothing();
    // Another's program is not there either.
    let stolen = sample.folder().join("chat_server_ii_5.py");
    fs::remove_file(&stolen).expect("the link");
    std::os::unix::fs::symlink("../alice/chat_server_ii_5.py", &stolen).expect("a link");
    assert!(stolen.exists());
    let said = stdout(
        salon()
            .args(["run", "--show", "brief", "scenarios/labs/tp6/ii_5/announcement.yaml"])
            .args(["--server", "python3 chat_server_ii_5.py", "--directory"])
            .arg(sample.folder()),
    );
    assert!(said.contains("1 not started"), "{said}");
}

#[test]
fn a_fifo_in_the_programs_place_holds_nobody_up() {
    let sample = Sample::new("fifo-program");
    let made = std::process::Command::new("mkfifo").arg(sample.program()).status();
    assert!(made.is_ok_and(|status| status.success()));
    assert_eq!(sample.play().outcome(), "not_started");
    // Without isolation salon reads the file itself, to see which addresses are in it.
    let said = stdout(sample.run().args(["--world", "loopback", "--show", "brief"]));
    assert!(said.contains("1 not started"), "{said}");
}

#[test]
fn a_huge_program_does_not_start() {
    let sample = Sample::new("huge-file");
    let file = fs::File::create(sample.program()).expect("a file");
    file.set_len(2 << 30).expect("a file full of holes");
    assert_eq!(sample.play().outcome(), "not_started");
}

#[test]
fn escapes_for_the_terminal_are_shown_in_letters() {
    let sample = Sample::new("terminal-escapes");
    sample.play().assert_served_as_if_nothing_had_happened();
    for show in [["--show", "full"], ["--show", "transcript"], ["--show", "brief"]] {
        let said = stdout(sample.run().args(show));
        let raw = said
            .chars()
            .find(|character| character.is_control() && *character != '\n');
        assert_eq!(raw, None, "{said:?}");
    }
}

#[test]
fn an_odd_terminal_changes_nothing() {
    Sample::new("terminal-modes")
        .play()
        .assert_served_as_if_nothing_had_happened();
    assert_eq!(Sample::new("terminal-stopped").play().outcome(), "differs");
}

#[test]
fn a_correct_submission_is_judged_the_same_beside_the_nastiest_and_after_them() {
    let judged = || {
        let mut run = salon();
        run.args([
            "run",
            "--show",
            "brief",
            "--stage",
            "ii_6",
            "--server",
            "python3 chat_server_ii_6.py",
        ]);
        stdout(
            run.timeout(OUTER)
                .arg("--directory")
                .arg(top().join("tests/submissions/correct")),
        )
    };
    let mut beside = String::new();
    std::thread::scope(|scope| {
        for name in [
            "fork-bomb",
            "fork-chain",
            "memory-hog",
            "hidden-memory",
            "disk-filler",
            "many-sockets",
        ] {
            scope.spawn(move || Sample::new(name).play());
        }
        beside = judged();
    });
    // Alone it does as the reference in all scenarios: its own test says so.
    assert!(
        beside.contains("as the reference") && !beside.contains("different"),
        "{beside}"
    );
    assert_eq!(judged(), beside);
}

#[test]
fn every_hostile_sample_is_used_and_explained() {
    let tests = fs::read_to_string(top().join("tests/hostile.rs")).expect("this file");
    for sample in fs::read_dir(top().join("tests/submissions/hostile"))
        .expect("the samples")
        .flatten()
    {
        let name = sample.file_name().into_string().expect("a name");
        assert!(
            tests.contains(&format!("Sample::new(\"{name}\")")),
            "{name} has no test"
        );
        assert!(sample.path().join("README.md").is_file(), "{name} is not explained");
    }
}
