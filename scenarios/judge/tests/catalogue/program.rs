//! What is wrong with the first programs.

use crate::{Session, of_a_program, spins, tells};
use salon_model::What;

/// Three pages asked for at once; of one site, what becomes of it.
fn pages(first: &str) -> Session {
    Session::new(
        of_a_program(),
        &format!(
            "site:
  www.un.test: {first}
  www.deux.test: page
  www.trois.test: page
files:
  urls.txt: [https://www.un.test, https://www.deux.test, https://www.trois.test]
when:
  - run: urls.txt
then: [program asks for several pages at once]"
        ),
        &[&[
            "site is asked for https://www.deux.test/",
            "site is asked for https://www.trois.test/",
            "site has at most 2 pages under way at once",
            "program saves www.deux.test in /tmp/web_<host>",
            "program saves www.trois.test in /tmp/web_<host>",
            "program exits with status 0",
        ]],
    )
}

fn one() -> Session {
    pages("page")
}

fn is_request(what: &What) -> bool {
    matches!(what, What::AskedFor(_))
}

fn is_work(what: &What) -> bool {
    matches!(what, What::AskedFor(_) | What::Saves { .. } | What::UnderWay(_))
}

fn is_file(what: &What) -> bool {
    matches!(what, What::Saves { .. })
}

fn asks(session: Session, host: &str) -> Session {
    session.does("run", What::AskedFor(format!("https://{host}/")))
}

fn saves(session: Session, host: &str, path: &str, whole: bool) -> Session {
    let saves = What::Saves {
        host: host.to_owned(),
        path: path.to_owned(),
        whole,
    };
    session.does("run", saves)
}

fn idle(session: Session) -> Session {
    session.does_not("run", is_work)
}

#[test]
fn a_program_fetches_nothing_where_no_page_is_asked_for_and_no_site_is_dead() {
    let stays = |session: Session| session.does_not("run", |what| matches!(what, What::Exits(_)));
    tells(
        "fetches-nothing",
        &[idle(one()), idle(one()).prints("run", &["terminé"])],
        &[
            idle(pages("dead")),
            asks(one().does_not("run", is_request), "www.deux.test"),
            stays(idle(one())),
            idle(one()).prints("run", &["x.py:9: RuntimeWarning: coroutine 'main' was never awaited"]),
        ],
    );
    tells(
        "fetches-others",
        &[
            idle(pages("dead")),
            asks(one().does_not("run", is_request), "www.deux.test"),
        ],
        &[idle(one()), one().does_not("run", is_file), stays(one())],
    );
    tells(
        "never-awaited",
        &[
            idle(one()).prints("run", &["x.py:9: RuntimeWarning: coroutine 'main' was never awaited"]),
            asks(idle(one()), "www.deux.test")
                .prints("run", &["x:1: RuntimeWarning: coroutine 'get' was never awaited"]),
        ],
        &[
            idle(one()),
            idle(one()).prints("run", &["jamais attendu"]),
            one().does_not("run", is_file),
        ],
    );
    tells(
        "never-ends",
        &[stays(one()), stays(idle(one()))],
        &[idle(one()), one().does("run", spins()), one().does_not("run", is_file)],
    );
}

#[test]
fn pages_are_asked_for_in_turn_where_several_were_and_never_two_at_once() {
    let at_most = |session: Session, pages| {
        let session = session.does_not("run", |what| matches!(what, What::UnderWay(_)));
        session.does("run", What::UnderWay(pages))
    };
    tells(
        "sequential",
        &[at_most(one(), 1), at_most(asks(one(), "www.un.test"), 1)],
        // Of what was never asked for, and of one page, nothing is known.
        &[
            idle(one()),
            at_most(asks(one().does_not("run", is_request), "www.deux.test"), 1),
            one().does_not("run", is_file),
        ],
    );
}

#[test]
fn what_becomes_of_a_page_is_told_by_the_files() {
    let missing = || one().does_not("run", is_file);
    let both = |path: &str, whole| {
        saves(
            saves(missing(), "www.deux.test", path, whole),
            "www.trois.test",
            path,
            whole,
        )
    };
    tells(
        "page-not-saved",
        &[missing(), saves(missing(), "www.deux.test", "/tmp/web_<host>", true)],
        &[both("/tmp/web_<host>", false), both("./page", true), idle(one())],
    );
    let one_file = |path: &str, whole| saves(missing(), "www.trois.test", path, whole);
    tells(
        "page-overwritten",
        &[one_file("/tmp/web_page", true), one_file("./page.html", true)],
        &[
            one_file("/tmp/web_<host>", true),
            missing(),
            both("/tmp/web_page", false),
        ],
    );
    tells(
        "page-cut",
        &[both("/tmp/web_<host>", false), both("./page", false)],
        &[missing(), both("./page", true), idle(one())],
    );
    tells(
        "saved-elsewhere",
        &[both("./page", true), both("./D:\\web", true)],
        &[missing(), both("/tmp/web_<host>", false), idle(one())],
    );
}

fn counter(expected: &str, numbers: &[i64], pauses: bool) -> Session {
    let mut session = Session::new(
        of_a_program(),
        &format!("when:\n  - run: []\nthen: [program counts {expected}]"),
        &[&["program exits with status 0"]],
    );
    let lines: Vec<String> = numbers.iter().map(i64::to_string).collect();
    session = session.prints("run", &crate::lines(&lines));
    if pauses {
        session.does("run", What::Pauses)
    } else {
        session
    }
}

#[test]
fn counters_follow_one_another_where_they_do() {
    let in_turn: Vec<i64> = (0..10).chain(0..10).collect();
    let pairs = |end: i64| -> Vec<i64> { (0..end).flat_map(|number| [number, number]).collect() };
    let from_one: Vec<i64> = (1..11).chain(1..11).collect();
    tells(
        "counts-in-turn",
        &[
            counter("together", &in_turn, true),
            counter("together", &from_one, false),
        ],
        &[
            counter("together", &pairs(7), true),
            counter("together", &[], true),
            counter("one after the other", &pairs(10), true),
            counter("together", &pairs(10), false),
        ],
    );
    tells(
        "no-pauses",
        &[
            counter("together", &pairs(10), false),
            counter("one after the other", &in_turn, false),
        ],
        &[
            counter("together", &in_turn, false),
            counter("together", &pairs(7), false),
            counter("one after the other", &pairs(10), true),
        ],
    );
    tells(
        "counts-otherwise",
        &[
            counter("together", &pairs(7), true),
            counter("one after the other", &pairs(10), true),
        ],
        &[
            counter("together", &in_turn, true),
            counter("together", &pairs(10), false),
            counter("one after the other", &in_turn, false),
        ],
    );
}

pub(crate) const ALL: &[fn()] = &[
    a_program_fetches_nothing_where_no_page_is_asked_for_and_no_site_is_dead,
    pages_are_asked_for_in_turn_where_several_were_and_never_two_at_once,
    what_becomes_of_a_page_is_told_by_the_files,
    counters_follow_one_another_where_they_do,
];
