//! Verdicts, points and programs in words.

use super::{Counts, Words, mean};
use crate::{Style, text};
use salon_model::{Judged, Language, Overview, Place, Points, Program, Reason, StageResult, Unopened, Verdict};
use std::path::Path;

impl Words {
    /// A verdict, for people.
    pub(crate) fn verdict(self, verdict: Verdict) -> &'static str {
        let (fr, en) = match verdict {
            Verdict::Pass => ("réussi", "pass"),
            Verdict::Near => ("proche", "near"),
            Verdict::Fail => ("raté", "fail"),
            Verdict::Blocked => ("bloqué", "blocked"),
            Verdict::Missing => ("absent", "missing"),
            Verdict::Skipped => ("non joué", "skipped"),
            Verdict::Error => ("erreur", "error"),
        };
        self.pick(fr, en)
    }

    /// What a verdict means, in a sentence.
    pub(crate) fn meaning(self, verdict: Verdict) -> &'static str {
        let (fr, en) = match verdict {
            Verdict::Pass => ("comme la référence", "as the reference"),
            Verdict::Near => (
                "la bonne réaction, dans d'autres mots",
                "the right reaction, in other words",
            ),
            Verdict::Fail => ("une autre réaction", "another reaction"),
            Verdict::Blocked => (
                "le programme n'a pas démarré ou parle un autre protocole",
                "the program did not start or speaks another protocol",
            ),
            Verdict::Missing => ("aucun programme trouvé", "no program found"),
            Verdict::Skipped => (
                "le programme n'avait pas démarré plus tôt",
                "the program had not started earlier",
            ),
            Verdict::Error => (
                "rien n'a pu être jugé, sans que ce soit la faute du programme",
                "nothing could be judged, which is not the program's fault",
            ),
        };
        self.pick(fr, en)
    }

    /// `7,5 / 12`.
    pub(crate) fn points(self, points: Points, judged: Judged) -> String {
        format!(
            "{} / {}",
            self.got(points.got, judged),
            text::number(points.max, self.0)
        )
    }

    /// `7,5`, where not all was judged `≥ 7,5`, and where nothing was `—`.
    pub(crate) fn got(self, points: f64, judged: Judged) -> String {
        let number = text::number(points, self.0);
        match judged {
            Judged::All => number,
            Judged::Part => format!("≥ {number}"),
            Judged::Nothing => "—".to_owned(),
        }
    }

    /// What sums up a report: how many submissions there are, what those that were judged got on average, and how often
    /// each verdict was given.
    pub(crate) fn summary(self, report: &Overview) -> String {
        let counts = self.counts(&Counts::of_verdicts(report.verdicts()));
        let count = report.rows.len();
        let left_out = report.rows.iter().filter(|row| row.judged() != Judged::All).count();
        let mean = self.mean_points(report);
        let (fr, en) = match left_out {
            0 => (String::new(), String::new()),
            _ => (
                format!(", dont {left_out} non jugé(s)"),
                format!(", {left_out} of them not judged"),
            ),
        };
        match self.0 {
            Language::Fr => format!("{count} rendu(s){fr}, moyenne {mean} ; {counts}"),
            Language::En => format!("{count} submission(s){en}, mean {mean}; {counts}"),
        }
    }

    /// What the submissions that were judged got on average.
    pub(crate) fn mean_points(self, report: &Overview) -> String {
        let (points, judged) = mean::total(report);
        self.points(points, judged)
    }

    /// The names of the two sides of a difference.
    pub(crate) fn sides(self) -> (&'static str, &'static str) {
        self.pick(("attendu", "obtenu"), ("expected", "got"))
    }

    pub(crate) fn nothing(self) -> &'static str {
        self.pick("rien", "nothing")
    }

    pub(crate) fn same_reason(self) -> &'static str {
        self.pick("(même raison)", "(for the same reason)")
    }

    /// That a fault was told of another scenario.
    pub(crate) fn same_fault(self, scenario: &str) -> String {
        let scenario = text::visible(scenario);
        self.pick(
            format!("(même faute que {scenario})"),
            format!("(the same fault as {scenario})"),
        )
    }

    /// In how many scenarios a fault shows, and what that costs.
    pub(crate) fn fault_shows(self, scenarios: usize, lost: f64) -> String {
        // French has one of everything below two.
        let (un, one) = (lost < 2.0, (lost - 1.0).abs() < 1e-6);
        let lost = text::number(lost, self.0);
        let (fr, en) = (
            if un { "point" } else { "points" },
            if one { "point" } else { "points" },
        );
        self.pick(
            format!("cette seule faute se voit dans {scenarios} scénarios ({lost} {fr})"),
            format!("this one fault shows in {scenarios} scenarios ({lost} {en})"),
        )
    }

    pub(crate) fn where_to_look(self) -> &'static str {
        self.pick("où chercher", "where to look")
    }

    /// A line of a submission: `chat_server_ii_6.py, line 12`.
    pub(crate) fn line(self, place: &Place) -> String {
        let file = text::shortened(&text::path(&place.file), 200);
        format!("{file}, {} {}", self.pick("ligne", "line"), place.line)
    }

    pub(crate) fn cause_label(self) -> &'static str {
        self.pick("cause probable", "likely cause")
    }

    pub(crate) fn hint(self) -> &'static str {
        self.pick("piste", "hint")
    }

    pub(crate) fn passed_over(self) -> &'static str {
        self.pick("écartés", "passed over")
    }

    pub(crate) fn missing_protection(self) -> &'static str {
        self.pick("protection absente", "missing protection")
    }

    /// The program that was graded, in a few words.
    pub(crate) fn program(self, stage: &StageResult) -> String {
        match graded(stage) {
            None => match unopened(stage) {
                Some((archive, _)) => text::path(archive),
                None => self.pick("aucun programme", "no program").to_owned(),
            },
            Some(program) => match &program.file {
                Some(file) => text::path(file),
                None => text::visible(&program.command),
            },
        }
    }

    /// Why nothing of a stage was played, where no program was found for it.
    pub(crate) fn absence(self, stage: &StageResult) -> Option<(Verdict, String)> {
        if graded(stage).is_some() {
            return None;
        }
        if let Some((archive, why)) = unopened(stage) {
            return Some((Verdict::Error, self.unopened(archive, why)));
        }
        let verdict = Verdict::Missing;
        let is_missing = stage.results.iter().all(|result| result.verdict == verdict);
        is_missing.then(|| (verdict, self.meaning(verdict).to_owned()))
    }

    /// For how many stages there is no program.
    pub(crate) fn stages_without_program(self, stages: usize) -> String {
        match self.0 {
            Language::Fr => format!("aucun programme pour {stages} étape(s)"),
            Language::En => format!("no program for {stages} stage(s)"),
        }
    }

    /// `3 ✓ réussi, 1 ✗ raté`: the verdicts that occur.
    pub(crate) fn counts(self, counts: &Counts) -> String {
        let parts = counts
            .occurring()
            .map(|(verdict, count)| format!("{count} {} {}", mark(verdict), self.verdict(verdict)));
        parts.collect::<Vec<_>>().join(", ")
    }

    /// Said where something could not be judged: the points are then not the program's.
    pub(crate) fn unjudged(self, count: usize) -> String {
        match self.0 {
            Language::Fr => {
                format!("{count} scénario(s) n'ont pas pu être jugés ; ce n'est pas la faute du programme")
            }
            Language::En => format!("{count} scenario(s) could not be judged, which is not the program's fault"),
        }
    }
}

