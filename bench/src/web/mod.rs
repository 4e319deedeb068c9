//! Fetching the pages of a list: the sheet's `web_sync` and `web_async`.
//!
//! | part | what it holds |
//! |---|---|
//! | [`Source`] | the argument: a URL, or a file with one URL a line; what is wrong with it |
//! | [`Page`] | one page to fetch, and the name of its file, which cannot leave the folder |
//! | [`Failure`] | what costs a single page, in French or English |
//! | [`Fetcher`] | the three forms behind one call |
//! | `client` | the set-up they share: names, TLS, redirects, time-outs |
//! | `body` | what they do with the bytes: count, limit, save whole or not at all |
//! | [`fetch()`] | the command: lines, summary, exit code |

mod body;
mod client;
mod failure;
mod fetch;
mod forms;
mod list;
mod page;

use std::net::SocketAddr;
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::time::Duration;

pub use body::Received;
pub use failure::Failure;
pub use fetch::{FetchConfig, Outcome, Progress, fetch};
pub use forms::{Fetched, Fetcher};
pub use list::Source;
pub use page::Page;

/// What a fetch may cost.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Pages under way at once, for the modes that fetch several. The default keeps a thousand
    /// fast pages busy and stays, with a socket and a file for each, below the 1,024 open files
    /// that most systems grant.
    pub jobs: NonZeroUsize,
    /// Time for one page from the first packet to the last byte.
    pub timeout: Duration,
    /// Time for one connection.
    pub connect_timeout: Duration,
    /// Redirects followed for one page.
    pub redirects: usize,
    /// Bytes of one page.
    pub bytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            jobs: NonZeroUsize::new(500).unwrap_or(NonZeroUsize::MIN),
            timeout: Duration::from_secs(30),
            connect_timeout: Duration::from_secs(10),
            redirects: 10,
            bytes: 64 << 20,
        }
    }
}

/// Where names lead.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Network {
    /// To wherever this machine's resolver says, through the proxy of the environment if any.
    #[default]
    Real,
    /// All to this one address, whatever the name; no proxy.
    Everywhere(SocketAddr),
}

/// What becomes of the pages.
#[derive(Clone, Debug)]
pub enum Destination {
    /// Each becomes a file in this folder.
    Folder(PathBuf),
    /// They are received in full, counted and dropped.
    Nowhere,
}
