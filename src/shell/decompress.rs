//! Compressed texts, told by their first bytes and unpacked while they are read, whatever they are called.

use std::io::{self, Chain, Cursor, Read};

/// What is being read, from its first byte on.
pub(super) type Stream = Box<dyn Read + Send>;

/// What compressed texts begin with.
const MARKS: [&[u8]; 2] = [&[0x1f, 0x8b], &[0x28, 0xb5, 0x2f, 0xfd]];

/// What `from` holds, unpacked if it is compressed, and whether it was. Several files packed one behind the
/// other are one.
pub(super) fn unpacked(mut from: impl Read + Send + 'static) -> io::Result<(Stream, bool)> {
    let mut first = Vec::new();
    // Somebody may wait for the answer to a few bytes, so no more is read than may be of a mark.
    while MARKS.iter().any(|mark| first.len() < mark.len() && mark.starts_with(&first)) {
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
        _ => Ok((Box::new(whole), false)),
    }
}

#[cfg(feature = "packed")]
mod zstandard {
    //! Zstandard (RFC 8878): frames one behind the other, of which some hold nothing.

    use ruzstd::decoding::errors::{FrameDecoderError, ReadFrameHeaderError};
    use ruzstd::decoding::{BlockDecodingStrategy, FrameDecoder};
    use std::io::{self, BufRead as _, BufReader, Read};

    pub(super) struct Frames<R> {
        packed: BufReader<R>,
        decoder: FrameDecoder,
        begun: bool,
    }

    impl<R: Read> Frames<R> {
        pub(super) fn new(packed: R) -> Self {
            Self { packed: BufReader::new(packed), decoder: FrameDecoder::new(), begun: false }
        }

        /// Begins the next frame that holds something; `false` if there is none.
        fn next_frame(&mut self) -> io::Result<bool> {
            while !self.packed.fill_buf()?.is_empty() {
                match self.decoder.reset(&mut self.packed) {
                    Ok(()) => return Ok(true),
                    Err(FrameDecoderError::ReadFrameHeaderError(ReadFrameHeaderError::SkipFrame {
                        length,
                        ..
                    })) => {
                        io::copy(&mut (&mut self.packed).take(u64::from(length)), &mut io::sink())?;
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
                if !self.begun || self.decoder.is_finished() {
                    self.begun = true;
                    if !self.next_frame()? {
                        return Ok(0);
                    }
                }
                let some = BlockDecodingStrategy::UptoBlocks(1);
                self.decoder.decode_blocks(&mut self.packed, some).map_err(io::Error::other)?;
            }
        }
    }
}

/// What was read already, and what comes behind it.
pub(super) fn behind<R: Read>(first: Vec<u8>, rest: R) -> Chain<Cursor<Vec<u8>>, R> {
    Cursor::new(first).chain(rest)
}
