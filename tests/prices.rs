//! What single mistakes cost: each is put into the correct sample, and the points that it loses are compared with what
//! a teacher could defend. One mistake has one price, however many scenarios it shows in.

use crate::harness::{salon, top};
use crate::results::{self, Graded};
use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;

/// A mistake: its name, the most that it may cost of the lab's hundred points, the programs it is made in, and what
/// is written for what.
type Mistake = (
    &'static str,
    f64,
    &'static [&'static str],
    &'static [(&'static str, &'static str)],
);

const RELAYS: &[&str] = &["chat_server_ii_4.py", "chat_server_ii_5.py", "chat_server_ii_6.py"];
const ROOMS: &[&str] = &["chat_server_ii_5.py", "chat_server_ii_6.py"];
const LAST: &[&str] = &["chat_server_ii_6.py"];
const CLIENTS: &[&str] = &["chat_client_ii_3.py", "chat_client_ii_5.py", "chat_client_ii_6.py"];
const WEB: &[&str] = &[
    "web_sync.py",
    "web_async.py",
    "web_sync_multiple.py",
    "web_async_multiple.py",
];

const MISTAKES: &[Mistake] = &[
    ("relay-reworded", 1.0, RELAYS, &[(" a dit : ", " said: ")]),
    (
        "relay-with-full-stop",
        1.0,
        RELAYS,
        &[(" a dit : {msg}", " a dit : {msg}.")],
    ),
    ("relay-quoted", 1.0, RELAYS, &[(" a dit : {msg}", " a dit : {msg!r}")]),
    (
        "relay-numbered",
        1.0,
        RELAYS,
        &[(
            "def redistribuer(expediteur, message):",
            "N = [0]\ndef redistribuer(expediteur, message):\n    N[0] += 1\n    message = f\"#{N[0]} {message}\"",
        )],
    ),
    (
        "relay-stamped",
        1.0,
        RELAYS,
        &[
            ("import codecs", "import codecs, time"),
            (
                ", f\"{addr[0]}:{addr[1]} a dit",
                ", time.strftime('%H:%M:%S ') + f\"{addr[0]}:{addr[1]} a dit",
            ),
            (
                ", f\"{pseudo} a dit",
                ", time.strftime('%H:%M:%S ') + f\"{pseudo} a dit",
            ),
        ],
    ),
    (
        "arrival-with-full-stop",
        1.0,
        ROOMS,
        &[("a rejoint la chatroom", "a rejoint la chatroom.")],
    ),
    (
        "departure-reworded",
        1.0,
        LAST,
        &[("Annonce : {pseudo} a quitté la chatroom", "{pseudo} est parti")],
    ),
    (
        "console-quoted",
        1.0,
        &["chat_server_ii_2.py", "chat_server_ii_3.py"],
        &[(": {msg}\")", ": {msg!r}\")")],
    ),
    (
        "address-as-a-tuple",
        1.0,
        &["chat_server_ii_2.py", "chat_server_ii_3.py", "chat_server_ii_4.py"],
        &[("{addr[0]}:{addr[1]}", "{addr}")],
    ),
    (
        "requests-without-try",
        1.5,
        WEB,
        &[
            ("    try:\n        write_content", "    if True:\n        write_content"),
            ("    except Exception as e:\n", "    if False:\n        e = 0\n"),
        ],
    ),
    (
        "argument-unchecked",
        1.0,
        WEB,
        &[("    if len(sys.argv) != 2:", "    if sys.argv[1] is None:")],
    ),
    ("pages-in-own-tmp", 2.0, WEB, &[("/tmp/web_", "tmp/web_")]),
    (
        "traceback-at-ctrl-c",
        1.5,
        CLIENTS,
        &[
            ("except asyncio.CancelledError:", "except ZeroDivisionError:"),
            ("except KeyboardInterrupt:", "except ZeroDivisionError:"),
            (
                "asyncio.to_thread(input, \"Vous : \")",
                "asyncio.to_thread(input, \"Vous : \")  # reste",
            ),
        ],
    ),
    (
        "stays-when-the-server-goes",
        2.5,
        &["chat_client_ii_6.py"],
        &[(
            "            print(\"\\nConnexion fermée par le serveur.\")\n            # le serveur est parti, ça sert plus à rien de rester\n            quitter()",
            "            await asyncio.Event().wait()",
        )],
    ),
    (
        "stays-and-says-so",
        1.25,
        &["chat_client_ii_6.py"],
        &[(
            "            quitter()\n        print",
            "            await asyncio.Event().wait()\n        print",
        )],
    ),
    (
        "arrivals-unannounced",
        4.0,
        ROOMS,
        &[(
            "            annoncer(f\"Annonce : {pseudo} a rejoint la chatroom\")\n",
            "",
        )],
    ),
    (
        "departures-unannounced",
        3.0,
        LAST,
        &[("        annoncer(f\"Annonce : {pseudo} a quitté la chatroom\")\n", "")],
    ),
    (
        "sent-back-to-the-sender",
        2.0,
        RELAYS,
        &[("if addr != expediteur:", "if True:")],
    ),
    (
        "relayed-without-the-author",
        4.0,
        RELAYS,
        &[("{addr[0]}:{addr[1]} a dit : ", ""), ("{pseudo} a dit : ", "")],
    ),
    (
        "break-for-continue",
        6.0,
        RELAYS,
        &[(
            "        # on renvoie pas à celui qui a écrit\n        if addr != expediteur:",
            "        if addr == expediteur:\n            break\n        if True:",
        )],
    ),
    (
        "relayed-to-one-only",
        6.0,
        RELAYS,
        &[(
            "[\"w\"].write(message.encode())\n\n\nasync def",
            "[\"w\"].write(message.encode())\n            break\n\n\nasync def",
        )],
    ),
    (
        "ip-compared-alone",
        4.0,
        RELAYS,
        &[("if addr != expediteur:", "if addr[0] != expediteur[0]:")],
    ),
    (
        "blocking-input",
        6.0,
        CLIENTS,
        &[("await asyncio.to_thread(input, \"Vous : \")", "input(\"Vous : \")")],
    ),
    (
        "newcomer-not-told-of-itself",
        0.0,
        ROOMS,
        &[(
            "annoncer(f\"Annonce : {pseudo} a rejoint",
            "redistribuer(addr, f\"Annonce : {pseudo} a rejoint",
        )],
    ),
    (
        "counts-from-one",
        0.0,
        &["sleep_and_print.py", "sleep_and_print_async.py"],
        &[("range(10)", "range(1, 11)")],
    ),
];

