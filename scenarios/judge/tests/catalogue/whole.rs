//! That the catalogue is whole: of every cause there is what shows that it is told where it should be, and nowhere else.

use crate::{client, delivery, error, program, server, start, texts, told};
use salon_model::Cause;

/// What a cause is told from.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Source {
    /// A session, as here.
    Sessions,
    /// A file, where programs are looked for: the tests of `grade` tell when.
    Discovery,
    /// The answers to questions that `grade` asks a silent program: its tests tell when.
    Questions,
}

use Source::{Discovery, Questions, Sessions};

/// Every cause, with what it is told from: a cause that is not named here does not compile.
macro_rules! every {
    ($($cause:ident => $source:ident,)*) => {
        fn source(cause: &Cause) -> Source {
            match cause {
                $(Cause::$cause { .. } => $source,)*
            }
        }

        const EVERY: &[(&str, Source)] = &[$((stringify!($cause), $source),)*];
    };
}

every! {
    InterpreterMissing => Discovery,
    NeedsCompiling => Discovery,
    InterpreterUnknown => Discovery,
    NotExecutable => Discovery,
    NameNotUtf8 => Discovery,
    CommandNotFound => Discovery,
    CommandIsHarness => Discovery,
    AsksKeyboard => Sessions,
    NeverListens => Sessions,
    NeverConnects => Sessions,
    BusyAtStart => Sessions,
    OwnAuthorities => Sessions,
    Import => Sessions,
    SyntaxError => Sessions,
    WantsArgument => Sessions,
    MissingFile => Sessions,
    Traceback => Sessions,
    MissingModule => Sessions,
    AddressInUse => Sessions,
    AddressNotAvailable => Sessions,
    NeverAwaited => Sessions,
    EndsAtOnce => Sessions,
    EndsWithError => Sessions,
    Killed => Sessions,
    OtherProtocol => Questions,
    WaitsForLineEnds => Questions,
    CoroutinesToWait => Sessions,
    ErrorUncaught => Sessions,
    BusyLoop => Sessions,
    StrayCharacters => Sessions,
    BracesUnfilled => Sessions,
    ServerDies => Sessions,
    DepartedKept => Sessions,
    TableChanges => Sessions,
    Unread => Sessions,
    ResetUnhandled => Sessions,
    OneClientAtATime => Sessions,
    EofUnanswered => Sessions,
    SenderDisconnected => Sessions,
    DeliveredTwice => Sessions,
    DeliveredLate => Sessions,
    SenderHearsItself => Sessions,
    WrongRecipient => Sessions,
    StrangerHeard => Sessions,
    WrongAuthor => Sessions,
    AuthorMissing => Sessions,
    UnregisteredRecipient => Sessions,
    NotUtf8 => Sessions,
    MessageCut => Sessions,
    NeverDelivered => Sessions,
    OnlyAuthor => Sessions,
    OnlyEarlier => Sessions,
    SameAddress => Sessions,
    NotToAll => Sessions,
    SilentListener => Sessions,
    Silent => Sessions,
    NotToTheByte => Sessions,
    StaysWithoutServer => Sessions,
    SurvivesCtrlC => Sessions,
    InterruptUncaught => Sessions,
    ClientEndsEarly => Sessions,
    BlockedInInput => Sessions,
    DepartureUntold => Sessions,
    WaitsToSend => Sessions,
    SendsUnasked => Sessions,
    SendsOtherText => Sessions,
    AddsToInput => Sessions,
    HelloMissing => Sessions,
    SentLate => Sessions,
    SendsNothing => Sessions,
    ShownLate => Sessions,
    NotDecoded => Sessions,
    ShowsOnlyFirst => Sessions,
    NeverShown => Sessions,
    AuthorNotShown => Sessions,
    ArgumentMissing => Sessions,
    RequestUnguarded => Sessions,
    FetchesNothing => Sessions,
    FetchesOthers => Sessions,
    PageNotSaved => Sessions,
    PageOverwritten => Sessions,
    PageCut => Sessions,
    SavedElsewhere => Sessions,
    Sequential => Sessions,
    NeverEnds => Sessions,
    CountsOtherwise => Sessions,
    CountsInTurn => Sessions,
    NoPauses => Sessions,
}

/// `EofUnanswered` as results write it: `eof-unanswered`.
fn id(name: &str) -> String {
    let mut out = String::new();
    for letter in name.chars() {
        if letter.is_uppercase() && !out.is_empty() {
            out.push('-');
        }
        out.extend(letter.to_lowercase());
    }
    out
}

#[test]
fn of_every_cause_two_sessions_have_it_and_three_are_nearly_like_them() {
    assert_eq!(source(&Cause::EofUnanswered), Sessions);
    assert_eq!(id("EofUnanswered"), Cause::EofUnanswered.id());
    let modules = [
        client::ALL,
        delivery::ALL,
        error::ALL,
        program::ALL,
        server::ALL,
        start::ALL,
        texts::ALL,
    ];
    modules.into_iter().flatten().for_each(|test| test());
    let told = told();
    let mut few = Vec::new();
    for (name, _) in EVERY.iter().filter(|(_, source)| *source == Sessions) {
        let id = id(name);
        let (have, have_not) = told.get(&id).map_or((0, 0), |(have, not)| (have.len(), not.len()));
        if have < 2 || have_not < 3 {
            few.push(format!("{id}: {have} have it, {have_not} nearly"));
        }
    }
    assert!(few.is_empty(), "{}", few.join("\n"));
}
