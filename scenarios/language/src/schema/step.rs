//! The schema of steps.

use super::parts::{any_text, by_hand, field, one_or_more, text};
use salon_model::{Key, RUN, Role, SERVER, SubjectKind, USER, VerbWord};
use serde_json::{Value, json};
use std::fmt::Write as _;

/// An actor's name.
const NAME: &str = r"(?!(?:server|together|optional|user|run|any) )\p{L}[\p{L}\p{N}_-]*";
/// What each role is called in phrases, and an example of it. Someone else in the room of a client is
/// written like a client of a server, and can do nothing that such a client cannot.
const ROLES: [(Role, &str, &str); 4] = [
    (Role::Visitor, NAME, "${1:vince}"),
    (Role::Subject, SERVER, SERVER),
    (Role::Host, SERVER, SERVER),
    (Role::User, USER, USER),
];

/// Whole phrases of actors with one of these verbs.
fn phrases(actor: &str, words: &[&str]) -> String {
    format!("{actor} +({})", words.join("|").replace(' ', " +"))
}

/// The phrases of every role whose verbs are wanted.
fn all_phrases(wanted: impl Fn(VerbWord) -> bool) -> String {
    let of_role = |(role, actor, _): &(Role, &str, &str)| {
        let entries = role.verbs().iter().filter(|(_, verb, _)| wanted(*verb));
        let words: Vec<&str> = entries.map(|(name, ..)| *name).collect();
        (!words.is_empty()).then(|| phrases(actor, &words))
    };
    let all: Vec<String> = ROLES.iter().filter_map(of_role).collect();
    format!("^({})$", all.join("|"))
}

fn silent() -> String {
    all_phrases(|verb| !verb.takes_text())
}

/// How a verb is shown: with its actor, unless any name can stand there.
fn label(role: Role, actor: &str, verb: &str) -> String {
    match role {
        Role::Visitor | Role::Other => verb.to_owned(),
        Role::Subject | Role::Host | Role::User => format!("{actor} {verb}"),
    }
}

/// What a step can be, for people.
fn description() -> String {
    let mut text = String::from("A step: who, and what they do. Verbs:");
    for (role, actor, _) in ROLES {
        for (verb, word, meaning) in role.verbs() {
            let label = label(role, actor, verb);
            let text_too = if word.takes_text() { ": …" } else { "" };
            let _ = write!(text, "\n- `{label}{text_too}`: {meaning}");
        }
    }
    text.push_str("\n- `together:`: several steps at once\n- `run: […]`: runs a program with these arguments");
    text
}

/// Completions, in the form that the YAML extensions of editors know.
fn snippets() -> Value {
    let acts = ROLES.iter().flat_map(|(role, actor, example)| {
        role.verbs().iter().map(move |(verb, word, meaning)| {
            let phrase = format!("{example} {verb}");
            let body = match word {
                VerbWord::Presses => json!({ phrase: "${2:ctrl-c}" }),
                word if word.takes_text() => json!({ phrase: "${2:bonjour}" }),
                _ => json!(phrase),
            };
            json!({ "label": label(*role, actor, verb), "description": meaning, "body": body })
        })
    });
    let others = [
        json!({
            "label": "together",
            "description": "several steps at once",
            "body": { "together": [{ "${1:vince} says": "${2:un}" }, { "${3:jin} says": "${4:deux}" }] },
        }),
        json!({ "label": RUN, "description": "runs a program with these arguments", "body": { RUN: ["${1:urls.txt}"] } }),
    ];
    acts.chain(others).collect()
}

fn optional() -> Value {
    let visitors = phrases(NAME, SubjectKind::Server.observations());
    let others = SubjectKind::Client.observations().join("|").replace(' ', " +");
    let observation = json!({
        "type": "string",
        "pattern": format!("^({visitors}|{others})$"),
        "examples": ["bob receives", "bob is disconnected", "user sees"],
    });
    json!({
        "description": "What may or may not be observed in answer.",
        "anyOf": one_or_more(&observation),
    })
}

/// A phrase that is a key, checked by its pattern, with what must stand beside it.
fn phrase_key(beside: &Value, names: &[&str]) -> Value {
    let spoken = all_phrases(|verb| verb.takes_text() && verb != VerbWord::Presses);
    let pressed = all_phrases(|verb| verb == VerbWord::Presses);
    json!({
        "type": "object",
        "properties": beside,
        "patternProperties": {
            spoken: text(),
            pressed: { "enum": Key::ALL.map(Key::name) },
            silent(): { "type": "null" },
        },
        "additionalProperties": false,
        "required": names,
        "minProperties": 1 + names.len(),
        "maxProperties": 1 + names.len(),
    })
}

/// Several steps, with what may stand beside them.
fn together() -> Value {
    let at_once = all_phrases(|verb| !verb.takes_text() && verb != VerbWord::Stops);
    let phrases = json!({
        "description": "Steps of several actors that happen at once.",
        "type": "array",
        "minItems": 2,
        "items": { "anyOf": [{ "type": "string", "pattern": at_once }, phrase_key(&json!({}), &[])] },
    });
    let mut together = field("together", &phrases);
    together["properties"]["optional"] = optional();
    together
}

fn run() -> Value {
    let arguments = json!({
        "description": "The arguments of a program: a list, or one.",
        "anyOf": one_or_more(&any_text()),
    });
    field(RUN, &arguments)
}

by_hand!(
    /// One step of a script.
    StepLine,
    "Step",
    json!({
        "description": description(),
        "defaultSnippets": snippets(),
        "anyOf": [
            { "type": "string", "pattern": silent(), "examples": ["vince joins", "jin leaves", "server stops"] },
            phrase_key(&json!({}), &[]),
            phrase_key(&json!({ "optional": optional() }), &["optional"]),
            together(),
            run(),
        ],
    })
);
