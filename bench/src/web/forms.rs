//! The measured call, three times, behind one type.

use std::io::Read;
use std::pin::pin;
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

use futures_util::StreamExt;
use futures_util::stream;
use tokio::runtime::Runtime;

use super::body::{Body, Received};
use super::{Destination, Failure, Limits, Network, Page, client};
use crate::error::ErrorKind;
use crate::mode::Mode;

/// How one page went.
#[derive(Debug)]
pub struct Fetched {
    /// Its place in the list.
    pub index: usize,
    /// When it was begun, from the start of the run.
    pub begun: Duration,
    /// When it was complete or given up, from the start of the run.
    pub ended: Duration,
    /// What came of it.
    pub result: Result<Received, Failure>,
}

/// Everything that is set up before the clock starts.
#[derive(Debug)]
pub struct Fetcher {
    form: Form,
    limits: Limits,
    destination: Destination,
}

#[derive(Debug)]
enum Form {
    OneAfterTheOther(reqwest::blocking::Client),
    AtOnce(reqwest::Client, Runtime),
    AThreadEach(reqwest::blocking::Client),
}

/// Pages begun before those already begun are given a turn. Without it the first request would
/// leave only when the last connection is opened, and the sites would idle meanwhile: for 1,000
/// fast pages it gains a tenth of the time.
const RAMP: usize = 10;

type OnPage<'a> = &'a mut dyn FnMut(Fetched) -> Result<(), ErrorKind>;

impl Fetcher {
    /// Sets up one mode.
    pub fn new(mode: Mode, network: Network, limits: Limits, destination: Destination) -> Result<Self, ErrorKind> {
        let form = match mode {
            Mode::Sync => Form::OneAfterTheOther(client::blocking(network, &limits)?),
            Mode::Threads => Form::AThreadEach(client::blocking(network, &limits)?),
            Mode::Async => {
                let runtime = tokio::runtime::Builder::new_current_thread()
                    .enable_all()
                    .build()
                    .map_err(ErrorKind::System)?;
                Form::AtOnce(client::asynchronous(network, &limits)?, runtime)
            }
        };
        Ok(Self {
            form,
            limits,
            destination,
        })
    }

    /// Fetches all pages, telling of each on the caller's thread as it ends, and says how long
    /// that took.
    pub fn run(&self, pages: &[Page], on_page: OnPage) -> Result<Duration, ErrorKind> {
        let run = Run {
            start: Instant::now(),
            limits: &self.limits,
            destination: &self.destination,
        };
        match &self.form {
            Form::OneAfterTheOther(client) => run.one_after_the_other(client, pages, on_page),
            Form::AtOnce(client, runtime) => runtime.block_on(run.at_once(client, pages, on_page)),
            Form::AThreadEach(client) => run.a_thread_each(client, pages, on_page),
        }?;
        Ok(run.start.elapsed())
    }
}

/// One run over a list.
#[derive(Clone, Copy)]
struct Run<'a> {
    start: Instant,
    limits: &'a Limits,
    destination: &'a Destination,
}

impl Run<'_> {
    fn one_after_the_other(
        self,
        client: &reqwest::blocking::Client,
        pages: &[Page],
        on_page: OnPage,
    ) -> Result<(), ErrorKind> {
        for (index, page) in pages.iter().enumerate() {
            let begun = self.start.elapsed();
            on_page(self.ended(index, begun, self.blocking(client, page)))?;
        }
        Ok(())
    }

    /// All futures live in one task on this thread; what is bounded is how many.
    async fn at_once(self, client: &reqwest::Client, pages: &[Page], on_page: OnPage<'_>) -> Result<(), ErrorKind> {
        let ended = stream::iter(pages.iter().enumerate())
            .then(async |(index, page)| {
                if index % RAMP == RAMP - 1 {
                    tokio::task::yield_now().await;
                }
                (index, page)
            })
            .map(async |(index, page)| {
                let begun = self.start.elapsed();
                self.ended(index, begun, self.asynchronous(client, page).await)
            })
            .buffer_unordered(self.limits.jobs.get());
        let mut ended = pin!(ended);
        while let Some(page) = ended.next().await {
            on_page(page)?;
        }
        Ok(())
    }

    fn a_thread_each(
        self,
        client: &reqwest::blocking::Client,
        pages: &[Page],
        on_page: OnPage,
    ) -> Result<(), ErrorKind> {
        thread::scope(|scope| {
            let (report, reports) = mpsc::channel();
            let mut waiting = pages.iter().enumerate();
            let mut running = 0;
            loop {
                while running < self.limits.jobs.get()
                    && let Some((index, page)) = waiting.next()
                {
                    let report = report.clone();
                    thread::Builder::new()
                        .spawn_scoped(scope, move || {
                            let begun = self.start.elapsed();
                            let fetched = self.ended(index, begun, self.blocking(client, page));
                            // Nobody listens any more when the caller has given up.
                            let _ = report.send(fetched);
                        })
                        .map_err(ErrorKind::System)?;
                    running += 1;
                }
                if running == 0 {
                    return Ok(());
                }
                let Ok(fetched) = reports.recv() else {
                    return Ok(());
                };
                running -= 1;
                on_page(fetched)?;
            }
        })
    }

    fn blocking(self, client: &reqwest::blocking::Client, page: &Page) -> Result<Received, Failure> {
        // The time-out is given again because only a request's own covers the whole page here;
        // the client's would start anew with every read.
        let mut response = client
            .get(page.url.clone())
            .timeout(self.limits.timeout)
            .send()
            .map_err(|error| Failure::of(&error, self.limits))?;
        let mut body = self.begin(page, response.status(), response.content_length())?;
        let mut chunk = [0; 16 << 10];
        loop {
            match response.read(&mut chunk) {
                Ok(0) => return body.finish(),
                Ok(read) => body.push(&chunk[..read])?,
                Err(error) => return Err(Failure::of_read(&error, self.limits)),
            }
        }
    }

    async fn asynchronous(self, client: &reqwest::Client, page: &Page) -> Result<Received, Failure> {
        let failed = |error| Failure::of(&error, self.limits);
        let mut response = client.get(page.url.clone()).send().await.map_err(failed)?;
        let mut body = self.begin(page, response.status(), response.content_length())?;
        while let Some(chunk) = response.chunk().await.map_err(failed)? {
            body.push(&chunk)?;
        }
        body.finish()
    }
}

impl<'a> Run<'a> {
    fn begin(self, page: &'a Page, status: reqwest::StatusCode, announced: Option<u64>) -> Result<Body<'a>, Failure> {
        Body::begin(self.destination, &page.file_name, self.limits.bytes, status, announced)
    }

    fn ended(self, index: usize, begun: Duration, result: Result<Received, Failure>) -> Fetched {
        Fetched {
            index,
            begun,
            ended: self.start.elapsed(),
            result,
        }
    }
}
