//! The sample submissions, each graded once: its verdicts are those written by hand beside it, what is told of it
//! is the snapshot beside it, and its likely causes are those in the table of all.
//!
//! A sample is graded in its own test, as `salon grade` of its folder. One grading of all of them for all tests would
//! have to be kept between processes, since nextest runs each test in its own, and nothing else could use the
//! processors while it waits for the slowest. This way a sample is found by its name, and played alone in a second.

use crate::harness::{copy, python_says, salon, stdout, top};
use crate::results::{self, Graded};
use insta::{Settings, assert_snapshot};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// What is told of these depends on which page is asked for first.
const BY_CHANCE: [&str; 2] = ["program-gather-loses-pages", "program-gather-traceback"];
/// Until 3.11.5 asyncio left the connection of a handler that failed open, and the system's Python can be older than the
/// user's: what is told of these is of newer ones.
const BY_USERS_PYTHON: [&str; 1] = ["forgets-departed"];
/// These are wrong only where Python is old, or a module missing.
const BY_MACHINE: [&str; 4] = [
    "syntax-error",
    "missing-module",
    "client-missing-module",
    "program-missing-module",
];

/// The folder of a sample.
fn folder(sample: &str) -> PathBuf {
    top().join("tests/submissions").join(sample)
}

/// Grades a sample, once, and checks that it gets the verdicts written beside it, and the exit status that they stand
/// for.
fn graded(sample: &str) -> Graded {
    let own = tempfile::tempdir().expect("a folder");
    let class = class_of(sample, own.path());
    let file = own.path().join("results.jsonl");
    let mut grade = salon();
    grade.args(["grade", "--python", "python3", "--results"]);
    if BY_USERS_PYTHON.contains(&sample) {
        grade.env("PATH", std::env::var_os("PATH").expect("a PATH"));
    }
    let ended = grade.arg(&file).arg(class).assert();
    let mut graded = results::read(&file);
    assert_eq!(graded.len(), 1, "one submission");
    let graded = graded.remove(0);
    let verdicts = graded.verdicts();
    assert_eq!(
        verdicts,
        expected(&folder(sample), verdicts.keys().cloned()),
        "{sample}"
    );
    ended.code(i32::from(verdicts.values().any(|verdict| verdict != "pass")));
    assert_recorded_whole(sample, &file);
    graded
}

/// Checks that all that was found can be told again from what was recorded.
fn assert_recorded_whole(sample: &str, file: &Path) {
    let again = file.with_extension("again");
    let mut regrade = salon();
    regrade.arg("regrade").arg(file).arg("--output").arg(&again);
    regrade.assert().stdout(predicates::str::starts_with("0 of 1 "));
    assert_eq!(
        fs::read_to_string(again).expect("results"),
        fs::read_to_string(file).expect("results"),
        "{sample}"
    );
}

/// What is to be graded. A folder without a program of its own would be one of submissions: it is put into another.
fn class_of(sample: &str, own: &Path) -> PathBuf {
    let from = folder(sample);
    let beside = ["README.md", "expected.txt", "said.snap"];
    let is_program = |path: &PathBuf| !path.is_dir() && !beside.iter().any(|name| path.ends_with(name));
    if entries(&from).iter().any(is_program) {
        return from;
    }
    let class = own.join("class");
    copy(&from, &class.join(sample.rsplit('/').next().unwrap_or(sample)));
    class
}

/// The paths of what lies in a folder.
fn entries(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a folder");
    entries.map(|entry| entry.expect("an entry").path()).collect()
}

/// Every sample's name, those of hostile ones as in `hostile/fork-bomb`.
fn names() -> BTreeSet<String> {
    let samples = top().join("tests/submissions");
    let folders = entries(&samples).into_iter().chain(entries(&samples.join("hostile")));
    let samples = folders
        .filter(|folder| folder.join("expected.txt").is_file())
        .map(|folder| {
            let name = folder.strip_prefix(top().join("tests/submissions")).expect("a sample");
            name.to_str().expect("UTF-8").to_owned()
        });
    samples.collect()
}

