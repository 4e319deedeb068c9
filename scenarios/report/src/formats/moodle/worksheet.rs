//! The worksheet as a table: which column is which, in French or English, and how numbers are written.

use crate::text;
use salon_model::Language;
use thiserror::Error;

const IDENTIFIER: &[&str] = &["Identifiant", "Identifier"];
const NAME: &[&str] = &["Nom complet", "Full name"];
const GRADE: &[&str] = &["Note", "Grade"];
const MAXIMUM: &[&str] = &["Note maximale", "Maximum grade"];
const FEEDBACK: &[&str] = &["Feedback par commentaires", "Feedback comments"];
const MARK: &[u8] = b"\xef\xbb\xbf";

/// A worksheet that cannot be filled in.
#[derive(Debug, Error)]
pub enum MoodleError {
    /// The file is no text in UTF-8.
    #[error("the worksheet is not UTF-8: save it as \"CSV UTF-8\", or export it again")]
    NotUtf8,
    /// The file has no line.
    #[error("the worksheet is empty")]
    Empty,
    /// A column that is needed is not there.
    #[error("the worksheet has no column {}; it has: {}", .wanted.join(" / "), .found.join(", "))]
    MissingColumn {
        /// What it is called, in French and English.
        wanted: &'static [&'static str],
        /// The columns that are there.
        found: Vec<String>,
    },
    /// A maximum is no number, for example because the assignment is graded by a scale.
    #[error("line {line}: the maximum grade {found:?} is not a number")]
    BadMaximum {
        /// The row's line, the headings being line 1.
        line: usize,
        /// What is there.
        found: String,
    },
    /// The file is no CSV.
    #[error("the worksheet is not a CSV file: {0}")]
    Csv(#[from] csv::Error),
}

impl MoodleError {
    /// What is said of it to people.
    pub fn in_language(&self, language: Language) -> String {
        if language == Language::En {
            return text::visible(&self.to_string());
        }
        let french = match self {
            Self::NotUtf8 => {
                "la feuille n'est pas en UTF-8 : l'enregistrer en « CSV UTF-8 », ou l'exporter à nouveau".to_owned()
            }
            Self::Empty => "la feuille est vide".to_owned(),
            Self::MissingColumn { wanted, found } => {
                format!(
                    "la feuille n'a pas de colonne {} ; elle a : {}",
                    wanted.join(" / "),
                    found.join(", ")
                )
            }
            Self::BadMaximum { line, found } => {
                format!("ligne {line} : la note maximale {found:?} n'est pas un nombre")
            }
            Self::Csv(error) => format!("la feuille n'est pas un fichier CSV : {error}"),
        };
        text::visible(&french)
    }
}

/// A worksheet in memory.
pub(super) struct Worksheet {
    heads: Vec<String>,
    rows: Vec<Vec<String>>,
    identifier: usize,
    name: Option<usize>,
    grade: usize,
    maximum: Option<usize>,
    feedback: Option<usize>,
    /// Whether numbers have a comma, as in a French Moodle and the spreadsheets beside it.
    comma: bool,
    delimiter: u8,
    marked: bool,
}

impl Worksheet {
    pub(super) fn read(exported: &[u8]) -> Result<Self, MoodleError> {
        let marked = exported.starts_with(MARK);
        let content = exported.strip_prefix(MARK).unwrap_or(exported);
        let content = std::str::from_utf8(content).map_err(|_| MoodleError::NotUtf8)?;
        let delimiter = delimiter(content);
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(delimiter)
            .from_reader(content.as_bytes());
        let mut lines = Vec::new();
        for record in reader.records() {
            lines.push(record?.iter().map(str::to_owned).collect::<Vec<_>>());
        }
        let mut lines = lines.into_iter();
        let heads = lines.next().ok_or(MoodleError::Empty)?;
        let identifier = needed(&heads, IDENTIFIER)?;
        let grade = needed(&heads, GRADE)?;
        // A row that a spreadsheet shortened still has every cell.
        let rows = lines.map(|mut row| {
            row.resize(row.len().max(heads.len()), String::new());
            row
        });
        Ok(Self {
            identifier,
            grade,
            name: column(&heads, NAME),
            maximum: column(&heads, MAXIMUM),
            feedback: column(&heads, FEEDBACK),
            comma: is_named(&heads[grade], GRADE[0]),
            rows: rows.collect(),
            heads,
            delimiter,
            marked,
        })
    }

