//! The counters in every mode, with a pause short enough to measure often.
//!
//! Throughput is counted in numbers reached: one after the other it stays the same however many
//! counters there are, at once it grows with them. A single counter is a little slower at once:
//! the runtime's timers count whole milliseconds and wake in the next one.

use std::hint::black_box;
use std::io;
use std::time::Duration;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use salon_bench::{Mode, SleepConfig, sleep};

const PAUSE: Duration = Duration::from_millis(5);
const STEPS: usize = 2;

fn counters(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("sleep");
    group
        .sample_size(10)
        .warm_up_time(Duration::from_millis(300))
        .measurement_time(Duration::from_secs(2));
    for counters in [1, 10, 100, 1000] {
        group.throughput(Throughput::Elements((counters * STEPS) as u64));
        for mode in Mode::ALL {
            // A second for each run of a hundred in sequence is long enough.
            if counters == 1000 && mode != Mode::Async {
                continue;
            }
            let config = SleepConfig {
                mode,
                counters,
                steps: STEPS,
                pause: PAUSE,
                ..SleepConfig::default()
            };
            group.bench_with_input(BenchmarkId::new(mode.name(), counters), &config, |bencher, config| {
                bencher.iter(|| black_box(sleep(config, &mut io::sink())).is_ok());
            });
        }
    }
    group.finish();
}

criterion_group!(benches, counters);
criterion_main!(benches);
