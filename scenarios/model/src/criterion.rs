//! What a stage's points are given for: one demand of the sheet each, with the scenarios that show it.

use crate::{Demand, Points, Text};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A demand of the sheet in a teacher's words, and the scenarios that are evidence for it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Criterion {
    /// Its name in the lab file, for example `relay`.
    pub name: String,
    /// What is demanded.
    pub title: Text,
    /// What it is worth.
    pub points: f64,
    /// The names of the scenarios that show it, in its own stage: `departure`.
    pub scenarios: Vec<String>,
    /// What of those scenarios it judges; empty: all that no other criterion of the stage judges apart.
    pub aspects: Vec<Aspect>,
    /// The names of the criteria of the stage without which it cannot be shown. What is charged there is not
    /// charged here again.
    pub needs: Vec<String>,
    /// How it counts.
    pub standing: Standing,
}

/// How a criterion counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Standing {
    /// As a demand of the sheet.
    #[default]
    Asked,
    /// It goes beyond what the sheet says, and reports say so. It counts as any other.
    Beyond,
    /// Its points are added, and are not part of the maximum.
    Bonus,
    /// Only a teacher can judge it: no program does, and no sum has it.
    Manual,
}

/// A side of an answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Aspect {
    /// Who receives something, and when; and everything that is no text.
    Delivery,
    /// What varies in a text: the pseudo, the message, the address.
    Content,
    /// The rest of a text: its words, punctuation, spacing, line end; and where a page is saved.
    Wording,
}

/// What a criterion earned.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CriterionResult {
    /// Its name in the lab file.
    pub name: String,
    /// What is demanded.
    pub title: Text,
    /// How it counts.
    #[serde(default)]
    pub standing: Standing,
    /// The scenarios that are evidence for it: `ii_6/departure`.
    pub scenarios: Vec<String>,
    /// What it earned; no points where only a teacher can say.
    pub points: Points,
    /// The title of the criterion that it needs, where what fails there leaves nothing of this one to be seen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hidden_by: Option<Text>,
}

impl From<&Criterion> for Demand {
    fn from(criterion: &Criterion) -> Self {
        Self {
            name: criterion.name.clone(),
            title: criterion.title.clone(),
            max: criterion.max(),
        }
    }
}

impl Aspect {
    /// Every aspect.
    pub const ALL: [Self; 3] = [Self::Delivery, Self::Content, Self::Wording];

    /// How it is called in lab files.
    pub fn name(self) -> &'static str {
        match self {
            Self::Delivery => "delivery",
            Self::Content => "content",
            Self::Wording => "wording",
        }
    }
}

impl Criterion {
    /// Of a scenario that shows a demand of its own.
    pub fn of_scenario(name: &str, title: &Text, points: f64) -> Self {
        Self {
            name: name.to_owned(),
            title: title.clone(),
            points,
            scenarios: vec![name.to_owned()],
            aspects: Vec::new(),
            needs: Vec::new(),
            standing: Standing::Asked,
        }
    }

    /// The most that it adds to the maximum of its stage.
    pub fn max(&self) -> f64 {
        match self.standing {
            Standing::Asked | Standing::Beyond => self.points,
            Standing::Bonus | Standing::Manual => 0.0,
        }
    }
}
