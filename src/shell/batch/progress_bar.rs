//! Progress bar on standard error, and the flag set by Ctrl-C.

use crate::shell::capabilities;
use crate::text::number::counted;
use crate::text::visible::{self, bar};
use std::io::{self, IsTerminal as _, Write as _};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

const FRAME: Duration = Duration::from_millis(100);
/// In cells.
const MAX_CELLS: usize = 20;
/// Delay before the bar appears.
const DELAY: Duration = Duration::from_millis(500);

#[derive(Debug)]
pub struct ProgressBar {
    is_shown: bool,
    began: Instant,
    painted: Option<Instant>,
    articles: usize,
    of_articles: usize,
    size: u64,
    of_size: u64,
    blocks: bool,
}

impl ProgressBar {
    /// Shown if `wanted` and standard error is a terminal.
    pub fn new(wanted: bool, of_articles: usize, of_size: u64) -> Self {
        Self {
            is_shown: wanted && io::stderr().is_terminal(),
            began: Instant::now(),
            painted: None,
            articles: 0,
            of_articles,
            size: 0,
            of_size,
            blocks: capabilities::shows_blocks(),
        }
    }

    /// Adds finished work, and repaints if due.
    pub fn advance(&mut self, articles: usize, size: u64) {
        self.articles += articles;
        self.size += size;
        let elapsed = self.began.elapsed();
        if !self.is_shown || elapsed < DELAY || self.painted.is_some_and(|at| at.elapsed() < FRAME) {
            return;
        }
        let line = self.line(elapsed);
        let line = visible::cut(&line, capabilities::columns(true).saturating_sub(1));
        let mut err = io::stderr().lock();
        let _ = write!(err, "\r{line}\x1b[K").and_then(|()| err.flush());
        self.painted = Some(Instant::now());
    }

    pub fn clear(&mut self) {
        if self.painted.take().is_some() {
            let mut err = io::stderr().lock();
            let _ = write!(err, "\r\x1b[K").and_then(|()| err.flush());
        }
    }

    fn line(&self, elapsed: Duration) -> String {
        let rate = self.size as f64 / elapsed.as_secs_f64();
        let articles = counted(self.of_articles, "article");
        let done = format!("{} of {articles}, {}", self.articles, in_bytes(self.size as f64));
        let speed = if rate > 0.0 { format!(" at {}/s", in_bytes(rate)) } else { String::new() };
        if !(1..self.of_size).contains(&self.size) {
            return done + &speed;
        }
        let percent = self.size * 100 / self.of_size;
        let left = elapsed.mul_f64((self.of_size - self.size) as f64 / self.size as f64).as_secs() + 1;
        let left = match (left / 3600, left / 60 % 60, left % 60) {
            (0, 0, seconds) => format!("{seconds} s"),
            (0, minutes, seconds) => format!("{minutes} min {seconds} s"),
            (hours, minutes, _) => format!("{hours} h {minutes} min"),
        };
        let bar = bar(percent as usize, 100, MAX_CELLS, self.blocks);
        let gap = " ".repeat(MAX_CELLS.saturating_sub(visible::width(&bar)));
        format!("{bar}{gap} {percent:>2} %  {done}{speed}, {left} left")
    }
}

/// In megabytes, below one in kilobytes.
fn in_bytes(bytes: f64) -> String {
    if bytes < 1e6 { format!("{:.0} kB", bytes / 1e3) } else { format!("{:.1} MB", bytes / 1e6) }
}

impl Drop for ProgressBar {
    fn drop(&mut self) {
        self.clear();
    }
}

/// A flag set by the first SIGINT or SIGTERM; a second one ends the program at once.
pub fn interrupt_flag() -> Arc<AtomicBool> {
    let flag = Arc::new(AtomicBool::new(false));
    for signal in [signal_hook::consts::SIGINT, signal_hook::consts::SIGTERM] {
        let code = 128 + signal;
        let at_once = signal_hook::flag::register_conditional_shutdown(signal, code, Arc::clone(&flag));
        // If a signal cannot be handled it ends the program, and the last checkpoint is resumable.
        let _ = at_once.and_then(|_| signal_hook::flag::register(signal, Arc::clone(&flag)));
    }
    flag
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shows_progress_and_the_time_left() {
        let check = |size, of_size, seconds, expected: &str| {
            let bar = ProgressBar { articles: 3, size, blocks: false, ..ProgressBar::new(false, 9, of_size) };
            assert_eq!(bar.line(Duration::from_secs(seconds)), expected);
        };
        check(0, 0, 1, "3 of 9 articles, 0 kB");
        check(
            20_000_000,
            50_000_000,
            2,
            "########             40 %  3 of 9 articles, 20.0 MB at 10.0 MB/s, 4 s left",
        );
        check(
            1_000_000,
            100_000_000,
            1,
            "#                     1 %  3 of 9 articles, 1.0 MB at 1.0 MB/s, 1 min 40 s left",
        );
        check(
            500_000,
            1_000_000,
            5,
            "##########           50 %  3 of 9 articles, 500 kB at 100 kB/s, 6 s left",
        );
        check(
            1_000_000,
            10_000_000_000,
            1,
            "                      0 %  3 of 9 articles, 1.0 MB at 1.0 MB/s, 2 h 46 min left",
        );
        check(5_000_000, 5_000_000, 1, "3 of 9 articles, 5.0 MB at 5.0 MB/s");
    }
}
