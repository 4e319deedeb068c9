//! Builds the reports that the tests show: every verdict, and names that mean harm.

use salon_scenarios::grade::{
    Arrow, Cause, Place, Points, Program, Reason, Report, Rubric, ScenarioResult, StageResult, StepResult, Submission,
    Verdict,
};
use salon_scenarios::plan::{SubjectKind, Text};

/// The scenarios of the fixture's lab.
const LAB: &[(&str, &str, &[&str])] = &[
    ("ii_2", "Un premier message", &["ii_2/greeting", "ii_2/two_clients"]),
    (
        "ii_4",
        "Tout le monde s'entend",
        &["ii_4/relay", "ii_4/not_to_sender", "ii_4/addresses"],
    ),
    ("ii_6", "Départs", &["ii_6/departure", "ii_6/survivors"]),
];

pub(crate) fn text(fr: &str, en: &str) -> Text {
    Text {
        fr: fr.to_owned(),
        en: en.to_owned(),
    }
}

fn strings(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|text| (*text).to_owned()).collect()
}

/// A report of these submissions.
pub(crate) fn report(submissions: Vec<Submission>) -> Report {
    let rubric = |(stage, title, scenarios): &(&str, &str, &[&str])| Rubric {
        stage: (*stage).to_owned(),
        title: text(title, &format!("{title} (en)")),
        scenarios: scenarios.iter().map(|id| ((*id).to_owned(), title_of(id))).collect(),
        max: 2.0 * f64::from(u32::try_from(scenarios.len()).unwrap()),
    };
    Report {
        lab: text("TP6 : Chat room", "Lab 6: chat room"),
        stages: LAB.iter().map(rubric).collect(),
        missing_protections: vec![text(
            "pas de limite de mémoire (cgroups)",
            "no limit on memory (cgroups)",
        )],
        submissions,
    }
}

fn title_of(id: &str) -> Text {
    match id {
        "ii_6/departure" => text(
            "Un client part, les autres l'apprennent",
            "A client leaves, the others are told",
        ),
        "ii_4/relay" => text("Un message est relayé", "A message is relayed"),
        _ => text(&format!("Titre de {id}"), &format!("Title of {id}")),
    }
}

/// A submission in which everything has this verdict; `change` then makes some of it otherwise.
pub(crate) fn submission(name: &str, verdict: Verdict, change: impl Fn(&mut ScenarioResult)) -> Submission {
    let stages: Vec<StageResult> = LAB
        .iter()
        .map(|(stage, title, ids)| stage_of(stage, title, ids, verdict, &change))
        .collect();
    let mut points = Points::default();
    for stage in &stages {
        points += stage.points;
    }
    Submission {
        name: name.to_owned(),
        folder: format!("submissions/{name}").into(),
        stages,
        points,
    }
}

fn stage_of(
    stage: &str,
    title: &str,
    ids: &[&str],
    verdict: Verdict,
    change: &impl Fn(&mut ScenarioResult),
) -> StageResult {
    let mut results: Vec<ScenarioResult> = ids.iter().map(|id| result(id, verdict)).collect();
    results.iter_mut().for_each(change);
    let mut points = Points::default();
    for result in &mut results {
        result.points.got = match result.verdict {
            Verdict::Pass => 2.0,
            Verdict::Near => 1.5,
            _ => 0.0,
        };
        points += result.points;
    }
    StageResult {
        stage: stage.to_owned(),
        title: text(title, &format!("{title} (en)")),
        program: (verdict != Verdict::Missing).then(|| program(stage)),
        results,
        points,
    }
}

fn program(stage: &str) -> Program {
    Program {
        file: Some(format!("PART 2/chat_server_{stage}.py").into()),
        command: format!("python3.12 chat_server_{stage}.py"),
        directory: "PART 2".into(),
        passed_over: Vec::new(),
        notes: Vec::new(),
    }
}

fn result(id: &str, verdict: Verdict) -> ScenarioResult {
    ScenarioResult {
        scenario: id.to_owned(),
        title: title_of(id),
        subject: SubjectKind::Server,
        verdict,
        points: Points { got: 0.0, max: 2.0 },
        reasons: Vec::new(),
        causes: Vec::new(),
        place: None,
        hint: Some(text(
            "Relisez la partie II de l'énoncé.",
            "Read part II of the sheet again.",
        )),
        steps: steps(&["Annonce : jin a quitté la chatroom"], true),
        milliseconds: 12,
        cpu_microseconds: 34_567,
    }
}

fn arrow(actor: &str, label: &str) -> Arrow {
    Arrow {
        actor: actor.to_owned(),
        label: label.to_owned(),
    }
}

/// Three clients join, one leaves; the last step is answered with these texts.
fn steps(seen: &[&str], same: bool) -> Vec<StepResult> {
    let step = |phase: &str, step: &str, sent: Vec<Arrow>, told: Vec<Arrow>| StepResult {
        phase: phase.to_owned(),
        step: step.to_owned(),
        sent,
        expected: told.clone(),
        seen: told,
        printed: Vec::new(),
        same: true,
    };
    let joined = |who: &str, to: &[&str]| {
        let told = to
            .iter()
            .map(|to| arrow(to, &format!("\"Annonce : {who} a rejoint la chatroom\"")))
            .collect();
        step(
            "given",
            &format!("{who} joins"),
            vec![arrow(who, &format!("\"Hello|{who}\""))],
            told,
        )
    };
    let left = "\"Annonce : jin a quitté la chatroom\"";
    let mut last = step(
        "when",
        "jin leaves",
        vec![arrow("jin", "FIN")],
        vec![arrow("vince", left), arrow("bob", left)],
    );
    last.seen = seen
        .iter()
        .flat_map(|text| ["vince", "bob"].map(|who| arrow(who, &format!("\"{text}\""))))
        .collect();
    last.printed = strings(&["Déconnexion de ('<jin.ip>', <jin.port>) (jin)"]);
    last.same = same;
    let mut start = step("start", "", Vec::new(), Vec::new());
    start.printed = strings(&["Serving on ('<server.ip>', <server.port>)"]);
    vec![
        start,
        joined("vince", &["vince"]),
        joined("jin", &["vince", "jin"]),
        joined("bob", &["vince", "jin", "bob"]),
        last,
    ]
}

