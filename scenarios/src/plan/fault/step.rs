//! Faults of steps, observations and expectations as they are written.

use super::Language;
use super::words::{Words, quoted};
use crate::plan::escape::EscapeFault;

/// What is wrong with a step, an observation or an expectation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::plan) enum StepFault {
    /// An item of a list of steps that is no step.
    NotAStep,
    /// An actor without a verb.
    NoVerb { actor: String },
    /// An unknown verb.
    UnknownVerb {
        verb: String,
        nearest: Option<&'static str>,
        allowed: Vec<&'static str>,
    },
    /// A name no actor can have.
    ActorName {
        name: String,
        reserved: bool,
        nearest: Option<String>,
    },
    /// A verb that takes a text stands without one.
    NoText { actor: String, verb: &'static str },
    /// A text stands in the phrase instead of after a colon.
    NoColon {
        actor: String,
        verb: &'static str,
        text: String,
    },
    /// No space after the colon.
    NoSpace { actor: String, verb: &'static str },
    /// A verb that takes no text is given something.
    NoTextTaken { verb: &'static str },
    /// What stands beside the phrase was put below it.
    TooDeep,
    /// Two phrases in one step.
    SecondPhrase,
    /// Only `optional` in a step.
    NoPhrase,
    /// A bad escape.
    Escape(EscapeFault),
    /// Fewer than two steps at once.
    LonelyTogether,
    /// `together` in `together`.
    NestedTogether,
    /// `optional` in `together`.
    OptionalInTogether,
    /// `server stops` in `together`.
    StopInTogether,
    /// An unknown observation.
    UnknownObservation { nearest: Option<String> },
    /// An unknown expectation.
    UnknownExpectation { nearest: Option<String> },
}

impl StepFault {
    pub(super) fn words(&self, language: Language) -> Words {
        match self {
            Self::NoText { .. } | Self::NoColon { .. } | Self::NoSpace { .. } | Self::NoTextTaken { .. } => {
                self.text(language)
            }
            Self::Escape(fault) => escape(language, *fault),
            _ => self.form(language),
        }
    }

    /// What is wrong with the text of a verb.
    fn text(&self, language: Language) -> Words {
        match self {
            Self::NoText { actor, verb } => Words::new(
                language,
                format!("`{verb}` demande un texte"),
                format!("`{verb}` needs a text"),
            )
            .help(example(actor, verb, "…"), example(actor, verb, "…")),
            Self::NoColon { actor, verb, text } => {
                let example = example(actor, verb, text);
                Words::new(
                    language,
                    format!("le texte de `{verb}` vient après deux-points"),
                    format!("the text of `{verb}` comes after a colon"),
                )
                .help(example.clone(), example)
            }
            Self::NoSpace { actor, verb } => Words::new(
                language,
                "il faut une espace après les deux-points",
                "a space is needed after the colon",
            )
            .help(example(actor, verb, "…"), example(actor, verb, "…")),
            Self::NoTextTaken { verb } => Words::new(
                language,
                format!("`{verb}` ne prend pas de texte"),
                format!("`{verb}` takes no text"),
            ),
            _ => self.form(language),
        }
    }

    /// What is no step, as it is written.
    fn form(&self, language: Language) -> Words {
        let say = |fr: &str, en: &str| Words::new(language, fr, en);
        match self {
            Self::NoVerb { actor } => {
                let examples = if actor == "server" {
                    "`server stops`"
                } else {
                    "`vince joins`, `vince says: …`"
                };
                let actor = quoted(actor);
                Words::new(
                    language,
                    format!("{actor} ne fait rien : il manque un verbe"),
                    format!("{actor} does nothing: a verb is missing"),
                )
                .help(format!("par exemple : {examples}"), format!("for example: {examples}"))
            }
            Self::UnknownVerb { verb, nearest, allowed } => {
                let verb = quoted(verb);
                Words::new(
                    language,
                    format!("verbe inconnu : {verb}"),
                    format!("unknown verb {verb}"),
                )
                .near(*nearest)
                .allowed(allowed)
            }
            Self::ActorName {
                name,
                reserved,
                nearest,
            } => actor_name(language, name, *reserved).near(nearest.as_deref()),
            Self::TooDeep => say(
                "ces champs appartiennent à l'étape, pas à sa phrase",
                "these fields belong to the step, not to its phrase",
            )
            .help(
                "commencez-les à la même colonne que la phrase",
                "begin them in the same column as the phrase",
            ),
            Self::SecondPhrase => say(
                "une seconde phrase dans la même étape",
                "a second phrase in the same step",
            )
            .related("la première", "the first")
            .help(
                "chaque étape commence par `- ` ; ce qui arrive en même temps va sous `together:`",
                "each step begins with `- `; what happens at once goes below `together:`",
            ),
            Self::NoPhrase => say("cette étape n'a pas de phrase", "this step has no phrase")
                .help("par exemple : `vince joins`", "for example: `vince joins`"),
            Self::LonelyTogether => say(
                "`together` demande une liste d'au moins deux étapes",
                "`together` needs a list of two steps or more",
            ),
            Self::NestedTogether => say("un `together` dans un `together`", "`together` within `together`"),
            Self::OptionalInTogether => say("`optional` à l'intérieur de `together`", "`optional` within `together`")
                .help(
                    "mettez `optional` à côté de `together`",
                    "put `optional` beside `together`",
                ),
            Self::StopInTogether => say(
                "`server stops` est une étape à part",
                "`server stops` is a step of its own",
            )
            .help("sortez-le de `together`", "take it out of `together`"),
            Self::UnknownObservation { nearest } => say("cela ne s'observe pas", "this cannot be observed")
                .near(nearest.as_deref())
                .allowed(["… receives", "… is disconnected"]),
            Self::UnknownExpectation { nearest } => say("attente inconnue", "unknown expectation")
                .near(nearest.as_deref())
                .allowed(["server prints: …", "server keeps running"]),
            _ => say("ce n'est pas une étape", "this is no step")
                .help("par exemple : `vince joins`", "for example: `vince joins`"),
        }
    }
}

fn example(actor: &str, verb: &str, text: &str) -> String {
    quoted(&format!("{actor} {verb}: {text}"))
}

fn actor_name(language: Language, name: &str, reserved: bool) -> Words {
    let quote = quoted(name);
    if reserved {
        return Words::new(
            language,
            format!("{quote} est un mot du langage, pas un nom d'acteur"),
            format!("{quote} is a word of the language, not an actor's name"),
        );
    }
    Words::new(
        language,
        format!("{quote} n'est pas un nom d'acteur"),
        format!("{quote} is no actor's name"),
    )
    .help(
        "une lettre d'abord, puis des lettres, des chiffres, `_` ou `-`",
        "a letter first, then letters, digits, `_` or `-`",
    )
}

fn escape(language: Language, fault: EscapeFault) -> Words {
    let say = |fr: &str, en: &str| Words::new(language, fr, en);
    let words = match fault {
        EscapeFault::Unfinished => say("`\\` seul à la fin du texte", "a lone `\\` at the end of the text"),
        EscapeFault::Unknown(next) => {
            let sequence = quoted(&format!("\\{next}"));
            Words::new(
                language,
                format!("échappement inconnu : {sequence}"),
                format!("unknown escape {sequence}"),
            )
        }
        EscapeFault::Byte => say(
            "`\\x` demande deux chiffres hexadécimaux",
            "`\\x` needs two hexadecimal digits",
        ),
        EscapeFault::Character => say(
            "`\\u` demande le numéro d'un caractère entre accolades, comme `\\u{e9}`",
            "`\\u` needs a character's number in braces, like `\\u{e9}`",
        ),
        EscapeFault::QuotedByte => {
            return say(
                "entre guillemets doubles, YAML en fait une lettre et non un octet",
                "in double quotes, YAML makes this a letter, not a byte",
            )
            .help("utilisez `'…'`", "use `'…'`");
        }
    };
    words.allowed(["\\n", "\\r", "\\t", "\\0", "\\\\", "\\xNN", "\\u{…}"])
}
