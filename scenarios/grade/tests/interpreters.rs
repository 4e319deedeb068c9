//! What runs a program.

use crate::Bench;
use insta::assert_snapshot;
use salon_grade::discover::{Commands, Options, Readiness, Tools};
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::PathBuf;

/// The command by which a file that begins with a text is run.
fn command(name: &str, text: &str) -> String {
    let bench = Bench::of(&[]);
    bench.write(name, text);
    for tool in ["node", "perl", "ruby", "java", "sh"] {
        bench.tool(&format!("bin/{tool}"), "");
    }
    bench.python("bin/python3.9", "3 9 1", "yes");
    bench.told(&bench.six()).lines().next().unwrap().to_owned()
}

#[test]
fn the_extension_tells_the_interpreter() {
    for (extension, runs) in [
        ("py", "python3"),
        ("js", "node"),
        ("mjs", "node"),
        ("pl", "perl"),
        ("rb", "ruby"),
        ("jar", "java -jar"),
        ("sh", "sh"),
    ] {
        let file = format!("chat_server_ii_6.{extension}");
        assert_eq!(command(&file, "print()"), format!("in ./: {runs} {file}"));
    }
}

#[test]
fn the_first_line_tells_the_interpreter_before_the_extension() {
    let shebang = |line: &str| command("chat_server_ii_6.py", &format!("{line}\nprint()"));
    assert_eq!(
        shebang("#!/usr/bin/env python3.9"),
        "in ./: python3.9 chat_server_ii_6.py"
    );
    assert_eq!(shebang("#!/usr/bin/env python"), "in ./: python3 chat_server_ii_6.py");
    // Only names count: the place is that of another machine.
    assert_eq!(
        shebang("#!/home/jean/venv/bin/perl -w"),
        "in ./: perl chat_server_ii_6.py"
    );
    assert_eq!(shebang("#!/usr/bin/python3.77"), "in ./: python3 chat_server_ii_6.py");
    assert_eq!(
        command("chat_server_ii_6", "#!/usr/bin/ruby"),
        "in ./: ruby chat_server_ii_6"
    );
}

