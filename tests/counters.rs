//! First programs that count: the order of their numbers, and the pauses between them.

use crate::harness::{Bench, stdout};

const TOGETHER: &str = "together";
const SEQUENCE: &str = "one after the other";

fn steps(order: &str) -> String {
    format!("when:\n  - run: []\nthen:\n  - program counts {order}\n")
}

fn counter(order: &str, code: &str) -> Bench {
    let program = format!("import asyncio, subprocess, sys, threading, time\n{code}");
    Bench::counter(&steps(order), &program)
}

fn verdict(order: &str, code: &str) -> String {
    counter(order, code).verdict()
}

/// Checks that a program counts in this order and not in the other, which takes five seconds or ten: both are
/// looked at side by side.
#[track_caller]
fn assert_counts(order: &str, code: &str) {
    let other = if order == TOGETHER { SEQUENCE } else { TOGETHER };
    let bench = counter(order, code).with("other", &steps(other));
    let said = stdout(bench.run().args(["--show", "brief", "--jobs", "2"]));
    for line in ["✓ stage/scenario ", "✗ stage/other ", "1 as the reference, 1 different"] {
        assert!(said.contains(line), "{code}\n{said}");
    }
}

#[test]
fn lines_between_the_numbers_do_not_count() {
    assert_counts(
        SEQUENCE,
        "for name in 'ab':
    print('compteur', name)
    for n in range(1, 11): print(n); print('0.5 s'); time.sleep(0.5)
    print(None)",
    );
}

#[test]
fn threads_count_together_however_they_pause() {
    for pause in [
        "time.sleep(0.5)",
        "threading.Event().wait(0.5)",
        "subprocess.run(['sleep', '0.5'])",
    ] {
        assert_counts(
            TOGETHER,
            &format!(
                "gate = threading.Barrier(2)
def count():
    for n in range(10): gate.wait(); sys.stdout.write(f'{{n}}\\n'); gate.wait(); {pause}
threads = [threading.Thread(target=count) for _ in range(2)]
for thread in threads: thread.start()
for thread in threads: thread.join()"
            ),
        );
    }
}

#[test]
fn tasks_count_together() {
    assert_counts(
        TOGETHER,
        "async def count():
    for n in range(11): sys.stdout.write(f'{n}\\n'); await asyncio.sleep(0.5)
async def main(): await asyncio.gather(count(), count())
asyncio.run(main())",
    );
}

#[test]
fn numbers_that_come_without_a_flush_come_when_they_are_printed() {
    assert_counts(
        SEQUENCE,
        "for _ in range(2):
    for n in range(10): sys.stdout.write(str(n)); sys.stdout.write('\\n'); time.sleep(0.5)",
    );
}

#[test]
fn pauses_that_are_too_short_are_told() {
    for pause in ["0.1", "0"] {
        let said = verdict(
            SEQUENCE,
            &format!("for _ in range(2):\n    for n in range(10): print(n); time.sleep({pause})"),
        );
        assert!(said.contains("1 different") && said.contains("pause"), "{said}");
    }
}

#[test]
fn another_order_is_told_with_the_numbers_that_came() {
    let said = verdict(TOGETHER, "for n in range(9): print(n); print(n); time.sleep(0.3)");
    assert!(said.contains("1 different") && said.contains("7 7 8 8"), "{said}");
}
