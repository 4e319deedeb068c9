//! The room: the one task that owns the clients and orders what happens to them.
//!
//! It takes the messages and departures that are there as a batch, notes what follows for the
//! clients and for the console, and then sends each client its share.

use std::fmt::Write as _;
use std::future::poll_fn;
use std::io::ErrorKind::{ConnectionAborted, ConnectionReset, Interrupted};
use std::io::{self, Write};
use std::net::SocketAddr;
use std::time::Duration;

use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc::{Receiver, Sender, channel};
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep_until};

use crate::limits::{Limits, ServerConfig};
use crate::member::{Event, Id, Member};
use crate::members::Members;
use crate::peer;
use crate::refusal::{self, Refusal};
use crate::rules::{self, Rules};

/// Events that may wait for the room; beyond, connections are not read, and TCP holds their
/// senders back.
const EVENTS: usize = 512;

/// A batch ends when it has written this much, so that nobody waits for a flood to end.
const BATCH_BYTES: usize = 256 * 1024;

/// How long the room waits for a descriptor to be freed before it tries again.
const ACCEPT_PAUSE: Duration = Duration::from_secs(1);

/// How many may be saying goodbye at once; beyond, connections are closed without a word.
const GOODBYES: usize = 256;

pub(crate) struct Room<W> {
    rules: &'static Rules,
    limits: Limits,
    console: W,
    /// What the batch prints. Writing there cannot fail.
    lines: String,
    members: Members,
    next: Id,
    events: Receiver<Event>,
    /// Given to the connections.
    sender: Sender<Event>,
    /// When to ask for connections again, since the system could not give one.
    resume: Option<Instant>,
    /// Connections that are sending their last bytes.
    goodbyes: JoinSet<()>,
}

impl<W: Write> Room<W> {
    /// A room that is entered from this address.
    pub(crate) fn new(config: &ServerConfig, console: W, address: SocketAddr) -> Self {
        let (sender, events) = channel(EVENTS);
        Self {
            rules: rules::of(config.stage),
            limits: config.limits,
            console,
            lines: format!("Serving on {}\n", peer::tuple(address)),
            members: Members::default(),
            next: 0,
            events,
            sender,
            resume: None,
            goodbyes: JoinSet::new(),
        }
    }

    /// Serves until dropped. Nothing is lost when that happens while it waits.
    pub(crate) async fn run(&mut self, listener: TcpListener) {
        loop {
            self.flush();
            // Whichever comes first, the others have their turn below or in the next round.
            tokio::select! {
                biased;
                accepted = accept(&listener, self.resume) => self.meet(accepted),
                () = poll_fn(|cx| self.members.poll_writable(cx)) => {}
                Some(event) = self.events.recv() => self.handle(event),
                id = self.members.overdue() => self.refuse(id, &Refusal::Silent(self.limits.handshake)),
            }
            while !self.is_batch_full()
                && let Ok(event) = self.events.try_recv()
            {
                self.handle(event);
            }
        }
    }

    fn is_batch_full(&self) -> bool {
        self.members.log.len() + self.lines.len() >= BATCH_BYTES
    }

    fn meet(&mut self, accepted: io::Result<(TcpStream, SocketAddr)>) {
        let (socket, address) = match accepted {
            Ok(client) => client,
            Err(error) => {
                if self.resume.replace(Instant::now() + ACCEPT_PAUSE).is_none() {
                    let _ = writeln!(self.lines, "Connexions suspendues : {error}");
                }
                return;
            }
        };
        self.resume = None;
        let id = self.next;
        self.next += 1;
        let member = Member::new(id, socket, address, self.limits, self.sender.clone());
        let connected = member.names.fill(self.rules.connected);
        self.members.all.insert(id, member);
        if self.members.all.len() > self.limits.clients {
            return self.refuse(id, &Refusal::Full(self.limits.clients));
        }
        self.lines += &connected;
        if !self.rules.pseudos {
            self.enter(id, String::new());
        }
    }

    fn handle(&mut self, (id, text): Event) {
        if let Some(text) = text {
            self.hear(id, &text);
        } else if let Some(member) = self.remove(id) {
            self.tell_departure(&member);
            self.finish(member);
        }
    }

    /// A read of a client: one message, or one for each of its lines.
    fn hear(&mut self, id: Id, text: &str) {
        for line in text.split_inclusive('\n') {
            if self.is_batch_full() {
                self.flush();
            }
            let message = line.strip_suffix('\n').unwrap_or(line);
            let Members { all, log } = &mut self.members;
            match all.get_mut(&id) {
                None => return,
                Some(_) if message.is_empty() => {}
                Some(member) if member.outbox.is_listening() => {
                    member.say(message, line, self.rules, log, &mut self.lines);
                }
                Some(_) => self.introduce(id, message),
            }
        }
    }

