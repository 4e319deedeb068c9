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

/// Lets a student check a sample's clients or programs.
fn assert_what_its_author_is_told(sample: &str) {
    let folder = top().join("tests/submissions").join(sample);
    let mut check = salon();
    check.args([
        "check", "--lang", "fr", "--jobs", "8", "--python", "python3", "--folder",
    ]);
    let told = stdout(check.arg(&folder));
    let mut settings = Settings::clone_current();
    settings.set_snapshot_path(&folder);
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    // How much a flood had brought when it was ended differs each time.
    settings.add_filter(r"\(\d+ octets\)", "(… octets)");
    settings.bind(|| assert_snapshot!("said", told));
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
    (servers { $($test:ident: $sample:literal,)* } others { $($check:ident: $other:literal,)* }) => {
        $(#[test]
        fn $test() {
            assert_what_is_said_of($sample);
        })*

        $(#[test]
        fn $check() {
            assert_what_its_author_is_told($other);
        })*

        #[test]
        fn every_sample_has_its_test() {
            let tested = [$($sample,)* $($other),*];
            // What is said of these depends on what is installed, or on which page is asked for first.
            let sometimes = [
                "syntax-error",
                "missing-module",
                "client-missing-module",
                "program-missing-module",
                "program-gather-loses-pages",
                "program-gather-traceback",
            ];
            let index = fs::read_to_string(top().join("tests/submissions/README.md")).expect("the index");
            for entry in fs::read_dir(top().join("tests/submissions")).expect("the samples") {
                let name = entry.expect("an entry").file_name();
                if name == "README.md" {
                    continue;
                }
                assert!(index.contains(&format!("`{}`", name.display())), "{name:?} is not in the index");
                let known = |sample: &&str| **sample == *name;
                assert!(tested.iter().chain(&sometimes).any(known) || name == "hostile", "{name:?}");
            }
        }
    };
}

