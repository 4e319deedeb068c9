//! The two languages of the lab.

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
    /// use salon_scenarios::plan::Language;
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
    pub(super) fn pick<T>(self, fr: T, en: T) -> T {
        match self {
            Self::Fr => fr,
            Self::En => en,
        }
    }
}
