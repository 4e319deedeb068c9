//! Which file is taken for a stage.

use crate::{Bench, both};
use insta::assert_snapshot;
use salon_grade::discover::Readiness;
use std::path::Path;

#[test]
fn an_exact_name_is_found_anywhere() {
    for file in [
        "chat_server_ii_6.py",
        "PART 2/II./été/chat_server_ii_6.py",
        "a/b/c/d/e/f/g/h/i/j/chat_server_ii_6.py",
    ] {
        let bench = Bench::of(&[file]);
        assert_eq!(bench.taken(), file);
        assert_eq!(bench.six().notes, []);
    }
}

#[test]
fn the_better_name_is_taken_and_the_others_are_told() {
    // From worst to best: each is taken as long as none of the following is there.
    let names = [
        "bonus/chat_server_ii_6.py",
        "chat_server_ii_6 copy.py",
        "Chat-Server-II-6.py",
        "my_room_6.py",
        "chat_server_II_6.py",
        "chat_server_ii_6.py",
    ];
    for last in 1..=names.len() {
        assert_eq!(Bench::of(&names[..last]).taken(), names[last - 1]);
    }
    let bench = Bench::of(&names);
    assert_snapshot!(bench.told(&bench.six()), @r"
    in ./: python3 chat_server_ii_6.py
    fr: aussi trouvé, non pris : `Chat-Server-II-6.py`, `chat_server_II_6.py`, `chat_server_ii_6 copy.py`, `my_room_6.py`, `bonus/chat_server_ii_6.py`
    en: also found, not taken: `Chat-Server-II-6.py`, `chat_server_II_6.py`, `chat_server_ii_6 copy.py`, `my_room_6.py`, `bonus/chat_server_ii_6.py`
    not Chat-Server-II-6.py
    not bonus/chat_server_ii_6.py
    not chat_server_II_6.py
    not chat_server_ii_6 copy.py
    not my_room_6.py
    ");
}

#[test]
fn the_form_and_the_language_of_a_name_do_not_matter() {
    for file in [
        "chatserver_ii6.py",
        "Chat-Server-II-6.py",
        "chat_serveur_ii_6.py",
        "chat server (ii) 6.py",
    ] {
        assert_eq!(Bench::of(&[file]).taken(), file);
    }
    let bench = Bench::of(&["chat_server_ii_6.pl"]);
    bench.tool("bin/perl", "");
    assert_snapshot!(bench.told(&bench.six()), @r"
    in ./: perl chat_server_ii_6.pl
    fr: `chat_server_ii_6.pl` est pris pour `chat_server_ii_6.py`, le nom demandé
    en: `chat_server_ii_6.pl` is taken for `chat_server_ii_6.py`, the name asked for
    ");
}

#[test]
fn a_near_namesake_of_another_program_is_never_taken() {
    let others = [
        "chat_server_ii_7.py",
        "chat_server_ii_16.py",
        "chat_client_ii_6.py",
        "chat_server_ii_5.py",
        "server.py",
        "chat_server_ii_6.md",
        "chat_server_ii_6.txt",
        "chat_server_ii_6.png",
        "bonus/Chat-Server-II-6.py",
        "Chat-Client-II-6.js",
        "old/chat_server_ii_6 copy.py",
    ];
    let bench = Bench::of(&others);
    assert_snapshot!(bench.told(&bench.six()), @r"
    missing
    fr: autre nom dans un dossier à part, non pris : `bonus/Chat-Server-II-6.py`, `old/chat_server_ii_6 copy.py`
    en: another name in a folder apart, not taken: `bonus/Chat-Server-II-6.py`, `old/chat_server_ii_6 copy.py`
    not bonus/Chat-Server-II-6.py
    not old/chat_server_ii_6 copy.py
    ");
}

#[test]
fn a_client_that_fits_a_pattern_is_still_a_client() {
    let mut bench = Bench::of(&["chat_client_ii_6.py"]);
    bench.set_lab(&crate::LAB.replace("'*_room_6.py'", "'*6.py'"));
    assert_eq!(bench.six().readiness, Readiness::Missing);
    let client = bench.stage("ii_6_client");
    assert_eq!(client.file.as_deref(), Some(Path::new("chat_client_ii_6.py")));
}

#[test]
fn a_name_that_is_only_alike_is_told_where_nothing_else_is_there() {
    let bench = Bench::of(&["chat_server_ii_6_final.py", "chat_sever_ii_6.py"]);
    assert_snapshot!(bench.told(&bench.six()), @r"
    missing
    fr: nom ressemblant, non pris : donnez-lui le nom demandé, ou nommez-le dans `salon.yaml` : `chat_server_ii_6_final.py`, `chat_sever_ii_6.py`
    en: a similar name, not taken: give it the name asked for, or name it in `salon.yaml`: `chat_server_ii_6_final.py`, `chat_sever_ii_6.py`
    not chat_server_ii_6_final.py
    not chat_sever_ii_6.py
    ");
    bench.write("chat_server_ii_6.py", "print()");
    assert_snapshot!(bench.told(&bench.six()), @"in ./: python3 chat_server_ii_6.py");
}

#[test]
fn the_company_of_other_stages_comes_before_depth() {
    let bench = Bench::of(&[
        "chat_server_ii_6.py",
        "tp6/ii/chat_server_ii_6.py",
        "tp6/ii/chat_server_ii_5.py",
    ]);
    assert_eq!(bench.taken(), "tp6/ii/chat_server_ii_6.py");
    let bench = Bench::of(&[
        "b/chat_server_ii_6.py",
        "a/b/chat_server_ii_6.py",
        "c/chat_server_ii_6.py",
    ]);
    assert_eq!(bench.taken(), "b/chat_server_ii_6.py");
}

#[test]
fn folders_of_others_programs_are_not_looked_into() {
    let folders = [
        ".git",
        "__pycache__",
        "venv",
        ".venv",
        "node_modules",
        "site-packages",
        ".ipynb_checkpoints",
        "__MACOSX",
    ];
    for folder in folders {
        assert_eq!(
            Bench::of(&[&format!("{folder}/chat_server_ii_6.py")]).taken(),
            "",
            "{folder}"
        );
    }
}

#[test]
fn backups_are_never_taken() {
    let bench = Bench::of(&[
        "chat_server_ii_6.py~",
        "chat_server_ii_6.py.bak",
        "chat_server_ii_6.py.txt",
    ]);
    assert_snapshot!(bench.told(&bench.six()), @r"
    missing
    fr: sauvegarde, jamais prise : `chat_server_ii_6.py.bak`, `chat_server_ii_6.py.txt`, `chat_server_ii_6.py~`
    en: a backup, never taken: `chat_server_ii_6.py.bak`, `chat_server_ii_6.py.txt`, `chat_server_ii_6.py~`
    not chat_server_ii_6.py.bak
    not chat_server_ii_6.py.txt
    not chat_server_ii_6.py~
    ");
}

#[test]
fn a_submission_wrapped_in_a_folder_named_copy_is_not_apart() {
    let bench = Bench::of(&["TP6 - Copie/Chat-Server-II-6.py"]);
    assert_eq!(bench.taken(), "TP6 - Copie/Chat-Server-II-6.py");
}

#[test]
fn stages_without_names_of_files_are_left_out_and_the_order_is_the_labs() {
    let mut bench = Bench::of(&["chat_server_ii_6.py", "chat_server_ii_5.py"]);
    bench.set_lab(&format!("{}  iii:\n    title: {{fr: Bonus, en: Bonus}}\n", crate::LAB));
    let found = bench.found();
    let stages: Vec<&str> = found.stages.iter().map(|stage| stage.stage.as_str()).collect();
    assert_eq!(stages, ["ii_5", "ii_5_client", "ii_6", "ii_6_client"]);
    assert_eq!(both(&found.notes), "");
}

#[test]
fn an_archive_that_cannot_be_opened_is_named_where_a_program_is_missing() {
    let clients = ["chat_client_ii_5.py", "chat_client_ii_6.py"];
    let bench = Bench::of(&[clients[0], clients[1], "chat_server_ii_6.py", "rendu.rar"]);
    bench.write("rendu.rar", "Rar!\x1a\x07");
    assert_snapshot!(bench.told(&bench.stage("ii_5")), @r"
    fr: l'archive `rendu.rar` n'a pas pu être ouverte : c'est une archive RAR ; décompressez-la, ou rendez un `.zip`
    en: the archive `rendu.rar` could not be opened: it is a RAR archive; unpack it, or hand in a `.zip`
    ");
    bench.write("chat_server_ii_5.py", "print()");
    assert!(bench.found().stages.iter().all(|stage| !stage.is_nowhere()));
}

#[test]
fn a_program_starts_in_its_own_folder_and_then_at_the_top() {
    let bench = Bench::of(&["repo/ii/chat_server_ii_6.py", "repo/README.md"]);
    assert_snapshot!(bench.told(&bench.six()), @r"
    in ./repo/ii: python3 chat_server_ii_6.py
    in ./repo: python3 ii/chat_server_ii_6.py
    in ./: python3 repo/ii/chat_server_ii_6.py
    ");
}

#[test]
fn a_program_that_names_files_from_further_up_starts_there() {
    let bench = Bench::of(&["Tp6/config.json", "README.md"]);
    bench.write("Tp6/ii/chat_server_ii_6.py", "json.load(open('./Tp6/config.json'))");
    assert_snapshot!(bench.told(&bench.six()), @r"
    in ./: python3 Tp6/ii/chat_server_ii_6.py
    in ./Tp6/ii: python3 chat_server_ii_6.py
    ");
    // A file that is there from its own folder as well says nothing.
    bench.write("Tp6/ii/Tp6/config.json", "{}");
    assert_snapshot!(bench.told(&bench.six()), @r"
    in ./Tp6/ii: python3 chat_server_ii_6.py
    in ./: python3 Tp6/ii/chat_server_ii_6.py
    ");
}

#[test]
fn what_is_reported_is_the_launch_that_was_used() {
    let bench = Bench::of(&["ii/chat_server_ii_6.py", "README.md"]);
    let six = bench.six();
    let Readiness::Ready(launches) = &six.readiness else {
        panic!("{six:?}")
    };
    let described = six.described(launches.get(1)).unwrap();
    assert_eq!(described.command, "python3 ii/chat_server_ii_6.py");
    assert_eq!(described.directory, Path::new(""));
    let shim = launches[0].program.for_stage("ii_6");
    assert_eq!(shim.arguments, ["chat_server_ii_6.py"]);
    assert_eq!(shim.directory, bench.submission().join("ii"));
    assert!(launches[0].program.keep().contains(&bench.submission()));
}

#[test]
fn a_stage_without_a_program_still_tells_what_was_passed_over() {
    let bench = Bench::of(&["chat_client_ii_6_final.py"]);
    let described = bench.stage("ii_6_client").described(None).unwrap();
    assert_eq!((described.file, described.command.as_str()), (None, ""));
    assert_eq!(described.passed_over, [Path::new("chat_client_ii_6_final.py")]);
    assert!(both(&described.notes).contains("en: a similar name, not taken"));
    assert_eq!(bench.six().described(None), None);
}
