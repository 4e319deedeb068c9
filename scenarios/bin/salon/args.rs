//! The command line.

use clap::{Args as ClapArgs, Parser, Subcommand, ValueEnum};
use salon_scenarios::plan::Language;
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
    /// Print the JSON Schema of scenario files, for editors
    Schema,
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
    /// Scenario files, or folders of a stage, a lab or several labs
    #[arg(default_value = "scenarios/labs")]
    pub(crate) scenarios: Vec<PathBuf>,
    /// Server to test, as typed in a shell; `{stage}` stands for the stage's name. Without it, the
    /// reference is replayed
    #[arg(long, value_name = "COMMAND", env = "SALON_SERVER")]
    pub(crate) server: Option<String>,
    /// Folder to run the server in
    #[arg(long, value_name = "DIR", default_value = ".")]
    pub(crate) directory: PathBuf,
    /// Only the scenarios of this stage
    #[arg(long, env = "SALON_STAGE")]
    pub(crate) stage: Option<String>,
    /// Sessions at once; by default one a processor
    #[arg(short, long, env = "SALON_JOBS")]
    pub(crate) jobs: Option<NonZero<usize>>,
    /// Play everything this many times
    #[arg(long, default_value = "1")]
    pub(crate) repeat: NonZero<usize>,
    /// What to show
    #[arg(long, value_enum, default_value_t = Show::Full)]
    pub(crate) show: Show,
    /// Stream the raw events as lines of JSON
    #[arg(long, conflicts_with = "show")]
    pub(crate) json: bool,
    /// How to isolate the server under test
    #[arg(long, value_enum, default_value_t = World::Auto)]
    pub(crate) world: World,
    /// How to decide that nothing more will come
    #[arg(long, value_enum, default_value_t = Settle::Proof)]
    pub(crate) settle: Settle,
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
