//! Names that could be taken for another program of the real lab: each is one stage's, or nobody's.

use crate::{Bench, both};
use insta::assert_snapshot;
use salon_grade::discover::{Found, Options, programs};
use salon_language::Lab;
use std::collections::HashSet;
use std::path::{Path, PathBuf};

/// The real lab, and a machine to look at submissions on.
struct Desk {
    lab: Lab,
    bench: Bench,
    options: Options,
}

impl Desk {
    fn new() -> Self {
        let lab = Lab::load(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../labs/tp6")).unwrap();
        let bench = Bench::of(&[]);
        let options = bench.options(None, None).unwrap();
        Self { lab, bench, options }
    }

    fn found(&self, files: &[&str]) -> Found {
        let folder = self.bench.path("s");
        std::fs::remove_dir_all(&folder).unwrap();
        std::fs::create_dir(&folder).unwrap();
        for file in files {
            self.bench.write(file, "print()\n");
        }
        programs(&folder, &self.lab, &self.options).unwrap()
    }

    /// The stages and the files that are taken for them.
    fn taken(&self, files: &[&str]) -> Vec<(String, PathBuf)> {
        let stages = self.found(files).stages.into_iter();
        stages.filter_map(|stage| Some((stage.stage, stage.file?))).collect()
    }

    /// The stage that takes a file when nothing else is there; nothing for none.
    fn taker(&self, file: &str) -> String {
        let stages: Vec<String> = self.taken(&[file]).into_iter().map(|(stage, _)| stage).collect();
        assert!(stages.len() < 2, "{file}: {stages:?}");
        stages.concat()
    }
}

#[test]
fn a_name_is_taken_for_its_own_stage_even_where_that_of_another_is_missing() {
    let desk = Desk::new();
    for (file, stage) in [
        ("sleep_and_print.py", "sleep"),
        ("sleepAndPrint.py", "sleep"),
        ("sleep-and-print.py", "sleep"),
        ("sleep_and_print_sync.py", "sleep"),
        ("sleep_and_print copy.py", "sleep"),
        ("sleep_and_print_async.py", "sleep_async"),
        ("sleep-and-print-async.py", "sleep_async"),
        ("async_sleep_and_print.py", "sleep_async"),
        ("asyncSleepAndPrint.py", "sleep_async"),
        ("sleep_and_print_async (1).py", "sleep_async"),
        ("web_sync.py", "web_sync"),
        ("websync.py", "web_sync"),
        ("web_sync copy.py", "web_sync"),
        ("web_sync - Copie (2).py", "web_sync"),
        ("WebSync.js", "web_sync"),
        ("web_async.py", "web_async"),
        ("webasync.py", "web_async"),
        ("web_async copy.py", "web_async"),
        ("web_sync_multiple.py", "web_sync_multiple"),
        ("webSyncMultiple.py", "web_sync_multiple"),
        ("websync_multiple.py", "web_sync_multiple"),
        ("web_sync_multiple copy.py", "web_sync_multiple"),
        ("web_async_multiple.py", "web_async_multiple"),
        ("web_async_multiples.py", "web_async_multiple"),
        ("Copie de web_async_multiples.py", "web_async_multiple"),
        ("chat_server_ii_5.py", "ii_5"),
        ("chat_serveur_ii_5.py", "ii_5"),
        ("my_server_ii_5.py", "ii_5"),
        ("server-ii-5.py", "ii_5"),
        ("chat_server_ii_6 copy.py", "ii_6"),
        ("chat_client_ii_5.py", "ii_5_client"),
        ("chatClient_ii5.py", "ii_5_client"),
        ("client_ii_3.py", "ii_3_client"),
        ("my_client_ii_3.py", "ii_3_client"),
        ("chat_client_ii_6 (1).py", "ii_6_client"),
        ("old_chat_client_ii_6.py", "ii_6_client"),
    ] {
        assert_eq!(desk.taker(file), stage, "{file}");
    }
}

#[test]
fn a_name_of_no_stage_is_taken_for_none() {
    let desk = Desk::new();
    for file in [
        "chat_client_ii_7.py",
        "chat_server_ii_7.py",
        "chat_client_ii_4.py",
        "bonus_chat_server_ii_6.py",
        "test_chat_client_ii_6.py",
        "mesure.py",
        "client.py",
        "server.py",
        "web.py",
        "web_aync.py",
        "web_sync2.py",
        "web_threads.py",
        "web_sync_multiple_threads.py",
        "asyncio_sleep_print_bis.py",
        "sleep_and_print_v2.py",
        "sleep_and_print.py.bak",
        "sleep_and_print.txt",
        "urls.txt",
        "web_sync.html",
    ] {
        assert_eq!(desk.taker(file), "", "{file}");
    }
}

#[test]
fn every_name_that_the_lab_writes_out_is_its_own_stages_in_every_form() {
    let desk = Desk::new();
    for stage in &desk.lab.stages {
        for name in stage.files.iter().filter(|name| !name.contains('*')) {
            let stem = name.strip_suffix(".py").unwrap();
            for file in [
                name.clone(),
                name.to_uppercase(),
                format!("{}.py", stem.replace('_', "")),
                format!("{}.py", stem.replace('_', "-")),
                format!("{stem} copy.py"),
                format!("{stem} (1).py"),
                format!("{stem}_old.py"),
            ] {
                assert_eq!(desk.taker(&file), stage.stage.name, "{file}");
            }
        }
    }
}

#[test]
fn no_file_is_taken_twice_and_the_better_of_two_wins() {
    let desk = Desk::new();
    let names: Vec<String> = desk.lab.stages.iter().map(|stage| stage.files[0].clone()).collect();
    let copies: Vec<String> = names.iter().map(|name| name.replace(".py", " copy.py")).collect();
    let others = [
        "websync.py",
        "async_sleep_and_print.py",
        "client_ii_3.py",
        "my_server_ii_6.py",
        "mesure.py",
    ];
    let files: Vec<&str> = names.iter().chain(&copies).map(String::as_str).chain(others).collect();
    let taken = desk.taken(&files);
    let right = desk.lab.stages.iter().map(|stage| stage.stage.name.clone());
    assert_eq!(taken, right.zip(names.iter().map(PathBuf::from)).collect::<Vec<_>>());
    // Without a stage's own file nothing but its copies and variants takes the place.
    for name in &names {
        let rest: Vec<&str> = files.iter().copied().filter(|file| file != name).collect();
        let taken = desk.taken(&rest);
        let once: HashSet<&PathBuf> = taken.iter().map(|(_, file)| file).collect();
        assert_eq!((once.len(), taken.len()), (names.len(), names.len()), "without {name}");
    }
}

#[test]
fn the_names_of_one_stage_are_no_similar_names_of_another() {
    let desk = Desk::new();
    for stage in &desk.lab.stages {
        let name = &stage.files[0];
        for other in desk.found(&[name, &name.replace(".py", "_final.py")]).stages {
            assert_eq!(both(&other.notes), "", "{name}, at {}", other.stage);
        }
        for other in desk.found(&[&name.replace(".py", "_final.py")]).stages {
            assert_eq!(
                other.passed_over.is_empty(),
                other.stage != stage.stage.name,
                "{name}, {other:?}"
            );
        }
    }
}

#[test]
fn what_the_lab_writes_for_two_stages_is_the_program_of_both() {
    let mut bench = Bench::of(&["server.py", "Chat-Server.py"]);
    let stage = |name: &str, files: &str| format!("  {name}: {{title: {{fr: A, en: A}}, server: {files}}}\n");
    let lab = |one: &str, other: &str| {
        let stages = [stage("one", one), stage("other", other)];
        format!("title: {{fr: TP, en: Lab}}\nstages:\n{}", stages.concat())
    };
    let files = |bench: &Bench| -> Vec<Option<PathBuf>> {
        let stages = bench.found().stages.into_iter();
        stages.map(|stage| stage.file).collect()
    };
    let server = || Some(PathBuf::from("server.py"));
    bench.set_lab(&lab("[server.py]", "[server.py]"));
    assert_eq!(files(&bench), [server(), server()]);
    bench.set_lab(&lab("['s*.py']", "['s*.py']"));
    assert_eq!(files(&bench), [server(), server()]);
    // The first choice of one stage is not the second choice of another.
    bench.set_lab(&lab("[chat.py, server.py]", "[server.py]"));
    assert_eq!(files(&bench), [None, server()]);
    // The pattern that says more has it.
    bench.set_lab(&lab("['s*.py']", "['ser*.py']"));
    assert_eq!(files(&bench), [None, server()]);
}

#[test]
fn a_lone_name_with_one_wrong_letter_is_taken_and_told() {
    let bench = Bench::of(&["chat_sever_ii_6.py"]);
    assert_snapshot!(bench.told(&bench.six()), @r"
    in ./: python3 chat_sever_ii_6.py
    fr: `chat_sever_ii_6.py` est pris pour `chat_server_ii_6.py`, le nom demandé
    en: `chat_sever_ii_6.py` is taken for `chat_server_ii_6.py`, the name asked for
    ");
    for other in [
        "chat_server_i_6.py",
        "chat_server_iii_6.py",
        "chat_server_ii_7.py",
        "chat_servers_ii_6_7.py",
    ] {
        assert_eq!(Bench::of(&[other]).taken(), "", "{other}");
    }
    assert_eq!(
        Bench::of(&["bonus/chat_sever_ii_6.py", "chat_server_ii_5.py"]).taken(),
        ""
    );
    assert_eq!(Bench::of(&["chat_server_ii_5.py"]).taken(), "");
}

#[test]
fn a_letter_that_makes_another_name_of_the_lab_is_no_mistake() {
    let mut bench = Bench::of(&["web_async.py"]);
    bench.set_lab(
        "title: {fr: a, en: a}\nstages:\n  sleep:\n    title: {fr: a, en: a}\n    program: [sleep_async.py]\n  \
         web_sync:\n    title: {fr: a, en: a}\n    program: [web_sync.py]\n  web_sync_multiple:\n    title: {fr: a, \
         en: a}\n    program: [web_sync_multiple.py]\n",
    );
    assert_eq!(bench.stage("web_sync").file, None);
    bench.write("webasync.py", "print()");
    assert_eq!(bench.stage("web_sync").file, None);
    bench.write("web_sync_mutiple.py", "print()");
    let taken = bench.stage("web_sync_multiple").file;
    assert_eq!(taken.as_deref(), Some(std::path::Path::new("web_sync_mutiple.py")));
}

#[test]
fn an_empty_file_is_no_program() {
    let bench = Bench::of(&[]);
    bench.write("chat_server_ii_6.py", " \n\t\n");
    assert_snapshot!(bench.told(&bench.six()), @r"
    missing
    fr: ce fichier est vide, il n'y a rien à lancer : `chat_server_ii_6.py`
    en: this file is empty, there is nothing to run: `chat_server_ii_6.py`
    not chat_server_ii_6.py
    ");
    bench.write("src/chat_server_ii_6.py", "print()");
    assert_eq!(bench.taken(), "src/chat_server_ii_6.py");
}
