//! Which row of a worksheet a submission's folder is of.
//!
//! Moodle's bulk download names folders `Full Name_<n>_assignsubmission_file` or, in anonymous
//! assignments, `Participant_<n>_assignsubmission_file`; `<n>` is the number in the worksheet's identifier.
//! Moodle writes that number, and a student writes the name: where there is a number, it alone decides.

use super::Why;
use super::worksheet::Worksheet;
use std::collections::HashMap;
use std::path::Path;

/// What Moodle puts behind the number.
const PLUGIN: &str = "_assignsubmission";

/// The rows by number and by name.
pub(super) struct Rows {
    numbers: HashMap<String, usize>,
    names: HashMap<String, Vec<usize>>,
}

impl Rows {
    pub(super) fn of(worksheet: &Worksheet) -> Self {
        let mut numbers = HashMap::new();
        let mut names: HashMap<String, Vec<usize>> = HashMap::new();
        for row in 0..worksheet.len() {
            if let Some(number) = participant(worksheet.identifier(row)) {
                numbers.insert(number, row);
            }
            let name = same_for_all(worksheet.name(row));
            if !name.is_empty() {
                names.entry(name).or_default().push(row);
            }
        }
        Self { numbers, names }
    }

    /// The row of a submission: by the number in its folder's name, else by a name that one row alone has.
    pub(super) fn find(&self, name: &str, folder: &Path, worksheet: &Worksheet) -> Result<usize, Why> {
        let folder = folder.file_name().unwrap_or_default().to_string_lossy();
        // The name is the folder's where two submissions would share a shorter one.
        if let Some(number) = number(&folder).or_else(|| number(name)) {
            return self.numbers.get(&number).copied().ok_or(Why::Nobody);
        }
        // Who calls himself `Participant 14` is not the fourteenth for that.
        if participant(name).is_some() {
            return Err(Why::OnlyCalledSo);
        }
        match self.names.get(&same_for_all(name)).map(Vec::as_slice) {
            None | Some([]) => Err(Why::Nobody),
            Some([row]) => Ok(*row),
            Some(rows) => Err(Why::SeveralRows(
                rows.iter().map(|row| worksheet.participant(*row)).collect(),
            )),
        }
    }
}

/// The number in a folder's name that Moodle made: the last one, as what is before it may be a name with a
/// number. A number at the end of any other folder's name is none of Moodle's (`groupe_2`).
fn number(folder: &str) -> Option<String> {
    let (before, _) = folder.rsplit_once(PLUGIN)?;
    let (_, number) = before.rsplit_once('_')?;
    is_number(number).then(|| plain(number))
}

/// The number of `Participant 12`, `Participant12`, `Participant_12`.
fn participant(text: &str) -> Option<String> {
    let text = text.trim().to_lowercase();
    let number = text
        .strip_prefix("participant")?
        .trim_start_matches([' ', '_', '\u{a0}']);
    is_number(number).then(|| plain(number))
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Without leading zeros.
fn plain(number: &str) -> String {
    let number = number.trim_start_matches('0');
    if number.is_empty() {
        "0".to_owned()
    } else {
        number.to_owned()
    }
}

/// A name in which case, separators and the order of its words do not count: folders are named
/// `DUPONT_Marie` as well as `Marie Dupont`.
fn same_for_all(name: &str) -> String {
    let lower = name.to_lowercase();
    let mut words: Vec<&str> = lower
        .split(|next: char| !next.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    words.sort_unstable();
    words.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_of_the_bulk_download_have_a_number() {
        for folder in [
            "Marie Dupont_0123_assignsubmission_file",
            "Marie_Dupont_123_assignsubmission_file_",
            "Participant_123_assignsubmission_file",
            "Marie_14_assignsubmission_file_123_assignsubmission_file_",
        ] {
            assert_eq!(number(folder).as_deref(), Some("123"), "{folder}");
        }
        for folder in ["groupe_2", "Participant 123", "Participant123"] {
            assert_eq!(number(folder), None, "{folder}");
        }
    }

    #[test]
    fn names_do_not_depend_on_case_separators_and_order() {
        assert_eq!(same_for_all("DUPONT_Marie-Anne"), same_for_all("Marie Anne Dupont"));
    }
}
