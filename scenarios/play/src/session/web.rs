//! The web site that a program under test may ask for pages, and the files it is given.
//!
//! Answers are held until the program has nothing left to do but wait for them: how many pages are
//! under way then is what the program makes of its concurrency, on any machine, and no time passes.

use super::log::Log;
use super::{Task, lists};
use crate::settle::Endpoint;
use crate::site::{self, Happening, Saved, Site};
use crate::world::{Ground, Order, Shim};
use rustix::event::PollFd;
use salon_model::EventKind;
use salon_model::Scenario;
use salon_model::{Isolation, WorldError};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// What surrounds a program under test.
pub(super) struct Web {
    site: Option<Site>,
    /// What a program has to be told to trust the site.
    environment: Vec<(String, String)>,
    directory: PathBuf,
    ground: Ground,
    began: SystemTime,
}

impl Web {
    /// Opens the site, if the scenario has one, and lays the scenario's files where the program reads them.
    /// `order` says where it is, and where the interpreters are that may bring authorities of their own.
    pub(super) fn prepare(
        scenario: &Scenario,
        shim: &Shim,
        order: &Order<Task>,
        ground: Ground,
    ) -> Result<Self, WorldError> {
        let directory = shim.directory.as_path();
        let mut environment = Vec::new();
        let mut open = None;
        if !scenario.site.is_empty() {
            if ground.isolation == Isolation::LoopbackOnly {
                return Err(WorldError {
                    step: "opening the mock web site".to_owned(),
                    cause: "names and ports of its own need namespaces, or mapped addresses".to_owned(),
                });
            }
            let site = Site::open(&scenario.site, |named| ground.real(named))?;
            let authority = ground.show_site(&site.hosts_file(), site.authority(), &order.keep)?;
            environment = site::environment(&authority);
            open = Some(site);
        }
        if ground.isolation != Isolation::LoopbackOnly {
            lists::lay(&scenario.files, shim, &order.own)?;
        } else if !scenario.files.is_empty() {
            return Err(WorldError {
                step: "laying files beside the program".to_owned(),
                cause: "without namespaces they would stay in the submission".to_owned(),
            });
        }
        Ok(Self {
            site: open,
            environment,
            directory: directory.to_owned(),
            ground,
            began: SystemTime::now(),
        })
    }

    /// The program, run with these arguments.
    pub(super) fn run(&mut self, shim: &Shim, arguments: &[String]) -> Shim {
        self.began = SystemTime::now();
        let mut shim = shim.clone();
        if !arguments.is_empty() {
            shim.arguments.extend(shim.option.clone());
        }
        shim.arguments.extend_from_slice(arguments);
        shim.environment.extend_from_slice(&self.environment);
        shim
    }

    pub(super) fn interest<'s>(&'s self, sources: &mut Vec<PollFd<'s>>) {
        if let Some(site) = &self.site {
            site.interest(sources);
        }
    }

    pub(super) fn pump(&mut self, log: &mut Log) -> bool {
        let mut happenings = Vec::new();
        let seen = self.site.as_mut().is_some_and(|site| site.pump(&mut happenings));
        for happening in happenings {
            match happening {
                Happening::Requested { url } => log.requested(url),
                Happening::Distrusted { host } => log.distrusted(host),
            }
        }
        seen
    }

    pub(super) fn endpoints(&self) -> Vec<Endpoint> {
        self.site.as_ref().map(Site::endpoints).unwrap_or_default()
    }

    /// Whether the program waits for pages.
    pub(super) fn is_waited_for(&self) -> bool {
        self.site.as_ref().is_some_and(Site::is_waited_for)
    }

    /// Answers what is due next; whether anything was.
    pub(super) fn answer(&mut self, log: &mut Log) -> bool {
        let Some(site) = &mut self.site else { return false };
        let pages = site.under_way();
        if pages == 0 {
            return false;
        }
        log.record(EventKind::UnderWay { pages });
        site.answer_next()
    }

    /// Looks for pages in the files that the program has written.
    pub(super) fn look_for_pages(&self, log: &mut Log) {
        let Some(site) = &self.site else { return };
        let mut places = vec![self.ground.real_path(Path::new("/tmp")), self.directory.clone()];
        places.extend(std::env::home_dir().map(|home| self.ground.real_path(&home)));
        let mut pages = site.saved(&places, self.began);
        for saved in &mut pages {
            saved.path = self.relative(&saved.path);
        }
        // By what is told of them, wherever they lie.
        pages.sort();
        for Saved { host, path, whole } in pages {
            log.record(EventKind::Saved { host, path, whole });
        }
    }

    /// A path as people would write it, the same on every machine.
    fn relative(&self, path: &Path) -> PathBuf {
        let below =
            |path: &Path, folder: &Path, name: &str| Some(Path::new(name).join(path.strip_prefix(folder).ok()?));
        // A program that is started in the root has everything below it.
        let own = Some(&self.directory).filter(|directory| directory.parent().is_some());
        let home = std::env::home_dir();
        if let Some(path) = own.and_then(|directory| below(path, directory, ".")) {
            return path;
        }
        let named = self.ground.named_path(path);
        home.and_then(|home| below(&named, &home, "~")).unwrap_or(named)
    }
}
