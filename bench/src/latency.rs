//! How long a mock page takes.
//!
//! A delay drawn from a seed depends on the seed and the host alone, not on the order of the
//! list nor on any state, so that everybody measures the same site.

use std::time::Duration;

/// The delay before a page is served.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Latency {
    /// The same for all.
    Fixed(Duration),
    /// One for each host, in whole milliseconds, between two bounds.
    Seeded {
        /// What the delays are drawn from.
        seed: u64,
        /// The shortest, in milliseconds.
        shortest: u32,
        /// The longest, in milliseconds.
        longest: u32,
    },
}

impl Latency {
    /// Between 50 and 500 ms: what real pages take, and a sum of some seconds for ten pages.
    pub fn seeded(seed: u64) -> Self {
        Self::Seeded {
            seed,
            shortest: 50,
            longest: 500,
        }
    }

    /// The delay of one host.
    pub fn of(self, host: &str) -> Duration {
        match self {
            Self::Fixed(delay) => delay,
            Self::Seeded {
                seed,
                shortest,
                longest,
            } => {
                let span = u64::from(longest.saturating_sub(shortest)) + 1;
                Duration::from_millis(u64::from(shortest) + mix(seed, host) % span)
            }
        }
    }
}

/// FNV-1a over the host, started from the seed and finished as in splitmix64, whose last steps
/// spread neighbouring values over the whole range. Written out because the standard hasher
/// promises no stable value, and the delays have to stay the same from one version to the next.
fn mix(seed: u64, host: &str) -> u64 {
    let mut hash = 0xcbf2_9ce4_8422_2325 ^ seed;
    for byte in host.bytes() {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    hash = (hash ^ (hash >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    hash = (hash ^ (hash >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    hash ^ (hash >> 31)
}
