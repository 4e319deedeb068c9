//! Limits and missing protections in words.

use super::Words;
use salon_model::{Limit, Protection};

impl Words {
    /// What was reached.
    pub(crate) fn limit(self, limit: Limit) -> &'static str {
        let (fr, en) = match limit {
            Limit::Memory => ("plus de 1 Gio de mémoire", "more than 1 GiB of memory"),
            Limit::Processor => ("plus de 60 s de processeur", "more than 60 s of processor time"),
            Limit::Processes => (
                "plus de 500 processus et fils d'exécution",
                "more than 500 processes and threads",
            ),
            Limit::Starts => (
                "plus de 2 000 processus ou fils d'exécution démarrés",
                "more than 2,000 processes or threads started",
            ),
            Limit::Sockets => ("plus de 4 500 sockets", "more than 4,500 sockets"),
            Limit::Disk => ("plus de 128 Mio de fichiers", "more than 128 MiB of files"),
        };
        self.pick(fr, en)
    }

    /// What is missing, and what that means.
    pub fn protection(self, missing: Protection) -> &'static str {
        let (fr, en) = match missing {
            Protection::Isolation => (
                "aucune isolation : les programmes ont tourné sur la machine même",
                "no isolation: programs ran on the bare machine",
            ),
            Protection::Namespaces => (
                "sans espaces de noms, que cette machine interdit : les adresses et les chemins sont traduits, et les \
                 fichiers gardés",
                "no namespaces, which this machine forbids: addresses and paths are mapped, and files guarded",
            ),
            Protection::Files => (
                "ce noyau n'a pas Landlock : les programmes peuvent lire et changer les fichiers de qui lance salon",
                "this kernel has no Landlock: programs can read and change the files of whoever runs salon",
            ),
            Protection::SystemCalls => (
                "ce noyau ne filtre pas les appels système (seccomp) : un programme hostile peut s'attaquer au noyau",
                "this kernel does not filter system calls (seccomp): a hostile program can attack the kernel",
            ),
            Protection::Processes => (
                "lancé par root sur un noyau antérieur à 6.14, salon ne peut limiter d'avance le nombre de processus : \
                 une « fork bomb » est arrêtée après coup",
                "run by root on a kernel before 6.14, salon cannot bound the number of processes beforehand: a fork \
                 bomb is ended after the fact",
            ),
            Protection::Memory => (
                "aucun groupe de contrôle n'est délégué à salon : la mémoire est surveillée, mais pas bornée par le \
                 noyau, et ce qui grossit très vite peut en prendre beaucoup avant d'être arrêté ; lancer par \
                 « systemd-run --user --scope -p Delegate=yes salon … »",
                "no control group is delegated to salon: memory is watched, but not bounded by the kernel, and what \
                 grows very fast can take much of it before it is ended; start with \
                 `systemd-run --user --scope -p Delegate=yes salon …`",
            ),
        };
        self.pick(fr, en)
    }
}
