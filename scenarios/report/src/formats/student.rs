//! `salon check`: a student's own report, in plain words.
//!
//! Every stage has a line. Then what failed first is explained, in the first stage with a failure: later stages build
//! on it, and a student who mends the first mistake often mends the rest. Of these only their faults are named.

use super::explain::{Teller, hint, same_reason};
use super::faults::{Faults, Showing};
use super::others;
use crate::Style;
use crate::Words;
use crate::text;
use crate::words::told;
use crate::words::{Telling, graded, mark, style, unopened, worst};
use salon_model::{Language, Program, ScenarioResult, StageResult, StepResult, Submission, Verdict};
use std::borrow::Cow;
use std::fmt::Write as _;

/// Steps named of what was done before a failure.
const STEPS_NAMED: usize = 8;
/// Failures told of one scenario.
const REASONS_TOLD: usize = 2;

/// A line for each stage, and behind them what is to be known of the whole.
pub fn student(submission: &Submission, language: Language) -> String {
    let stages = submission.stages.iter();
    let mut out: String = stages.map(|stage| student_stage(stage, language)).collect();
    out.push_str(&student_findings(submission, language));
    out
}

/// What came of a stage, as soon as it is known.
pub fn student_stage(stage: &StageResult, language: Language) -> String {
    heading(stage, Teller::coloured(language))
}

/// What failed first with what was done, what should have come, what came, and why; then each other fault once; then
/// what is right.
pub fn student_findings(submission: &Submission, language: Language) -> String {
    let teller = Teller::coloured(language);
    // A stage without a program may not have been written yet: one that fails tells more.
    let stages = &submission.stages;
    let failing = stages.iter().position(|stage| fails(stage) && graded(stage).is_some());
    let failing = failing.or_else(|| stages.iter().position(fails));
    let mut out = String::new();
    if let Some(stage) = failing.and_then(|place| stages.get(place)) {
        let title = text::visible(stage.title.in_language(language));
        let _ = writeln!(out, "\n{} {title}", Style::Strong.paint(text::visible(&stage.stage)));
        explain(&mut out, stage, teller);
    }
    let mut reworded = String::new();
    for stage in stages.iter().filter(|stage| !fails(stage)) {
        wordings(&mut reworded, stage, teller);
    }
    if !reworded.is_empty() {
        let _ = write!(out, "\n{reworded}");
    }
    if let Some(failing) = failing {
        others::later(&mut out, submission, failing, teller.words);
        others::right(&mut out, submission, teller.words);
    }
    let _ = writeln!(out, "\n{}", closing(submission, failing, teller.words));
    out
}

/// Another wording alone does not stop the explanations.
fn fails(stage: &StageResult) -> bool {
    stage
        .results
        .iter()
        .any(|result| !matches!(result.verdict, Verdict::Pass | Verdict::Near))
}

/// `✗ ii_4 Everyone hears  chat_server_ii_4.py: 5.6 / 7.5`. Scenarios are not counted: where one early step fails, hardly
/// any is as expected, of a program that is nearly right.
fn heading(stage: &StageResult, teller: Teller) -> String {
    let words = teller.words;
    let verdict = worst(stage.results.iter().map(|result| result.verdict));
    let told = match (verdict, words.0) {
        (Verdict::Missing, _) => words.meaning(verdict).to_owned(),
        (Verdict::Error, language) if unopened(stage).is_some() => match language {
            Language::Fr => format!("{} : pas ouverte", words.program(stage)),
            Language::En => format!("{}: not opened", words.program(stage)),
        },
        (_, _) => {
            let points = words.points(stage.points, stage.judged());
            format!("{} {points}", words.colon(&words.program(stage)))
        }
    };
    format!(
        "{} {} {}  {}\n",
        style(verdict).paint(mark(verdict)),
        Style::Strong.paint(text::visible(&stage.stage)),
        text::visible(stage.title.in_language(words.0)),
        Style::Faint.paint(told),
    )
}

