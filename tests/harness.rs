//! What the tests share: the binary in a clean environment, and programs written for one test.

use assert_cmd::Command;
use std::ffi::OsString;
use std::fs;
use std::iter;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use tempfile::TempDir;

/// The top of the repository.
pub(crate) fn top() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// `salon` in English, without colours, run at the top of the repository, with nothing of this
/// environment that could change what it does.
pub(crate) fn salon() -> Command {
    let mut command = Command::cargo_bin("salon").expect("the binary is built before its tests");
    command
        .current_dir(top())
        .env_clear()
        .envs(std::env::var_os("HOME").map(|home| ("HOME", home)))
        .env("PATH", path())
        // What tests check is not to be remembered in a home that is not theirs.
        .env("SALON_NO_HISTORY", "true")
        .env("LANG", "C.UTF-8");
    command
}

/// Where programs are looked for: what the system itself has first. A version manager's Python, and all that people
/// install with it, takes half as long again to start, which thousands of sessions do.
pub(crate) fn path() -> OsString {
    let path = std::env::var_os("PATH").expect("a PATH");
    let folders = std::env::split_paths(&path);
    std::env::join_paths(iter::once("/usr/bin".into()).chain(folders)).expect("folders of the PATH")
}

/// What a command printed on standard output, whatever its exit status.
pub(crate) fn stdout(command: &mut Command) -> String {
    let output = command.output().expect("the binary starts");
    assert!(
        output.status.code().is_some_and(|code| code < 2),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).expect("salon prints UTF-8")
}

/// A program of one test in a folder of its own, and a one-stage lab with one scenario for it.
pub(crate) struct Bench {
    folder: TempDir,
    /// The option of `salon run` that names the program.
    option: &'static str,
}

/// What came of a program in its scenario, played once.
pub(crate) struct Played {
    /// The result of the comparison with the reference, in words.
    pub(crate) said: String,
    /// The transcript, from its start on.
    pub(crate) transcript: String,
}

/// What a chat client's stage says in the lab file.
const CLIENT: &str = "
    client: program.py
    relay: \"{pseudo} a dit : {text}\"
    arrival: \"Annonce : {pseudo} a rejoint la chatroom\"
    departure: \"Annonce : {pseudo} a quitté la chatroom\"
    reference: join --stage ii_5
";
/// The same for a program that counts and for one that fetches pages.
const COUNTER: &str = "\n    program: program.py\n    reference: sleep --mode async --pause 100\n";
const FETCHER: &str = "\n    program: program.py\n    reference: fetch --mode async\n";

impl Bench {
    /// A scenario's steps (the `given:` and `when:` parts) and a server in Python.
    pub(crate) fn new(steps: &str, program: &str) -> Self {
        Self::of("--server", "\n", steps, program)
    }

    /// A server that prints what `facts` prints, and then listens, so that its session goes on; one client.
    pub(crate) fn with_facts(facts: &str) -> Self {
        let program = format!(
            "import errno, mmap, os, socket, subprocess, sys, time
{facts}
s = socket.socket()
s.bind(('10.2.2.2', 8888))
s.listen()
c, _ = s.accept()
c.recv(100)
"
        );
        Self::new("when:\n  - vince connects\n", &program)
    }

    /// The same with a chat client.
    pub(crate) fn client(steps: &str, program: &str) -> Self {
        Self::of("--client", CLIENT, steps, program)
    }

    /// The same with a program that counts.
    pub(crate) fn counter(steps: &str, program: &str) -> Self {
        Self::of("--program", COUNTER, steps, program)
    }

    /// The same with a program that fetches pages.
    pub(crate) fn fetcher(steps: &str, program: &str) -> Self {
        Self::of("--program", FETCHER, steps, program)
    }

    /// A server and a client (`program.py` and `client.py`) in a stage with the handshake of chats with pseudos.
    pub(crate) fn pair(steps: &str, server: &str, client: &str) -> Self {
        let stage = "\n    handshake: Hello|{pseudo}\n    reference: serve --stage ii_5 --port 0\n";
        let bench = Self::of("--server", stage, steps, server);
        fs::write(bench.path().join("client.py"), client).expect("a file");
        bench
    }

