//! Builds the reports that the tests show: every verdict, and names that mean harm.

use salon_model::{
    Arrow, Cause, CriterionResult, Demand, Deviation, Difference, Doing, Exit, Note, Observer, Phase, Place, Points,
    Program, Protection, Reason, Report, Rubric, ScenarioResult, Sign, StageResult, Standing, StepResult, SubjectKind,
    Submission, Text, Verdict, WorldError,
};

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
        criteria: criteria_of(stage).iter().map(demand).collect(),
        max: 2.0 * f64::from(u32::try_from(scenarios.len()).unwrap()),
    };
    Report {
        lab: text("TP6 : Chat room", "Lab 6: chat room"),
        stages: LAB.iter().map(rubric).collect(),
        missing_protections: vec![Protection::Memory],
        submissions,
    }
}

/// The fixture's last stage has criteria, of which two are about one scenario.
fn criteria_of(stage: &str) -> Vec<CriterionResult> {
    let criterion = |name: &str, title: Text, scenario: &str, max, standing| CriterionResult {
        name: name.to_owned(),
        title,
        standing,
        scenarios: vec![scenario.to_owned()],
        points: Points { got: 0.0, max },
        hidden_by: None,
    };
    match stage {
        "ii_6" => vec![
            criterion(
                "departure",
                text("Un départ est annoncé", "A departure is announced"),
                "ii_6/departure",
                1.5,
                Standing::Asked,
            ),
            criterion(
                "words",
                text("Dans les mots de la feuille", "In the sheet's words"),
                "ii_6/departure",
                0.5,
                Standing::Beyond,
            ),
            criterion(
                "survivors",
                text("Le salon continue", "The room goes on"),
                "ii_6/survivors",
                2.0,
                Standing::Asked,
            ),
            criterion(
                "style",
                text("Le code est lisible", "The code is readable"),
                "ii_6/survivors",
                0.0,
                Standing::Manual,
            ),
        ],
        _ => Vec::new(),
    }
}

fn demand(criterion: &CriterionResult) -> Demand {
    Demand {
        name: criterion.name.clone(),
        title: criterion.title.clone(),
        max: criterion.points.max,
    }
}

/// The share of its scenario's points.
fn earned(criterion: CriterionResult, results: &[ScenarioResult]) -> CriterionResult {
    let evidence = results
        .iter()
        .find(|result| criterion.scenarios.contains(&result.scenario));
    let share = evidence.map_or(0.0, |result| result.points.got / result.points.max);
    CriterionResult {
        points: Points {
            got: share * criterion.points.max,
            max: criterion.points.max,
        },
        ..criterion
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
        criteria: criteria_of(stage)
            .into_iter()
            .map(|one| earned(one, &results))
            .collect(),
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
        recording: None,
    }
}

fn arrow(actor: &str, sign: Sign) -> Arrow {
    Arrow {
        party: Observer::Actor(actor.to_owned()),
        sign,
    }
}

fn said(text: &str) -> Sign {
    Sign::Text(text.to_owned())
}

/// Three clients join, one leaves; the last step is answered with these texts.
fn steps(seen: &[&str], same: bool) -> Vec<StepResult> {
    let step = |phase: Phase, step: &str, sent: Vec<Arrow>, told: Vec<Arrow>| StepResult {
        phase,
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
            .map(|to| arrow(to, said(&format!("Annonce : {who} a rejoint la chatroom"))))
            .collect();
        step(
            Phase::Given,
            &format!("{who} joins"),
            vec![arrow(who, said(&format!("Hello|{who}")))],
            told,
        )
    };
    let left = said("Annonce : jin a quitté la chatroom");
    let mut last = step(
        Phase::When,
        "jin leaves",
        vec![arrow("jin", Sign::Fin)],
        vec![arrow("vince", left.clone()), arrow("bob", left)],
    );
    last.seen = seen
        .iter()
        .flat_map(|text| ["vince", "bob"].map(|who| arrow(who, said(text))))
        .collect();
    last.printed = strings(&["Déconnexion de ('<jin.ip>', <jin.port>) (jin)"]);
    last.same = same;
    let mut start = step(Phase::Start, "", Vec::new(), Vec::new());
    start.printed = strings(&["Serving on ('<server.ip>', <server.port>)"]);
    vec![
        start,
        joined("vince", &["vince"]),
        joined("jin", &["vince", "jin"]),
        joined("bob", &["vince", "jin", "bob"]),
        last,
    ]
}

