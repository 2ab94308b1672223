//! Transformations of the plane, and the four directions in which a row of text can run.

#![allow(clippy::many_single_char_names)] // The standard names the numbers of a transformation so.

/// Rows that are further aslant than this, as a share of their length, are watermarks and stamps.
const MAX_SLANT: f64 = 0.03;

/// An affine transformation (ISO 32000-1, 8.3.4): maps `(x, y)` to `(a·x + c·y + e, b·x + d·y + f)`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Matrix {
    pub(super) a: f64,
    pub(super) b: f64,
    pub(super) c: f64,
    pub(super) d: f64,
    pub(super) e: f64,
    pub(super) f: f64,
}

impl Matrix {
    pub(super) const IDENTITY: Self = Self::new(1.0, 0.0, 0.0, 1.0, 0.0, 0.0);

    pub(super) const fn new(a: f64, b: f64, c: f64, d: f64, e: f64, f: f64) -> Self {
        Self { a, b, c, d, e, f }
    }

    pub(super) const fn translation(e: f64, f: f64) -> Self {
        Self::new(1.0, 0.0, 0.0, 1.0, e, f)
    }

    /// This transformation, and `next` after it.
    pub(super) fn then(self, next: Self) -> Self {
        Self {
            a: self.a * next.a + self.b * next.c,
            b: self.a * next.b + self.b * next.d,
            c: self.c * next.a + self.d * next.c,
            d: self.c * next.b + self.d * next.d,
            e: self.e * next.a + self.f * next.c + next.e,
            f: self.e * next.b + self.f * next.d + next.f,
        }
    }

    pub(super) fn apply(self, x: f64, y: f64) -> (f64, f64) {
        (self.a * x + self.c * y + self.e, self.b * x + self.d * y + self.f)
    }

    pub(super) fn from_array([a, b, c, d, e, f]: [f64; 6]) -> Self {
        Self { a, b, c, d, e, f }
    }
}

/// The direction of a row on the page as a reader holds it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Direction {
    Right,
    Down,
    Left,
    Up,
}

impl Direction {
    /// The direction of a vector with y growing downwards; `None` if it is aslant or has no length.
    pub(super) fn of(x: f64, y: f64) -> Option<Self> {
        let (across, along) = (x.abs().min(y.abs()), x.abs().max(y.abs()));
        let is_straight = along > 0.0 && along.is_finite() && across <= MAX_SLANT * along;
        is_straight.then_some(match (x.abs() > y.abs(), x + y > 0.0) {
            (true, true) => Self::Right,
            (false, true) => Self::Down,
            (true, false) => Self::Left,
            (false, false) => Self::Up,
        })
    }

    /// The place of a point after the page is turned so that rows of this direction run to the right. `page` is the
    /// page's width and height.
    pub(super) fn upright(self, (x, y): (f64, f64), page: (f64, f64)) -> (f64, f64) {
        match self {
            Self::Right => (x, y),
            Self::Down => (y, page.0 - x),
            Self::Left => (page.0 - x, page.1 - y),
            Self::Up => (page.1 - y, x),
        }
    }

    /// Width and height of a page that is turned so that rows of this direction run to the right.
    pub(super) const fn turned_size(self, (width, height): (f64, f64)) -> (f64, f64) {
        match self {
            Self::Right | Self::Left => (width, height),
            Self::Down | Self::Up => (height, width),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn transformations_are_applied_in_turn() {
        let scaled = Matrix::new(2.0, 0.0, 0.0, 2.0, 0.0, 0.0);
        let both = Matrix::translation(10.0, 5.0).then(scaled);
        assert_eq!(both.apply(1.0, 1.0), (22.0, 12.0));
        assert_eq!(Matrix::IDENTITY.then(both), both);
    }

    #[test]
    fn rows_run_to_the_right_after_the_page_is_turned() {
        let page = (600.0, 800.0);
        for direction in [Direction::Right, Direction::Down, Direction::Left, Direction::Up] {
            let (x, y) = match direction {
                Direction::Right => (1.0, 0.0),
                Direction::Down => (0.0, 1.0),
                Direction::Left => (-1.0, 0.0),
                Direction::Up => (0.0, -1.0),
            };
            assert_eq!(Direction::of(x, y), Some(direction));
            let from = direction.upright((300.0, 300.0), page);
            let to = direction.upright((300.0 + x, 300.0 + y), page);
            assert_eq!((to.0 - from.0, to.1 - from.1), (1.0, 0.0), "{direction:?}");
            let (width, height) = direction.turned_size(page);
            assert!(from.0 <= width && from.1 <= height);
        }
        assert_eq!(Direction::of(1.0, 0.7), None);
    }
}
