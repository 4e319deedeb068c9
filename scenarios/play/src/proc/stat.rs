//! The line `/proc/PID/stat`, of a process or of a thread.

use std::fs;
use std::io;
use std::path::Path;

/// A tick of the kernel's clock, in microseconds (`USER_HZ`, fixed at 100 by the kernel's interface).
pub(super) const TICK_US: u64 = 10_000;

/// The fields of proc(5) that are looked at.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Stat {
    /// The scheduler's letter, field 3.
    pub(crate) state: char,
    /// Field 4.
    pub(crate) parent: i32,
    /// Processor time of its own, in ticks: fields 14 and 15.
    own_ticks: u64,
    /// Processor time of the children it waited for, in ticks: fields 16 and 17.
    pub(super) children_ticks: u64,
    /// Field 20.
    pub(crate) threads: u64,
    /// When it began, in ticks: field 22. With its id, it names a process that is no more.
    pub(crate) began: u64,
    /// Resident memory in bytes: field 24, in pages.
    pub(crate) resident: u64,
}

impl Stat {
    /// Of a process; `None` where there is no such process.
    pub(crate) fn of(process: i32) -> Option<Self> {
        Self::read(Path::new(&format!("/proc/{process}/stat"))).ok()
    }

    pub(super) fn read(file: &Path) -> io::Result<Self> {
        Self::parse(&fs::read_to_string(file)?).ok_or_else(|| malformed("stat"))
    }

    /// Processor time of its own in microseconds.
    pub(crate) fn own_cpu_us(&self) -> u64 {
        self.own_ticks * TICK_US
    }

    /// Processor time in microseconds, with that of the children it waited for.
    pub(crate) fn cpu_us(&self) -> u64 {
        (self.own_ticks + self.children_ticks) * TICK_US
    }

    /// What follows the name begins with field 3. The name may itself hold spaces and parentheses.
    fn parse(stat: &str) -> Option<Self> {
        let fields: Vec<&str> = stat.rsplit_once(") ")?.1.split_ascii_whitespace().collect();
        let field = |number: usize| fields.get(number - 3)?.parse::<u64>().ok();
        Some(Self {
            state: fields.first()?.chars().next()?,
            parent: fields.get(1)?.parse().ok()?,
            own_ticks: field(14)? + field(15)?,
            children_ticks: field(16)? + field(17)?,
            threads: field(20)?,
            began: field(22)?,
            resident: field(24)? * rustix::param::page_size() as u64,
        })
    }
}

/// Of a file of `/proc` that cannot be understood.
pub(super) fn malformed(file: &str) -> io::Error {
    io::Error::other(format!("/proc's {file} has a form we do not know"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_looks_like_the_rest_of_the_line_is_only_a_name() {
        let line = "7 (a) R 1 (b) S 1 7 7 0 -1 0 0 0 0 0 1 2 3 4 20 0 5 0 100 4096 10 0 0";
        let stat = Stat::parse(line).unwrap();
        assert_eq!((stat.state, stat.parent, stat.threads), ('S', 1, 5));
        assert_eq!(
            (stat.cpu_us(), stat.own_cpu_us(), stat.children_ticks),
            (100_000, 30_000, 7)
        );
        assert_eq!(stat.began, 100);
        assert_eq!(stat.resident, 10 * rustix::param::page_size() as u64);
        assert_eq!(Stat::parse("7 (a) S"), None);
    }
}
