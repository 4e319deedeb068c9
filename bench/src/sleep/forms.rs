//! The measured call, three times.

use std::io;
use std::sync::mpsc;
use std::thread;

use super::SleepConfig;
use crate::error::ErrorKind;

type Show<'a> = &'a mut dyn FnMut(usize) -> io::Result<()>;

/// Each counter in its turn.
#[expect(clippy::disallowed_methods, reason = "the pause is the workload")]
pub(super) fn one_after_the_other(config: &SleepConfig, show: Show) -> Result<(), ErrorKind> {
    for _ in 0..config.counters {
        for step in 0..config.steps {
            show(step).map_err(ErrorKind::Output)?;
            thread::sleep(config.pause);
        }
    }
    Ok(())
}

/// All counters on one thread; they give way to one another during their pauses.
pub(super) fn at_once(config: &SleepConfig, show: Show) -> Result<(), ErrorKind> {
    tokio::runtime::Builder::new_current_thread()
        .enable_time()
        .build()
        .map_err(ErrorKind::System)?
        .block_on(count_at_once(config, show))
}

#[expect(clippy::disallowed_methods, reason = "the pause is the workload")]
async fn count_at_once(config: &SleepConfig, show: Show<'_>) -> Result<(), ErrorKind> {
    let (reached, mut steps) = tokio::sync::mpsc::unbounded_channel();
    let (count, pause) = (config.steps, config.pause);
    for _ in 0..config.counters {
        let reached = reached.clone();
        tokio::spawn(async move {
            for step in 0..count {
                // Nobody listens any more when the output failed.
                if reached.send(step).is_err() {
                    return;
                }
                tokio::time::sleep(pause).await;
            }
        });
    }
    // The channel ends when the last counter has.
    drop(reached);
    while let Some(step) = steps.recv().await {
        show(step).map_err(ErrorKind::Output)?;
    }
    Ok(())
}

/// A thread for each counter.
#[expect(clippy::disallowed_methods, reason = "the pause is the workload")]
pub(super) fn a_thread_each(config: &SleepConfig, show: Show) -> Result<(), ErrorKind> {
    thread::scope(|scope| {
        // Made inside, so that an early return hangs up on the counters before they are joined.
        let (reached, steps) = mpsc::channel();
        for _ in 0..config.counters {
            let reached = reached.clone();
            thread::Builder::new()
                .spawn_scoped(scope, move || {
                    for step in 0..config.steps {
                        if reached.send(step).is_err() {
                            return;
                        }
                        thread::sleep(config.pause);
                    }
                })
                .map_err(ErrorKind::System)?;
        }
        drop(reached);
        steps.into_iter().try_for_each(show).map_err(ErrorKind::Output)
    })
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[tokio::test(start_paused = true)]
    async fn two_counters_of_ten_half_seconds_take_five_seconds_when_they_wait_together() {
        let start = tokio::time::Instant::now();
        let mut seen = Vec::new();
        let mut show = |step| {
            seen.push(step);
            Ok(())
        };
        count_at_once(&SleepConfig::default(), &mut show).await.unwrap();
        assert_eq!(start.elapsed().as_millis() / 10, 500);
        let expected: Vec<usize> = (0..10).flat_map(|step| [step, step]).collect();
        assert_eq!(seen, expected);
    }

    #[test]
    fn an_output_that_fails_stops_every_form() {
        let config = SleepConfig {
            pause: Duration::ZERO,
            ..SleepConfig::default()
        };
        for form in [one_after_the_other, at_once, a_thread_each] {
            let mut full = |_| Err(io::ErrorKind::StorageFull.into());
            assert!(matches!(form(&config, &mut full), Err(ErrorKind::Output(_))));
        }
    }
}