/// What is different at a step.
pub(crate) fn difference(step: Option<&str>, kind: Deviation) -> Reason {
    Reason::Differs(Difference {
        step: step.map(|step| (step.to_owned(), 11)),
        given: false,
        kind,
        judged_by: None,
    })
}

/// Other texts than expected, for each of these actors.
pub(crate) fn received(step: &str, actors: &[&str], expected: &[&str], seen: &[&str]) -> Vec<Reason> {
    let one = |actor: &&str| {
        let kind = Deviation::Received {
            actor: (*actor).to_owned(),
            expected: strings(expected),
            seen: strings(seen),
        };
        difference(Some(step), kind)
    };
    actors.iter().map(one).collect()
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
                result.reasons = vec![Reason::Harness(WorldError {
                    step: "writing pages".to_owned(),
                    cause: "the disk is full".to_owned(),
                })];
            }
        }),
    ])
}

/// Near, wrong text, silence, a text too many.
pub(crate) fn mixed(name: &str) -> Submission {
    let mut mixed = submission(name, Verdict::Pass, |result| match result.scenario.as_str() {
        "ii_4/relay" => {
            result.verdict = Verdict::Near;
            result.reasons = received(
                "jin says: salut",
                &["vince"],
                &["<jin.addr> a dit : salut"],
                &["<jin.addr> said : salut"],
            );
        }
        "ii_4/not_to_sender" => {
            result.verdict = Verdict::Fail;
            result.reasons = received("jin says: salut", &["jin"], &[], &["<jin.addr> a dit : salut\\n"]);
            result.causes = vec![Cause::SenderHearsItself];
        }
        "ii_6/departure" => {
            result.verdict = Verdict::Fail;
            result.reasons = received(
                "jin leaves",
                &["vince", "bob"],
                &["Annonce : jin a quitté la chatroom"],
                &["jin est parti"],
            );
            result.reasons.push(difference(
                None,
                Deviation::Ended {
                    expected: false,
                    last_line: Some("KeyError: <jin>".to_owned()),
                },
            ));
            result.place = Some(Place {
                file: "PART 2/chat_server_ii_6.py".into(),
                line: 23,
            });
            result.steps = steps(&["jin est parti"], false);
        }
        "ii_6/survivors" => {
            result.verdict = Verdict::Fail;
            let mut scene = received("jin joins", &["vince"], &["Annonce : jin a rejoint la chatroom"], &[]);
            for reason in &mut scene {
                if let Reason::Differs(difference) = reason {
                    difference.given = true;
                }
            }
            let judged = received(
                "jin leaves",
                &["vince", "bob"],
                &["Annonce : jin a quitté la chatroom"],
                &[],
            );
            result.reasons = [scene, judged].concat();
            result.steps = steps(&[], false);
        }
        _ => {}
    });
    let program = mixed.stages[1].program.as_mut().unwrap();
    program.passed_over = vec!["bonus/chat_server_ii_4.py".into(), "chat_server_ii_4 copy.py".into()];
    program.notes = vec![Note::TakenFor {
        file: "PART 2/chat_server_ii_4.py".into(),
        asked: "chat_server_ii_4.py".to_owned(),
    }];
    mixed
}

fn blocked(name: &str) -> Submission {
    submission(name, Verdict::Blocked, |result| {
        result.steps.clear();
        if result.scenario == "ii_2/two_clients" {
            result.verdict = Verdict::Skipped;
            return;
        }
        result.reasons = vec![Reason::NotStarted(Doing::Ended(Exit::Status(1)))];
        result.causes = vec![Cause::MissingModule {
            module: "aioconsole".to_owned(),
        }];
    })
}
