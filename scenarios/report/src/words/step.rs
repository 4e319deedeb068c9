//! Steps in the words of those who did not write the scenario.

use salon_model::{Language, RUN, Role, SERVER, USER, VerbWord};
use std::borrow::Cow;

/// A step as it was written (`jin leaves`), in a language. Scenarios are written in English.
pub(crate) fn told(step: &str, language: Language) -> Cow<'_, str> {
    match language {
        Language::En => Cow::Borrowed(step),
        Language::Fr => french(step).map_or(Cow::Borrowed(step), Cow::Owned),
    }
}

fn french(step: &str) -> Option<String> {
    if let Some(steps) = step.strip_prefix("together: ") {
        // What is said can hold a semicolon too; this is for people to read.
        let steps: Vec<Cow<'_, str>> = steps.split("; ").map(|step| told(step, Language::Fr)).collect();
        return Some(format!("en même temps : {}", steps.join(" ; ")));
    }
    if let Some(arguments) = step.strip_prefix(RUN).and_then(|rest| rest.strip_prefix(": ")) {
        return Some(match arguments {
            "[]" => "lancement sans argument".to_owned(),
            arguments => format!("lancement : {arguments}"),
        });
    }
    let (actor, deed) = step.split_once(' ')?;
    let who = match actor {
        SERVER => "le serveur",
        USER => "l'utilisateur",
        name => name,
    };
    let mut verbs = Role::ALL.into_iter().flat_map(Role::verbs);
    let (verb, text) = verbs.find_map(|(name, verb, _)| {
        let text = deed.strip_prefix(name)?;
        (text.is_empty() || text.starts_with(": ")).then_some((*verb, text))
    })?;
    let verb = in_french(verb);
    Some(match text.strip_prefix(": ") {
        Some(text) => format!("{who} {verb} : {text}"),
        None => format!("{who} {verb}"),
    })
}

fn in_french(verb: VerbWord) -> &'static str {
    match verb {
        VerbWord::Connects => "se connecte",
        VerbWord::Joins => "arrive",
        VerbWord::Says => "dit",
        VerbWord::Sends => "envoie",
        VerbWord::Leaves => "part",
        VerbWord::Drops => "coupe brutalement",
        VerbWord::ClosesWriteSide => "ferme son côté écriture",
        VerbWord::Stalls => "ne lit plus",
        VerbWord::Resumes => "lit à nouveau",
        VerbWord::Stops => "est arrêté (Ctrl-C)",
        VerbWord::Closes => "ferme la connexion",
        VerbWord::Types => "tape",
        VerbWord::Presses => "appuie sur",
    }
}

#[cfg(test)]
mod tests {
    use super::{Language, told};

    #[test]
    fn steps_are_told_in_french_and_what_is_said_in_them_stays() {
        for (step, french) in [
            ("jin leaves", "jin part"),
            ("vince says: bob says: salut", "vince dit : bob says: salut"),
            ("bob closes its write side", "bob ferme son côté écriture"),
            ("server closes", "le serveur ferme la connexion"),
            ("server stops", "le serveur est arrêté (Ctrl-C)"),
            ("user presses: ctrl-c", "l'utilisateur appuie sur : ctrl-c"),
            ("run: urls.txt", "lancement : urls.txt"),
            ("run: []", "lancement sans argument"),
            (
                "together: vince says: a; b; jin drops",
                "en même temps : vince dit : a ; b ; jin coupe brutalement",
            ),
            ("", ""),
            ("something else", "something else"),
        ] {
            assert_eq!(told(step, Language::Fr), french);
            assert_eq!(told(step, Language::En), step);
        }
    }
}
