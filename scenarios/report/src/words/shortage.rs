//! What a machine has little of, in words, and what to do.

use super::{Words, quoted};
use salon_model::Shortage;

impl Words {
    /// What there is too little of, and what to do about it.
    pub fn shortage(self, shortage: &Shortage) -> String {
        let (fr, en) = match shortage {
            Shortage::Terminals { free, wanted } => (
                format!(
                    "{free} pseudo-terminaux libres, les sessions peuvent en demander {wanted} : elles attendront leur \
                     tour ; réduire `--jobs`, ou augmenter /proc/sys/kernel/pty/max"
                ),
                format!(
                    "{free} pseudo-terminals are free, and the sessions may want {wanted}: they will wait for each \
                     other; lower `--jobs`, or raise /proc/sys/kernel/pty/max"
                ),
            ),
            Shortage::Descriptors { most, wanted } => (
                format!(
                    "{most} fichiers ouverts au plus, les sessions peuvent en demander {wanted} : elles attendront leur \
                     tour ; réduire `--jobs`, ou augmenter `ulimit -n`"
                ),
                format!(
                    "{most} open files at most, and the sessions may want {wanted}: they will wait for each other; \
                     lower `--jobs`, or raise `ulimit -n`"
                ),
            ),
            Shortage::Memory { free, wanted } => (
                format!(
                    "{} Mio de mémoire libres, des programmes ordinaires peuvent en demander {} ; réduire `--jobs`",
                    free >> 20,
                    wanted >> 20
                ),
                format!(
                    "{} MiB of memory are free, and ordinary programs may want {}; lower `--jobs`",
                    free >> 20,
                    wanted >> 20
                ),
            ),
            Shortage::Groups { sessions } => (
                format!(
                    "pas de groupe de contrôle pour {sessions} session(s), bien qu'il y en ait sur cette machine : la \
                     mémoire y a été surveillée, mais pas limitée par le noyau"
                ),
                format!(
                    "no control group could be made for {sessions} session(s), though this machine has some: memory \
                     was watched in them, but not bounded by the kernel"
                ),
            ),
            Shortage::Disk { folder, free } => {
                let folder = quoted(&folder.to_string_lossy());
                (
                    format!("il reste {} Mio pour les résultats dans {folder}", free >> 20),
                    format!("{} MiB are left for results in {folder}", free >> 20),
                )
            }
        };
        self.pick(fr, en)
    }
}
