//! Pages in every mode, from a mock site in another process.
//!
//! `web`: pages that take 5 ms each, where what counts is how waits are organised. `overhead`:
//! pages without delay, one at a time over one connection, where what counts is the client; the
//! floor is hyper without anything around it.

use std::hint::black_box;
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use criterion::measurement::WallTime;
use criterion::{BatchSize, BenchmarkGroup, BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use http_body_util::{BodyExt, Empty};
use hyper::body::Bytes;
use hyper::client::conn::http1;
use hyper_util::rt::TokioIo;
use salon_bench::Mode;
use salon_bench::web::{Destination, Fetcher, Limits, Network, Page, Source};

const DELAY: &str = "5";
/// Pages of one run of the overhead group.
const IN_A_ROW: usize = 100;

/// The mock site, as the program of the targets serves it.
struct Site {
    process: Child,
    address: SocketAddr,
}

impl Site {
    fn start(milliseconds: &str) -> Self {
        let mut process = Command::new(env!("CARGO_BIN_EXE_targets"))
            .args(["site", milliseconds])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the mock site starts");
        let mut line = String::new();
        let output = process.stdout.take().expect("its output is a pipe");
        BufReader::new(output)
            .read_line(&mut line)
            .expect("it says where it listens");
        Self {
            process,
            address: line.trim().parse().expect("an address"),
        }
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        // It serves until its input ends.
        drop(self.process.stdin.take());
        let _ = self.process.wait();
    }
}

fn pages(count: usize) -> Vec<Page> {
    (0..count)
        .flat_map(|page| {
            let url = Source::Url(format!("http://site.test/{page}"));
            url.pages().expect("a URL")
        })
        .collect()
}

fn fetcher(mode: Mode, site: &Site) -> Fetcher {
    let network = Network::Everywhere(site.address);
    Fetcher::new(mode, network, Limits::default(), Destination::Nowhere).expect("a client")
}

fn fetch(fetcher: &Fetcher, pages: &[Page]) {
    let mut complete = 0;
    let run = fetcher.run(pages, &mut |page| {
        complete += usize::from(page.result.is_ok());
        Ok(())
    });
    assert!(run.is_ok() && complete == pages.len());
}

fn brief(group: &mut BenchmarkGroup<'_, WallTime>) {
    group
        .sample_size(10)
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_secs(2));
}

fn waiting(criterion: &mut Criterion) {
    let site = Site::start(DELAY);
    let mut group = criterion.benchmark_group("web");
    brief(&mut group);
    for count in [1, 10, 100, 1000] {
        let pages = pages(count);
        group.throughput(Throughput::Elements(count as u64));
        for mode in Mode::ALL {
            if count == 1000 && mode != Mode::Async {
                continue;
            }
            group.bench_with_input(BenchmarkId::new(mode.name(), count), &pages, |bencher, pages| {
                // A new client each time: connections are part of what is measured.
                bencher.iter_batched(
                    || fetcher(mode, &site),
                    |fetcher| {
                        fetch(&fetcher, pages);
                        fetcher
                    },
                    BatchSize::PerIteration,
                );
            });
        }
    }
    group.finish();
}

fn overhead(criterion: &mut Criterion) {
    let site = Site::start("0");
    let mut group = criterion.benchmark_group("overhead");
    brief(&mut group);
    group.throughput(Throughput::Elements(IN_A_ROW as u64));
    let pages = pages(IN_A_ROW);
    for mode in [Mode::Sync, Mode::Async] {
        let network = Network::Everywhere(site.address);
        let limits = Limits {
            jobs: std::num::NonZeroUsize::MIN,
            ..Limits::default()
        };
        let fetcher = Fetcher::new(mode, network, limits, Destination::Nowhere).expect("a client");
        group.bench_function(mode.name(), |bencher| bencher.iter(|| fetch(&fetcher, &pages)));
    }
    group.bench_function("hyper", |bencher| bare(bencher, site.address));
    group.finish();
}

/// One connection, one request after the other, nothing else.
fn bare(bencher: &mut criterion::Bencher<'_>, address: SocketAddr) {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    let mut sender = runtime.block_on(async {
        let stream = tokio::net::TcpStream::connect(address).await.expect("connected");
        let (sender, connection) = http1::handshake(TokioIo::new(stream)).await.expect("HTTP");
        tokio::spawn(connection);
        sender
    });
    bencher.iter(|| {
        runtime.block_on(async {
            for page in 0..IN_A_ROW {
                let request = hyper::Request::get(format!("/{page}"))
                    .header("host", "site.test")
                    .body(Empty::<Bytes>::new())
                    .expect("a request");
                let response = sender.send_request(request).await.expect("an answer");
                black_box(response.into_body().collect().await.expect("a page"));
            }
        });
    });
}

criterion_group!(benches, waiting, overhead);
criterion_main!(benches);
