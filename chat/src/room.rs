//! The room: the one task that owns the clients and orders what happens to them.
//!
//! Connections, messages and departures reach it through one queue. It takes what is there as a
//! batch, notes what follows for the clients and for the console, and then sends each client its
//! share.

use std::future::poll_fn;
use std::io::Write;
use std::net::SocketAddr;
use std::sync::Arc;

use tokio::net::TcpStream;
use tokio::sync::Notify;
use tokio::sync::mpsc::{Receiver, Sender};
use tokio::time::timeout_at;

use crate::connection;
use crate::console::Console;
use crate::farewell::Farewells;
use crate::handshakes::Handshakes;
use crate::member::Member;
use crate::members::Members;
use crate::peer;
use crate::refusal::{self, Refusal};
use crate::rules::{Answer, Entry, Rules};
use crate::server::{Limits, ServerConfig};
use crate::task::Task;

/// Order of connection.
pub(crate) type Id = u64;

/// What happens to the room.
pub(crate) enum Event {
    Accepted(TcpStream, SocketAddr),
    /// The system cannot give another connection, for this reason.
    NotAccepted(String),
    Said(Id, String),
    Left(Id),
}

/// A batch ends when it has written this much, so that nobody waits for a flood to end.
const BATCH_BYTES: usize = 256 * 1024;

const STOPPING: &str = "Annonce : le serveur s'arrête";

pub(crate) struct Room<W> {
    rules: &'static Rules,
    limits: Limits,
    console: Console<W>,
    members: Members,
    next: Id,
    handshakes: Handshakes,
    farewells: Farewells,
    /// Given to the connections.
    sender: Sender<Event>,
    /// Tells the accept loop that a descriptor is free again.
    freed: Arc<Notify>,
}

impl<W: Write> Room<W> {
    pub(crate) fn new(config: &ServerConfig, console: W, sender: Sender<Event>, freed: Arc<Notify>) -> Self {
        Self {
            rules: Rules::of(config.stage),
            limits: config.limits,
            console: Console::new(console),
            members: Members::default(),
            next: 0,
            handshakes: Handshakes::default(),
            farewells: Farewells::default(),
            sender,
            freed,
        }
    }

    pub(crate) fn open(&mut self, address: SocketAddr) {
        self.console.line(&["Serving on ", &peer::tuple(address)]);
        self.console.flush();
    }

    /// Serves until dropped. Nothing is lost when that happens while it waits.
    pub(crate) async fn run(&mut self, events: &mut Receiver<Event>) {
        loop {
            if let Some(event) = self.wake(events).await {
                self.handle(event);
                while !self.is_batch_full()
                    && let Ok(event) = events.try_recv()
                {
                    self.handle(event);
                }
            }
            while let Some(id) = self.handshakes.overdue(|id| owes_pseudo(&self.members, id)) {
                self.refuse(id, &Refusal::Silent(self.limits.handshake));
            }
            self.flush();
        }
    }

    /// Waits for an event; none when a client that was stalled can be written to again, or a
    /// handshake has taken too long.
    async fn wake(&mut self, events: &mut Receiver<Event>) -> Option<Event> {
        let members = &self.members;
        let deadline = self.handshakes.next(|id| owes_pseudo(members, id));
        let event = async {
            match deadline {
                // No timer unless someone is being waited for: an idle server sleeps for good.
                Some(deadline) => timeout_at(deadline, events.recv()).await.unwrap_or(None),
                None => events.recv().await,
            }
        };
        tokio::select! {
            biased;
            () = poll_fn(|cx| members.poll_writable(cx)) => None,
            event = event => event,
        }
    }

    fn is_batch_full(&self) -> bool {
        self.members.batch_bytes() + self.console.pending() >= BATCH_BYTES
    }

    fn handle(&mut self, event: Event) {
        match event {
            Event::Accepted(socket, address) => self.accept(socket, address),
            Event::NotAccepted(reason) => {
                self.console.line(&["Connexions suspendues : ", &reason]);
            }
            Event::Said(id, text) => self.hear(id, &text),
            Event::Left(id) => self.lose(id),
        }
    }

    fn accept(&mut self, socket: TcpStream, address: SocketAddr) {
        if self.members.len() >= self.limits.clients {
            let refusal = Refusal::Full(self.limits.clients);
            let reason = self.tell_refusal(&peer::tuple(address), &refusal);
            self.farewells.turn_away(socket, reason);
            return;
        }
        let id = self.next;
        self.next += 1;
        let (reading, writing) = socket.into_split();
        let limit = self.limits.message_bytes.max(Limits::LEAST_MESSAGE_BYTES);
        let reader = Task::spawn(connection::read(id, reading, limit, self.sender.clone()));
        let member = Member::new(address, writing, reader);
        if let Some(connected) = self.rules.connected {
            self.console.line(&[&connected(&member.names())]);
        }
        self.members.insert(id, member);
        match self.rules.entry {
            Entry::Address => drop(self.members.enter(id, "", self.rules)),
            Entry::Pseudo { .. } => self.handshakes.expect(id, self.limits.handshake),
        }
    }

