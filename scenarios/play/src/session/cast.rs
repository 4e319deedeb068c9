//! Those who face the subject, whatever its kind.

use super::clients::Clients;
use super::fake_server::FakeServer;
use super::log::Log;
use super::terminals::Terminals;
use super::web::Web;
use crate::settle::Endpoint;
use rustix::event::PollFd;
use rustix::process::Pid;
use salon_model::Action;
use salon_model::Exit;
use salon_model::WorldError;
use std::net::SocketAddr;

/// The actors of a session.
pub(super) enum Cast<'a> {
    /// Clients, for a server.
    Clients(Clients<'a>),
    /// A server and those who talk through it, for a client.
    FakeServer(FakeServer<'a>),
    /// A web site, for a program.
    Web(Web),
    /// Students' clients, for a server.
    Terminals(Terminals<'a>),
}

impl Cast<'_> {
    /// One of them does something.
    pub(super) fn act(&mut self, action: &Action, log: &mut Log) -> Result<(), WorldError> {
        match self {
            Self::Clients(clients) => clients.act(action, log),
            Self::FakeServer(server) => server.act(action, log),
            Self::Web(_) => {}
            Self::Terminals(terminals) => terminals.act(action, log)?,
        }
        Ok(())
    }

    /// What to wait for.
    pub(super) fn interest<'s>(&'s self, sources: &mut Vec<PollFd<'s>>) {
        match self {
            Self::Clients(clients) => clients.interest(sources),
            Self::FakeServer(server) => server.interest(sources),
            Self::Web(web) => web.interest(sources),
            Self::Terminals(terminals) => terminals.interest(sources),
        }
    }

    /// Takes all that has come. Whether there was anything.
    pub(super) fn pump(&mut self, log: &mut Log) -> Result<bool, WorldError> {
        match self {
            Self::Clients(clients) => Ok(clients.pump(log)),
            Self::FakeServer(server) => server.pump(log),
            Self::Web(web) => Ok(web.pump(log)),
            Self::Terminals(terminals) => terminals.pump(log),
        }
    }

    /// Takes what is still on its way to them though the subject sleeps. Whether there was any.
    pub(super) fn take_last_words(&mut self, log: &mut Log) -> bool {
        match self {
            Self::Terminals(terminals) => terminals.take_last_words(log),
            _ => false,
        }
    }

    /// A process that is not the subject has ended.
    pub(super) fn ended(&mut self, process: Pid, exit: Exit, log: &mut Log) {
        if let Self::Terminals(terminals) = self {
            terminals.ended(process, exit, log);
        }
    }

    /// The subject listens here.
    pub(super) fn meet(&mut self, server: SocketAddr) {
        match self {
            Self::Clients(clients) => clients.server = Some(server),
            Self::Terminals(terminals) => terminals.server = Some(server),
            Self::FakeServer(_) | Self::Web(_) => {}
        }
    }

    /// Their ends of all connections.
    pub(super) fn endpoints(&self) -> Vec<Endpoint> {
        match self {
            Self::Clients(clients) => clients.endpoints(),
            Self::FakeServer(server) => server.endpoints(),
            Self::Web(web) => web.endpoints(),
            // Both ends of every connection are of programs under test.
            Self::Terminals(_) => Vec::new(),
        }
    }

    /// Whether any client of the server under test is still connected.
    pub(super) fn has_clients(&self) -> bool {
        match self {
            Self::Clients(clients) => clients.any_connected(),
            Self::Terminals(terminals) => terminals.any_seated(),
            Self::FakeServer(_) | Self::Web(_) => false,
        }
    }

    /// Where the server listens, be it the subject or the one who faces it.
    pub(super) fn server(&self) -> Option<SocketAddr> {
        match self {
            Self::Clients(clients) => clients.server,
            Self::FakeServer(server) => server.address(),
            Self::Web(_) => None,
            Self::Terminals(terminals) => terminals.server,
        }
    }
}
