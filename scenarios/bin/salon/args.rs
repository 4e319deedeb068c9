//! The command line.

use clap::{Args as ClapArgs, Parser, Subcommand, ValueEnum};
use salon_grade::Partition;
use salon_model::{Language, SubjectKind};
use std::num::NonZero;
use std::path::PathBuf;

/// Replays, compares and serves the chat of the lab.
///
/// Exit status: 0 all as the reference, 1 something differs, 2 wrong arguments, 3 a wrong scenario
/// or lab, 4 trouble of the harness or the machine.
#[derive(Debug, Parser)]
#[command(name = "salon", version, propagate_version = true)]
pub(crate) struct Args {
    #[command(subcommand)]
    pub(crate) verb: Verb,
    /// Language of messages; by default that of the locale
    #[arg(long, global = true, env = "SALON_LANG", value_enum)]
    lang: Option<Lang>,
    /// When to use colours
    #[arg(long, global = true, env = "SALON_COLOR", value_enum, default_value_t = Color::Auto)]
    pub(crate) color: Color,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Verb {
    /// Run the reference chat server
    Serve(Serve),
    /// Join a chat as a client
    Join(Join),
    /// Replay scenarios against the reference or any other server
    Run(Run),
    /// Grade a folder of submissions
    Grade(Grade),
    /// Check your own programs, and learn what is wrong with them
    Check(Check),
    /// Put the results of several gradings together
    Merge(Merge),
    /// Count with pauses, as the first programs of the lab
    Sleep(Sleep),
    /// Fetch web pages and save them
    Fetch(Fetch),
    /// Measure what asynchronous code gains over synchronous
    Measure(Measure),
    /// Print the JSON Schema of scenario files, or of the JSON report
    Schema {
        /// Of what
        #[arg(value_enum, default_value_t = SchemaOf::Scenario)]
        of: SchemaOf,
    },
}

#[derive(Debug, ClapArgs)]
pub(crate) struct Endpoint {
    /// Stage of the lab, `ii_2` to `ii_6`
    #[arg(long, env = "SALON_STAGE", default_value = "ii_6", value_parser = stage)]
    pub(crate) stage: salon_chat::Stage,
    /// Address
    #[arg(short, long, env = "SALON_ADDRESS", default_value = "127.0.0.1")]
    pub(crate) address: String,
    /// Port; for a server, 0 takes any that is free
    #[arg(short, long, env = "SALON_PORT", default_value_t = 8888)]
    pub(crate) port: u16,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct Serve {
    #[command(flatten)]
    pub(crate) endpoint: Endpoint,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct Join {
    #[command(flatten)]
    pub(crate) endpoint: Endpoint,
    /// Pseudo; asked for when not given
    #[arg(long, env = "SALON_PSEUDO")]
    pub(crate) pseudo: Option<String>,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct Run {
    /// Scenario files, or folders of a stage, a lab or several labs; by default `scenarios/labs`, or where
    /// there is no such folder the labs that came with salon, `built-in:`
    pub(crate) scenarios: Vec<PathBuf>,
    /// Server to test, as typed in a shell; `{stage}` stands for the stage's name. Without any program
    /// to test, the reference is replayed
    #[arg(long, value_name = "COMMAND", env = "SALON_SERVER")]
    pub(crate) server: Option<String>,
    /// Client to test; together with --server, it takes the part of every client of that server
    #[arg(long, value_name = "COMMAND", env = "SALON_CLIENT")]
    pub(crate) client: Option<String>,
    /// First-part program to test
    #[arg(long, value_name = "COMMAND", env = "SALON_PROGRAM")]
    pub(crate) program: Option<String>,
    /// Folder to run the programs in
    #[arg(long, value_name = "DIR", default_value = ".")]
    pub(crate) directory: PathBuf,
    /// Only the scenarios of this stage
    #[arg(long, env = "SALON_STAGE")]
    pub(crate) stage: Option<String>,
    #[command(flatten)]
    pub(crate) sessions: Sessions,
    /// Play everything this many times
    #[arg(long, default_value = "1")]
    pub(crate) repeat: NonZero<usize>,
    /// What to show
    #[arg(long, value_enum, default_value_t = Show::Full)]
    pub(crate) show: Show,
    /// Stream the raw events as lines of JSON
    #[arg(long, conflicts_with = "show")]
    pub(crate) json: bool,
}

impl Run {
    /// The command given for programs of a kind.
    pub(crate) fn command_for(&self, kind: SubjectKind) -> Option<&str> {
        match kind {
            SubjectKind::Server => self.server.as_deref(),
            SubjectKind::Client => self.client.as_deref(),
            SubjectKind::Program => self.program.as_deref(),
        }
    }

    /// Whether any program is to be tested, rather than the reference replayed.
    pub(crate) fn tests_a_program(&self) -> bool {
        SubjectKind::ALL
            .into_iter()
            .any(|kind| self.command_for(kind).is_some())
    }
}

/// What a run, a grading and a check have in common.
#[derive(Debug, ClapArgs)]
pub(crate) struct Sessions {
    /// Sessions at once; by default one a processor, without isolation one
    #[arg(short, long, env = "SALON_JOBS")]
    pub(crate) jobs: Option<NonZero<usize>>,
    /// How to isolate the programs under test
    #[arg(long, value_enum, default_value_t = World::Auto)]
    pub(crate) world: World,
    /// Whether control groups bound what programs take, where the machine delegates some
    #[arg(long, value_enum, env = "SALON_GROUPS", default_value_t = Groups::Auto)]
    pub(crate) groups: Groups,
    /// How to decide that nothing more will come
    #[arg(long, value_enum, default_value_t = Settle::Proof)]
    pub(crate) settle: Settle,
    /// Say which labs are used
    #[arg(short, long)]
    pub(crate) verbose: bool,
}

/// Which programs of a submission are taken, and how they are run.
#[derive(Debug, ClapArgs)]
pub(crate) struct Programs {
    /// Folder of the lab; by default `scenarios/labs/tp6`, or where there is no such folder the one that
    /// came with salon, `built-in:/tp6`
    #[arg(long, value_name = "DIR", env = "SALON_LAB")]
    pub(crate) lab: Option<PathBuf>,
    /// Server to run instead of the one found; `{stage}`, `{file}` and `{folder}` stand for the
    /// stage's name, the program found and the submission's folder
    #[arg(long, value_name = "COMMAND", env = "SALON_SERVER")]
    pub(crate) server: Option<String>,
    /// Client to run instead of the one found, with the same placeholders; `{stage}` is `ii_6` for
    /// the clients' stage `ii_6_client`, as in the names of files
    #[arg(long, value_name = "COMMAND", env = "SALON_CLIENT")]
    pub(crate) client: Option<String>,
    /// Python to run Python programs with
    #[arg(long, value_name = "PATH", env = "SALON_PYTHON")]
    pub(crate) python: Option<PathBuf>,
    /// What a near verdict is worth, as a share of the points, instead of what the lab says
    #[arg(long, value_name = "SHARE", value_parser = share)]
    pub(crate) near: Option<f64>,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct Grade {
    /// A folder of submissions, or submissions
    #[arg(required = true)]
    pub(crate) folders: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) programs: Programs,
    #[command(flatten)]
    pub(crate) sessions: Sessions,
    /// Only these stages
    #[arg(long, env = "SALON_STAGE")]
    pub(crate) stage: Vec<String>,
    /// Grade one part of the submissions: `hash:2/5` is the second of five; `hash:auto/5` takes the
    /// number from the scheduler (Slurm, Kubernetes, GitLab, `CircleCI`, Buildkite)
    #[arg(long, value_name = "hash:M/N", default_value_t)]
    pub(crate) partition: Partition,
    /// File in which each submission's results are kept as soon as they are there
    #[arg(long, value_name = "FILE", default_value = "salon-results.jsonl")]
    pub(crate) results: PathBuf,
    /// Go on with the results file: what is in it is not graded again
    #[arg(long)]
    pub(crate) resume: bool,
    #[command(flatten)]
    pub(crate) reports: Reports,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct Check {
    /// Stage to check; by default all
    pub(crate) stage: Option<String>,
    /// Folder with your programs
    #[arg(long, value_name = "DIR", default_value = ".")]
    pub(crate) folder: PathBuf,
    #[command(flatten)]
    pub(crate) programs: Programs,
    #[command(flatten)]
    pub(crate) sessions: Sessions,
    /// Check again whenever a file changes, until Ctrl-C
    #[arg(long)]
    pub(crate) watch: bool,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct Merge {
    /// Results files
    #[arg(required = true)]
    pub(crate) results: Vec<PathBuf>,
    /// Write the merged results here
    #[arg(long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) reports: Reports,
}

/// Reports to write beside the one on the terminal.
#[derive(Debug, ClapArgs)]
pub(crate) struct Reports {
    /// The results as JSON
    #[arg(long, value_name = "FILE")]
    pub(crate) report_json: Option<PathBuf>,
    /// For CI systems, in Jenkins' dialect
    #[arg(long, value_name = "FILE")]
    pub(crate) report_junit: Option<PathBuf>,
    /// Pages to read in a browser
    #[arg(long, value_name = "DIR")]
    pub(crate) report_html: Option<PathBuf>,
    /// A table, one line a submission
    #[arg(long, value_name = "FILE")]
    pub(crate) report_csv: Option<PathBuf>,
    /// Moodle's grading worksheet with the grades filled in; needs --moodle-worksheet
    #[arg(long, value_name = "FILE", requires = "moodle_worksheet")]
    pub(crate) report_moodle: Option<PathBuf>,
    /// The worksheet exported from Moodle
    #[arg(long, value_name = "FILE", requires = "report_moodle")]
    pub(crate) moodle_worksheet: Option<PathBuf>,
    /// Gradescope's results.json, for a single submission
    #[arg(long, value_name = "FILE")]
    pub(crate) report_gradescope: Option<PathBuf>,
    /// Classroom 50's result.json, for a single submission; points times 100, as it takes whole numbers only
    #[arg(long, value_name = "FILE")]
    pub(crate) report_classroom50: Option<PathBuf>,
    /// VPL's lines, for a single submission
    #[arg(long, value_name = "FILE")]
    pub(crate) report_vpl: Option<PathBuf>,
    /// GitHub's annotations on standard output, and its step summary where `GITHUB_STEP_SUMMARY` says
    #[arg(long)]
    pub(crate) report_github: bool,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct Sleep {
    /// How the counters run: sync, async or threads
    #[arg(long, default_value_t)]
    pub(crate) mode: salon_bench::Mode,
    /// Counters
    #[arg(long, default_value_t = 2)]
    pub(crate) counters: usize,
    /// Steps of each
    #[arg(long, default_value_t = 10)]
    pub(crate) steps: usize,
    /// Pause before each step, in milliseconds
    #[arg(long, value_name = "MS", default_value_t = 500)]
    pub(crate) pause: u64,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct Fetch {
    /// A URL, or a file with one in each line
    pub(crate) source: String,
    /// How the pages are fetched: sync, async or threads
    #[arg(long, default_value_t)]
    pub(crate) mode: salon_bench::Mode,
    /// Folder to save them in
    #[arg(long, value_name = "DIR", default_value = "/tmp")]
    pub(crate) out: PathBuf,
    /// Pages at once, where they are not fetched one after the other
    #[arg(short, long)]
    pub(crate) jobs: Option<NonZero<usize>>,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct Measure {
    /// A URL, or a file with one in each line
    pub(crate) source: String,
    /// Serve every host from a local mock site with a delay of its own, without a network
    #[arg(long)]
    pub(crate) offline: bool,
    /// What the delays of --offline are drawn from
    #[arg(long, default_value_t = 42, requires = "offline")]
    pub(crate) seed: u64,
    /// Draw the measurement into this SVG file
    #[arg(long, value_name = "FILE")]
    pub(crate) plot: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum SchemaOf {
    /// A scenario file
    Scenario,
    /// The report of --report-json
    Report,
}

/// What a run shows of each scenario.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Show {
    /// The result and the transcript
    Full,
    /// The result
    Brief,
    /// The transcript alone, without comparison
    Transcript,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum World {
    /// Namespaces where the machine allows them, else loopback
    Auto,
    /// Namespaces or nothing
    Namespaces,
    /// No isolation: only programs that keep to 127.0.0.1
    Loopback,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Groups {
    /// A group for each session where the machine delegates control groups
    Auto,
    /// None: memory is only watched
    None,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Settle {
    /// By proof from the kernel
    Proof,
    /// By silence, which is slower and weaker
    Silence,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Lang {
    Fr,
    En,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    Auto,
    Always,
    Never,
}

impl Color {
    pub(crate) fn write_global(self) {
        match self {
            // What is written respects NO_COLOR, CLICOLOR_FORCE and the terminal by itself.
            Self::Auto => anstream::ColorChoice::Auto,
            Self::Always => anstream::ColorChoice::Always,
            Self::Never => anstream::ColorChoice::Never,
        }
        .write_global();
    }
}

impl Args {
    pub(crate) fn language(&self) -> Language {
        match self.lang {
            Some(Lang::Fr) => Language::Fr,
            Some(Lang::En) => Language::En,
            None => {
                // The order in which POSIX gives locale variables their say.
                let set = |name| std::env::var(name).ok().filter(|locale| !locale.is_empty());
                let locale = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().find_map(set);
                Language::from_locale(locale.as_deref().unwrap_or_default())
            }
        }
    }
}

fn stage(text: &str) -> Result<salon_chat::Stage, String> {
    text.parse()
        .map_err(|error: salon_chat::UnknownStage| error.to_string())
}

fn share(text: &str) -> Result<f64, String> {
    let share: f64 = text
        .parse()
        .map_err(|_| "a number from 0 to 1 is expected".to_owned())?;
    if (0.0..=1.0).contains(&share) {
        Ok(share)
    } else {
        Err("a number from 0 to 1 is expected".to_owned())
    }
}
