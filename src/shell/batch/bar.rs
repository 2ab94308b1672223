//! How far a long run has come: one line on standard error, where that is a terminal, and a word of the
//! terminal's to break the run off.

use crate::shell::terminal;
use crate::text::visible;
use crate::text::visible::bar;
use std::io::{self, IsTerminal as _, Write as _};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

/// How often the line is painted again.
const FRAME: Duration = Duration::from_millis(100);
/// How long the bar is at most, in cells.
const CELLS: usize = 20;
/// What takes no longer than this needs no line.
const SOON: Duration = Duration::from_millis(500);

/// A line that says how far a run has come.
#[derive(Debug)]
pub struct Bar {
    wanted: bool,
    begun: Instant,
    painted: Option<Instant>,
    articles: usize,
    of_articles: usize,
    size: u64,
    of_size: u64,
    /// Whether the terminal shows blocks.
    blocks: bool,
}

impl Bar {
    /// A line for so many articles of so many bytes. It is never painted unless it is `wanted` and standard error
    /// is a terminal.
    pub fn new(wanted: bool, of_articles: usize, of_size: u64) -> Self {
        let wanted = wanted && io::stderr().is_terminal();
        let blocks = terminal::shows_blocks();
        Self {
            wanted,
            begun: Instant::now(),
            painted: None,
            articles: 0,
            of_articles,
            size: 0,
            of_size,
            blocks,
        }
    }

    /// Takes in what was done, and paints the line now and then.
    pub fn advance(&mut self, articles: usize, size: u64) {
        self.articles += articles;
        self.size += size;
        let since = self.begun.elapsed();
        if !self.wanted || since < SOON || self.painted.is_some_and(|painted| painted.elapsed() < FRAME) {
            return;
        }
        let line = self.line(since);
        let line = visible::cut(&line, terminal::columns(true).saturating_sub(1));
        let mut err = io::stderr().lock();
        let _ = write!(err, "\r{line}\x1b[K").and_then(|()| err.flush());
        self.painted = Some(Instant::now());
    }

    /// Takes the line away, so that something else can be said.
    pub fn clear(&mut self) {
        if self.painted.take().is_some() {
            let mut err = io::stderr().lock();
            let _ = write!(err, "\r\x1b[K").and_then(|()| err.flush());
        }
    }

    /// The line after so much time.
    fn line(&self, since: Duration) -> String {
        let megabytes = |bytes: u64| bytes as f64 / 1e6;
        let rate = megabytes(self.size) / since.as_secs_f64();
        let size = megabytes(self.size);
        let done = format!("{} of {} articles, {size:.1} MB", self.articles, self.of_articles);
        let speed = if rate > 0.0 { format!(" at {rate:.1} MB/s") } else { String::new() };
        if !(1..self.of_size).contains(&self.size) {
            return done + &speed;
        }
        let share = self.size * 100 / self.of_size;
        let left = since.mul_f64((self.of_size - self.size) as f64 / self.size as f64).as_secs() + 1;
        let left = match (left / 3600, left / 60 % 60, left % 60) {
            (0, 0, seconds) => format!("{seconds} s"),
            (0, minutes, seconds) => format!("{minutes} min {seconds} s"),
            (hours, minutes, _) => format!("{hours} h {minutes} min"),
        };
        // At most 100, so it fits.
        let bar = bar(share as usize, 100, CELLS, self.blocks);
        let gap = " ".repeat(CELLS.saturating_sub(visible::width(&bar)));
        format!("{bar}{gap} {share:>2} %  {done}{speed}, {left} left")
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        self.clear();
    }
}

/// Becomes true when the reader breaks the run off. A second time ends the program at once.
pub fn broken_off() -> Arc<AtomicBool> {
    let flag = Arc::new(AtomicBool::new(false));
    for signal in [signal_hook::consts::SIGINT, signal_hook::consts::SIGTERM] {
        let code = 128 + signal;
        let at_once = signal_hook::flag::register_conditional_shutdown(signal, code, Arc::clone(&flag));
        // Where a signal cannot be had it ends the program, and what is noted so far can be gone on with.
        let _ = at_once.and_then(|_| signal_hook::flag::register(signal, Arc::clone(&flag)));
    }
    flag
}

/// Whether the reader has broken the run off.
pub fn is_broken_off(flag: &AtomicBool) -> bool {
    flag.load(Ordering::SeqCst)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_how_far_it_is_and_how_long_it_will_be() {
        let check = |size, of_size, seconds, expected: &str| {
            let bar = Bar { articles: 3, size, blocks: false, ..Bar::new(false, 9, of_size) };
            assert_eq!(bar.line(Duration::from_secs(seconds)), expected);
        };
        check(0, 0, 1, "3 of 9 articles, 0.0 MB");
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
            1_000_000,
            10_000_000_000,
            1,
            "                      0 %  3 of 9 articles, 1.0 MB at 1.0 MB/s, 2 h 46 min left",
        );
        check(5_000_000, 5_000_000, 1, "3 of 9 articles, 5.0 MB at 5.0 MB/s");
    }
}