/// What is written by hand in a submission's `expected.txt`, for these scenarios of the lab.
fn expected(submission: &Path, scenarios: impl Iterator<Item = String>) -> BTreeMap<String, String> {
    let text = fs::read_to_string(submission.join("expected.txt")).expect("expected.txt");
    let rules: BTreeMap<&str, &str> = text
        .lines()
        .filter(|line| !line.starts_with('#') && !line.is_empty())
        .map(|line| {
            line.split_once(' ')
                .expect("`STAGE VERDICT` or `STAGE/SCENARIO VERDICT`")
        })
        .collect();
    let verdict = |id: &str| {
        let stage = id.split('/').next().expect("a stage");
        (*rules.get(id).or(rules.get(stage)).unwrap_or(&"missing")).to_owned()
    };
    scenarios.map(|id| (id.clone(), verdict(&id))).collect()
}

/// The table of what is likely wrong with the samples: of each cause, where it is told.
struct Causes(BTreeMap<String, Vec<String>>);

impl Causes {
    fn recorded() -> Self {
        let file = top().join("tests/snapshots/causes_of_the_samples.snap");
        let text = fs::read_to_string(file).expect("the snapshot");
        let (_, table) = text.split_once("\n---\n").expect("a header");
        let mut causes = BTreeMap::new();
        let mut cause = String::new();
        for line in table.lines() {
            match line.strip_prefix("  ") {
                Some(place) => causes
                    .entry(cause.clone())
                    .or_insert_with(Vec::new)
                    .push(place.to_owned()),
                None => line.trim_end_matches(':').clone_into(&mut cause),
            }
        }
        Self(causes)
    }

    /// The names of the samples in it.
    fn samples(&self) -> BTreeSet<String> {
        let places = self.0.values().flatten();
        let names = places.filter_map(|place| Some(place.split_once(' ')?.0.to_owned()));
        names.collect()
    }

    /// The table, were this told of a sample.
    fn with(mut self, sample: &str, told: Vec<(String, String)>) -> Self {
        let of_sample = format!("{sample} ");
        for places in self.0.values_mut() {
            places.retain(|place| !place.starts_with(&of_sample));
        }
        for (cause, scenario) in told {
            let places = self.0.entry(cause).or_default();
            places.push(format!("{sample} {scenario}"));
        }
        self
    }

    /// Cause by cause, sample by sample.
    #[track_caller]
    fn assert_recorded(mut self) {
        self.0.retain(|_, places| !places.is_empty());
        self.0.values_mut().for_each(|places| places.sort());
        let of = |(cause, places): (&String, &Vec<String>)| format!("{cause}:\n  {}\n", places.join("\n  "));
        let table: String = self.0.iter().map(of).collect();
        let mut settings = Settings::clone_current();
        settings.set_prepend_module_to_snapshot(false);
        settings.bind(|| assert_snapshot!("causes_of_the_samples", table));
    }
}

/// Checks that a text is what is recorded beside a sample.
fn assert_said(sample: &str, said: &str) {
    let mut settings = Settings::clone_current();
    settings.set_snapshot_path(folder(sample));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    // What an interpreter prints when it gives up differs from version to version.
    settings.add_filter(r"(?m)^      \| .*\n", "");
    settings.add_filter(r"thread python[\d.]*", "thread python");
    // How much a flood had brought when it was ended differs each time.
    settings.add_filter(r"\(\d+ octets\)", "(… octets)");
    // Some programs say where they are.
    settings.add_filter(r"[^ `]*/tests/submissions/", "…/");
    settings.bind(|| assert_snapshot!("said", said));
}

fn assert_causes(sample: &str, graded: &Graded) {
    Causes::recorded().with(sample, graded.causes()).assert_recorded();
}

