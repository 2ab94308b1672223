//! When the screen repaints: at once for the reader's input, with pauses for what arrives by itself.

use std::time::Duration;

/// How long the screen stands still after the answer to a key, unless another key comes.
const AFTER_KEY: Duration = Duration::from_millis(50);
/// Least time between two frames that no key asked for.
const BETWEEN: Duration = Duration::from_millis(100);

/// Why a frame is painted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Cause {
    /// Claims, progress, notices.
    Arrival,
    /// A key, the mouse, or what one of them asked for.
    Input,
}

/// The frames of a session: when the last ones were painted, and why one is to be painted. Moments are durations since
/// any fixed one.
#[derive(Debug, Clone, Copy, Default)]
pub struct Repaint {
    wanted: Option<Cause>,
    after_input: Option<Duration>,
    after_arrival: Option<Duration>,
}

impl Repaint {
    /// The model may have changed.
    pub fn want(&mut self, cause: Cause) {
        self.wanted = self.wanted.max(Some(cause));
    }

    /// The moment of the next frame; `None` if nothing has changed. May be in the past.
    pub fn due(&self) -> Option<Duration> {
        let pause =
            |painted: Option<Duration>, pause: Duration| painted.map_or(Duration::ZERO, |at| at + pause);
        Some(match self.wanted? {
            Cause::Input => Duration::ZERO,
            Cause::Arrival => pause(self.after_input, AFTER_KEY).max(pause(self.after_arrival, BETWEEN)),
        })
    }

    /// A frame with all changes was painted; `changed` if it differs from the one before.
    pub fn painted(&mut self, at: Duration, changed: bool) {
        match self.wanted.take() {
            Some(Cause::Input) => self.after_input = Some(at),
            // What shows nothing does not hold up the first claims.
            Some(Cause::Arrival) if changed || self.after_arrival.is_some() => self.after_arrival = Some(at),
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Cause::{Arrival, Input};

    /// The moments of the frames, in milliseconds, for what happens at given ones.
    fn frames(happens: &[(u64, Cause)]) -> Vec<u64> {
        let (mut repaint, mut frames) = (Repaint::default(), Vec::new());
        let mut happens = happens.iter().peekable();
        for now in 0..1000 {
            while let Some(&&(at, cause)) = happens.peek()
                && at == now
            {
                repaint.want(cause);
                happens.next();
            }
            let now = Duration::from_millis(now);
            if repaint.due().is_some_and(|due| due <= now) {
                repaint.painted(now, true);
                frames.push(now.as_millis() as u64);
            }
        }
        frames
    }

    #[test]
    fn nothing_is_painted_while_nothing_changes() {
        assert_eq!(frames(&[]), [0; 0]);
        assert_eq!(Repaint::default().due(), None);
    }

    #[test]
    fn every_key_is_answered_at_once() {
        assert_eq!(frames(&[(7, Input), (8, Input), (300, Input)]), [7, 8, 300]);
        assert_eq!(frames(&[(7, Arrival), (8, Input), (9, Input)]), [7, 8, 9]);
    }

    #[test]
    fn arrivals_wait_until_the_answer_to_a_key_has_stood() {
        assert_eq!(frames(&[(20, Input), (30, Arrival)]), [20, 70]);
        // The next key's frame shows them too.
        assert_eq!(frames(&[(20, Input), (30, Arrival), (60, Input)]), [20, 60]);
        assert_eq!(frames(&[(20, Input), (30, Arrival), (60, Input), (61, Arrival)]), [20, 60, 110]);
    }

    #[test]
    fn arrivals_repaint_ten_times_a_second_and_the_first_at_once() {
        assert_eq!(frames(&[(5, Arrival), (15, Arrival), (25, Arrival)]), [5, 105]);
        let stream: Vec<(u64, Cause)> = (0..500).map(|at| (at, Arrival)).collect();
        assert_eq!(frames(&stream), [0, 100, 200, 300, 400, 500]);
    }

    #[test]
    fn a_first_frame_that_shows_nothing_new_holds_nothing_up() {
        let ms = Duration::from_millis;
        let mut repaint = Repaint::default();
        for (changed, next) in [(false, 0), (true, 103), (false, 104)] {
            repaint.want(Arrival);
            repaint.painted(ms(if changed { 3 } else { 4 }), changed);
            repaint.want(Arrival);
            assert_eq!(repaint.due(), Some(ms(next)));
        }
    }

    #[test]
    fn a_stream_of_keys_and_arrivals_repaints_once_a_key() {
        let stream: Vec<(u64, Cause)> =
            (0..300).map(|at| (at, if at % 30 == 0 { Input } else { Arrival })).collect();
        let keys: Vec<u64> = (0..300).step_by(30).collect();
        // After the last key comes what arrived meanwhile.
        assert_eq!(frames(&stream), [keys, vec![320]].concat());
    }
}
