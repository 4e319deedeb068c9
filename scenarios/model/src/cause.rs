//! The catalogue of likely causes: what may be wrong with a program, as data. The report puts them into words.

use crate::Counting;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// What is likely wrong. A cause is a help, never a verdict.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "id", rename_all = "kebab-case")]
pub enum Cause {
    // Why a program that was found cannot be started on this machine.
    /// What runs it is not installed.
    InterpreterMissing {
        /// What is missing: `node`.
        name: String,
    },
    /// It is source code of a compiled language.
    NeedsCompiling {
        /// The source file's name.
        file: String,
    },
    /// Nobody knows how to run such a file.
    InterpreterUnknown {
        /// The file's name.
        file: String,
    },
    /// It runs by itself, and may not.
    NotExecutable {
        /// The file's name.
        file: String,
    },
    /// Its path cannot be an argument.
    NameNotUtf8 {
        /// The path, as far as it is text.
        path: PathBuf,
    },
    /// The command that somebody wrote names no program.
    CommandNotFound {
        /// What it names.
        name: String,
    },
    /// The command of a submission is the harness itself, which has the reference in it.
    CommandIsHarness,

    // Why a program did not get to where it can be judged.
    /// It asks at the keyboard before it listens.
    AsksKeyboard,
    /// It runs and listens nowhere.
    NeverListens,
    /// It runs and asks for no connection.
    NeverConnects,
    /// It computes without end as it starts.
    BusyAtStart,
    /// It knows other certification authorities than the system.
    OwnAuthorities,
    /// An import fails.
    Import {
        /// What the interpreter says.
        message: String,
    },
    /// The interpreter does not understand it.
    SyntaxError {
        /// What the interpreter says.
        message: String,
    },
    /// It expects an argument that the sheet does not give it.
    WantsArgument,
    /// It opens a file that is not there.
    MissingFile {
        /// What the interpreter says.
        message: String,
    },
    /// It ends with an error.
    Traceback {
        /// The line that names it.
        line: String,
    },
    /// It imports a module that is not installed.
    MissingModule {
        /// The module: `aioconsole.stream`.
        module: String,
    },
    /// Its address is taken.
    AddressInUse,
    /// Its address cannot be opened.
    AddressNotAvailable {
        /// What the system says.
        message: String,
    },
    /// A coroutine is made and never awaited.
    NeverAwaited,
    /// It ends without an error.
    EndsAtOnce,
    /// It ends with this status.
    EndsWithError {
        /// The exit status.
        status: i32,
    },
    /// It is killed.
    Killed {
        /// The signal's number.
        signal: i32,
    },
    /// It speaks another protocol than the sheet's.
    OtherProtocol {
        /// Which.
        protocol: Protocol,
    },
    /// It waits for a line end that the sheet does not send.
    WaitsForLineEnds,

    // What is wrong with any program.
    /// It passes coroutines to `asyncio.wait`, which Python refuses since 3.11.
    CoroutinesToWait,
    /// An error that nothing catches.
    ErrorUncaught {
        /// The line that names it.
        line: String,
        /// The source at the place in the program itself that is nearest to it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        source: Option<String>,
        /// The step in which it comes, as written.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        step: Option<String>,
        /// Whether the program ends with it.
        #[serde(default)]
        ends: bool,
    },
    /// A loop spins.
    BusyLoop {
        /// Whether it began as somebody left.
        #[serde(default)]
        departure: bool,
    },
    /// Bytes are shown as Python writes them, `b'…'`.
    StrayCharacters,
    /// A text has names between braces where their values should be.
    BracesUnfilled {
        /// One of them, with its braces.
        text: String,
    },

    // What is wrong with a server.
    /// It ends in the middle, without an error of its own.
    ServerDies {
        /// Its last line.
        line: Option<String>,
    },
    /// It still writes to a client that has left.
    DepartedKept,
    /// The table of clients changes while it is gone through.
    TableChanges,
    /// It does not read what a client sends.
    Unread {
        /// Who sends it.
        who: String,
    },
    /// A break-off is not treated as a departure.
    ResetUnhandled,
    /// It looks after one client only.
    OneClientAtATime,
    /// A departure is told to nobody.
    EofUnanswered,
    /// It disconnects who sends something.
    SenderDisconnected {
        /// Whom.
        who: String,
        /// Whether it was introducing itself.
        #[serde(default)]
        hello: bool,
    },
    /// The same message comes twice.
    DeliveredTwice,
    /// A message comes in a later step.
    DeliveredLate,
    /// The author gets the message too.
    SenderHearsItself,
    /// A text goes to one who should not get it.
    WrongRecipient {
        /// Who gets it.
        who: String,
        /// The text, escaped.
        #[serde(default)]
        text: String,
    },
    /// What one does that never introduced itself is passed on.
    StrangerHeard {
        /// Who.
        who: String,
    },
    /// A text bears another's name than that of whom it is about.
    WrongAuthor {
        /// Whom it is about.
        who: String,
        /// Whose name it bears.
        seen: String,
        /// Whether that is the one who receives it.
        receiver: bool,
    },
    /// A message is passed on without saying whose it is.
    AuthorMissing {
        /// Whose it is.
        who: String,
    },
    /// A text goes to one who has not introduced itself.
    UnregisteredRecipient {
        /// Who gets it.
        who: String,
    },
    /// A text is not encoded as UTF-8.
    NotUtf8,
    /// A message is cut by what is read at once.
    MessageCut {
        /// Bytes of it that come together.
        bytes: usize,
    },
    /// A message is passed on to nobody.
    NeverDelivered,
    /// A message comes back to its author and reaches nobody else.
    OnlyAuthor,
    /// A message is passed on to those only who came before its author.
    OnlyEarlier,
    /// Clients that have the same IP are not told apart.
    SameAddress,
    /// A text reaches some of those it should reach.
    NotToAll {
        /// Whom it does not reach.
        who: Vec<String>,
    },
    /// One who has sent nothing yet receives nothing.
    SilentListener {
        /// Who.
        who: String,
    },
    /// It answers nothing at all.
    Silent {
        /// Whether it shows on its terminal what it received.
        #[serde(default)]
        reads: bool,
    },

