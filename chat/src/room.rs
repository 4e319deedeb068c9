//! The room: the one task that owns the clients and orders what happens to them.
//!
//! It takes the messages and departures that are there as a batch, notes what follows for the
//! clients and for the console, and then sends each client its share.

use std::fmt::{Display, Write as _};
use std::future::poll_fn;
use std::io::{self, Write};
use std::mem::replace;
use std::net::SocketAddr;
use std::time::Duration;

use tokio::net::{TcpListener, TcpStream};
use tokio::sync::mpsc::{Receiver, Sender, channel};
use tokio::task::JoinSet;
use tokio::time::Instant;

use crate::connection::{self, Event, Id};
use crate::limits::{Limits, ServerConfig};
use crate::member::Member;
use crate::members::Members;
use crate::peer;
use crate::refusal::{self, Refusal};
use crate::rules::{self, Names, Rules, Text};

/// Events that may wait for the room; beyond, connections are not read, and TCP holds their
/// senders back.
const EVENTS: usize = 512;

/// A batch ends when it has written this much, so that nobody waits for a flood to end.
const BATCH_BYTES: usize = 256 * 1024;

/// How long the room waits for a descriptor to be freed before it tries again.
const ACCEPT_PAUSE: Duration = Duration::from_secs(1);

/// How many may be saying goodbye at once; beyond, connections are closed without a word.
const GOODBYES: usize = 256;

const STOPPING: &str = "Annonce : le serveur s'arrête";

pub(crate) struct Room<W> {
    rules: &'static Rules,
    limits: Limits,
    console: W,
    /// What the batch prints.
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
    pub(crate) fn new(config: &ServerConfig, console: W) -> Self {
        let (sender, events) = channel(EVENTS);
        Self {
            rules: rules::of(config.stage),
            limits: config.limits,
            console,
            lines: String::new(),
            members: Members::default(),
            next: 0,
            events,
            sender,
            resume: None,
            goodbyes: JoinSet::new(),
        }
    }

    pub(crate) fn open(&mut self, address: SocketAddr) {
        self.print(format_args!("Serving on {}", peer::tuple(address)));
        self.flush();
    }

    /// Serves until dropped. Nothing is lost when that happens while it waits.
    pub(crate) async fn run(&mut self, listener: TcpListener) {
        loop {
            // Whichever comes first, the others have their turn below or in the next round.
            tokio::select! {
                biased;
                accepted = connection::accept(&listener, self.resume) => self.meet(accepted),
                () = poll_fn(|cx| self.members.poll_writable(cx)) => {}
                Some(event) = self.events.recv() => self.handle(event),
            }
            while !self.is_batch_full()
                && let Ok(event) = self.events.try_recv()
            {
                self.handle(event);
            }
            self.flush();
        }
    }

    fn is_batch_full(&self) -> bool {
        self.members.log.len() + self.lines.len() >= BATCH_BYTES
    }

    fn handle(&mut self, event: Event) {
        match event {
            Event::Said(id, text) => self.hear(id, &text),
            Event::Overdue(id) => {
                if self.members.all.get_mut(&id).is_some_and(|member| !member.takes_part()) {
                    self.refuse(id, &Refusal::Silent(self.limits.handshake));
                }
            }
            Event::Left(id) => {
                if let Some(member) = self.remove(id) {
                    self.tell_departure(&member);
                    self.finish(member);
                }
            }
        }
    }

    fn meet(&mut self, accepted: io::Result<(TcpStream, SocketAddr)>) {
        let (socket, address) = match accepted {
            Ok(client) => client,
            Err(error) => {
                if self.resume.replace(Instant::now() + ACCEPT_PAUSE).is_none() {
                    self.print(format_args!("Connexions suspendues : {error}"));
                }
                return;
            }
        };
        self.resume = None;
        let id = self.next;
        self.next += 1;
        let member = Member::new(id, socket, address, self.limits, self.sender.clone());
        let names = member.names();
        self.members.all.insert(id, member);
        if self.members.all.len() > self.limits.clients {
            return self.refuse(id, &Refusal::Full(self.limits.clients));
        }
        self.print_all(self.rules.connected, &names);
        if !self.rules.pseudos {
            self.members.enter(id, "", self.rules);
        }
    }

    /// A read of a client: one message, or one for each of its lines.
    fn hear(&mut self, id: Id, text: &str) {
        for line in text.split_inclusive('\n') {
            if self.is_batch_full() {
                self.flush();
            }
            let message = line.strip_suffix('\n').unwrap_or(line);
            match self.members.all.get_mut(&id) {
                None => return,
                Some(_) if message.is_empty() => {}
                Some(member) if member.takes_part() => self.message(id, message, line),
                Some(_) => self.introduce(id, message),
            }
        }
    }