/// Grades submissions of these programs.
fn graded(submissions: &[(&str, Vec<(&str, String)>)]) -> BTreeMap<String, Graded> {
    let class = tempfile::tempdir().expect("a folder");
    for (name, programs) in submissions {
        let folder = class.path().join("class").join(name);
        fs::create_dir_all(&folder).expect("a folder");
        for (file, text) in programs {
            fs::write(folder.join(file), text).expect("a program");
        }
    }
    let file = class.path().join("results.jsonl");
    let mut grade = salon();
    grade.args(["grade", "--python", "python3", "--results"]).arg(&file);
    // Some programs are right: their grading ends well.
    let _ = grade.arg(class.path().join("class")).assert();
    results::read(&file)
        .into_iter()
        .map(|graded| (graded.name().to_owned(), graded))
        .collect()
}

fn correct(file: &str) -> String {
    fs::read_to_string(top().join("tests/submissions/correct").join(file)).expect("a program of the correct sample")
}

#[test]
fn one_mistake_costs_no_more_than_a_teacher_could_defend() {
    let with_mistake = |(name, _, files, changes): &Mistake| {
        let programs = files.iter().map(|file| {
            let before = correct(file);
            let after = changes
                .iter()
                .fold(before.clone(), |text, (from, to)| text.replace(from, to));
            assert_ne!(before, after, "{name} changes {file}");
            (*file, after)
        });
        (*name, programs.collect())
    };
    let submissions: Vec<(&str, Vec<(&str, String)>)> = MISTAKES.iter().map(with_mistake).collect();
    let graded = graded(&submissions);
    let mut table = String::new();
    let mut dear = Vec::new();
    for (name, most, ..) in MISTAKES {
        let lost = graded[*name].lost();
        let _ = writeln!(table, "{name:30} {lost:5.2} of at most {most}");
        if lost > most + 1e-9 || (*most > 0.0 && lost < 1e-9) {
            dear.push(*name);
        }
    }
    assert!(dear.is_empty(), "too dear, or never charged: {dear:?}\n{table}");
}

#[test]
fn files_that_are_empty_or_do_nothing_earn_nothing_and_a_stage_without_its_demand_less_than_half() {
    let all: Vec<&str> = [RELAYS, CLIENTS, WEB].concat();
    let all = all.into_iter().chain([
        "sleep_and_print.py",
        "sleep_and_print_async.py",
        "chat_server_ii_2.py",
        "chat_server_ii_3.py",
        "chat_client_ii_2.py",
    ]);
    let files: Vec<&str> = all.collect();
    assert_eq!(files.len(), 15);
    let of = |text: &str| files.iter().map(|file| (*file, text.to_owned())).collect();
    let without_relay = correct("chat_server_ii_4.py").replace("        redistribuer(addr,", "        str(");
    let graded = graded(&[
        ("empty", of("")),
        ("pass", of("pass\n")),
        ("without-relay", vec![("chat_server_ii_4.py", without_relay)]),
    ]);
    for name in ["empty", "pass"] {
        assert!(graded[name].got() < 1e-9, "{name}: {} points", graded[name].got());
    }
    let without_relay = &graded["without-relay"];
    assert!(
        without_relay.got() < without_relay.lost(),
        "{} points",
        without_relay.got()
    );
}
