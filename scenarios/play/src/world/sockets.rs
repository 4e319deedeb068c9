//! The sockets of the machine's services that have a name in the file system.

use std::collections::BTreeSet;
use std::fs;
use std::path::PathBuf;

/// The Unix sockets of this network namespace that have an absolute path, to be covered in a world: neither a
/// network namespace nor a read-only mount keeps a program from connecting to them.
///
/// Those bound by a relative path, or in another namespace, are not told of here.
pub(crate) fn sockets() -> BTreeSet<PathBuf> {
    let table = fs::read("/proc/net/unix").unwrap_or_default();
    in_table(&String::from_utf8_lossy(&table))
}

fn in_table(table: &str) -> BTreeSet<PathBuf> {
    // Seven columns, and then the path as it is, with all its blanks.
    let path = |line: &str| Some(line.find(" /")? + 1).map(|place| PathBuf::from(&line[place..]));
    table.lines().filter_map(path).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::Path;

    #[test]
    fn only_absolute_paths_are_told() {
        let table = "Num       RefCount Protocol Flags    Type St Inode Path
0000000000000000: 00000002 00000000 00010000 0001 01 24361 /opt/a b/mysql.sock
0000000000000000: 00000002 00000000 00010000 0001 01 24362 @/tmp/.X11-unix/X0
0000000000000000: 00000002 00000000 00010000 0001 01 24363 relative.sock
0000000000000000: 00000003 00000000 00000000 0001 03 24364
";
        assert!(in_table(table).iter().eq([Path::new("/opt/a b/mysql.sock")]));
    }
}
