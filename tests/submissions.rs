//! What salon says of the sample submissions: the snapshot beside each is the complaint we expect.

use crate::harness::{python_says, salon, stdout, top};
use insta::{Settings, assert_snapshot};
use std::fs;
use std::path::Path;

/// Runs all servers of a sample through the scenarios of their stages.
fn assert_what_is_said_of(sample: &str) {
    let folder = top().join("tests/submissions").join(sample);
    let mut said = String::new();
    let mut stages: Vec<String> = servers(&folder);
    stages.sort();
    assert!(!stages.is_empty(), "{sample} has a server");
    for file in stages {
        let (stage, extension) = file
            .trim_start_matches("chat_server_")
            .split_once('.')
            .expect("STAGE.EXTENSION");
        let interpreter = if extension == "pl" { "perl" } else { "python3" };
        let command = format!("{interpreter} {file}");
        let mut run = salon();
        run.args([
            "run",
            "--show",
            "brief",
            "--jobs",
            "8",
            "--stage",
            stage,
            "--server",
            &command,
            "--directory",
        ])
        .arg(&folder);
        said += &stdout(&mut run);
    }
    let mut settings = Settings::clone_current();
    settings.set_snapshot_path(&folder);
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    // What an interpreter prints when it gives up differs from version to version.
    settings.add_filter(r"(?m)^      \| .*\n", "");
    settings.add_filter(r"thread python[\d.]*", "thread python");
    settings.bind(|| assert_snapshot!("said", said));
}

fn servers(folder: &Path) -> Vec<String> {
    let names = fs::read_dir(folder)
        .expect("the sample's folder")
        .map(|entry| entry.expect("an entry").file_name());
    names
        .filter_map(|name| name.into_string().ok())
        .filter(|name| name.starts_with("chat_server_"))
        .collect()
}

macro_rules! samples {
    ($($test:ident: $sample:literal,)*) => {
        $(#[test]
        fn $test() {
            assert_what_is_said_of($sample);
        })*

        #[test]
        fn every_sample_has_its_test() {
            let tested = [$($sample),*];
            for entry in fs::read_dir(top().join("tests/submissions")).expect("the samples") {
                let name = entry.expect("an entry").file_name();
                assert!(tested.iter().any(|sample| **sample == name) || name == "syntax-error" || name == "missing-module" || name == "hostile", "{name:?}");
            }
        }
    };
}

samples! {
    a_correct_submission_does_as_the_reference: "correct",
    a_correct_server_in_perl_does_as_the_reference: "correct-perl",
    a_correct_server_with_threads_and_no_banner_does_as_the_reference: "threads-server",
    a_correct_server_with_a_periodic_timer_does_as_the_reference: "heartbeat",
    a_correct_server_that_relays_after_a_timer_does_as_the_reference: "delayed-relay",
    a_server_that_never_relays_is_found_out: "no-relay",
    a_server_that_echoes_to_the_sender_is_found_out: "echo-to-sender",
    a_server_that_forgets_the_departed_is_found_out: "forgets-departed",
    a_server_that_spins_after_a_departure_is_found_out: "busy-loop-after-eof",
    a_server_that_spins_and_serves_nobody_is_found_out: "busy-loop-blocks",
    a_server_that_dies_of_a_reset_is_found_out: "crashes-on-reset",
    a_server_whose_handler_dies_of_a_reset_is_found_out: "reset-kills-handler",
    a_server_that_announces_before_hello_is_found_out: "announces-before-hello",
    a_server_that_announces_twice_is_found_out: "announces-twice",
    a_server_that_lets_strangers_listen_is_found_out: "leaks-before-hello",
    a_server_with_other_wording_is_found_out: "wrong-wording",
    a_server_that_compares_ip_addresses_only_is_found_out: "compares-ip-only",
    a_server_that_serves_one_client_at_a_time_is_found_out: "blocks-on-one-client",
    a_server_with_another_protocol_is_found_out: "other-protocol",
    a_server_that_wants_an_argument_does_not_start: "wants-argument",
    a_server_that_asks_at_the_keyboard_does_not_start: "asks-on-stdin",
    a_server_that_ends_at_once_does_not_start: "exits-at-once",
}

#[test]
fn a_server_that_needs_a_newer_python_does_not_start() {
    // From 3.12 on the sample is correct.
    if python_says("sys.version_info < (3, 12)") {
        assert_what_is_said_of("syntax-error");
    }
}

#[test]
fn a_server_that_needs_a_missing_module_does_not_start() {
    if !python_says("__import__('aioconsole')") {
        assert_what_is_said_of("missing-module");
    }
}
