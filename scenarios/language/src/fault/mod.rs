//! What can be wrong with a file, as data, and the words for it in both languages.
//!
//! Each kind of fault is one file: the cases, then what is said of them.

mod order;
mod step;
mod subject;
mod text;
mod words;

pub(super) use order::OrderFault;
pub(super) use step::StepFault;
pub(super) use subject::SubjectFault;
pub(super) use text::TextFault;
pub(super) use words::Words;

use salon_model::Language;

/// What is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Fault {
    /// With a step, an observation or an expectation as it is written.
    Step(StepFault),
    /// With the text of a verb.
    Text(TextFault),
    /// With what goes only with another kind of program.
    Subject(SubjectFault),
    /// With the order of steps.
    Order(OrderFault),
}

impl Fault {
    /// What is said of it, in both languages.
    pub(super) fn message(&self) -> crate::diagnostics::Message {
        let [fr, en] = [Language::Fr, Language::En].map(|language| self.words(language));
        let mut message = crate::diagnostics::Message::new(fr.title, en.title);
        if !fr.related.is_empty() {
            message = message.related(fr.related, en.related);
        }
        for (fr, en) in fr.help.into_iter().zip(en.help) {
            message = message.help(fr, en);
        }
        for (fr, en) in fr.notes.into_iter().zip(en.notes) {
            message = message.note(fr, en);
        }
        message
    }

    /// What is said of it.
    pub(super) fn words(&self, language: Language) -> Words {
        match self {
            Self::Step(fault) => fault.words(language),
            Self::Text(fault) => fault.words(language),
            Self::Subject(fault) => fault.words(language),
            Self::Order(fault) => fault.words(language),
        }
    }
}

impl From<StepFault> for Fault {
    fn from(fault: StepFault) -> Self {
        Self::Step(fault)
    }
}

impl From<OrderFault> for Fault {
    fn from(fault: OrderFault) -> Self {
        Self::Order(fault)
    }
}

impl From<SubjectFault> for Fault {
    fn from(fault: SubjectFault) -> Self {
        Self::Subject(fault)
    }
}

impl From<TextFault> for Fault {
    fn from(fault: TextFault) -> Self {
        Self::Text(fault)
    }
}
