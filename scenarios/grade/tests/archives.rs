//! Archives: what is in them is found as if somebody had unpacked them, and what cannot be opened is said.

mod hostile;
pub(super) mod make;
mod opened;
mod unopened;

use crate::{Bench, both};
use make::{File, gzip, tar, zip};
use salon_grade::discover::Readiness;
use salon_model::Unopened;

const SIX: &str = "chat_server_ii_6.py";

/// Why stage `ii_6` could not be looked for in what was handed in.
fn why(name: &str, archive: &[u8]) -> Unopened {
    let bench = Bench::of(&[]);
    bench.write(name, archive);
    match bench.six().readiness {
        Readiness::Unopened(path, why) if path.as_os_str() == name => why,
        other => panic!("{other:?}"),
    }
}

/// What is taken for stage `ii_6`, and what is told of the whole, of an archive that is handed in.
fn taken(name: &str, archive: &[u8]) -> (String, String) {
    let bench = Bench::of(&[]);
    bench.write(name, archive);
    (bench.taken(), both(&bench.found().notes))
}