/// The program that was graded. Without a file and a command, only why there is none is known.
pub(crate) fn graded(stage: &StageResult) -> Option<&Program> {
    let program = stage.program.as_ref()?;
    (program.file.is_some() || !program.command.is_empty()).then_some(program)
}

/// The archive that the program of a stage may be in, and why it could not be opened.
pub(crate) fn unopened(stage: &StageResult) -> Option<(&Path, Unopened)> {
    if let Reason::Unopened { archive, why } = stage.results.first()?.reasons.first()? {
        Some((archive, *why))
    } else {
        None
    }
}

/// A verdict's sign, so that nobody needs to see colours.
pub(crate) fn mark(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Pass => "✓",
        Verdict::Near => "≈",
        Verdict::Fail => "✗",
        Verdict::Blocked => "■",
        Verdict::Missing => "○",
        Verdict::Skipped => "»",
        Verdict::Error => "!",
    }
}

/// A verdict's colour.
pub(crate) fn style(verdict: Verdict) -> Style {
    match verdict {
        Verdict::Pass => Style::Good,
        Verdict::Near | Verdict::Blocked => Style::Blocked,
        Verdict::Fail | Verdict::Missing | Verdict::Error => Style::Bad,
        Verdict::Skipped => Style::Faint,
    }
}

/// The verdict that says most of several results; a pass where there are none.
pub(crate) fn worst(verdicts: impl Iterator<Item = Verdict>) -> Verdict {
    // What kept a program from starting explains more than what failed.
    let severity = |verdict: &Verdict| match verdict {
        Verdict::Pass => 0,
        Verdict::Near => 1,
        Verdict::Skipped => 2,
        Verdict::Fail => 3,
        Verdict::Error => 4,
        Verdict::Blocked => 5,
        Verdict::Missing => 6,
    };
    verdicts.max_by_key(severity).unwrap_or(Verdict::Pass)
}