/// The near results of a stage that is otherwise right: a few lines each.
fn wordings(out: &mut String, stage: &StageResult, teller: Teller) {
    for result in stage.results.iter().filter(|result| result.verdict == Verdict::Near) {
        let _ = writeln!(out, "    {}", title(result, teller));
        let tellings = teller.words.tellings(result);
        let here = || tellings.iter().filter(|telling| telling.judged_by.is_none());
        // What the scene brought is what another scenario is about.
        if let Some(telling) = here().find(|telling| !telling.given).or_else(|| here().next()) {
            let _ = writeln!(out, "      {}", teller.words.sentence(telling));
            teller.sides(out, telling, 8);
        }
    }
}

fn title(result: &ScenarioResult, teller: Teller) -> String {
    let language = teller.words.0;
    format!(
        "{} {}  {}",
        style(result.verdict).paint(mark(result.verdict)),
        text::visible(result.title.in_language(language)),
        Style::Faint.paint(format!(
            "{}, {}",
            text::visible(&result.scenario),
            teller.words.verdict(result.verdict)
        )),
    )
}

/// What did not pass in a stage, each fault once, with all there is to say.
fn explain(out: &mut String, stage: &StageResult, teller: Teller) {
    let is_there = graded(stage).is_some();
    if !is_there {
        no_program(out, stage, teller.words);
    }
    if let Some(program) = &stage.program {
        choice(out, program, teller.words);
    }
    if !is_there {
        return;
    }
    let faults = Faults::of(stage.results.iter());
    let mut before: Option<&ScenarioResult> = None;
    for result in in_order(stage) {
        let showing = faults.showing(result);
        if same_reason(result, before) || matches!(showing, Some(Showing::Again(_))) {
            continue;
        }
        let _ = writeln!(out, "    {}", title(result, teller));
        if let Some(Showing::First(scenarios, lost)) = showing {
            let _ = writeln!(out, "      {}", teller.words.fault_shows(scenarios, lost));
        }
        failure(out, stage, result, teller);
        before = Some(result);
    }
    teller.criteria(out, stage, 4);
}

/// What did not pass, failures before other wordings, each in the lab's order.
fn in_order(stage: &StageResult) -> impl Iterator<Item = &ScenarioResult> {
    let of = |near: bool| {
        let wanted = move |result: &&ScenarioResult| match result.verdict {
            Verdict::Pass | Verdict::Skipped => false,
            Verdict::Near => near,
            Verdict::Fail | Verdict::Blocked | Verdict::Missing | Verdict::Error => !near,
        };
        stage.results.iter().filter(wanted)
    };
    of(false).chain(of(true))
}

/// How the program was chosen, where that needs a word.
fn choice(out: &mut String, program: &Program, words: Words) {
    for note in &program.notes {
        let _ = writeln!(out, "    {}", text::visible(&words.note(note)));
    }
    if !program.passed_over.is_empty() {
        let files: Vec<String> = program.passed_over.iter().map(|file| text::path(file)).collect();
        let _ = writeln!(out, "    {} {}", words.colon(words.passed_over()), files.join(", "));
    }
}

fn no_program(out: &mut String, stage: &StageResult, words: Words) {
    let told = match unopened(stage) {
        Some((archive, why)) => words.unopened(archive, why),
        None => words
            .pick(
                "Aucun fichier de ce dossier ne porte le nom que l'énoncé demande pour cette étape.",
                "No file in this folder has the name the sheet asks for at this stage.",
            )
            .to_owned(),
    };
    let _ = writeln!(out, "    {told}");
}

