//! What a lab's points are given for, and what is said of criteria that are wrong.

use salon_language::{Lab, PlanError};
use salon_model::{Aspect, Language, Standing};
use std::fs;
use tempfile::TempDir;

/// A lab of one stage with the scenarios `relay` and `sender`, and these criteria.
fn lab(criteria: &str) -> (TempDir, Result<Lab, PlanError>) {
    let folder = tempfile::tempdir().unwrap();
    let stage = folder.path().join("ii_4");
    fs::create_dir(&stage).unwrap();
    for name in ["relay", "sender"] {
        let text = "title: {fr: a, en: b}\nwhen: [vince connects]\n";
        fs::write(stage.join(name).with_extension("yaml"), text).unwrap();
    }
    let text =
        format!("title: {{fr: a, en: b}}\nstages:\n  ii_4:\n    title: {{fr: a, en: b}}\n    criteria: {criteria}\n");
    fs::write(folder.path().join("lab.yaml"), text).unwrap();
    let lab = Lab::load(folder.path());
    (folder, lab)
}

#[track_caller]
fn assert_wrong(criteria: &str, message: &str) {
    let (_folder, lab) = lab(criteria);
    let said = lab.unwrap_err().render(Language::En, false);
    assert!(said.contains(message), "{said}");
}

#[test]
fn criteria_are_read_with_their_evidence_and_how_they_count() {
    let (_folder, lab) = lab("{relay: {title: {fr: a, en: b}, points: 4.5, scenarios: relay}, \
                              text: {title: {fr: a, en: b}, points: 0.5, scenarios: [relay, sender], \
                              aspects: [content, wording], needs: relay, beyond: true}, \
                              style: {title: {fr: a, en: b}, points: 2, manual: true}}");
    let lab = lab.unwrap();
    let criteria = lab.stage("ii_4").unwrap().criteria_of(std::iter::empty());
    let [relay, text, style] = &criteria[..] else {
        panic!("three criteria: {criteria:?}");
    };
    assert_eq!((relay.points, relay.standing), (4.5, Standing::Asked));
    assert_eq!(text.aspects, [Aspect::Content, Aspect::Wording]);
    assert_eq!(
        (&text.needs[..], text.standing),
        (&["relay".to_owned()][..], Standing::Beyond)
    );
    assert_eq!((style.standing, style.max()), (Standing::Manual, 0.0));
}

#[test]
fn the_mistakes_of_criteria_have_messages() {
    let of = |rest: &str| format!("{{relay: {{title: {{fr: a, en: b}}, points: 1, {rest}}}}}");
    assert_wrong(
        &of("scenarios: [relay]"),
        "the scenario `sender` counts for no criterion",
    );
    assert_wrong(&of("scenarios: [relya, sender]"), "did you mean `relay`?");
    assert_wrong(
        &of("scenarios: [relay, sender], needs: echo"),
        "this stage has no criterion `echo`",
    );
    assert_wrong(
        &of("scenarios: [relay, sender], needs: relay"),
        "so the criterion `relay` needs itself",
    );
    assert_wrong(
        &of("scenarios: [relay, sender], aspects: words"),
        "`words` is no aspect of an answer",
    );
    assert_wrong(
        &of("scenarios: [relay, sender], beyond: perhaps"),
        "`true` or `false` is needed",
    );
    assert_wrong(
        &of("scenarios: [relay, sender], beyond: true, bonus: true"),
        "a criterion is `beyond`, `bonus` or `manual`",
    );
    assert_wrong(
        &of("scenarios: [relay, sender], manual: true"),
        "is judged by the teacher, without scenarios",
    );
    assert_wrong(
        "{relay: {title: {fr: a, en: b}, points: many, scenarios: [relay, sender]}}",
        "what a criterion is worth is a number from 0 to 100",
    );
}
