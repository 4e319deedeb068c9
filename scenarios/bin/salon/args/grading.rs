//! Grading, checking and merging, and the reports of them.

use super::run::Sessions;
use clap::Args as ClapArgs;
use salon_grade::Partition;
use std::path::PathBuf;

#[derive(Debug, ClapArgs)]
pub(crate) struct Grade {
    /// A folder of submissions, or submissions (folders or archives)
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
    /// Stage to check, or an archive with your programs; by default all stages
    pub(crate) stage: Option<String>,
    /// Folder with your programs, or an archive of them
    #[arg(long, value_name = "DIR", default_value = ".")]
    pub(crate) folder: PathBuf,
    #[command(flatten)]
    pub(crate) programs: Programs,
    #[command(flatten)]
    pub(crate) sessions: Sessions,
    /// Check again whenever a file changes, until Ctrl-C
    #[arg(long)]
    pub(crate) watch: bool,
    /// Keep nothing for the next check to compare with, and compare with nothing
    #[arg(long, env = "SALON_NO_HISTORY", value_parser = clap::builder::FalseyValueParser::new())]
    pub(crate) no_history: bool,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct Doctor {
    /// Folders of submissions, or submissions, as they would be graded
    pub(crate) folders: Vec<PathBuf>,
    #[command(flatten)]
    pub(crate) programs: Programs,
    #[command(flatten)]
    pub(crate) sessions: Sessions,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct Merge {
    /// Results files
    #[arg(required = true)]
    pub(crate) results: Vec<PathBuf>,
    /// Write the merged results here
    #[arg(long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    /// Say of each submission all that did not pass, and why
    #[arg(long, short)]
    pub(crate) verbose: bool,
    #[command(flatten)]
    pub(crate) reports: Reports,
}

#[derive(Debug, ClapArgs)]
pub(crate) struct Regrade {
    /// Results files
    #[arg(required = true)]
    pub(crate) results: Vec<PathBuf>,
    /// Folder of the lab as it gives points now; by default as for `salon grade`
    #[arg(long, value_name = "DIR", env = "SALON_LAB")]
    pub(crate) lab: Option<PathBuf>,
    /// What a near verdict is worth, as a share of the points, instead of what the lab says
    #[arg(long, value_name = "SHARE", value_parser = share)]
    pub(crate) near: Option<f64>,
    /// Write the new results here; those that are there are kept under a name with `~` behind it
    #[arg(long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) sessions: Sessions,
    #[command(flatten)]
    pub(crate) reports: Reports,
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

impl Reports {
    /// Whether any was asked for.
    pub(crate) fn any(&self) -> bool {
        let files = [
            &self.report_json,
            &self.report_junit,
            &self.report_html,
            &self.report_csv,
            &self.report_moodle,
            &self.report_gradescope,
            &self.report_classroom50,
            &self.report_vpl,
        ];
        self.report_github || files.into_iter().any(Option::is_some)
    }
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
