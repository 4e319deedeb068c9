//! Reasons as they are told: who, what, and both sides; those of one step and one kind together.

use super::Words;
use crate::text;
use crate::words::told;
use salon_model::{Difference, Language, Reason, SERVER, ScenarioResult, SubjectKind, Text};

/// A reason, or several that differ only in whom they concern, in a language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Telling {
    /// The step, as written: `jin leaves`; `None` for the session as a whole.
    pub(crate) step: Option<String>,
    /// The step's line in the scenario file, from 1.
    pub(crate) line: Option<usize>,
    /// Whether the step only sets the scene.
    pub(crate) given: bool,
    /// Whom it concerns: actors by their names, programs by what they are (`server`, `client`, `program`).
    pub(crate) who: Vec<String>,
    /// Whether the sentence itself names whom it concerns.
    named: bool,
    /// What is different, in a sentence.
    pub(crate) what: String,
    /// What should have come; escaped. Empty with `seen` not empty: nothing should have.
    pub(crate) expected: Vec<String>,
    /// What came.
    pub(crate) seen: Vec<String>,
    /// The criterion that judges it for the whole stage, so that it is not judged here.
    pub(crate) judged_by: Option<String>,
}

impl Words {
    /// The reasons of a result.
    pub(crate) fn tellings(self, result: &ScenarioResult) -> Vec<Telling> {
        self.told(result.subject, &result.reasons)
    }

    /// Reasons of a session with this kind of program.
    pub(crate) fn told(self, subject: SubjectKind, reasons: &[Reason]) -> Vec<Telling> {
        let mut tellings: Vec<Telling> = Vec::new();
        for reason in reasons {
            let telling = self.telling(subject, reason);
            match tellings.iter_mut().find(|other| other.is_like(&telling)) {
                Some(same) => same.who.extend(telling.who),
                None => tellings.push(telling),
            }
        }
        tellings
    }

    fn telling(self, subject: SubjectKind, reason: &Reason) -> Telling {
        let whole = |what: String| Telling {
            step: None,
            line: None,
            given: true,
            who: vec![subject.name().to_owned()],
            named: true,
            what,
            expected: Vec::new(),
            seen: Vec::new(),
            judged_by: None,
        };
        match reason {
            Reason::Differs(difference) => self.difference(subject, difference),
            Reason::NotStarted(doing) => whole(self.not_started(subject, doing)),
            Reason::Blocked(cause) => whole(self.cause(subject, cause)),
            Reason::Missing => whole(
                self.pick(
                    "aucun programme trouvé pour cette étape",
                    "no program was found for this stage",
                )
                .to_owned(),
            ),
            Reason::Skipped => whole(
                self.pick(
                    "pas joué : le programme ne démarre pas",
                    "not played: the program does not start",
                )
                .to_owned(),
            ),
            Reason::Hidden(criterion) => whole(self.hidden_by(criterion)),
            Reason::Unopened { archive, why } => whole(self.unopened(archive, *why)),
            Reason::NotRecorded => whole(
                self.pick(
                    "ce scénario n'a pas encore été joué sous cette forme : noter à nouveau",
                    "this scenario was not yet played in this form: grade again",
                )
                .to_owned(),
            ),
            Reason::Harness(error) => whole(self.harness(error)),
            Reason::AddressRefused { wanted } => whole(self.address_refused(*wanted)),
        }
    }

    fn difference(self, subject: SubjectKind, difference: &Difference) -> Telling {
        let actor = difference.kind.actor();
        let (expected, seen) = difference.kind.sides().unwrap_or_default();
        Telling {
            step: difference.step.as_ref().map(|(step, _)| step.clone()),
            line: difference.step.as_ref().map(|(_, line)| *line),
            given: difference.given,
            who: vec![actor.unwrap_or(subject.name()).to_owned()],
            named: actor.is_none_or(|actor| actor == SERVER),
            what: self.deviation(subject, &difference.kind),
            expected,
            seen,
            judged_by: difference
                .judged_by
                .as_ref()
                .map(|title| title.in_language(self.0).to_owned()),
        }
    }

    /// That nothing is to be seen of something because of what this criterion judges.
    pub(crate) fn hidden_by(self, criterion: &Text) -> String {
        let title = criterion.in_language(self.0);
        self.pick(
            format!("ne se voit pas tant que ce critère n'est pas rempli : {title}"),
            format!("not to be seen while this criterion is not met: {title}"),
        )
    }

    /// That a criterion judges something for the whole stage.
    pub(crate) fn judged_by(self, criterion: &str) -> String {
        self.pick(
            format!("compté une fois, sous « {criterion} »"),
            format!("counted once, under \u{201c}{criterion}\u{201d}"),
        )
    }

    /// Who and what.
    pub(crate) fn sentence(self, telling: &Telling) -> String {
        let what = text::visible(&telling.what);
        if telling.named {
            return what;
        }
        let who = text::visible(&telling.who.join(", "));
        format!("{} {what}", self.colon(&who))
    }

    /// Where a reason lies: its step and line. Nowhere before the first step.
    pub(crate) fn place(self, telling: &Telling) -> Option<String> {
        let Some(step) = &telling.step else {
            return (!telling.given).then(|| self.pick("sur l'ensemble", "over the whole").to_owned());
        };
        let step = text::shortened(&text::visible(&told(step, self.0)), 100);
        let line = match (self.0, telling.line) {
            (Language::Fr, Some(line)) => format!(" (ligne {line})"),
            (Language::En, Some(line)) => format!(" (line {line})"),
            (_, None) => String::new(),
        };
        let scene = self.pick(", mise en place, non jugée", ", setting the scene, not judged");
        let elsewhere = telling
            .judged_by
            .as_ref()
            .map(|criterion| format!(", {}", self.judged_by(criterion)));
        let aside = elsewhere.as_deref().unwrap_or(if telling.given { scene } else { "" });
        Some(match self.0 {
            Language::Fr => format!("à l'étape « {step} »{line}{aside}"),
            Language::En => format!("at `{step}`{line}{aside}"),
        })
    }
}

impl Telling {
    /// Whether it is the same but for whom it concerns.
    fn is_like(&self, other: &Self) -> bool {
        let all_but_who = |telling: &Self| Self {
            who: Vec::new(),
            ..telling.clone()
        };
        all_but_who(self) == all_but_who(other)
    }
}
