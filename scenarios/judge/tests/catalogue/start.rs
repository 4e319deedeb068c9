//! Why programs do not get to where they can be judged, in their own words, and what they do instead.

use crate::{Session, lines, of_a_client, of_a_program, tells, with_pseudos};
use salon_model::{Activity, Doing, Exit, What};

/// A server that does not listen: what it does instead, and what it printed.
fn server(doing: Doing, printed: &[&str]) -> Session {
    Session::new(with_pseudos(), "when: [vince joins]", &[&[]])
        .prints("", printed)
        .does("", What::DoesNotListen(doing))
}

/// A server that ended.
fn ended(status: i32, printed: &[&str]) -> Session {
    server(Doing::Ended(Exit::Status(status)), printed)
}

/// A client that does not ask for a connection.
fn client(doing: Doing, printed: &[&str]) -> Session {
    let session = Session::new(of_a_client(), "when:\n  - user types: vince", &[&[]]);
    session
        .without_steps()
        .prints("", printed)
        .does("", What::NeverAsks(doing))
}

/// A program that does not trust the mock site.
fn program(what: What) -> Session {
    let scenario = "site: {www.un.test: page}\nwhen: [{run: https://www.un.test}]";
    Session::new(
        of_a_program(),
        scenario,
        &[&[
            "site is asked for https://www.un.test/",
            "program saves www.un.test in /tmp/web_page",
        ]],
    )
    .does_not("run", |what| matches!(what, What::AskedFor(_) | What::Saves { .. }))
    .does("run", what)
}

/// The last words of a program whose traceback ends so.
fn words(source: &str, error: &str) -> Session {
    ended(1, &lines(&crate::traceback(source, error)))
}

fn waits() -> Doing {
    Doing::Waits(vec!["epoll_wait".to_owned()])
}

fn computes() -> Doing {
    Doing::NeverSettles(Activity::Computes("python3".to_owned()))
}

#[test]
fn what_a_server_does_instead_of_listening_is_told() {
    let asks = || server(Doing::ReadsKeyboard, &["Port : "]);
    tells(
        "asks-keyboard",
        &[asks(), server(Doing::ReadsKeyboard, &[])],
        &[
            server(waits(), &["Port : "]),
            client(Doing::ReadsKeyboard, &["Pseudo : "]),
            ended(1, &["Port : ", "EOFError: EOF when reading a line"]),
        ],
    );
    tells(
        "never-listens",
        &[server(waits(), &[]), server(waits(), &["Serving on 8888"])],
        &[asks(), server(computes(), &[]), ended(0, &["Serving on 8888"])],
    );
    tells(
        "busy-at-start",
        &[server(computes(), &[]), client(computes(), &["connexion…"])],
        &[server(waits(), &[]), ended(0, &[]), asks()],
    );
    tells(
        "never-connects",
        &[client(waits(), &[])],
        &[
            client(computes(), &[]),
            client(Doing::Ended(Exit::Status(0)), &[]),
            server(waits(), &[]),
        ],
    );
}

#[test]
fn an_end_without_words_is_told_by_its_status() {
    let never = "x.py:9: RuntimeWarning: coroutine 'main' was never awaited";
    tells(
        "ends-at-once",
        &[ended(0, &[]), ended(0, &["Serving on 8888"])],
        &[
            ended(0, &[never]),
            ended(3, &[]),
            words("main()", "ZeroDivisionError: division by zero"),
        ],
    );
    tells(
        "never-awaited",
        &[ended(0, &[never]), client(Doing::Ended(Exit::Status(0)), &[never])],
        &[
            ended(0, &["jamais attendu"]),
            server(waits(), &[never]),
            words("main()", "RuntimeError: no running event loop"),
        ],
    );
    tells(
        "ends-with-error",
        &[ended(3, &[]), ended(1, &["Impossible d'écouter"])],
        &[
            ended(0, &["Impossible d'écouter"]),
            words("main()", "ValueError: x"),
            server(Doing::Ended(Exit::Signal(9)), &[]),
        ],
    );
    let killed = |signal| server(Doing::Ended(Exit::Signal(signal)), &[]);
    tells(
        "killed",
        &[killed(9), killed(11)],
        &[ended(137, &[]), ended(0, &["Killed"]), server(computes(), &[])],
    );
}

