//! What `/proc` says: the one reader of it for settling, limits and the session.

mod memory;
mod process;
mod stat;

pub(crate) use memory::{memory_of, socket_bytes, sockets};
pub(crate) use process::{
    Thread, all_but_this, childless, cpu_us, descendants, last_id, shortest_timerfd_us, socket_inodes, threads,
};
pub(crate) use stat::Stat;
