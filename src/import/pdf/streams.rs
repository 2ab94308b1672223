//! Unpacking of streams within a limit: a short one can unpack to any length.

use hayro_syntax::Filter;
use hayro_syntax::object::Stream;
use std::borrow::Cow;
use std::io::Read as _;

/// In bytes; a page with a map of a whole country stays below it.
pub(super) const MAX_UNPACKED: usize = 128 << 20;

/// By which the packing filters shorten a stream at most.
const MAX_RATIO: usize = 1_100;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum UnpackError {
    /// It cannot be decoded, or is a picture.
    Damaged,
    /// It is, or may be, longer than the limit.
    TooLong,
}

/// A stream's data without its filters.
pub(super) fn unpack<'a>(stream: &Stream<'a>) -> Result<Cow<'a, [u8]>, UnpackError> {
    let filters = stream.filters();
    let is_packing = |filter: &&Filter| {
        matches!(filter, Filter::FlateDecode | Filter::LzwDecode | Filter::RunLengthDecode)
    };
    let packings = filters.iter().filter(is_packing).count();
    let raw = stream.raw_data();
    let reach = (0..packings).fold(raw.len(), |length, _| length.saturating_mul(MAX_RATIO));
    let is_bounded = reach <= MAX_UNPACKED
        || match filters.as_slice() {
            [Filter::FlateDecode] => inflated_length(&raw) <= MAX_UNPACKED,
            _ => packings < 2,
        };
    if !is_bounded {
        return Err(UnpackError::TooLong);
    }
    stream.decoded_data().map_err(|_| UnpackError::Damaged)
}

/// Counts without keeping, and not far beyond the limit.
fn inflated_length(raw: &[u8]) -> usize {
    let mut inflated = flate2::read::ZlibDecoder::new(raw).take(MAX_UNPACKED as u64 + 1);
    // A damaged end leaves what was read before it.
    let mut total = 0;
    let mut chunk = vec![0; 1 << 16];
    while let Ok(length) = inflated.read(&mut chunk) {
        if length == 0 {
            break;
        }
        total += length;
    }
    total
}