    // What is wrong with a client.
    /// What it sends is right but for a character around it.
    NotToTheByte,
    /// It stays when the server has gone.
    StaysWithoutServer,
    /// Ctrl-C does not end it.
    SurvivesCtrlC,
    /// Ctrl-C ends it with a traceback.
    InterruptUncaught,
    /// It ends though the conversation goes on.
    ClientEndsEarly {
        /// Its last line.
        line: Option<String>,
    },
    /// It reads nothing while it waits for the keyboard.
    BlockedInInput,
    /// It does not say that the server has gone.
    DepartureUntold,
    /// It does not send by itself what nobody has to type.
    WaitsToSend {
        /// What, escaped.
        text: String,
    },
    /// It sends what nobody typed.
    SendsUnasked {
        /// What, escaped.
        #[serde(default)]
        text: String,
    },
    /// It sends other than was typed.
    SendsOtherText,
    /// It sends what was typed with something around it.
    AddsToInput,
    /// It sends the pseudo alone.
    HelloMissing,
    /// It sends what was typed in a later step.
    SentLate,
    /// It sends nothing.
    SendsNothing,
    /// It shows a message later than it comes.
    ShownLate,
    /// It does not decode what it shows.
    NotDecoded {
        /// What should be on the screen.
        text: String,
    },
    /// It shows the first message and none of those behind.
    ShowsOnlyFirst,
    /// It never shows a message.
    NeverShown {
        /// What should be on the screen.
        text: String,
    },
    /// It shows a message without saying whose it is.
    AuthorNotShown {
        /// Whose it is.
        who: String,
    },

    // What is wrong with a first program.
    /// It reads an argument that is not given, where it should say so.
    ArgumentMissing,
    /// A request to a host that does not answer is not guarded.
    RequestUnguarded,
    /// The site got no request.
    FetchesNothing {
        /// The program's last line.
        #[serde(default)]
        said: Option<String>,
    },
    /// Not all pages are asked for.
    FetchesOthers {
        /// Whether one of the hosts does not answer.
        #[serde(default)]
        dead: bool,
    },
    /// A page is not written.
    PageNotSaved {
        /// The program's last line.
        #[serde(default)]
        said: Option<String>,
    },
    /// Each page is written over the one before.
    PageOverwritten {
        /// Where.
        path: String,
    },
    /// A page is not written as a whole.
    PageCut,
    /// A page is written elsewhere.
    SavedElsewhere {
        /// Where the sheet wants it.
        expected: String,
        /// Where it is.
        seen: String,
    },
    /// Pages are asked for one after the other.
    Sequential,
    /// It does not end.
    NeverEnds,
    /// The numbers are not those asked for.
    CountsOtherwise {
        /// How they should come.
        expected: Counting,
    },
    /// Two counters follow one another that should advance together.
    CountsInTurn,
    /// There is no pause between the numbers.
    NoPauses,
}

/// Another protocol than the sheet's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Protocol {
    /// JSON objects.
    Json,
    /// HTTP, as a WebSocket server answers.
    Http,
}

impl Cause {
    /// Whether it shows in scenarios that are about something else: what such a scenario advises does not help then.
    pub fn shows_anywhere(&self) -> bool {
        matches!(
            self,
            Self::ErrorUncaught { .. }
                | Self::BusyLoop { .. }
                | Self::ServerDies { .. }
                | Self::ClientEndsEarly { .. }
                | Self::NeverConnects
                | Self::OneClientAtATime
                | Self::Unread { .. }
                | Self::SenderDisconnected { .. }
                | Self::NotToAll { .. }
                | Self::NeverDelivered
                | Self::AuthorMissing { .. }
                | Self::WrongAuthor { .. }
                | Self::OnlyAuthor
                | Self::OnlyEarlier
                | Self::Silent { .. }
                | Self::ShowsOnlyFirst
                | Self::BracesUnfilled { .. }
                | Self::NotUtf8
                | Self::MessageCut { .. }
                | Self::NeverAwaited
                | Self::NeverEnds
                | Self::FetchesNothing { .. }
                | Self::PageNotSaved { .. }
        )
    }

    /// The fault itself, whenever and with whomever it shows; nothing where it is only of the scenario in which it does.
    pub fn fault(&self) -> Option<Self> {
        let mut fault = self.clone();
        match &mut fault {
            Self::ErrorUncaught { step, .. } => *step = None,
            Self::NotToAll { who } => who.clear(),
            Self::SenderDisconnected { who, .. } | Self::Unread { who } | Self::AuthorMissing { who } => who.clear(),
            Self::WrongAuthor { who, seen, .. } => {
                who.clear();
                seen.clear();
            }
            Self::ServerDies { line }
            | Self::ClientEndsEarly { line }
            | Self::FetchesNothing { said: line }
            | Self::PageNotSaved { said: line } => *line = None,
            Self::BracesUnfilled { text } => text.clear(),
            _ => {}
        }
        self.shows_anywhere().then_some(fault)
    }

    /// Its name in the catalogue, as it is written in results: `eof-unanswered`.
    pub fn id(&self) -> String {
        let value = serde_json::to_value(self).unwrap_or_default();
        value["id"].as_str().unwrap_or_default().to_owned()
    }
}
