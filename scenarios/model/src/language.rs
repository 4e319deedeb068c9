//! The two languages of labs, and texts in both.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A language in which messages are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub enum Language {
    /// French, the language of the sheets.
    Fr,
    /// English.
    #[default]
    En,
}

impl Language {
    /// The language of a locale's name, such as `fr_FR.UTF-8`: French for French, English for
    /// everything else.
    ///
    /// ```
    /// use salon_model::Language;
    ///
    /// assert_eq!(Language::from_locale("fr_FR.UTF-8"), Language::Fr);
    /// assert_eq!(Language::from_locale("C"), Language::En);
    /// ```
    pub fn from_locale(locale: &str) -> Self {
        let language = locale.split(['_', '-', '.', '@']).next().unwrap_or_default();
        if language.eq_ignore_ascii_case("fr") {
            Self::Fr
        } else {
            Self::En
        }
    }

    /// The one of two values that is in this language.
    pub fn pick<T>(self, fr: T, en: T) -> T {
        match self {
            Self::Fr => fr,
            Self::En => en,
        }
    }
}

/// A text shown to users, in the two languages of the lab.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub struct Text {
    /// French, the language of the sheets.
    #[schemars(length(min = 1))]
    pub fr: String,
    /// English.
    #[schemars(length(min = 1))]
    pub en: String,
}

impl Text {
    /// The text in one of the languages.
    pub fn in_language(&self, language: Language) -> &str {
        language.pick(&self.fr, &self.en)
    }
}
