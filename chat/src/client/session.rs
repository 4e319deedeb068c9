//! The conversation: what the user says goes to the server, what the server says is shown.

use std::future::poll_fn;
use std::io;
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::time::timeout;

use super::texts::{self, Entry, Texts};
use super::wire::{Wire, named};
use super::{ClientConfig, Outcome};
use crate::error::{Error, ErrorKind};
use crate::refusal::HELLO;

/// How long a user that does not wait for prompts waits for the server's word on the pseudo.
const WELCOME: Duration = Duration::from_millis(500);

/// How long the server may take to finish once the user has.
const DRAIN: Duration = Duration::from_secs(2);

/// What a user does.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Input {
    Line(String),
    /// Nothing more will come.
    End,
    /// Ctrl-C.
    Interrupt,
}

/// Someone who reads lines and says lines.
pub(crate) trait User {
    /// The next thing the user does. Nothing is lost between two polls.
    fn poll_input(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<Input>>;
    /// Shows one line, which must be harmless.
    fn print(&mut self, line: &str) -> io::Result<()>;
    /// Asks for one line, with this prompt.
    fn prompt(&mut self, prompt: &'static str) -> io::Result<()>;
    /// No line is asked for any more. `mark` ends the one being typed.
    fn leave(&mut self, mark: &str) -> io::Result<()>;
    /// Whether this is a program rather than a person: it says all it has to say at once, and
    /// wants to see all of the answer.
    fn is_program(&self) -> bool;
}

/// Runs one conversation from the first line to the last.
pub(crate) async fn run<U: User>(
    config: &ClientConfig,
    mut user: U,
    shutdown: impl Future<Output = ()>,
) -> Result<Outcome, Error> {
    let texts = texts::of(config.stage);
    let outcome = tokio::select! {
        biased;
        () = shutdown => Ok(Outcome::Interrupted),
        outcome = converse(config, texts, &mut user) => outcome,
    };
    let (mark, lines) = match outcome {
        Ok(Outcome::Finished) => ("", texts.finished),
        Ok(Outcome::Interrupted) => ("^C", texts.interrupted),
        Ok(Outcome::ServerGone) => ("", texts.gone),
        Err(_) => ("", &[][..]),
    };
    let printed = user
        .leave(mark)
        .and_then(|()| lines.iter().try_for_each(|line| user.print(line)));
    // A failure that came first is the cause of this one.
    let outcome = outcome?;
    printed.map_err(|error| ErrorKind::Terminal(error).into_error(config.language))?;
    Ok(outcome)
}

async fn converse<U: User>(config: &ClientConfig, texts: &Texts, user: &mut U) -> Result<Outcome, Error> {
    let terminal = |error| ErrorKind::Terminal(error).into_error(config.language);
    if let Some(connecting) = texts.connecting {
        user.print(&connecting(&named(config))).map_err(terminal)?;
    }
    let pseudo = match (&texts.entry, &config.pseudo) {
        (Entry::Pseudo { .. }, Some(pseudo)) => pseudo.clone(),
        (Entry::Pseudo { prompt, .. }, None) => match ask(user, prompt).await.map_err(terminal)? {
            Ok(pseudo) => pseudo,
            Err(outcome) => return Ok(outcome),
        },
        _ => String::new(),
    };
    let mut wire = Wire::connect(config).await?;
    if let (Some(connected), Ok(server)) = (texts.connected, wire.server()) {
        user.print(&connected(server)).map_err(terminal)?;
    }
    let conversation = async {
        if let Some(outcome) = enter(texts, &pseudo, &mut wire, user).await? {
            return Ok(outcome);
        }
        talk(texts, &mut wire, user).await
    };
    conversation.await.map_err(terminal)
}

/// Asks for the pseudo until there is one, or the user leaves.
async fn ask<U: User>(user: &mut U, prompt: &'static str) -> io::Result<Result<String, Outcome>> {
    loop {
        user.prompt(prompt)?;
        match poll_fn(|cx| user.poll_input(cx)).await? {
            Input::Line(line) if line.trim().is_empty() => {}
            Input::Line(line) => return Ok(Ok(line.trim().to_owned())),
            Input::End => return Ok(Err(Outcome::Finished)),
            Input::Interrupt => return Ok(Err(Outcome::Interrupted)),
        }
    }
}

/// Does what the stage does on arrival; an outcome if that was all.
async fn enter<U: User>(texts: &Texts, pseudo: &str, wire: &mut Wire, user: &mut U) -> io::Result<Option<Outcome>> {
    match texts.entry {
        Entry::Silent => {}
        Entry::Hello(hello) => {
            // A server that is already gone is noticed by reading.
            let _ = wire.send(hello).await;
            let replied = receive(texts, wire, user).await?;
            return Ok(Some(if replied {
                Outcome::Finished
            } else {
                Outcome::ServerGone
            }));
        }
        Entry::Pseudo { welcome, .. } => {
            let _ = wire.send(&format!("{HELLO}{pseudo}")).await;
            user.print(&welcome(pseudo))?;
            if user.is_program()
                && let Ok(welcomed) = timeout(WELCOME, receive(texts, wire, user)).await
                && !welcomed?
            {
                return Ok(Some(Outcome::ServerGone));
            }
        }
    }
    Ok(None)
}

/// Passes on what either side says, until one of them leaves.
async fn talk<U: User>(texts: &Texts, wire: &mut Wire, user: &mut U) -> io::Result<Outcome> {
    user.prompt(texts.prompt)?;
    loop {
        let input = tokio::select! {
            biased;
            text = wire.read() => {
                let Some(text) = text else {
                    return Ok(Outcome::ServerGone);
                };
                show(texts, &text, user)?;
                continue;
            }
            input = poll_fn(|cx| user.poll_input(cx)) => input?,
        };
        match input {
            Input::Interrupt => return Ok(Outcome::Interrupted),
            Input::Line(line) => {
                // If it has gone: what it said before is still to be read, then its end.
                let _ = wire.send(&line).await;
                user.prompt(texts.prompt)?;
            }
            Input::End => {
                let _ = wire.finish().await;
                if user.is_program() {
                    let rest = async {
                        while receive(texts, wire, user).await? {}
                        io::Result::Ok(())
                    };
                    timeout(DRAIN, rest).await.unwrap_or(Ok(()))?;
                }
                return Ok(Outcome::Finished);
            }
        }
    }
}

/// Shows what the server says next; false when it is gone.
async fn receive<U: User>(texts: &Texts, wire: &mut Wire, user: &mut U) -> io::Result<bool> {
    match wire.read().await {
        Some(text) => show(texts, &text, user).map(|()| true),
        None => Ok(false),
    }
}

fn show<U: User>(texts: &Texts, text: &str, user: &mut U) -> io::Result<()> {
    for line in text.lines().filter(|line| !line.is_empty()) {
        user.print(&format!("{}{line}", texts.incoming))?;
    }
    Ok(())
}
