//! Streaming decompression of gzip and Zstandard, detected by magic bytes.

use crate::feature::hint_for;
use std::io::{self, Chain, Cursor, Read};

/// Bytes of an article from the beginning.
pub(super) type Stream = Box<dyn Read + Send>;

const NAMES: [&str; 2] = ["gzip", "zstandard"];
const MAGIC: [&[u8]; 2] = [&[0x1f, 0x8b], &[0x28, 0xb5, 0x2f, 0xfd]];

/// Decompresses `from` if it is compressed, and returns whether it was. Accepts several compressed files in a row.
pub(super) fn decompress(mut from: impl Read + Send + 'static) -> io::Result<(Stream, bool)> {
    let mut first = Vec::new();
    // A program at the other end may wait for an answer to a few bytes, so read only those that may be magic.
    while MAGIC.iter().any(|magic| first.len() < magic.len() && magic.starts_with(&first)) {
        if (&mut from).take(1).read_to_end(&mut first)? == 0 {
            break;
        }
    }
    let whole = Cursor::new(first.clone()).chain(from);
    match first.as_slice() {
        #[cfg(feature = "packed")]
        [0x1f, 0x8b, ..] => Ok((Box::new(flate2::read::MultiGzDecoder::new(whole)), true)),
        #[cfg(feature = "packed")]
        [0x28, 0xb5, 0x2f, 0xfd, ..] => Ok((Box::new(zstandard::Frames::new(whole)), true)),
        _ => match NAMES.iter().zip(MAGIC).find(|(_, magic)| first.starts_with(magic)) {
            Some((name, _)) => Err(io::Error::other(format!(
                "this build reads no {name}{}",
                hint_for(name).map_or_else(String::new, |hint| format!("; {hint}"))
            ))),
            None => Ok((Box::new(whole), false)),
        },
    }
}

#[cfg(feature = "packed")]
mod zstandard {
    //! Zstandard (RFC 8878): consecutive frames, some of them without data.

    use ruzstd::decoding::errors::{FrameDecoderError, ReadFrameHeaderError};
    use ruzstd::decoding::{BlockDecodingStrategy, FrameDecoder};
    use std::io::{self, BufRead as _, BufReader, Read};

    pub(super) struct Frames<R> {
        input: BufReader<R>,
        decoder: FrameDecoder,
        started: bool,
    }

    impl<R: Read> Frames<R> {
        pub(super) fn new(input: R) -> Self {
            Self { input: BufReader::new(input), decoder: FrameDecoder::new(), started: false }
        }

        /// Starts the next frame with data; `false` at the end.
        fn next_frame(&mut self) -> io::Result<bool> {
            while !self.input.fill_buf()?.is_empty() {
                match self.decoder.reset(&mut self.input) {
                    Ok(()) => return Ok(true),
                    Err(FrameDecoderError::ReadFrameHeaderError(ReadFrameHeaderError::SkipFrame {
                        length,
                        ..
                    })) => {
                        io::copy(&mut (&mut self.input).take(u64::from(length)), &mut io::sink())?;
                    }
                    Err(error) => return Err(io::Error::other(error)),
                }
            }
            Ok(false)
        }
    }

    impl<R: Read> Read for Frames<R> {
        fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
            loop {
                if self.decoder.can_collect() > 0 {
                    return self.decoder.read(into);
                }
                if !self.started || self.decoder.is_finished() {
                    self.started = true;
                    if !self.next_frame()? {
                        return Ok(0);
                    }
                }
                let some = BlockDecodingStrategy::UptoBlocks(1);
                self.decoder.decode_blocks(&mut self.input, some).map_err(io::Error::other)?;
            }
        }
    }
}

/// Bytes already read, followed by the rest.
pub(super) fn chain<R: Read>(first: Vec<u8>, rest: R) -> Chain<Cursor<Vec<u8>>, R> {
    Cursor::new(first).chain(rest)
}
