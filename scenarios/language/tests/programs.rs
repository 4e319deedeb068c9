//! What scripts for a program under test mean.

use crate::program_stage;
use salon_model::{Actor, Answer, Expectation, File, Host, SITE, Scenario, Stimulus, SubjectKind};
use std::path::Path;

fn scenario(fields: &str) -> Scenario {
    let text = format!("title: {{fr: Essai, en: Trial}}\n{fields}");
    salon_language::parse(Path::new("web_sync/trial.yaml"), &text, program_stage())
        .unwrap_or_else(|error| panic!("{error}"))
}

fn run(arguments: &[&str]) -> Stimulus {
    Stimulus::Run(arguments.iter().map(|word| (*word).to_owned()).collect())
}

#[test]
fn a_program_is_run_with_its_arguments() {
    let scenario =
        scenario("when:\n  - run: []\n  - run: urls.txt\n  - run: [urls.txt]\n  - run: [-n, 1.50, ~, 'a b']\n");
    let stimuli: Vec<Stimulus> = scenario.when.iter().map(|step| step.stimulus.clone()).collect();
    let expected = [
        run(&[]),
        run(&["urls.txt"]),
        run(&["urls.txt"]),
        run(&["-n", "1.50", "~", "a b"]),
    ];
    assert_eq!(stimuli, expected);
    let sources: Vec<&str> = scenario.when.iter().map(|step| step.source.as_str()).collect();
    assert_eq!(
        sources,
        ["run: []", "run: urls.txt", "run: urls.txt", "run: [-n, 1.50, ~, a b]"]
    );
}

#[test]
fn the_only_actor_is_the_web_site() {
    let scenario = scenario("when: [run: []]\n");
    assert_eq!(scenario.subject(), SubjectKind::Program);
    assert_eq!(scenario.actors, [Actor { name: SITE.into() }]);
    assert!(scenario.site.is_empty() && scenario.files.is_empty());
}

#[test]
fn hosts_keep_their_order() {
    let scenario = scenario("site: {b.test: dead, a.test: page, www.c.test: page after 300 ms}\nwhen: [run: []]\n");
    let host = |name: &str, answer| Host {
        name: name.into(),
        answer,
    };
    let expected = [
        host("b.test", Answer::Dead),
        host("a.test", Answer::Page { delay_ms: 0 }),
        host("www.c.test", Answer::Page { delay_ms: 300 }),
    ];
    assert_eq!(scenario.site, expected);
}

#[test]
fn nothing_is_added_to_a_file() {
    let files = "files:\n  urls.txt: [https://a.test, 12, no]\n  text: |\n    a\n\n    b\n  empty: []\n  same: ''\nwhen: [run: []]\n";
    let file = |name: &str, content: &str| File {
        name: name.into(),
        content: content.into(),
    };
    let expected = [
        file("urls.txt", "https://a.test\n12\nno"),
        file("text", "a\n\nb\n"),
        file("empty", ""),
        file("same", ""),
    ];
    assert_eq!(scenario(files).files, expected);
}

#[test]
fn a_site_or_files_of_which_nothing_is_written_are_none() {
    let scenario = scenario("site:\nfiles: {}\nwhen: [run: []]\n");
    assert!(scenario.site.is_empty() && scenario.files.is_empty());
}

#[test]
fn counters_and_tracebacks_are_expected_by_hand() {
    let scenario = scenario(
        "when: [run: []]\nthen:\n  - no traceback\n  - program counts one after the other\n  - program counts together\n",
    );
    let expected = [
        Expectation::NoTraceback,
        Expectation::CountsInSequence,
        Expectation::CountsTogether,
    ];
    assert_eq!(scenario.then, expected);
}