    pub(super) fn len(&self) -> usize {
        self.rows.len()
    }

    /// `Participant 12`, `Participant12`.
    pub(super) fn identifier(&self, row: usize) -> &str {
        &self.rows[row][self.identifier]
    }

    /// The full name; empty where the assignment is anonymous.
    pub(super) fn name(&self, row: usize) -> &str {
        self.name.map_or("", |column| &self.rows[row][column])
    }

    /// Who a row is of, for people.
    pub(super) fn participant(&self, row: usize) -> String {
        match self.name(row) {
            "" => self.identifier(row).to_owned(),
            name => format!("{name} ({})", self.identifier(row)),
        }
    }

    /// What the grade is out of; `None` where the worksheet does not say.
    pub(super) fn maximum(&self, row: usize) -> Result<Option<f64>, MoodleError> {
        let Some(cell) = self.maximum.map(|column| &self.rows[row][column]) else {
            return Ok(None);
        };
        let plain: String = cell.chars().filter(|next| !next.is_whitespace()).collect();
        if plain.is_empty() {
            return Ok(None);
        }
        let number = plain
            .replace(',', ".")
            .parse::<f64>()
            .ok()
            .filter(|number| number.is_finite() && *number >= 0.0);
        number.map(Some).ok_or_else(|| MoodleError::BadMaximum {
            line: row + 2,
            found: cell.clone(),
        })
    }

    pub(super) fn set_grade(&mut self, row: usize, grade: f64) {
        // As Moodle writes them, so that a spreadsheet takes none for a date.
        let number = format!("{:.2}", text::finite(grade));
        self.rows[row][self.grade] = if self.comma { number.replace('.', ",") } else { number };
    }

    /// Nothing where comments are switched off in the assignment.
    pub(super) fn set_feedback(&mut self, row: usize, feedback: &str) {
        if let Some(column) = self.feedback {
            feedback.clone_into(&mut self.rows[row][column]);
        }
    }

    pub(super) fn write(&self) -> Result<Vec<u8>, MoodleError> {
        let mut out = if self.marked { MARK.to_vec() } else { Vec::new() };
        let mut writer = csv::WriterBuilder::new()
            .flexible(true)
            .delimiter(self.delimiter)
            .from_writer(&mut out);
        writer.write_record(&self.heads)?;
        for row in &self.rows {
            writer.write_record(row)?;
        }
        writer.flush().map_err(csv::Error::from)?;
        drop(writer);
        Ok(out)
    }
}

/// Moodle writes commas; spreadsheets in French save semicolons.
fn delimiter(content: &str) -> u8 {
    let first = content.lines().next().unwrap_or_default();
    let count = |delimiter: u8| first.bytes().filter(|byte| *byte == delimiter).count();
    [b',', b';', b'\t']
        .into_iter()
        .rev()
        .max_by_key(|delimiter| count(*delimiter))
        .unwrap_or(b',')
}

fn column(heads: &[String], names: &[&str]) -> Option<usize> {
    heads
        .iter()
        .position(|head| names.iter().any(|name| is_named(head, name)))
}

fn needed(heads: &[String], names: &'static [&'static str]) -> Result<usize, MoodleError> {
    column(heads, names).ok_or_else(|| MoodleError::MissingColumn {
        wanted: names,
        found: heads.to_vec(),
    })
}

fn is_named(head: &str, name: &str) -> bool {
    head.trim().to_lowercase() == name.to_lowercase()
}