    /// A message, and the line it came in: the same, or with its newline.
    fn message(&mut self, id: Id, message: &str, line: &str) {
        let Some(member) = self.members.all.get_mut(&id) else {
            return;
        };
        self.lines.extend([&*member.heard, message, "\n"]);
        if let Some(echo) = self.rules.echo {
            member.outbox.push(echo);
            member.outbox.push(line);
        }
        if let Some(greeting) = self.rules.greeting
            && !replace(&mut member.greeted, true)
        {
            let names = member.names();
            member.outbox.push(&greeting(&names));
            self.print_all(self.rules.greeted, &names);
        }
        if self.rules.relayed.is_some() {
            self.members.relay(id, line);
        }
    }

    /// The first message of a client, where there are pseudos.
    fn introduce(&mut self, id: Id, message: &str) {
        let pseudo = match refusal::pseudo(message) {
            Ok(pseudo) if self.members.is_taken(&pseudo) => return self.refuse(id, &Refusal::TakenPseudo(pseudo)),
            Ok(pseudo) => pseudo,
            Err(refusal) => return self.refuse(id, &refusal),
        };
        if let Some(names) = self.members.enter(id, &pseudo, self.rules) {
            self.print_all(self.rules.accepted, &names);
            self.announce(self.rules.joined, &names);
        }
    }

    /// Turns away a client that does not take part yet: it is told why, and nobody else hears of it.
    fn refuse(&mut self, id: Id, refusal: &Refusal) {
        if let Some(member) = self.members.all.get_mut(&id) {
            member.outbox.push(&format!("Refus : {refusal}"));
            let tuple = member.names().tuple;
            self.print(format_args!("Refus de {tuple} : {refusal}"));
        }
        self.dismiss(id);
    }

    /// Takes a client out of the room, which frees a descriptor soon.
    fn remove(&mut self, id: Id) -> Option<Member> {
        self.resume = self.resume.map(|_| Instant::now());
        self.members.remove(id)
    }

    fn tell_departure(&mut self, member: &Member) {
        let names = member.names();
        self.print_all(self.rules.left, &names);
        if member.takes_part() {
            self.announce(self.rules.departed, &names);
        }
    }

    fn dismiss(&mut self, id: Id) {
        if let Some(member) = self.remove(id) {
            self.finish(member);
        }
    }

    /// Ends a connection once its client has been sent all that was for it: one that closed its
    /// sending side may still be reading.
    fn finish(&mut self, member: Member) {
        while self.goodbyes.try_join_next().is_some() {}
        if member.outbox.pending() > 0 && self.goodbyes.len() < GOODBYES {
            self.goodbyes.spawn(member.finish());
        }
    }

    /// Sends the batch. Clients that cannot keep up are dropped, which may make another batch.
    fn flush(&mut self) {
        while let Some(id) = self.members.flush(self.limits.queue_bytes) {
            self.drop_slow(id);
        }
        if !self.lines.is_empty() {
            // A console that cannot be written to is no reason to throw the clients out: such
            // lines are lost, as on a terminal that was closed.
            let _ = self.console.write_all(self.lines.as_bytes());
            let _ = self.console.flush();
            self.lines.clear();
        }
    }

    fn drop_slow(&mut self, id: Id) {
        if let Some(member) = self.remove(id) {
            let (tuple, limit) = (member.names().tuple, self.limits.queue_bytes);
            self.print(format_args!(
                "Client trop lent : {tuple}, plus de {limit} octets en attente."
            ));
            self.tell_departure(&member);
            member.reset();
        }
    }

    fn announce(&mut self, text: Option<Text>, names: &Names) {
        if let Some(text) = text {
            self.members.log.push_str(&text(names));
        }
    }

    /// Adds one line for the console.
    fn print(&mut self, line: impl Display) {
        let _ = writeln!(self.lines, "{line}");
    }

    fn print_all(&mut self, lines: &[Text], names: &Names) {
        for line in lines {
            self.print(line(names));
        }
    }

    /// Says goodbye to everybody. Returns when all have been told, or have had their time.
    pub(crate) async fn stop(&mut self) {
        let names: Vec<_> = self.members.all.values().map(Member::names).collect();
        for lines in [self.rules.cancelled, self.rules.closed] {
            for names in &names {
                self.print_all(lines, names);
            }
        }
        self.print("\nServeur arrêté manuellement.");
        self.members.log.push_str(STOPPING);
        while let Some((&id, _)) = self.members.all.first_key_value() {
            self.dismiss(id);
        }
        self.flush();
        while self.goodbyes.join_next().await.is_some() {}
    }
}
