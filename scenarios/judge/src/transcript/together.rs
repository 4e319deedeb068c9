//! What several speakers caused at once, sorted by speaker.
//!
//! When two clients speak at the same time, either may be heard first. Each speaker's own order
//! must be kept, so the joined text is cut into messages and sorted by speaker, stably. There is
//! no framing to cut by; what the speakers said is known, though, and stands somewhere in each
//! message.

/// A text that only one speaker's doing can have caused, and that speaker's place.
pub(super) struct Trace {
    pub(super) text: String,
    pub(super) speaker: usize,
}

/// Cuts `text` into messages, each with one trace, and sorts them by speaker.
///
/// The end of every message (a full stop, a line end, ` a rejoint la chatroom`) is learned from the
/// last one, which nothing follows.
pub(super) fn sort(text: &str, traces: &[Trace]) -> Vec<String> {
    let found = occurrences(text, traces);
    let Some(&(last, last_trace)) = found.last() else {
        return vec![text.to_owned()];
    };
    let ending = &text[last + traces[last_trace].text.len()..];
    let mut messages: Vec<(usize, String)> = Vec::with_capacity(found.len());
    let mut start = 0;
    for &(at, trace) in &found {
        let after = at + traces[trace].text.len();
        let end = if text[after..].starts_with(ending) {
            after + ending.len()
        } else {
            after
        };
        messages.push((traces[trace].speaker, text[start..end].to_owned()));
        start = end;
    }
    messages.sort_by_key(|message| message.0);
    messages.into_iter().map(|message| message.1).collect()
}

/// Sorts lines by the speaker whose trace they bear; those without one stay in front.
pub(super) fn sort_lines(lines: &mut [String], traces: &[Trace]) {
    lines.sort_by_key(|line| {
        let speaker = traces
            .iter()
            .find(|trace| line.contains(&trace.text))
            .map(|trace| trace.speaker);
        speaker.map_or(0, |speaker| speaker + 1)
    });
}

/// Every occurrence of a trace, from left to right, not overlapping; the longest where several
/// begin at one place.
fn occurrences(text: &str, traces: &[Trace]) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut from = 0;
    loop {
        let next = traces
            .iter()
            .enumerate()
            .filter(|(_, trace)| !trace.text.is_empty())
            .filter_map(|(number, trace)| Some((from + text[from..].find(&trace.text)?, number)))
            .min_by_key(|&(at, number)| (at, usize::MAX - traces[number].text.len()));
        let Some((at, number)) = next else { return found };
        found.push((at, number));
        from = at + traces[number].text.len();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn traces(texts: &[(&str, usize)]) -> Vec<Trace> {
        texts
            .iter()
            .map(|&(text, speaker)| Trace {
                text: text.to_owned(),
                speaker,
            })
            .collect()
    }

    #[test]
    fn either_order_of_two_speakers_gives_the_same_messages() {
        let traces = traces(&[("un", 0), ("deux", 1)]);
        let sorted = sort("vince a dit : unjin a dit : deux", &traces);
        assert_eq!(sorted, ["vince a dit : un", "jin a dit : deux"]);
        assert_eq!(sort("jin a dit : deuxvince a dit : un", &traces), sorted);
    }

    #[test]
    fn endings_stay_with_their_messages() {
        let traces = traces(&[("vince", 0), ("jin", 1)]);
        let text = "Annonce : jin a rejoint.\nAnnonce : vince a rejoint.\n";
        assert_eq!(
            sort(text, &traces),
            ["Annonce : vince a rejoint.\n", "Annonce : jin a rejoint.\n"]
        );
    }

    #[test]
    fn one_speakers_own_order_is_kept_and_loss_shows() {
        let traces = traces(&[("b1", 1), ("a2", 0), ("a1", 0)]);
        assert_eq!(sort("x:a2x:b1x:a1", &traces), ["x:a2", "x:a1", "x:b1"]);
        assert_eq!(sort("rien", &traces), ["rien"]);
    }
}