pub(crate) fn reason(step: Option<&str>, who: &[&str], what: Text, expected: &[&str], seen: &[&str]) -> Reason {
    Reason {
        step: step.map(str::to_owned),
        line: step.map(|_| 11),
        given: false,
        who: strings(who),
        what,
        expected: strings(expected),
        seen: strings(seen),
    }
}

pub(crate) fn cause(id: &str, fr: &str, en: &str) -> Cause {
    Cause {
        id: id.to_owned(),
        text: text(fr, en),
    }
}

/// The report with everything in it.
pub(crate) fn everything() -> Report {
    report(vec![
        submission("Marie Dupont_101_assignsubmission_file", Verdict::Pass, |_| {}),
        mixed("Élodie Martin_102_assignsubmission_file"),
        blocked("=cmd|'/c calc'!A1"),
        submission("<script>alert(1)</script>\u{202e}\0../x", Verdict::Missing, |result| {
            result.steps.clear();
        }),
        submission("", Verdict::Pass, |result| {
            if result.scenario == "ii_6/survivors" {
                result.verdict = Verdict::Error;
                result.steps.clear();
                result.reasons = vec![reason(
                    None,
                    &[],
                    text("le disque est plein", "the disk is full"),
                    &[],
                    &[],
                )];
            }
        }),
    ])
}

/// Near, wrong text, silence, a text too many.
pub(crate) fn mixed(name: &str) -> Submission {
    let mut mixed = submission(name, Verdict::Pass, |result| match result.scenario.as_str() {
        "ii_4/relay" => {
            result.verdict = Verdict::Near;
            let what = text("reçoit un autre texte", "receives another text");
            result.reasons = vec![reason(
                Some("jin says: salut"),
                &["vince"],
                what,
                &["<jin.addr> a dit : salut"],
                &["<jin.addr> said : salut"],
            )];
        }
        "ii_4/not_to_sender" => {
            result.verdict = Verdict::Fail;
            let what = text("ne devrait rien recevoir", "should receive nothing");
            result.reasons = vec![reason(
                Some("jin says: salut"),
                &["jin"],
                what,
                &[],
                &["<jin.addr> a dit : salut\\n"],
            )];
            result.causes = vec![cause(
                "sender-hears-itself",
                "Le serveur renvoie le message à tous, y compris à celui qui l'a écrit.\nRegardez la boucle sur `CLIENTS`.",
                "The server sends the message to everyone, even to who wrote it.\nLook at the loop over `CLIENTS`.",
            )];
        }
        "ii_6/departure" => {
            result.verdict = Verdict::Fail;
            let what = text("reçoit un autre texte", "receives another text");
            result.reasons = vec![
                reason(
                    Some("jin leaves"),
                    &["vince", "bob"],
                    what,
                    &["Annonce : jin a quitté la chatroom"],
                    &["jin est parti"],
                ),
                reason(
                    None,
                    &["server"],
                    text(
                        "le serveur s'arrête : KeyError: <jin>",
                        "the server stops: KeyError: <jin>",
                    ),
                    &[],
                    &[],
                ),
            ];
            result.place = Some(Place {
                file: "PART 2/chat_server_ii_6.py".into(),
                line: 23,
            });
            result.steps = steps(&["jin est parti"], false);
        }
        "ii_6/survivors" => {
            result.verdict = Verdict::Fail;
            let what = text("ne reçoit rien", "receives nothing");
            let mut scene = reason(
                Some("jin joins"),
                &["vince"],
                what.clone(),
                &["Annonce : jin a rejoint la chatroom"],
                &[],
            );
            scene.given = true;
            result.reasons = vec![
                scene,
                reason(
                    Some("jin leaves"),
                    &["vince", "bob"],
                    what,
                    &["Annonce : jin a quitté la chatroom"],
                    &[],
                ),
            ];
            result.steps = steps(&[], false);
        }
        _ => {}
    });
    let program = mixed.stages[1].program.as_mut().unwrap();
    program.passed_over = vec!["bonus/chat_server_ii_4.py".into(), "chat_server_ii_4 copy.py".into()];
    program.notes = vec![text("le nom n'est pas exact", "the name is not exact")];
    mixed
}

fn blocked(name: &str) -> Submission {
    submission(name, Verdict::Blocked, |result| {
        result.steps.clear();
        if result.scenario == "ii_2/two_clients" {
            result.verdict = Verdict::Skipped;
            return;
        }
        let what = text(
            "le serveur s'est terminé avant d'écouter : code de sortie 1",
            "the server ended before it listened: exit status 1",
        );
        let mut start = reason(None, &["server"], what, &[], &[]);
        start.given = true;
        result.reasons = vec![start];
        result.causes = vec![cause(
            "missing-module",
            "Il manque le module `aioconsole` : pip install aioconsole",
            "The module `aioconsole` is missing: pip install aioconsole",
        )];
    })
}
