//! Clients and programs without isolation: on loopback as ever, and nowhere else.

use crate::clients::client;
use crate::harness::{Bench, assert_in_order, salon, stdout, when};
use predicates::prelude::*;

#[test]
fn without_isolation_a_client_on_loopback_is_judged_as_ever() {
    let code = "s = connect('127.0.0.1', 18731)
threading.Thread(target=show, args=(s,), daemon=True).start()
while line := input(): s.send(line.encode())";
    let bench = Bench::client(
        &when(&["user types: un", "bob says: deux", "server closes"]),
        &client(code).replace("10.2.2.2", "127.0.0.1"),
    );
    let seen = stdout(bench.run().args(["--show", "transcript", "--world", "loopback"]));
    assert_eq!(seen, bench.transcript());
    assert_in_order(&seen, &["server receives \"un\"", "bob a dit : deux", "parti"]);
}

#[test]
fn without_isolation_a_client_for_another_address_is_not_run() {
    let bench = Bench::client(&when(&["user types: un"]), &client("print('ran'); connect()"));
    bench
        .run()
        .args(["--world", "loopback"])
        .assert()
        .code(4)
        .stdout(predicate::str::contains("ran").not())
        .stderr(predicate::str::contains("without isolation the address 10.2.2.2 is not allowed").count(1));
}

#[test]
fn without_isolation_a_client_that_makes_up_another_address_never_gets_there() {
    let code = "s = socket.socket(); s.settimeout(2)
print(s.connect_ex(('.'.join(['10', '2', '2', '2']), 8888)))";
    let bench = Bench::client(
        &when(&["user types: un"]),
        &client(code).replace("10.2.2.2", "127.0.0.1"),
    );
    let seen = stdout(bench.run().args(["--show", "transcript", "--world", "loopback"]));
    // 111 is ECONNREFUSED, salon's own answer.
    assert!(seen.contains("user sees \"111\""), "{seen}");
    let said = stdout(bench.run().args(["--show", "brief", "--world", "loopback"]));
    assert!(
        said.contains("1 not started") && said.contains("without isolation only 127.0.0.1 is allowed"),
        "{said}"
    );
}

#[test]
fn without_isolation_there_is_no_site() {
    let bench = Bench::fetcher(
        "site:\n  www.un.test: page\nwhen:\n  - run: https://www.un.test\n",
        "print('ran')",
    );
    let run = bench.run().args(["--world", "loopback"]).assert().code(4);
    run.stdout(predicate::str::contains("ran").not())
        .stderr(predicate::str::contains("the mock web site: names and ports of its own need namespaces").count(1));
}

#[test]
fn without_isolation_a_counter_is_judged_as_ever() {
    let bench = Bench::counter(
        "when:\n  - run: []\nthen:\n  - program counts together\n",
        "import time\nfor n in range(10): print(n); print(n); time.sleep(0.5)",
    );
    let said = stdout(bench.run().args(["--show", "brief", "--world", "loopback"]));
    assert!(said.contains("1 as the reference"), "{said}");
}

#[test]
fn runs_without_isolation_take_turns_at_the_machines_addresses() {
    let run = || {
        salon()
            .args(["run", "--show", "brief", "--world", "loopback"])
            .arg("scenarios/labs/tp6/ii_6_client")
            .output()
            .expect("salon")
    };
    let runs = std::thread::scope(|scope| {
        let runs: Vec<_> = (0..3).map(|_| scope.spawn(run)).collect();
        runs.into_iter()
            .map(|run| run.join().expect("a run"))
            .collect::<Vec<_>>()
    });
    for run in runs {
        assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    }
}

#[test]
fn what_the_bare_machine_does_not_allow_is_no_grade() {
    let own = tempfile::tempdir().expect("a folder");
    for (stage, language, told) in [
        // The machine itself has no such address.
        ("ii_2", "en", "only 127.0.0.1 is allowed without isolation\n"),
        ("ii_2", "fr", "sans isolation, seul 127.0.0.1 est permis\n"),
        // The client is kept from asking for it.
        (
            "ii_2_client",
            "en",
            "only 127.0.0.1 is allowed without isolation, and the program wants 10.2.2.2:8888\n",
        ),
        (
            "ii_2_client",
            "fr",
            "sans isolation, seul 127.0.0.1 est permis, et le programme demande 10.2.2.2:8888\n",
        ),
    ] {
        let mut grade = salon();
        grade.args([
            "grade",
            "tests/submissions/correct",
            "--world",
            "loopback",
            "--stage",
            stage,
        ]);
        grade.arg("--results").arg(own.path().join("results.jsonl"));
        let graded = grade.args(["--lang", language]).assert().code(4);
        graded.stdout(
            predicate::str::contains(told)
                .and(predicate::str::contains("giving the program").not())
                .and(predicate::str::contains("blocked").not()),
        );
    }
}
