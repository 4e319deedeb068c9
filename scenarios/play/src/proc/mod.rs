//! What `/proc` says of processes: the one reader of it for settling, limits and the session.

mod alarms;
mod descriptors;
mod memory;
mod process;
mod stat;
mod thread;

pub(crate) use alarms::may_be_alarmed;
pub(crate) use descriptors::{duplicate, shortest_timerfd_us, socket_inodes};
pub(crate) use memory::{
    hidden_of_machine, memory_of, page_tables_of, read_memory, read_path, shareable_of, shared_memory_of, socket_bytes,
    sockets,
};
pub(crate) use process::{all_but_this, childless, cpu_us, descendants, exists, last_id};
pub(crate) use stat::Stat;
pub(crate) use thread::{Thread, process_of, threads};
#[cfg(target_arch = "x86_64")]
pub(crate) use {descriptors::socket_inode, memory::write_memory};
