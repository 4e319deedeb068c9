//! Splitting a batch over several machines: a CI matrix, a Slurm array, a Kubernetes indexed job.

use std::fmt;
use std::num::NonZero;
use std::str::FromStr;

/// One part of a batch: `hash:2/5` is the second of five. Which submissions are in it depends on
/// their names alone, so that every machine decides alike without knowing the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Partition {
    /// From 1; `None` for `auto`, to be read from the environment.
    number: Option<NonZero<u64>>,
    count: NonZero<u64>,
}

/// The whole batch is its only part.
const WHOLE: Partition = Partition {
    number: NonZero::new(1),
    count: NonZero::<u64>::MIN,
};

/// Where schedulers put the index of a job, and from which variable or number they count.
const INDEX_VARIABLES: [(&str, First); 5] = [
    ("SLURM_ARRAY_TASK_ID", First::Variable("SLURM_ARRAY_TASK_MIN")),
    ("JOB_COMPLETION_INDEX", First::Zero),
    ("CI_NODE_INDEX", First::One),
    ("CIRCLE_NODE_INDEX", First::Zero),
    ("BUILDKITE_PARALLEL_JOB", First::Zero),
];

#[derive(Clone, Copy)]
enum First {
    Zero,
    One,
    /// In this variable; 1 where it is not set.
    Variable(&'static str),
}

/// A partition that cannot be.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PartitionError {
    /// Not of the form `hash:m/n`.
    #[error("`{0}` is not a partition: `hash:m/n` with 1 <= m <= n, or `hash:auto/n`")]
    Form(String),
    /// `auto`, and no scheduler's variable is set.
    #[error(
        "`hash:auto/n` needs the index of the job in SLURM_ARRAY_TASK_ID, JOB_COMPLETION_INDEX, CI_NODE_INDEX, \
         CIRCLE_NODE_INDEX or BUILDKITE_PARALLEL_JOB"
    )]
    NoIndex,
    /// The index is not one of the parts.
    #[error("part {number} of {count} does not exist")]
    OutOfRange {
        /// The part.
        number: u64,
        /// How many there are.
        count: u64,
    },
}

impl Default for Partition {
    fn default() -> Self {
        WHOLE
    }
}

impl FromStr for Partition {
    type Err = PartitionError;

    fn from_str(text: &str) -> Result<Self, PartitionError> {
        let form = || PartitionError::Form(text.to_owned());
        let (number, count) = text
            .strip_prefix("hash:")
            .and_then(|rest| rest.split_once('/'))
            .ok_or_else(form)?;
        let count = count.parse().map_err(|_| form())?;
        let number = if number == "auto" {
            None
        } else {
            Some(number.parse().map_err(|_| form())?)
        };
        let partition = Self { number, count };
        partition.in_range().ok_or_else(form)
    }
}

impl fmt::Display for Partition {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.number {
            Some(number) => write!(f, "hash:{number}/{}", self.count),
            None => write!(f, "hash:auto/{}", self.count),
        }
    }
}

impl Partition {
    /// Finds out which part this is, by the scheduler's variables where it says `auto`.
    ///
    /// # Errors
    /// When no variable says, or says a part that does not exist.
    pub fn resolve(self, variable: impl Fn(&str) -> Option<String>) -> Result<Self, PartitionError> {
        if self.number.is_some() {
            return Ok(self);
        }
        let read = |name: &str| variable(name).and_then(|text| text.trim().parse::<u64>().ok());
        let number = INDEX_VARIABLES.iter().find_map(|(name, first)| {
            let first = match first {
                First::Zero => 0,
                First::One => 1,
                First::Variable(name) => read(name).unwrap_or(1),
            };
            read(name)?.checked_sub(first).map(|index| index + 1)
        });
        let number = number.ok_or(PartitionError::NoIndex)?;
        let out = PartitionError::OutOfRange {
            number,
            count: self.count.get(),
        };
        Self {
            number: NonZero::new(number),
            ..self
        }
        .in_range()
        .ok_or(out)
    }

    /// Whether a submission belongs to this part.
    pub fn has(self, name: &str) -> bool {
        self.number
            .is_none_or(|number| digest(name.as_bytes()) % self.count == number.get() - 1)
    }

    fn in_range(self) -> Option<Self> {
        self.number.is_none_or(|number| number <= self.count).then_some(self)
    }
}

/// FNV-1a, 64 bits: the same on every machine and in every version.
pub(super) fn digest(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn resolve(text: &str, variables: &[(&str, &str)]) -> Result<Partition, PartitionError> {
        let variable = |name: &str| {
            variables
                .iter()
                .find(|(key, _)| *key == name)
                .map(|(_, value)| (*value).to_owned())
        };
        text.parse::<Partition>()?.resolve(variable)
    }

    #[test]
    fn every_submission_is_in_exactly_one_part() {
        let parts: Vec<Partition> = (1..=7)
            .map(|part| resolve(&format!("hash:{part}/7"), &[]).unwrap())
            .collect();
        for number in 0..1000 {
            let name = format!("submission {number}");
            assert_eq!(parts.iter().filter(|part| part.has(&name)).count(), 1);
        }
        assert!(Partition::default().has("anything"));
    }

    #[test]
    fn the_indices_of_schedulers_are_understood() {
        let second = resolve("hash:2/4", &[]);
        assert_eq!(
            resolve(
                "hash:auto/4",
                &[("SLURM_ARRAY_TASK_ID", "11"), ("SLURM_ARRAY_TASK_MIN", "10")]
            ),
            second
        );
        assert_eq!(resolve("hash:auto/4", &[("JOB_COMPLETION_INDEX", "1")]), second);
        assert_eq!(resolve("hash:auto/4", &[("CI_NODE_INDEX", "2")]), second);
    }

    #[test]
    fn a_partition_that_cannot_be_is_refused() {
        for text in ["2/4", "hash:0/4", "hash:5/4", "hash:1/0", "hash:x/4", ""] {
            assert!(matches!(resolve(text, &[]), Err(PartitionError::Form(_))), "{text}");
        }
        assert_eq!(resolve("hash:auto/4", &[]), Err(PartitionError::NoIndex));
        let out = PartitionError::OutOfRange { number: 5, count: 4 };
        assert_eq!(resolve("hash:auto/4", &[("JOB_COMPLETION_INDEX", "4")]), Err(out));
    }
}