    /// The first message of a client, where there are pseudos.
    fn introduce(&mut self, id: Id, message: &str) {
        let is_taken = |pseudo: &str| self.members.all.values().any(|member| member.names.pseudo == pseudo);
        match refusal::pseudo(message) {
            Ok(pseudo) if is_taken(&pseudo) => self.refuse(id, &Refusal::TakenPseudo(pseudo)),
            Ok(pseudo) => self.enter(id, pseudo),
            Err(refusal) => self.refuse(id, &refusal),
        }
    }

    /// Lets a client take part, under this pseudo if the stage has any.
    fn enter(&mut self, id: Id, pseudo: String) {
        let Members { all, log } = &mut self.members;
        if let Some(member) = all.get_mut(&id) {
            member.enter(pseudo, self.rules, log.len());
            self.lines += &member.names.fill(self.rules.accepted);
            *log += &member.names.fill(self.rules.joined);
        }
    }

    /// Turns away a client that does not take part yet: it is told why, and nobody else hears of it.
    fn refuse(&mut self, id: Id, refusal: &Refusal) {
        if let Some(member) = self.members.all.get_mut(&id) {
            member.outbox.push(&format!("Refus : {refusal}"));
            let _ = writeln!(self.lines, "Refus de {} : {refusal}", member.names.tuple);
        }
        self.dismiss(id);
    }

    fn dismiss(&mut self, id: Id) {
        if let Some(member) = self.remove(id) {
            self.finish(member);
        }
    }

    /// Takes a client out, once it has been offered its share of the batch so far.
    fn remove(&mut self, id: Id) -> Option<Member> {
        let mut member = self.members.all.remove(&id)?;
        member.flush(&self.members.log);
        // Its descriptor is free soon.
        self.resume = self.resume.map(|_| Instant::now());
        Some(member)
    }

    /// Ends a connection once its client has been sent all that was for it: one that closed its
    /// sending side may still be reading.
    fn finish(&mut self, member: Member) {
        while self.goodbyes.try_join_next().is_some() {}
        if member.outbox.pending() > 0 && self.goodbyes.len() < GOODBYES {
            self.goodbyes.spawn(member.finish());
        }
    }

    fn tell_departure(&mut self, member: &Member) {
        self.lines += &member.names.fill(self.rules.left);
        if member.outbox.is_listening() {
            self.members.log += &member.names.fill(self.rules.departed);
        }
    }

    /// Sends the batch. Clients that cannot keep up are dropped, which may make another batch.
    fn flush(&mut self) {
        let limit = self.limits.queue_bytes;
        while let Some(id) = self.members.flush(limit) {
            if let Some(member) = self.remove(id) {
                let tuple = &member.names.tuple;
                let _ = writeln!(
                    self.lines,
                    "Client trop lent : {tuple}, plus de {limit} octets en attente."
                );
                self.tell_departure(&member);
                member.reset();
            }
        }
        if !self.lines.is_empty() {
            // A console that cannot be written to is no reason to throw the clients out: such
            // lines are lost, as on a terminal that was closed.
            let _ = self.console.write_all(self.lines.as_bytes());
            let _ = self.console.flush();
            self.lines.clear();
        }
    }

    /// Says goodbye to everybody. Returns when all have been told, or have had their time.
    pub(crate) async fn stop(&mut self) {
        for text in self.rules.stopped {
            let lines = self.members.all.values().map(|member| member.names.fill(text));
            self.lines.extend(lines);
        }
        self.lines += "\nServeur arrêté manuellement.\n";
        self.members.log += "Annonce : le serveur s'arrête";
        while let Some((&id, _)) = self.members.all.first_key_value() {
            self.dismiss(id);
        }
        self.flush();
        while self.goodbyes.join_next().await.is_some() {}
    }
}

/// The next connection, once the system may be able to give one again.
async fn accept(listener: &TcpListener, resume: Option<Instant>) -> io::Result<(TcpStream, SocketAddr)> {
    if let Some(resume) = resume {
        sleep_until(resume).await;
    }
    loop {
        match listener.accept().await {
            // The client left before it was accepted: the next may be fine.
            Err(error) if matches!(error.kind(), ConnectionAborted | ConnectionReset | Interrupted) => {}
            accepted => return accepted,
        }
    }
}