    /// A program that keeps its session going for two minutes under the name `token`: one that prints now and then is
    /// waited for.
    pub(crate) fn going_on_as(token: &str) -> Self {
        Self::with_facts(&format!(
            "os.execvp('sh', ['{token}', '-c', 'while :; do echo; sleep 1; done'])"
        ))
    }

    /// One more scenario of the stage.
    pub(crate) fn with(self, name: &str, steps: &str) -> Self {
        let scenario = self.path().join("lab/stage").join(name).with_extension("yaml");
        fs::write(scenario, format!("title: {{fr: s, en: s}}\n{steps}")).expect("a file");
        self
    }

    fn of(option: &'static str, fields: &str, steps: &str, program: &str) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let stage = folder.path().join("lab/stage");
        fs::create_dir_all(&stage).expect("a folder");
        let write = |path: PathBuf, text: &str| fs::write(path, text).expect("a file");
        write(
            folder.path().join("lab/lab.yaml"),
            &format!("title: {{fr: l, en: l}}\nstages:\n  stage:\n    title: {{fr: s, en: s}}{fields}"),
        );
        write(folder.path().join("program.py"), program);
        Self { folder, option }.with("scenario", steps)
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// `salon run` of the scenario against the program.
    pub(crate) fn run(&self) -> Command {
        let mut command = salon();
        command
            .args(["run", self.option, "python3 program.py", "--directory"])
            .arg(self.path())
            .arg(self.path().join("lab"));
        command
    }

    /// The transcript of the program in the scenario.
    pub(crate) fn transcript(&self) -> String {
        stdout(self.run().args(["--show", "transcript"]))
    }

    /// The result of the comparison with the reference, in words.
    pub(crate) fn verdict(&self) -> String {
        stdout(self.run().args(["--show", "brief"]))
    }

    /// Both of one session.
    pub(crate) fn played(&self) -> Played {
        Played::of(self.run())
    }

    /// The events of the session, each with its `event` name.
    pub(crate) fn events(&self) -> Vec<serde_json::Value> {
        let text = stdout(self.run().arg("--json"));
        text.lines()
            .map(|line| serde_json::from_str(line).expect("a line of JSON"))
            .collect()
    }
}

impl Played {
    /// What a `salon run` of one scenario shows.
    pub(crate) fn of(mut run: Command) -> Self {
        let shown = stdout(run.args(["--show", "full"]));
        let place = shown.find("\n\n  start\n").expect("a transcript below the result") + 2;
        let (said, rest) = shown.split_at(place);
        let (transcript, total) = rest.rsplit_once("\n\n").expect("a total below the transcript");
        Self {
            said: format!("{said}{total}"),
            transcript: format!("{}\n", transcript.trim_start().replace("\n  ", "\n")),
        }
    }
}

/// Copies a folder with everything below it, links as they are.
pub(crate) fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder") {
        let (from, to) = {
            let entry = entry.expect("an entry");
            (entry.path(), to.join(entry.file_name()))
        };
        if from.is_symlink() {
            let target = fs::read_link(&from).expect("a link");
            std::os::unix::fs::symlink(target, to).expect("a link");
        } else if from.is_dir() {
            copy(&from, &to);
        } else {
            fs::copy(from, to).expect("a copy");
        }
    }
}

/// Whether `python3` runs this expression to a true value.
pub(crate) fn python_says(expression: &str) -> bool {
    let code = format!("import sys; sys.exit(not ({expression}))");
    std::process::Command::new("python3")
        .env("PATH", path())
        .args(["-c", &code])
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// The `when:` part of a scenario, of steps that each stand on one line.
pub(crate) fn when(steps: &[&str]) -> String {
    let lines = steps.iter().map(|step| format!("  - {step}\n"));
    std::iter::once("when:\n".to_owned()).chain(lines).collect()
}

/// Checks that parts of a text come in this order.
#[track_caller]
pub(crate) fn assert_in_order(text: &str, parts: &[&str]) {
    let mut rest = text;
    for part in parts {
        let Some((_, behind)) = rest.split_once(part) else {
            panic!("{part:?} is not in its place in\n{text}");
        };
        rest = behind;
    }
}
