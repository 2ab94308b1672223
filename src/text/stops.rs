//! Where a sentence may end: finding the stops in a text, many bytes at a time.

/// Where stops may begin, in order.
pub(super) struct Stops<'a> {
    bytes: &'a [u8],
    /// The next one of ASCII, and the next first byte of another one; both found far ahead at a time.
    ascii: Option<usize>,
    wide: Option<usize>,
}

impl<'a> Stops<'a> {
    /// The stops of a text.
    pub(super) fn new(bytes: &'a [u8]) -> Self {
        Self { bytes, ascii: next_ascii(bytes, 0), wide: next_wide(bytes, 0) }
    }

    /// The next stop at `from` or behind it.
    pub(super) fn next(&mut self, from: usize) -> Option<usize> {
        if self.ascii.is_some_and(|at| at < from) {
            self.ascii = next_ascii(self.bytes, from);
        }
        if self.wide.is_some_and(|at| at < from) {
            self.wide = next_wide(self.bytes, from);
        }
        match (self.ascii, self.wide) {
            (Some(ascii), Some(wide)) => Some(ascii.min(wide)),
            (ascii, wide) => ascii.or(wide),
        }
    }
}

fn next_ascii(bytes: &[u8], from: usize) -> Option<usize> {
    memchr::memchr3(b'.', b'!', b'?', bytes.get(from..)?).map(|at| from + at)
}

/// The next of `…`, `。`, `！` and `？`.
fn next_wide(bytes: &[u8], from: usize) -> Option<usize> {
    let mut found = memchr::memchr3_iter(0xE2, 0xE3, 0xEF, bytes.get(from..)?).map(|at| from + at);
    let wide = |&at: &usize| {
        matches!(
            bytes.get(at..at + 3),
            Some([0xE2, 0x80, 0xA6] | [0xE3, 0x80, 0x82] | [0xEF, 0xBC, 0x81 | 0x9F])
        )
    };
    found.find(wide)
}
