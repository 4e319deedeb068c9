//! The command line.

use std::net::SocketAddr;

use super::Result;

pub(super) const USAGE: &str = "\
Usage: fanout [OPTION]... SERVER...

Measures how many messages chat servers pass on for a second of their processor. Ratios are to the
last server.

  SERVER is NAME=COMMAND, run by sh with {port} replaced by a free port of 127.0.0.1,
         or NAME=ADDRESS:PORT@PID for a server of this machine that runs already

  --hello TEMPLATE         what a client of the servers that follow sends first, {name} replaced by
                           a name of its own; each client must get something back. A newline is
                           added, as it is after every message. Empty: nothing, as at the start
  --burst CLIENTS:SENDERS  200 messages at once, again and again
  --steady CLIENTS:RATE    one message at a time, RATE a second
                           (both may be repeated; by default bursts of 100:1, 100:100 and 1000:20,
                           and 100:300 steadily)
  --rounds N               rounds of which the median counts [default: 5]
  --seconds N              length of each measure [default: 2]
";

/// Messages of one burst.
pub(super) const BURST: usize = 200;

/// The most clients: beyond, the ports of one address run out.
const MOST_CLIENTS: usize = 20_000;

#[derive(Debug)]
pub(super) struct Plan {
    pub(super) help: bool,
    pub(super) servers: Vec<Subject>,
    pub(super) loads: Vec<Load>,
    pub(super) rounds: usize,
    pub(super) seconds: u64,
}

/// A server to be measured.
#[derive(Debug)]
pub(super) struct Subject {
    pub(super) name: String,
    pub(super) origin: Origin,
    /// What each client sends first; empty: nothing.
    pub(super) hello: String,
}

#[derive(Debug, PartialEq)]
pub(super) enum Origin {
    Command(String),
    Running(SocketAddr, u32),
}

/// What the crowd does.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Load {
    Burst { clients: usize, senders: usize },
    Steady { clients: usize, rate: usize },
}

impl Load {
    pub(super) fn clients(self) -> usize {
        match self {
            Self::Burst { clients, .. } | Self::Steady { clients, .. } => clients,
        }
    }
}

impl Plan {
    pub(super) fn parse(mut arguments: impl Iterator<Item = String>) -> Result<Self> {
        let mut plan = Self {
            help: false,
            servers: Vec::new(),
            loads: Vec::new(),
            rounds: 5,
            seconds: 2,
        };
        let mut hello = String::new();
        while let Some(argument) = arguments.next() {
            let mut value = || arguments.next().ok_or_else(|| format!("{argument} needs a value"));
            match argument.as_str() {
                "--help" | "-h" => plan.help = true,
                "--hello" => hello = value()?,
                "--burst" => {
                    let (clients, senders) = pair(&value()?, BURST)?;
                    plan.loads.push(Load::Burst { clients, senders });
                }
                "--steady" => {
                    let (clients, rate) = pair(&value()?, 100_000)?;
                    plan.loads.push(Load::Steady { clients, rate });
                }
                "--rounds" => plan.rounds = number(&value()?, 1, 1000)?,
                "--seconds" => plan.seconds = number(&value()?, 1, 600)? as u64,
                option if option.starts_with('-') => {
                    return Err(format!("{option} is no option (see --help)").into());
                }
                server => plan.servers.push(Subject::parse(server, &hello)?),
            }
        }
        if plan.servers.is_empty() && !plan.help {
            return Err("no server is given (see --help)".into());
        }
        if plan.loads.is_empty() {
            let burst = |clients, senders| Load::Burst { clients, senders };
            let steady = Load::Steady {
                clients: 100,
                rate: 300,
            };
            plan.loads = vec![burst(100, 1), burst(100, 100), burst(1000, 20), steady];
        }
        Ok(plan)
    }

    pub(super) fn most_clients(&self) -> usize {
        self.loads.iter().map(|load| load.clients()).max().unwrap_or(0)
    }
}

impl Subject {
    fn parse(text: &str, hello: &str) -> Result<Self> {
        let (name, origin) = text
            .split_once('=')
            .ok_or_else(|| format!("'{text}' is no server: NAME=COMMAND or NAME=ADDRESS:PORT@PID"))?;
        let running = origin
            .rsplit_once('@')
            .and_then(|(address, process)| Some((address.parse().ok()?, process.parse().ok()?)));
        let origin = match running {
            Some((address, process)) => Origin::Running(address, process),
            None if origin.contains("{port}") => Origin::Command(origin.to_owned()),
            None => return Err(format!("the command of '{name}' has no {{port}}: where would it listen?").into()),
        };
        if let Origin::Running(address, _) = origin
            && !address.ip().is_loopback()
        {
            return Err(format!("{address} is not an address of this machine alone (127.0.0.1)").into());
        }
        Ok(Self {
            name: name.to_owned(),
            origin,
            hello: hello.to_owned(),
        })
    }
}

/// `CLIENTS:N`, N between 1 and `most`, and no more than there are clients when it counts them.
fn pair(text: &str, most: usize) -> Result<(usize, usize)> {
    let (clients, other) = text
        .split_once(':')
        .ok_or_else(|| format!("'{text}' is not of the form CLIENTS:N"))?;
    let clients = number(clients, 2, MOST_CLIENTS)?;
    let most = if most == BURST { most.min(clients) } else { most };
    Ok((clients, number(other, 1, most)?))
}

fn number(text: &str, least: usize, most: usize) -> Result<usize> {
    match text.parse() {
        Ok(number) if (least..=most).contains(&number) => Ok(number),
        _ => Err(format!("'{text}' is not a number from {least} to {most}").into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(arguments: &[&str]) -> Result<Plan> {
        Plan::parse(arguments.iter().map(|&argument| argument.to_owned()))
    }

    #[test]
    fn a_hello_is_that_of_the_servers_that_follow() {
        let plan = parse(&[
            "a=a {port}",
            "--hello",
            "Hello|{name}",
            "b=127.0.0.1:8888@42",
            "--burst",
            "9:2",
        ])
        .unwrap();
        let [a, b] = &plan.servers[..] else {
            panic!("{plan:?}");
        };
        assert_eq!((&*a.hello, &*b.hello), ("", "Hello|{name}"));
        assert_eq!(a.origin, Origin::Command("a {port}".into()));
        assert_eq!(b.origin, Origin::Running(([127, 0, 0, 1], 8888).into(), 42));
        assert_eq!(plan.loads, [Load::Burst { clients: 9, senders: 2 }]);
    }

    #[test]
    fn what_cannot_be_measured_is_one_plain_line() {
        for (arguments, complaint) in [
            (&[][..], "no server is given (see --help)"),
            (&["--fast"], "--fast is no option (see --help)"),
            (&["--rounds"], "--rounds needs a value"),
            (&["--rounds", "0"], "'0' is not a number from 1 to 1000"),
            (&["--burst", "100"], "'100' is not of the form CLIENTS:N"),
            (&["--burst", "10:11"], "'11' is not a number from 1 to 10"),
            (
                &["server"],
                "'server' is no server: NAME=COMMAND or NAME=ADDRESS:PORT@PID",
            ),
            (
                &["a=server"],
                "the command of 'a' has no {port}: where would it listen?",
            ),
            (
                &["a=8.8.8.8:80@1"],
                "8.8.8.8:80 is not an address of this machine alone (127.0.0.1)",
            ),
        ] {
            assert_eq!(parse(arguments).unwrap_err().to_string(), complaint);
        }
    }
}