samples! {
    servers {
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
    a_server_that_listens_on_any_address_does_as_the_reference: "addresses-of-all-kinds",
    a_server_that_greets_before_it_is_spoken_to_is_correct: "greets-first",
    a_server_that_closes_after_its_answer_is_correct: "closes-after-reply",
    a_server_that_frames_and_colours_its_messages_is_correct: "framing-of-its-own",
    a_server_that_welcomes_a_newcomer_instead_of_announcing_it_to_itself_is_correct: "welcomes-newcomer",
    a_server_that_shows_tracebacks_and_goes_on_is_correct: "tracebacks-do-no-harm",
    a_server_that_clears_the_screen_and_keeps_a_log_is_correct: "logs-under-var-log",
    a_server_that_registers_a_client_at_its_first_message_is_found_out: "registers-at-first-message",
    a_server_that_relays_only_to_those_who_came_before_is_found_out: "relays-to-earlier-only",
    a_server_with_small_slips_is_found_out_where_they_show: "small-slips",
    a_server_whose_senders_are_disconnected_after_a_reset_is_found_out: "reset-disconnects-senders",
    a_server_that_dies_of_a_stranger_is_found_out_and_never_probed: "stranger-kills-server",
    a_server_with_addresses_times_and_words_of_its_own_is_found_out: "wording-of-its-own",
    a_server_that_speaks_websocket_is_found_out: "speaks-websocket",
    }
    others {
    a_client_that_ends_its_messages_with_line_ends_is_correct: "client-adds-newline",
    a_client_that_clears_the_screen_and_uses_colours_is_correct: "client-clears-screen",
    a_client_that_connects_before_it_asks_for_the_pseudo_is_correct: "client-connects-first",
    a_client_that_ends_in_a_traceback_is_told_of_it: "client-ctrl-c-traceback",
    a_client_that_dies_of_its_servers_departure_is_found_out: "client-dies-when-gone",
    a_client_that_prints_for_ever_when_its_server_has_gone_is_found_out: "client-floods-when-gone",
    a_client_that_sends_other_than_was_typed_is_found_out: "client-garbles-input",
    a_client_that_shows_messages_glued_together_is_correct: "client-glued-lines",
    a_client_that_ends_its_hello_with_a_line_end_is_near: "client-hello-with-newline",
    a_client_for_any_address_and_port_is_correct: "client-ipv6-or-other-port",
    a_client_that_reads_only_after_the_keyboard_is_found_out: "client-late-display",
    a_client_that_needs_enter_to_notice_the_departure_is_found_out: "client-needs-enter",
    a_correct_client_in_perl_does_as_the_reference: "client-perl",
    a_client_that_asks_on_standard_error_is_correct: "client-prompt-on-stderr",
    a_client_that_shows_bytes_as_they_are_is_told_of_it: "client-shows-repr",
    a_client_that_still_says_hello_is_found_out: "client-still-says-hello",
    a_client_that_stops_after_the_first_message_is_found_out: "client-stops-after-first-message",
    a_client_that_swallows_ctrl_c_is_found_out: "client-swallows-ctrl-c",
    a_correct_client_with_threads_does_as_the_reference: "client-threads",
    a_client_that_needs_two_interrupts_is_found_out: "client-two-interrupts",
    a_client_that_wants_an_argument_does_not_start: "client-wants-argument",
    a_program_that_announces_pages_it_never_fetched_is_found_out: "program-announces-without-fetching",
    a_program_that_appends_to_its_file_is_correct: "program-appends",
    a_program_that_saves_under_a_name_of_another_system_is_near: "program-backslash-name",
    a_program_that_counts_from_one_and_prints_more_is_correct: "program-counts-from-one",
    a_program_that_counts_from_zero_to_ten_is_correct: "program-counts-to-ten",
    a_program_that_shows_a_traceback_for_a_dead_host_is_told_of_it: "program-dead-host-traceback",
    a_program_that_fetches_a_page_twice_is_correct: "program-fetches-twice",
    a_program_that_never_ends_is_found_out: "program-hangs",
    a_program_that_reads_its_own_list_is_correct: "program-ignores-argument",
    a_program_that_counts_without_pauses_is_found_out: "program-no-pause",
    a_program_that_prints_what_it_saves_is_correct: "program-prints-page",
    a_program_that_saves_in_the_wrong_place_is_near: "program-saves-elsewhere",
    a_sequential_asynchronous_program_is_found_out: "program-sequential-async",
    a_page_of_another_day_is_no_page: "program-stale-page",
    a_program_that_works_and_ends_with_status_1_is_correct: "program-status-1",
    a_program_that_wants_its_argument_behind_an_option_is_given_it: "program-wants-option",
    a_program_that_counts_in_another_order_is_found_out: "program-wrong-order",
    programs_anywhere_in_the_tree_are_found_and_started: "layout-of-all-kinds",
    a_client_that_shows_texts_in_quotation_marks_is_correct: "client-shows-quoted-text",
    a_program_that_understands_plain_urls_only_is_correct: "program-fragile-urls",
    a_program_that_guesses_the_charset_is_correct: "program-guesses-charset",
    a_program_that_saves_in_folders_of_that_name_is_correct: "program-saves-in-folders",
    a_program_that_saves_into_a_folder_it_does_not_make_is_near: "program-needs-tmp-folder",
    a_program_that_shows_a_traceback_and_ends_with_status_0_is_told_of_it: "program-traceback-status-0",
    a_program_that_fetches_each_page_twice_at_once_is_found_out: "program-twice-one-by-one",
    }
}

#[test]
fn a_server_that_needs_a_newer_python_does_not_start() {
    // From 3.12 on the sample is correct.
    if python_says("sys.version_info < (3, 12)") {
        assert_what_is_said_of("syntax-error");
    }
}

#[test]
fn programs_that_need_a_missing_module_do_not_start() {
    if !python_says("__import__('aioconsole')") {
        assert_what_is_said_of("missing-module");
        assert_what_its_author_is_told("client-missing-module");
    }
    if !python_says("__import__('aiohttp')") {
        assert_what_its_author_is_told("program-missing-module");
    }
}
