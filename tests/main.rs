//! End-to-end tests: the `salon` binary as users run it.

mod architecture;
mod built_in;
mod causes;
mod cli;
mod clients;
mod counters;
mod doctor;
mod documents;
mod grade;
mod groups;
mod harness;
mod hostile;
mod impaired;
mod keyboard;
mod lists;
mod loopback;
mod mapped;
mod pairs;
mod programs;
mod reference;
mod regressions;
mod results;
mod serve;
mod settling;
mod submissions;
mod world;