fn failure(out: &mut String, stage: &StageResult, result: &ScenarioResult, teller: Teller) {
    let words = teller.words;
    // The judged steps say more than the scene, unless only the scene went wrong.
    let tellings = words.tellings(result);
    let here = || tellings.iter().filter(|telling| telling.judged_by.is_none());
    let judged: Vec<&Telling> = here().filter(|telling| !telling.given).collect();
    let told = if judged.is_empty() { here().collect() } else { judged };
    let mut before = None;
    for reason in told.iter().take(REASONS_TOLD) {
        let done = done(&result.steps, reason, words);
        one_failure(out, done.as_deref().filter(|_| done != before), reason, teller);
        before = done;
    }
    if told.len() > REASONS_TOLD {
        let more = told.len() - REASONS_TOLD;
        let line = words.pick(
            format!("… et {more} autre(s) différence(s)"),
            format!("… and {more} more difference(s)"),
        );
        let _ = writeln!(out, "      {line}");
    }
    for cause in &result.causes {
        item(
            out,
            words.pick("pourquoi", "likely cause"),
            &words.cause(result.subject, cause),
        );
    }
    let program = match &result.place {
        Some(place) => words.line(place),
        None => words.program(stage),
    };
    match hint(result) {
        Some(hint) => item(
            out,
            words.where_to_look(),
            &format!("{program}\n{}", hint.in_language(words.0)),
        ),
        None => item(out, words.where_to_look(), &program),
    }
}

/// What is wrong, and what was `done` before, unless that was said already.
fn one_failure(out: &mut String, done: Option<&str>, reason: &Telling, teller: Teller) {
    let words = teller.words;
    if let Some(done) = done {
        item(out, words.pick("ce qui a été fait", "what was done"), done);
    }
    let sentence = words.sentence(reason);
    item(out, words.pick("ce qui ne va pas", "what is wrong"), &sentence);
    if reason.expected.is_empty() && reason.seen.is_empty() {
        return;
    }
    teller.sides(out, reason, 8);
}

/// The steps up to the one that went wrong: `vince joins, jin joins, jin leaves`.
fn done(steps: &[StepResult], reason: &Telling, words: Words) -> Option<String> {
    let wrong = reason.step.as_ref()?;
    // The first step of this name that went wrong; where none is known, the step alone.
    let last = steps.iter().position(|step| &step.step == wrong && !step.same);
    let Some(last) = last.or_else(|| steps.iter().position(|step| &step.step == wrong)) else {
        return Some(told(wrong, words.0).into_owned());
    };
    let named: Vec<Cow<'_, str>> = steps[..=last]
        .iter()
        .filter(|step| !step.step.is_empty())
        .map(|step| told(&step.step, words.0))
        .collect();
    let shown = &named[named.len().saturating_sub(STEPS_NAMED)..];
    let before = if shown.len() < named.len() { "…, " } else { "" };
    Some(format!("{before}{}", shown.join(", ")))
}

/// A named text, its lines one below the other.
fn item(out: &mut String, name: &str, content: &str) {
    const WIDTH: usize = 18;
    let mut lines = text::visible_lines(content).map(|line| text::shortened(&line, 400));
    let _ = writeln!(
        out,
        "      {}  {}",
        Style::Faint.paint(format!("{name:<WIDTH$}")),
        lines.next().unwrap_or_default()
    );
    for line in lines {
        let _ = writeln!(out, "      {:WIDTH$}  {line}", "");
    }
}

fn closing(submission: &Submission, failing: Option<usize>, words: Words) -> String {
    let points = Style::Strong.paint(words.points(submission.points, submission.judged()));
    let Some(stage) = failing.and_then(|place| submission.stages.get(place)) else {
        let mut results = submission.stages.iter().flat_map(|stage| &stage.results);
        let told = if results.all(|result| result.verdict == Verdict::Pass) {
            words.pick("Tout fonctionne.", "Everything works.")
        } else {
            words.pick(
                "Tout fonctionne, parfois avec d'autres mots que l'énoncé.",
                "Everything works, in places in other words than the sheet's.",
            )
        };
        return format!("{told} {points} points");
    };
    let stage = text::visible(&stage.stage);
    words.pick(
        format!("{points} points. Commencez par l'étape {stage}."),
        format!("{points} points. Start with stage {stage}."),
    )
}
