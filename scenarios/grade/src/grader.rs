//! What all gradings of a run have in common.

use salon_play::replay::Settings;
use std::num::NonZero;

/// What all gradings of a run have in common.
#[derive(Debug)]
pub struct Grader {
    /// How sessions are run.
    pub settings: Settings,
    /// Sessions of one submission at once.
    pub jobs: NonZero<usize>,
    /// What a near verdict is worth, as a share of the points.
    pub near: f64,
}
