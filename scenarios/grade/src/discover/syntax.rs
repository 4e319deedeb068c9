//! Whether a Python accepts the syntax of a program, without running any of it.
//!
//! The text is a stranger's and goes to a parser that was never meant for strangers: so it is read by
//! us and passed on standard input, to an interpreter that loads nothing beyond itself, may write
//! nothing, and has little time and memory. Many texts share one start of Python, which costs more
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
/// Reads the length of each text, then the text, and tells of each whether it is Python. 1024 is
/// `ast.PyCF_ONLY_AST`: parse, and make no code.
const SCRIPT: &str = "\
import sys
for line in sys.stdin.buffer:
    text = sys.stdin.buffer.read(int(line))
    try:
        compile(text, 'text', 'exec', 1024, True)
        print('yes', flush=True)
    except (SyntaxError, ValueError):
        print('no', flush=True)
";

/// What a Python says of each text; `None` where it gave no answer.
pub(super) fn accepted(python: &Path, texts: &[&[u8]]) -> Vec<Option<bool>> {
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
fn ask(python: &Path, texts: &[&[u8]], deadline: Instant) -> Option<Vec<bool>> {
    let mut child = Command::new(python)
        .args(["-I", "-S", "-B", "-c", SCRIPT])
        .env_clear()
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

fn converse(child: &mut Child, texts: &[&[u8]], deadline: Instant) -> Option<Vec<bool>> {
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
                if sender.send(line == "yes").is_err() {
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
    use super::accepted;

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
        let answers = accepted("python3".as_ref(), &texts.map(str::as_bytes));
        let yes = Some(true);
        assert_eq!((answers[0], answers[4], answers[6]), (yes, yes, yes), "{answers:?}");
        assert_eq!((answers[2], answers[5]), (Some(false), Some(false)), "{answers:?}");
        assert!(answers[1] != yes, "{answers:?}");
    }

    #[test]
    fn a_python_that_is_not_there_says_nothing() {
        assert_eq!(accepted("/no/such/python3".as_ref(), &[b"x", b"y"]), [None, None]);
    }
}
