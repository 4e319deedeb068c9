//! Faults of steps, observations and expectations as they are written.

use super::words::{Words, quoted};
use salon_model::Language;
use salon_model::Role;

/// What is wrong with a step, an observation or an expectation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum StepFault {
    /// An item of a list of steps that is no step.
    NotAStep { example: &'static str },
    /// An actor without a verb.
    NoVerb { actor: String, role: Role },
    /// An unknown verb.
    UnknownVerb {
        verb: String,
        nearest: Option<String>,
        allowed: Vec<&'static str>,
    },
    /// A name no actor can have.
    ActorName {
        name: String,
        reserved: bool,
        nearest: Option<String>,
    },
    /// What stands beside the phrase was put below it.
    TooDeep,
    /// Two phrases in one step.
    SecondPhrase,
    /// Only `optional` in a step.
    NoPhrase { example: &'static str },
    /// Fewer than two steps at once.
    LonelyTogether,
    /// `together` in `together`.
    NestedTogether,
    /// `optional` in `together`.
    OptionalInTogether,
    /// `server stops` in `together`.
    StopInTogether,
    /// An unknown observation.
    UnknownObservation {
        nearest: Option<String>,
        allowed: &'static [&'static str],
    },
    /// An unknown expectation.
    UnknownExpectation {
        nearest: Option<String>,
        allowed: Vec<String>,
    },
}

impl StepFault {
    pub(super) fn words(&self, language: Language) -> Words {
        let say = |fr: &str, en: &str| Words::new(language, fr, en);
        match self {
            Self::NoVerb { actor, role } => {
                let examples = match role {
                    Role::Visitor | Role::Other => "`vince joins`, `vince says: …`",
                    Role::Subject => "`server stops`",
                    Role::Host => "`server sends: …`, `server closes`",
                    Role::User => "`user types: …`, `user presses: ctrl-c`",
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
                .near(nearest.as_deref())
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
            Self::NoPhrase { example } => {
                for_example(say("cette étape n'a pas de phrase", "this step has no phrase"), example)
            }
            Self::NotAStep { example } => for_example(say("ce n'est pas une étape", "this is no step"), example),
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
            Self::UnknownObservation { nearest, allowed } => say("cela ne s'observe pas", "this cannot be observed")
                .near(nearest.as_deref())
                .allowed(*allowed),
            Self::UnknownExpectation { nearest, allowed } => say("attente inconnue", "unknown expectation")
                .near(nearest.as_deref())
                .allowed(allowed),
        }
    }
}

/// Adds an item of a list of steps as an example.
fn for_example(words: Words, item: &str) -> Words {
    let step = item.trim_start_matches("- ");
    words.help(format!("par exemple : `{step}`"), format!("for example: `{step}`"))
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
