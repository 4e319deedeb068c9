//! Unix sockets: where they are, and which a program may reach.

use super::paths::Paths;
use crate::world::sockaddr;
use std::collections::HashSet;
use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};

/// Where the path is in an address: behind the family.
const PATH_AT: usize = 2;

/// What is known of the sockets of a session's programs.
#[derive(Debug)]
pub(super) struct UnixSockets {
    /// Names of those that are no files, as far as they are of these programs.
    abstract_names: HashSet<Vec<u8>>,
    /// Where the files are that they may connect to.
    folder: PathBuf,
}

impl UnixSockets {
    pub(super) fn new(folder: PathBuf) -> Self {
        Self {
            abstract_names: HashSet::new(),
            folder,
        }
    }

    /// A socket of this address, which is no file, is one of these programs'.
    pub(super) fn learn(&mut self, address: Vec<u8>) {
        self.abstract_names.insert(address);
    }

    /// Whether a socket is one of these programs' own, and not of a service of the machine.
    pub(super) fn may_reach(&self, thread: i32, address: &[u8]) -> bool {
        match address.get(PATH_AT) {
            None => true,
            Some(0) => self.abstract_names.contains(address),
            Some(_) => {
                let path = fs::canonicalize(Path::new(&format!("/proc/{thread}/cwd")).join(path_in(address)));
                matches!((path, fs::canonicalize(&self.folder)), (Ok(path), Ok(own)) if path.starts_with(&own))
            }
        }
    }
}

/// The address of a Unix socket that is a file.
pub(super) fn address_with_path(thread: i32, address: u64, length: u64) -> Option<Vec<u8>> {
    let bytes = sockaddr::read(thread.cast_unsigned(), address, length)?;
    let is_file =
        sockaddr::family(&bytes) == Some(libc::AF_UNIX) && bytes.get(PATH_AT).is_some_and(|first| *first != 0);
    is_file.then_some(bytes)
}

/// The same address with what stands for its path; `Ok(None)` where the path stands for itself, an error where there is
/// no room for it in an address.
pub(super) fn with_real_path(address: &[u8], paths: &Paths) -> Result<Option<Vec<u8>>, i32> {
    let Some(real) = paths.real(path_in(address)) else {
        return Ok(None);
    };
    let mut bytes = address[..PATH_AT].to_vec();
    bytes.extend_from_slice(real.as_os_str().as_bytes());
    bytes.push(0);
    if bytes.len() > size_of::<libc::sockaddr_un>() {
        return Err(libc::ENAMETOOLONG);
    }
    Ok(Some(bytes))
}

fn path_in(address: &[u8]) -> &Path {
    let path = address.get(PATH_AT..).unwrap_or_default();
    Path::new(OsStr::from_bytes(
        path.split(|byte| *byte == 0).next().unwrap_or_default(),
    ))
}