/// What `salon run` says of the servers of a sample, each in the scenarios of its stage.
fn run(sample: &str) -> String {
    let names = entries(&folder(sample));
    let names = names.iter().filter_map(|path| path.file_name()?.to_str());
    let servers: BTreeSet<&str> = names.filter(|name| name.starts_with("chat_server_")).collect();
    assert!(!servers.is_empty(), "{sample} has a server");
    let run = |file: &&str| {
        let name = file.trim_start_matches("chat_server_");
        let (stage, extension) = name.split_once('.').expect("STAGE.EXTENSION");
        let interpreter = if extension == "pl" { "perl" } else { "python3" };
        let mut run = salon();
        run.args(["run", "--show", "brief", "--jobs", "8", "--stage", stage, "--server"]);
        run.arg(format!("{interpreter} {file}"))
            .arg("--directory")
            .arg(folder(sample));
        stdout(&mut run)
    };
    servers.iter().map(run).collect()
}

/// What `salon check` says to the author of a sample.
fn check(sample: &str) -> String {
    let mut check = salon();
    check.args([
        "check", "--lang", "fr", "--jobs", "8", "--python", "python3", "--folder",
    ]);
    stdout(check.arg(folder(sample)))
}

/// A server that is judged in every scenario: what `salon grade` prints of it, in English.
fn assert_server(sample: &str) {
    let graded = graded(sample);
    assert_said(sample, &graded.printed());
    assert_causes(sample, &graded);
}

/// A server that does not start. It is graded in one scenario and then not played any more, and so it is run in
/// all of them as well.
fn assert_server_that_does_not_start(sample: &str) {
    let graded = graded(sample);
    assert_said(sample, &run(sample));
    assert_causes(sample, &graded);
}

/// A sample's clients or programs.
fn assert_other(sample: &str) {
    let graded = graded(sample);
    assert_said(sample, &graded.told_to_its_author());
    assert_causes(sample, &graded);
}

