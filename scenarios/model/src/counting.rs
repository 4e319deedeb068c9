//! The two counters of the first programs.

use serde::{Deserialize, Serialize};

/// How two counters should come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Counting {
    /// One after the other.
    InSequence,
    /// Side by side, each number of one with the same of the other.
    Together,
}

impl Counting {
    /// How it looks, for people.
    pub fn example(self) -> String {
        match self {
            Self::InSequence => "0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9",
            Self::Together => "0 0 1 1 2 2 3 3 4 4 5 5 6 6 7 7 8 8 9 9",
        }
        .to_owned()
    }

    /// Whether numbers are two counters in this order. "De 0 à 10" is read in three ways: 0 to 9, 1 to
    /// 10, and 0 to 10.
    pub fn holds(self, numbers: &[i64]) -> bool {
        let counter: Vec<i64> = match self {
            Self::InSequence => {
                let (one, other) = numbers.split_at(numbers.len() / 2);
                if one != other {
                    return false;
                }
                one.to_vec()
            }
            Self::Together => {
                let pairs = numbers.chunks(2);
                if pairs.clone().any(|pair| pair.first() != pair.last() || pair.len() != 2) {
                    return false;
                }
                pairs.filter_map(|pair| pair.first().copied()).collect()
            }
        };
        let rises = counter.windows(2).all(|pair| pair[1] == pair[0] + 1);
        let ends = (counter.first(), counter.last());
        rises && matches!(ends, (Some(0), Some(9 | 10)) | (Some(1), Some(10)))
    }
}

#[cfg(test)]
mod tests {
    use super::Counting::{self, InSequence, Together};

    fn twice(range: std::ops::RangeInclusive<i64>, how: Counting) -> Vec<i64> {
        match how {
            InSequence => range.clone().chain(range).collect(),
            Together => range.flat_map(|number| [number, number]).collect(),
        }
    }

    #[test]
    fn all_readings_of_ten_are_taken_in_either_order_and_no_other() {
        for (one, other) in [(InSequence, Together), (Together, InSequence)] {
            for range in [0..=9, 1..=10, 0..=10] {
                assert!(one.holds(&twice(range.clone(), one)));
                assert!(!one.holds(&twice(range, other)));
            }
            assert!(!one.holds(&twice(0..=8, one)));
            assert!(!one.holds(&[]));
            assert!(!one.holds(&twice(0..=9, one)[1..]));
        }
    }
}
