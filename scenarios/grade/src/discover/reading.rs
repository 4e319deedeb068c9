//! Whether a Python accepts the syntax of a program and has the modules that it imports, without running any of it.
//!
//! The text is a stranger's and goes to a parser that was never meant for strangers: so it is read by
//! us and passed on standard input, to an interpreter that loads nothing beyond itself and what is installed with
//! it, may write nothing, and has little time and memory. Many texts share one start of Python, which costs more
//! than reading them all.

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

/// How long a Python may take over some texts: far more than a program of a student needs.
const PATIENCE: Duration = Duration::from_secs(10);
/// How much memory it may take.
#[cfg(target_os = "linux")]
const MEMORY: u64 = 1 << 30;
/// What it is told to do.
const SCRIPT: &str = include_str!("reading.py");

/// What a Python says of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Answer {
    /// It is not Python to it.
    Refused,
    /// It is.
    Accepted {
        /// The imported modules that it does not have, by their first names, in order.
        missing: Vec<String>,
    },
}

impl Answer {
    fn read(line: &str) -> Self {
        let mut words = line.split(' ').map(str::to_owned);
        if words.next().as_deref() == Some("yes") {
            let missing = words.collect();
            return Self::Accepted { missing };
        }
        Self::Refused
    }
}

/// What a Python says of each text; `None` where it gave no answer.
pub(super) fn answers(python: &Path, texts: &[&[u8]]) -> Vec<Option<Answer>> {
    let deadline = Instant::now() + PATIENCE;
    let mut answers = Vec::new();
    while answers.len() < texts.len() && Instant::now() < deadline {
        let Some(some) = ask(python, &texts[answers.len()..], deadline) else {
            break;
        };
        answers.extend(some.into_iter().map(Some));
        if answers.len() < texts.len() {
            // The one at which it died or stopped.
            answers.push(None);
        }
    }
    answers.resize(texts.len(), None);
    answers
}

/// The answers of one start, which are fewer than the texts when it dies or takes too long.
fn ask(python: &Path, texts: &[&[u8]], deadline: Instant) -> Option<Vec<Answer>> {
    let mut child = Command::new(python)
        .args(["-E", "-S", "-B", "-c", SCRIPT])
        .env_clear()
        // Where users install modules of their own.
        .envs(std::env::var_os("HOME").map(|home| ("HOME", home)))
        .current_dir("/")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .ok()?;
    limit(&child);
    let answers = converse(&mut child, texts, deadline);
    // Dead already unless it took too long; either way it is gone after this.
    let _ = child.kill();
    let _ = child.wait();
    answers
}

fn converse(child: &mut Child, texts: &[&[u8]], deadline: Instant) -> Option<Vec<Answer>> {
    let (mut input, output) = (child.stdin.take()?, child.stdout.take()?);
    let (sender, receiver) = mpsc::channel();
    thread::scope(|scope| {
        scope.spawn(move || {
            for text in texts {
                // It may die at any of them, which shows in its answers.
                let sent = writeln!(input, "{}", text.len()).and_then(|()| input.write_all(text));
                if sent.is_err() {
                    break;
                }
            }
        });
        scope.spawn(move || {
            for line in BufReader::new(output).lines().map_while(Result::ok) {
                if sender.send(Answer::read(&line)).is_err() {
                    break;
                }
            }
        });
        let mut answers = Vec::new();
        while answers.len() < texts.len() {
            match receiver.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
                Ok(answer) => answers.push(answer),
                Err(_) => break,
            }
        }
        // Both threads end with it.
        let _ = child.kill();
        Some(answers)
    })
}

/// Takes from a process all that reading needs not. It waits for its first text meanwhile.
#[cfg(target_os = "linux")]
fn limit(child: &Child) {
    use rustix::process::{Pid, Resource, Rlimit, prlimit};
    let Some(pid) = i32::try_from(child.id()).ok().and_then(Pid::from_raw) else {
        return;
    };
    let limits = [
        (Resource::As, MEMORY),
        (Resource::Cpu, PATIENCE.as_secs()),
        (Resource::Fsize, 0),
        (Resource::Core, 0),
    ];
    for (resource, most) in limits {
        let most = Some(most);
        // A limit that is not to be had leaves the others, and the time.
        let _ = prlimit(
            Some(pid),
            resource,
            Rlimit {
                current: most,
                maximum: most,
            },
        );
    }
}

/// Elsewhere the time limit alone holds.
#[cfg(not(target_os = "linux"))]
fn limit(_: &Child) {}

#[cfg(test)]
mod tests {
    use super::{Answer, answers};

    #[test]
    fn a_text_that_kills_or_fools_the_parser_does_not_touch_the_others() {
        let nested = "(".repeat(1 << 20);
        let summed = format!("x = {}1", "-".repeat(500_000));
        let texts = [
            "x = 1",
            &nested,
            "print 'x'",
            &summed,
            "import os; os._exit(1)",
            "yes\0",
            "def f(): pass",
        ];
        let said = answers("python3".as_ref(), &texts.map(str::as_bytes));
        let yes = Some(Answer::Accepted { missing: Vec::new() });
        assert!([0, 4, 6].iter().all(|place| said[*place] == yes), "{said:?}");
        assert!(
            [2, 5].iter().all(|place| said[*place] == Some(Answer::Refused)),
            "{said:?}"
        );
        assert!(said[1] != yes, "{said:?}");
    }

    #[test]
    fn modules_that_a_program_cannot_do_without_are_looked_for_and_none_is_imported() {
        let text = "\
import asyncio, no_first.inner as inner
from no_second import x
from . import beside
try:
    import no_matter
except (ValueError, ImportError):
    no_matter = None
if sys.platform == 'win32':
    import no_windows
def main():
    import no_third
    try:
        import no_fourth
    finally:
        import this
if __name__ == '__main__':
    import no_fifth
";
        let said = answers("python3".as_ref(), &[text.as_bytes()]);
        let missing = ["no_fifth", "no_first", "no_fourth", "no_second", "no_third"].map(str::to_owned);
        // `this` would have printed a poem.
        assert_eq!(
            said,
            [Some(Answer::Accepted {
                missing: missing.to_vec()
            })]
        );
    }

    #[test]
    fn a_python_that_is_not_there_says_nothing() {
        assert_eq!(answers("/no/such/python3".as_ref(), &[b"x", b"y"]), [None, None]);
    }
}
