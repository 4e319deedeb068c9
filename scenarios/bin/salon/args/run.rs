//! Replaying scenarios, and how sessions are played.

use clap::{Args as ClapArgs, ValueEnum};
use salon_model::SubjectKind;
use std::num::NonZero;
use std::path::PathBuf;

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
    /// For tests of salon itself: let many looks at the programs go wrong, by this seed
    #[arg(long, value_name = "SEED", env = "SALON_IMPAIRED", hide = true)]
    pub(crate) impaired: Option<u64>,
    /// Say more: which labs are used, and in a grading all that did not pass, and why
    #[arg(short, long)]
    pub(crate) verbose: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum World {
    /// Namespaces; where the machine does not allow them, mapped addresses; where these cannot be had either, loopback
    /// for one's own programs, and no grading
    Auto,
    /// Namespaces or nothing
    Namespaces,
    /// No namespaces: addresses are mapped to loopback, and files guarded
    Mapped,
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