#[test]
fn a_missing_interpreter_is_said() {
    let bench = Bench::on_nothing(&["chat_server_ii_6.js"]);
    assert_snapshot!(bench.told(&bench.six()), @r"
    interpreter-missing:
    fr: `node` n'est pas installé sur cette machine
    en: `node` is not installed on this machine
    fr: `chat_server_ii_6.js` est pris pour `chat_server_ii_6.py`, le nom demandé
    en: `chat_server_ii_6.js` is taken for `chat_server_ii_6.py`, the name asked for
    ");
    let bench = Bench::on_nothing(&["chat_server_ii_6.py"]);
    assert_snapshot!(bench.told(&bench.six()), @r"
    interpreter-missing:
    fr: `python3` n'est pas installé sur cette machine
    en: `python3` is not installed on this machine
    ");
}

#[test]
fn what_cannot_be_run_is_said() {
    let bench = Bench::of(&["chat_server_ii_6.go"]);
    assert_snapshot!(bench.told(&bench.six()), @r"
    needs-compiling:
    fr: `chat_server_ii_6.go` doit d'abord être compilé ; `--server` ou `salon.yaml` donne la commande du programme compilé
    en: `chat_server_ii_6.go` must be compiled first; `--server` or `salon.yaml` gives the command of the compiled program
    fr: `chat_server_ii_6.go` est pris pour `chat_server_ii_6.py`, le nom demandé
    en: `chat_server_ii_6.go` is taken for `chat_server_ii_6.py`, the name asked for
    ");
    let bench = Bench::of(&["chat_client_ii_6.rs"]);
    assert_snapshot!(bench.told(&bench.stage("ii_6_client")), @r"
    needs-compiling:
    fr: `chat_client_ii_6.rs` doit d'abord être compilé ; `--client` ou `salon.yaml` donne la commande du programme compilé
    en: `chat_client_ii_6.rs` must be compiled first; `--client` or `salon.yaml` gives the command of the compiled program
    fr: `chat_client_ii_6.rs` est pris pour `chat_client_ii_6.py`, le nom demandé
    en: `chat_client_ii_6.rs` is taken for `chat_client_ii_6.py`, the name asked for
    ");
    let mut bench = Bench::of(&["tool.exe", "chat_client_ii_6.exe"]);
    bench.set_lab("title: {fr: A, en: A}\nstages: {tool: {title: {fr: B, en: B}, program: tool.exe}}");
    assert_snapshot!(bench.told(&bench.stage("tool")), @r"
    interpreter-unknown:
    fr: on ne sait pas comment lancer `tool.exe` ; `salon.yaml` donne la commande
    en: how to run `tool.exe` is not known; `salon.yaml` gives the command
    ");
    let bench = Bench::of(&[]);
    bench.write("chat_server_ii_6", "\x7fELF…");
    assert_snapshot!(bench.told(&bench.six()), @r"
    not-executable:
    fr: `chat_server_ii_6` n'est pas exécutable : `chmod +x`
    en: `chat_server_ii_6` is not executable: `chmod +x`
    fr: `chat_server_ii_6` est pris pour `chat_server_ii_6.py`, le nom demandé
    en: `chat_server_ii_6` is taken for `chat_server_ii_6.py`, the name asked for
    ");
    let file = bench.path("s/chat_server_ii_6");
    fs::set_permissions(file, fs::Permissions::from_mode(0o755)).unwrap();
    assert_snapshot!(bench.told(&bench.six()), @r"
    in ./: ./chat_server_ii_6
    fr: `chat_server_ii_6` est pris pour `chat_server_ii_6.py`, le nom demandé
    en: `chat_server_ii_6` is taken for `chat_server_ii_6.py`, the name asked for
    ");
}

#[test]
fn a_newer_python_is_not_taken_where_the_usual_one_will_do() {
    let bench = Bench::of(&["chat_server_ii_6.py"]);
    bench.python("pyenv/3.13.0/bin/python3.13", "3 13 0", "yes");
    assert_eq!(bench.six().runtime.as_deref(), Some("Python 3.11.7"));
    assert_eq!(bench.six().notes, []);
    bench.python("bin/python3", "3 11 7", "no");
    assert_eq!(bench.six().runtime.as_deref(), Some("Python 3.13.0"));
    assert_snapshot!(bench.told(&bench.six()), @r"
    in ./: python3.13 chat_server_ii_6.py
    fr: `chat_server_ii_6.py` a une syntaxe que Python 3.11.7 (python3) refuse : lancé avec Python 3.13.0 ; `--python` en choisit un autre
    en: `chat_server_ii_6.py` has a syntax that Python 3.11.7 (python3) refuses: run with Python 3.13.0; `--python` picks another
    ");
}

#[test]
fn the_lowest_newer_python_that_accepts_a_program_is_taken() {
    let bench = Bench::of(&["chat_server_ii_6.py"]);
    bench.python("bin/python3", "3 11 7", "no");
    bench.python("bin/python3.10", "3 10 0", "yes");
    bench.python("pyenv/3.12.1/bin/python3.12", "3 12 1", "yes");
    bench.python("pyenv/3.13.0/bin/python3.13", "3 13 0", "yes");
    bench.python("pyenv/3.14.0/bin/python3.14", "3 14 0", "no");
    // A name of a version manager for a version that it does not have.
    bench.tool("bin/python3.15", "#!/bin/sh\nexit 127\n");
    assert_eq!(bench.six().runtime.as_deref(), Some("Python 3.12.1"));
    // It must have the program's modules too, if any has them.
    bench.python("pyenv/3.12.1/bin/python3.12", "3 12 1", "yes colorama");
    assert_eq!(bench.six().runtime.as_deref(), Some("Python 3.13.0"));
    // Where none has, the syntax alone decides.
    bench.python("pyenv/3.13.0/bin/python3.13", "3 13 0", "yes colorama");
    bench.python("bin/python3.10", "3 10 0", "yes colorama");
    assert_eq!(bench.six().runtime.as_deref(), Some("Python 3.12.1"));
    assert_eq!(bench.six().lacks, ["colorama"]);
}

#[test]
fn another_python_is_taken_for_modules_that_the_usual_one_does_not_have() {
    let bench = Bench::of(&["chat_server_ii_6.py"]);
    bench.python("bin/python3", "3 11 7", "yes colorama");
    bench.python("bin/python3.10", "3 10 0", "yes");
    bench.python("bin/python3.12", "3 12 1", "yes colorama");
    bench.python("pyenv/3.13.0/bin/python3.13", "3 13 0", "yes");
    assert_snapshot!(bench.told(&bench.six()), @r"
    in ./: python3.13 chat_server_ii_6.py
    fr: `chat_server_ii_6.py` importe `colorama`, que Python 3.11.7 (python3) n'a pas : lancé avec Python 3.13.0 ; `--python` en choisit un autre
    en: `chat_server_ii_6.py` imports `colorama`, which Python 3.11.7 (python3) does not have: run with Python 3.13.0; `--python` picks another
    ");
    assert!(bench.six().lacks.is_empty());
}

#[test]
fn an_older_python_is_taken_for_modules_that_were_removed_and_the_newest_of_them() {
    let bench = Bench::of(&["chat_server_ii_6.py"]);
    bench.python("bin/python3", "3 13 0", "yes asyncore");
    bench.python("bin/python3.10", "3 10 2", "yes");
    bench.python("bin/python3.11", "3 11 4", "yes");
    bench.python("bin/python3.12", "3 12 1", "yes asyncore");
    bench.python("bin/python3.14", "3 14 0", "yes asyncore");
    assert_eq!(bench.six().runtime.as_deref(), Some("Python 3.11.4"));
}

#[test]
fn another_python_of_the_same_version_can_have_more_modules() {
    let bench = Bench::of(&["chat_server_ii_6.py"]);
    bench.python("bin/python3", "3 11 2", "yes colorama");
    bench.python("bin/python3.11", "3 11 2", "yes colorama");
    bench.python("bin/python3.12", "3 12 0", "yes");
    bench.python("pyenv/3.11.7/bin/python3.11", "3 11 7", "yes");
    let told = bench.told(&bench.six());
    assert!(
        told.starts_with("in ./: '[dir]/pyenv/3.11.7/bin/python3.11' chat_server_ii_6.py\n")
            || told.starts_with("in ./: [dir]/pyenv/3.11.7/bin/python3.11 chat_server_ii_6.py\n"),
        "{told}"
    );
}

#[test]
fn modules_that_no_python_has_change_nothing_and_those_of_the_submission_are_not_missing() {
    let bench = Bench::of(&["chat_server_ii_6.py"]);
    bench.python("bin/python3", "3 11 7", "yes aioconsole protocole");
    bench.python("bin/python3.12", "3 12 1", "yes aioconsole protocole");
    let six = bench.six();
    assert_eq!(
        (six.runtime.as_deref(), six.notes.as_slice()),
        (Some("Python 3.11.7"), [].as_slice())
    );
    assert_eq!(six.lacks, ["aioconsole", "protocole"]);
    bench.write("outils/protocole.py", "x = 1\n");
    assert_eq!(bench.six().lacks, ["aioconsole"]);
    bench.write("aioconsole/__init__.py", "x = 1\n");
    assert!(bench.six().lacks.is_empty());
}

#[test]
fn a_picked_python_says_what_it_lacks_and_stays() {
    let bench = Bench::of(&["chat_server_ii_6.py"]);
    bench.python("bin/python3.10", "3 10 2", "yes colorama");
    let options = bench.options(None, Some("python3.10")).unwrap();
    let six = crate::of_stage(bench.found_with(&options), "ii_6");
    assert_eq!(
        (six.runtime.as_deref(), six.lacks),
        (Some("Python 3.10.2"), vec!["colorama".to_owned()])
    );
}

#[test]
fn versions_of_pyenv_are_ordered_as_numbers_and_the_newest_is_the_usual_one() {
    let bench = Bench::on_nothing(&["chat_server_ii_6.py"]);
    bench.python("pyenv/3.9.18/bin/python3", "3 9 18", "yes");
    bench.python("pyenv/3.13.0/bin/python3", "3 13 0", "yes");
    bench.python("pyenv/3.10.13/bin/python3", "3 10 13", "yes");
    assert_eq!(bench.six().runtime.as_deref(), Some("Python 3.13.0"));
}

#[test]
fn what_no_python_accepts_is_left_to_the_usual_one() {
    let bench = Bench::of(&["chat_server_ii_6.py"]);
    bench.python("bin/python3", "3 11 7", "no");
    bench.python("bin/python3.12", "3 12 0", "no");
    assert_eq!(bench.six().runtime.as_deref(), Some("Python 3.11.7"));
    // One that dies of a text has refused nothing.
    bench.python("bin/python3.12", "3 12 0", "yes");
    bench.tool(
        "bin/python3",
        "#!/bin/sh\ncase \"$*\" in\n*sys.executable*) printf '%s\\n' \"$0\" 3 11 7 /usr ;; esac\n",
    );
    assert_eq!(bench.six().runtime.as_deref(), Some("Python 3.11.7"));
}

#[test]
fn a_picked_python_runs_every_python_program() {
    let bench = Bench::of(&["chat_server_ii_6.py"]);
    bench.python("bin/python3.10", "3 10 2", "no");
    bench.python("else/my python", "3 12 4", "no");
    let with = |python: &str| {
        let options = bench.options(None, Some(python)).unwrap();
        crate::of_stage(bench.found_with(&options), "ii_6")
    };
    assert_eq!(with("python3.10").runtime.as_deref(), Some("Python 3.10.2"));
    let path = bench.path("else/my python");
    let picked = with(path.to_str().unwrap());
    assert_snapshot!(bench.told(&picked), @"in ./: '[dir]/else/my python' chat_server_ii_6.py");
    let error = bench.options(None, Some("pyhton3")).unwrap_err();
    assert_eq!(
        error.to_string(),
        "`pyhton3` is neither a program on the PATH nor an executable file"
    );
}

#[test]
fn the_labs_interpreter_is_for_programs_named_as_the_lab_asks() {
    let mut bench = Bench::of(&["chat_server_ii_6.py", "chat_server_ii_5.pl"]);
    bench.python("bin/python3.10", "3 10 2", "yes");
    bench.tool("bin/perl", "");
    bench.set_lab(&crate::LAB.replace("    server", "    interpreter: python3.10 -u\n    server"));
    let found = bench.found();
    assert!(
        bench
            .told(&found.stages[0])
            .starts_with("in ./: perl chat_server_ii_5.pl\n")
    );
    assert_eq!(
        bench.told(&found.stages[2]),
        "in ./: python3.10 -u chat_server_ii_6.py\n"
    );
}

#[test]
fn a_real_python_reads_syntax_and_runs_nothing() {
    let bench = Bench::of(&[]);
    let witness = bench.path("s/witness");
    bench.write(
        "chat_server_ii_6.py",
        format!("open({:?}, 'w').write('run')\n", witness.to_str().unwrap()),
    );
    bench.write("chat_server_ii_5.py", "print(f\"{'a'}\"\n");
    let path = std::env::var_os("PATH").unwrap();
    let folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    // A newer one that accepts everything shows what the real one refused.
    bench.python("pyenv/3.99.0/bin/python3.99", "3 99 0", "yes");
    let options = Options::new(
        Tools::new(folders, Some(bench.path("pyenv"))),
        Commands::default(),
        None,
    )
    .unwrap();
    let found = bench.found_with(&options);
    assert_eq!(found.stages[0].runtime.as_deref(), Some("Python 3.99.0"));
    assert_ne!(found.stages[2].runtime.as_deref(), Some("Python 3.99.0"));
    assert!(matches!(found.stages[2].readiness, Readiness::Ready(_)));
    assert!(!witness.exists());
}