    /// A read of a client: one message, or one for each of its lines.
    fn hear(&mut self, id: Id, text: &str) {
        for line in text.split_inclusive('\n') {
            if self.is_batch_full() {
                self.flush();
            }
            let message = line.strip_suffix('\n').unwrap_or(line);
            if message.is_empty() {
                continue;
            }
            match self.members.get(id) {
                Some(member) if member.takes_part() => self.message(id, message, line),
                Some(_) => self.introduce(id, message),
                None => return,
            }
        }
    }

    /// A message, and the line it came in: the same, or with its newline.
    fn message(&mut self, id: Id, message: &str, line: &str) {
        let Some(member) = self.members.get(id) else {
            return;
        };
        self.console.line(&[member.heard(), message]);
        match self.rules.answer {
            Answer::Greeting(greeting, sent) if !member.is_greeted() => {
                let names = member.names();
                self.console.line(&[&sent(&names)]);
                self.members.greet(id, &greeting(&names));
            }
            Answer::Nothing | Answer::Greeting(..) => {}
            Answer::Echo(prefix) => self.members.tell(id, &[prefix, line]),
        }
        if self.rules.relayed.is_some() {
            self.members.relay(id, line);
        }
    }

    /// The first message of a client, where there are pseudos.
    fn introduce(&mut self, id: Id, message: &str) {
        let Entry::Pseudo { console, joined } = self.rules.entry else {
            return;
        };
        let pseudo = match refusal::pseudo(message) {
            Ok(pseudo) => pseudo,
            Err(refusal) => return self.refuse(id, &refusal),
        };
        if self.members.iter().any(|member| member.is_called(&pseudo)) {
            return self.refuse(id, &Refusal::TakenPseudo(pseudo));
        }
        if let Some(member) = self.members.enter(id, &pseudo, self.rules) {
            let names = member.names();
            self.console.line(&[&console(&names)]);
            self.members.announce(&joined(&names));
        }
    }

    /// Turns away a client that does not take part yet.
    fn refuse(&mut self, id: Id, refusal: &Refusal) {
        if let Some(member) = self.members.get(id) {
            let reason = self.tell_refusal(&member.names().tuple, refusal);
            self.members.tell(id, &[&reason]);
        }
        if let Some(member) = self.members.remove(id) {
            self.close(member);
        }
    }

    /// Shows a refusal on the console; returns what its client is told.
    fn tell_refusal(&mut self, tuple: &str, refusal: &Refusal) -> String {
        let reason = refusal.to_string();
        self.console.line(&["Refus de ", tuple, " : ", &reason]);
        format!("Refus : {reason}")
    }

    /// A client has left, in whatever way.
    fn lose(&mut self, id: Id) {
        if let Some(member) = self.members.remove(id) {
            self.tell_departure(&member);
            self.close(member);
        }
    }

    fn tell_departure(&mut self, member: &Member) {
        let names = member.names();
        for line in self.rules.left {
            self.console.line(&[&line(&names)]);
        }
        if let Some(departed) = self.rules.departed
            && member.takes_part()
        {
            self.members.announce(&departed(&names));
        }
    }

    /// Ends a connection once its client has been sent all that was for it: one that closed its
    /// sending side may still be reading.
    fn close(&mut self, member: Member) {
        if let Some((socket, rest)) = member.into_pending() {
            self.farewells.finish(socket, rest);
        }
        self.freed.notify_one();
    }

    /// Sends the batch. Clients that cannot keep up are dropped, which may make another batch.
    fn flush(&mut self) {
        loop {
            let slow = self.members.flush(self.limits.queue_bytes);
            if slow.is_empty() {
                break;
            }
            for id in slow {
                self.drop_slow(id);
            }
        }
        self.console.flush();
    }

    fn drop_slow(&mut self, id: Id) {
        if let Some(member) = self.members.remove(id) {
            let limit = self.limits.queue_bytes.to_string();
            let tuple = member.names().tuple;
            let parts = [
                "Client trop lent : ",
                &tuple,
                ", plus de ",
                &limit,
                " octets en attente.",
            ];
            self.console.line(&parts);
            self.tell_departure(&member);
            member.reset();
            self.freed.notify_one();
        }
    }

    /// Says goodbye to everybody. Returns when all have been told, or have had their time.
    pub(crate) async fn stop(&mut self) {
        for lines in [self.rules.cancelled, self.rules.closed] {
            for member in self.members.iter() {
                let names = member.names();
                for line in lines {
                    self.console.line(&[&line(&names)]);
                }
            }
        }
        self.console.line(&[]);
        self.console.line(&["Serveur arrêté manuellement."]);
        self.console.flush();
        self.members.announce(STOPPING);
        for member in self.members.remove_all() {
            self.close(member);
        }
        self.farewells.all().await;
    }
}

fn owes_pseudo(members: &Members, id: Id) -> bool {
    members.get(id).is_some_and(|member| !member.takes_part())
}
