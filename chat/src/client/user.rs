//! What a conversation knows of its user.

use std::io;

use super::config::Outcome;

/// What a user does: says a line, or leaves.
pub(crate) type Said = Result<String, Outcome>;

/// Someone who says lines and reads lines.
pub(crate) trait User {
    /// Whether this is a program rather than a person: it says all it has to say at once, wants
    /// to see all of the answer, and needs no prompt.
    const IS_PROGRAM: bool;
    /// The next thing the user does. Nothing is lost if this is dropped while it waits.
    async fn input(&mut self) -> io::Result<Said>;
    /// Shows these lines, which must be harmless; none if the text is empty.
    fn print(&mut self, text: &str) -> io::Result<()>;
    /// Asks for one line, with this prompt.
    fn prompt(&mut self, _prompt: &'static str) -> io::Result<()> {
        Ok(())
    }
    /// No line is asked for any more. `mark` ends the one being typed.
    fn leave(&mut self, _mark: &str) -> io::Result<()> {
        Ok(())
    }
}
