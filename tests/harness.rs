//! What the tests share: the binary in a clean environment, and programs written for one test.

use assert_cmd::Command;
use std::fs;
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
    command.current_dir(top()).env_clear().envs(
        ["PATH", "HOME"]
            .iter()
            .filter_map(|name| Some((*name, std::env::var_os(name)?))),
    );
    command.env("LANG", "C.UTF-8");
    command
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
}

impl Bench {
    /// A scenario's steps (the `given:` and `when:` parts) and a Python program.
    pub(crate) fn new(steps: &str, program: &str) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let stage = folder.path().join("lab/stage");
        fs::create_dir_all(&stage).expect("a folder");
        let write = |path: PathBuf, text: &str| fs::write(path, text).expect("a file");
        write(
            folder.path().join("lab/lab.yaml"),
            "title: {fr: l, en: l}\nstages:\n  stage:\n    title: {fr: s, en: s}\n",
        );
        write(
            stage.join("scenario.yaml"),
            &format!("title: {{fr: s, en: s}}\n{steps}"),
        );
        write(folder.path().join("program.py"), program);
        Self { folder }
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// `salon run` of the scenario against the program.
    pub(crate) fn run(&self) -> Command {
        let mut command = salon();
        command
            .args(["run", "--server", "python3 program.py", "--directory"])
            .arg(self.path())
            .arg(self.path().join("lab"));
        command
    }

    /// The transcript of the program in the scenario.
    pub(crate) fn transcript(&self) -> String {
        stdout(self.run().args(["--show", "transcript"]))
    }

    /// The events of the session, each with its `event` name.
    pub(crate) fn events(&self) -> Vec<serde_json::Value> {
        let text = stdout(self.run().arg("--json"));
        text.lines()
            .map(|line| serde_json::from_str(line).expect("a line of JSON"))
            .collect()
    }
}

/// Whether `python3` runs this expression to a true value.
pub(crate) fn python_says(expression: &str) -> bool {
    let code = format!("import sys; sys.exit(not ({expression}))");
    std::process::Command::new("python3")
        .args(["-c", &code])
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}