fn missing(module: &str) -> Session {
    words("import x", &format!("ModuleNotFoundError: No module named '{module}'"))
}

fn file(name: &str) -> Session {
    words(
        "open(name)",
        &format!("FileNotFoundError: [Errno 2] No such file: '{name}'"),
    )
}

/// An error that nothing more is known of.
fn other() -> Session {
    words("main()", "ZeroDivisionError: division by zero")
}

#[test]
fn the_last_words_of_a_program_are_told_by_what_they_name() {
    let import = |name| {
        words(
            "from x import y",
            &format!("ImportError: cannot import name '{name}' from 'x'"),
        )
    };
    let place = "  File \"/home/eleve/tp/chat.py\", line 7";
    let grammar = |error: &str| ended(1, &[place, "    f(", "     ^", error]);
    tells(
        "missing-module",
        &[missing("aioconsole"), missing("aioconsole.stream")],
        &[
            import("ainput"),
            file("aioconsole"),
            words("aioconsole.x", "NameError: name 'aioconsole' is not defined"),
        ],
    );
    tells(
        "import",
        &[import("ainput"), import("run")],
        &[
            missing("x"),
            words("x.y", "AttributeError: module 'x' has no attribute 'y'"),
            other(),
        ],
    );
    tells(
        "syntax-error",
        &[
            grammar("SyntaxError: '(' was never closed"),
            grammar("IndentationError: unexpected indent"),
        ],
        &[
            words("f()", "NameError: name 'f' is not defined"),
            words("int(x)", "ValueError: invalid syntax"),
            other(),
        ],
    );
    tells(
        "missing-file",
        &[file("log.txt"), file("config.json")],
        &[
            words("open(name)", "PermissionError: [Errno 13] denied: 'log.txt'"),
            words("open(name)", "IsADirectoryError: [Errno 21] Is a directory"),
            ended(2, &["log.txt introuvable"]),
        ],
    );
}

#[test]
fn arguments_and_addresses_are_told_by_the_words_of_python() {
    let address = |error: &str| words("asyncio.run(main())", error);
    let argument = || words("port = int(sys.argv[1])", "IndexError: list index out of range");
    let usage = [
        "usage: chat.py [-h] port",
        "chat.py: error: the following arguments are required: port",
    ];
    let taken = "OSError: [Errno 98] error while attempting to bind: address already in use";
    let foreign = "OSError: [Errno 99] cannot assign requested address";
    tells(
        "wants-argument",
        &[argument(), ended(2, &usage)],
        &[
            words("name = parts[1]", "IndexError: list index out of range"),
            words("port = int(sys.argv[0])", "ValueError: invalid literal for int()"),
            ended(2, &["Il manque un argument"]),
        ],
    );
    tells(
        "address-in-use",
        &[
            address(taken),
            words("s.bind(a)", "OSError: [Errno 98] Address already in use"),
        ],
        &[
            address(foreign),
            address("PermissionError: [Errno 13] Permission denied"),
            server(waits(), &[taken]),
        ],
    );
    tells(
        "address-not-available",
        &[
            address(foreign),
            address("socket.gaierror: [Errno -2] Name or service not known"),
        ],
        &[
            address(taken),
            file("10.2.2.2"),
            words("s.bind(a)", "TypeError: port must be an integer"),
        ],
    );
    tells(
        "traceback",
        &[other(), words("s.bind(a)", "TypeError: port must be an integer")],
        &[missing("x"), argument(), address(taken)],
    );
}

#[test]
fn a_program_that_brings_its_own_authorities_is_told_of_them() {
    let distrusts = || program(What::Distrusted("www.un.test".to_owned()));
    tells(
        "own-authorities",
        &[distrusts(), distrusts().prints("run", &["certificate verify failed"])],
        &[
            program(What::Exits(Exit::Status(0))),
            program(What::Exits(Exit::Status(1))).prints("run", &["certificate verify failed"]),
            distrusts().does("run", What::AskedFor("https://www.un.test/".to_owned())),
        ],
    );
}

pub(crate) const ALL: &[fn()] = &[
    what_a_server_does_instead_of_listening_is_told,
    an_end_without_words_is_told_by_its_status,
    the_last_words_of_a_program_are_told_by_what_they_name,
    arguments_and_addresses_are_told_by_the_words_of_python,
    a_program_that_brings_its_own_authorities_is_told_of_them,
];