macro_rules! samples {
    (
        servers { $($server:ident: $of_server:literal,)* }
        servers_that_do_not_start { $($unstarted:ident: $of_unstarted:literal,)* }
        others { $($other:ident: $of_other:literal,)* }
        hostile { $($hostile:ident: $of_hostile:literal,)* }
    ) => {
        $(#[test]
        fn $server() {
            assert_server($of_server);
        })*

        $(#[test]
        fn $unstarted() {
            assert_server_that_does_not_start($of_unstarted);
        })*

        $(#[test]
        fn $other() {
            assert_other($of_other);
        })*

        // What is told of these is not the same each time.
        $(#[test]
        fn $hostile() {
            graded(concat!("hostile/", $of_hostile));
        })*

        /// The names of the samples that are told the same each time.
        const TOLD: &[&str] = &[$($of_server,)* $($of_unstarted,)* $($of_other,)*];
        const HOSTILE: &[&str] = &[$(concat!("hostile/", $of_hostile),)*];
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
    a_server_with_another_handshake_is_met_with_it: "other-handshake",
    a_server_that_listens_on_any_address_does_as_the_reference: "addresses-of-all-kinds",
    a_server_that_greets_before_it_is_spoken_to_is_correct: "greets-first",
    a_server_that_closes_after_its_answer_is_correct: "closes-after-reply",
    a_server_that_frames_and_colours_its_messages_is_correct: "framing-of-its-own",
    a_server_that_welcomes_a_newcomer_instead_of_announcing_it_to_itself_is_correct: "welcomes-newcomer",
    a_server_that_shows_tracebacks_and_goes_on_is_correct: "tracebacks-do-no-harm",
    a_plain_asyncio_server_is_correct_whether_it_needs_a_second_ctrl_c_or_not: "serves-forever",
    a_server_that_clears_the_screen_and_keeps_a_log_is_correct: "logs-under-var-log",
    a_server_that_keeps_a_log_in_the_folder_above_is_correct: "logs-in-folder-above",
    a_server_that_misses_a_folder_for_its_log_is_given_one: "needs-log-folder",
    a_server_that_registers_a_client_at_its_first_message_is_found_out: "registers-at-first-message",
    a_server_that_relays_only_to_those_who_came_before_is_found_out: "relays-to-earlier-only",
    a_server_with_small_slips_is_found_out_where_they_show: "small-slips",
    a_server_whose_senders_are_disconnected_after_a_reset_is_found_out: "reset-disconnects-senders",
    a_server_that_dies_of_a_stranger_is_found_out_and_never_probed: "stranger-kills-server",
    a_server_with_addresses_times_and_words_of_its_own_is_found_out: "wording-of-its-own",
    a_server_that_speaks_websocket_is_found_out: "speaks-websocket",
    }
    servers_that_do_not_start {
    a_server_that_wants_an_argument_does_not_start: "wants-argument",
    a_server_that_asks_at_the_keyboard_does_not_start: "asks-on-stdin",
    a_server_that_ends_at_once_does_not_start: "exits-at-once",
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
    a_client_that_asks_for_its_first_message_has_that_one_mistake: "client-asks-for-hello",
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
    a_program_that_pauses_too_long_is_found_out: "program-counts-slowly",
    a_synchronous_program_with_threads_is_found_out: "program-sync-in-threads",
    programs_anywhere_in_the_tree_are_found_and_started: "layout-of-all-kinds",
    a_client_that_shows_texts_in_quotation_marks_is_correct: "client-shows-quoted-text",
    a_program_that_understands_plain_urls_only_is_correct: "program-fragile-urls",
    a_program_that_guesses_the_charset_is_correct: "program-guesses-charset",
    a_program_that_saves_in_folders_of_that_name_is_correct: "program-saves-in-folders",
    a_program_that_saves_into_a_folder_it_does_not_make_is_near: "program-needs-tmp-folder",
    a_program_that_misses_a_folder_of_the_machine_is_given_one: "program-needs-machine-folder",
    a_program_that_shows_a_traceback_and_ends_with_status_0_is_told_of_it: "program-traceback-status-0",
    a_program_that_fetches_each_page_twice_at_once_is_found_out: "program-twice-one-by-one",
    }
    hostile {
    a_daemon_gets_its_verdicts: "daemon",
    a_server_that_fills_the_disk_gets_its_verdicts: "disk-filler",
    a_server_that_prints_without_end_gets_its_verdicts: "endless-output",
    a_server_that_sends_without_end_gets_its_verdicts: "endless-sends",
    a_sample_for_a_fifo_gets_its_verdicts: "fifo-program",
    a_fork_bomb_gets_its_verdicts: "fork-bomb",
    a_chain_of_forks_gets_its_verdicts: "fork-chain",
    a_server_that_hides_memory_gets_its_verdicts: "hidden-memory",
    a_server_that_gives_memory_up_gets_its_verdicts: "gives-memory-up",
    a_server_that_fills_page_tables_gets_its_verdicts: "fills-page-tables",
    a_server_that_fills_unix_sockets_gets_its_verdicts: "fills-unix-sockets",
    a_sample_for_a_huge_file_gets_its_verdicts: "huge-file",
    a_server_that_ignores_signals_gets_its_verdicts: "ignores-sigterm",
    a_server_that_would_kill_its_parent_gets_its_verdicts: "kills-parent",
    a_server_that_would_become_the_reference_gets_its_verdicts: "borrows-reference",
    a_server_that_opens_many_terminals_gets_its_verdicts: "many-terminals",
    a_server_that_would_read_its_neighbours_gets_its_verdicts: "reads-neighbours",
    a_server_that_would_talk_to_services_gets_its_verdicts: "talks-to-services",
    a_server_that_makes_many_files_gets_its_verdicts: "many-files",
    a_server_that_opens_many_sockets_gets_its_verdicts: "many-sockets",
    a_server_that_takes_much_memory_gets_its_verdicts: "memory-hog",
    a_server_that_would_reach_another_machine_gets_its_verdicts: "reaches-network",
    a_server_that_would_read_what_others_wrote_gets_its_verdicts: "reads-others",
    a_server_that_stops_itself_gets_its_verdicts: "sigstop",
    a_server_with_links_out_of_its_folder_gets_its_verdicts: "symlink-out",
    a_server_that_prints_escapes_gets_its_verdicts: "terminal-escapes",
    a_server_that_changes_its_terminal_gets_its_verdicts: "terminal-modes",
    a_server_that_stops_its_terminal_gets_its_verdicts: "terminal-stopped",
    a_thread_bomb_gets_its_verdicts: "thread-bomb",
    a_server_that_would_trace_its_parent_gets_its_verdicts: "traces-parent",
    a_server_that_would_take_leases_gets_its_verdicts: "takes-leases",
    a_server_that_would_write_outside_gets_its_verdicts: "writes-outside",
    }
}

