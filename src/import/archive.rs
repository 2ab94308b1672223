//! Archives of XML, as books and the files of word processors are, opened within bounds.

use std::io::{Cursor, Read as _};
use zip::ZipArchive;
use zip::result::ZipError;

/// More entries than this no book has.
const MOST_ENTRIES: usize = 100_000;
/// Bytes that one entry may unpack to.
const MOST_ENTRY: u64 = 64 << 20;
/// Bytes that all that is read of an archive may unpack to.
const MOST_ALL: u64 = 256 << 20;

/// An archive, and how much more may be unpacked of it.
pub(super) struct Archive {
    zip: ZipArchive<Cursor<Vec<u8>>>,
    left: u64,
}

impl Archive {
    pub(super) fn open(bytes: Vec<u8>) -> Result<Self, String> {
        let zip =
            ZipArchive::new(Cursor::new(bytes)).map_err(|error| format!("not a whole archive: {error}"))?;
        if zip.len() > MOST_ENTRIES {
            return Err(format!("an archive of more than {MOST_ENTRIES} files"));
        }
        Ok(Self { zip, left: MOST_ALL })
    }

    /// The text of an entry; nothing if there is none of that name.
    pub(super) fn text(&mut self, name: &str) -> Result<Option<String>, String> {
        let entry = match self.zip.by_name(name) {
            Ok(entry) => entry,
            Err(ZipError::FileNotFound) => return Ok(None),
            Err(ZipError::UnsupportedArchive(what)) if what.contains("assword") => {
                return Err("locked with a password".to_owned());
            }
            Err(error) => return Err(format!("{name} cannot be read: {error}")),
        };
        let most = MOST_ENTRY.min(self.left);
        let mut bytes = Vec::new();
        let read = entry.take(most + 1).read_to_end(&mut bytes);
        read.map_err(|error| format!("{name} cannot be unpacked: {error}"))?;
        let length = bytes.len() as u64;
        if length > most {
            return Err(format!("{name} unpacks to more than {} MB", most >> 20));
        }
        self.left -= length;
        let (text, _) = super::encoding::decode(bytes, super::encoding::EncodingHint::Unknown);
        Ok(Some(text))
    }

    /// The text of an entry that must be there.
    pub(super) fn needed(&mut self, name: &str) -> Result<String, String> {
        self.text(name)?.ok_or_else(|| format!("holds no {name}"))
    }
}