#[test]
fn a_program_that_loses_its_pages_by_chance_gets_its_verdicts() {
    for sample in BY_CHANCE {
        graded(sample);
    }
}

#[test]
fn a_server_that_needs_a_newer_python_does_not_start() {
    // From 3.12 on the sample is correct.
    if python_says("sys.version_info < (3, 12)") {
        graded("syntax-error");
        assert_said("syntax-error", &run("syntax-error"));
    }
}

#[test]
fn programs_that_need_a_missing_module_do_not_start() {
    if !python_says("__import__('aioconsole')") {
        graded("missing-module");
        assert_said("missing-module", &run("missing-module"));
        let client = graded("client-missing-module");
        assert_said("client-missing-module", &client.told_to_its_author());
    }
    if !python_says("__import__('aiohttp')") {
        let program = graded("program-missing-module");
        assert_said("program-missing-module", &program.told_to_its_author());
    }
}

#[test]
fn a_run_and_a_check_print_what_a_grading_holds() {
    let said = run("registers-at-first-message");
    assert!(said.contains("likely cause: vince has sent nothing yet"), "{said}");
    assert_said("client-needs-enter", &check("client-needs-enter"));
    assert_said("layout-of-all-kinds", &check("layout-of-all-kinds"));
}

#[test]
fn every_sample_in_a_folder_is_graded() {
    let out = tempfile::tempdir().expect("a folder");
    let file = out.path().join("results.jsonl");
    let mut grade = salon();
    grade.args([
        "grade",
        "tests/submissions",
        "--stage",
        "ii_2",
        "--jobs",
        "4",
        "--python",
        "python3",
    ]);
    grade.arg("--results").arg(&file).assert().code(1);
    let graded = results::read(&file);
    assert_eq!(
        graded
            .iter()
            .map(|graded| graded.name().to_owned())
            .collect::<BTreeSet<_>>(),
        names()
    );
    for graded in graded {
        let verdicts = graded.verdicts();
        let expected = expected(&folder(graded.name()), verdicts.keys().cloned());
        assert_eq!(verdicts, expected, "{}", graded.name());
    }
}

#[test]
fn every_sample_has_its_test() {
    let tested = TOLD.iter().chain(HOSTILE).chain(&BY_CHANCE).chain(&BY_MACHINE);
    assert_eq!(tested.map(|name| (*name).to_owned()).collect::<BTreeSet<_>>(), names());
    let index = fs::read_to_string(top().join("tests/submissions/README.md")).expect("the index");
    for name in names() {
        let told = name.split('/').next().expect("a name");
        assert!(index.contains(&format!("`{told}`")), "{name} is not in the index");
    }
}

#[test]
fn the_causes_are_in_order_and_of_samples_that_there_are() {
    Causes::recorded().assert_recorded();
    let told: BTreeSet<String> = TOLD.iter().map(|name| (*name).to_owned()).collect();
    let unknown: Vec<String> = Causes::recorded().samples().difference(&told).cloned().collect();
    assert!(unknown.is_empty(), "{unknown:?}");
}
