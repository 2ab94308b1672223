//! Replacing a file so that a kill or a power cut leaves the old or the new one.

use super::atomic::replace_by_rename;
use super::disk::Disk;
use super::kept;
use std::fs;
use std::io;
use std::path::Path;

/// Replaces a file, keeping its mode: at any moment the old or the new one can be read.
///
/// A file that cannot be replaced is written in place, with a copy kept until that is done ([`kept`]).
pub(super) fn replace(disk: &impl Disk, path: &Path, bytes: &[u8]) -> io::Result<()> {
    if fs::metadata(path).is_ok_and(|data| data.permissions().readonly()) {
        return Err(io::Error::new(io::ErrorKind::PermissionDenied, "the file is read-only"));
    }
    match replace_by_rename(disk, path, Some(path), bytes) {
        Err(error) if wants_in_place(&error) && may_write_in_place(path, &error) => {
            let written = kept::write_in_place(disk, path, bytes);
            // The first error says what is in the way, unless the disk is at fault.
            written.map_err(|second| if wants_in_place(&second) { error } else { second })
        }
        result => result,
    }
}

/// Is the file a mount point, on a share without renames, or in a folder that takes no new files?
fn wants_in_place(error: &io::Error) -> bool {
    use io::ErrorKind::{
        AlreadyExists, CrossesDevices, InvalidFilename, InvalidInput, PermissionDenied, ReadOnlyFilesystem,
        ResourceBusy, Unsupported,
    };
    matches!(
        error.kind(),
        AlreadyExists
            | CrossesDevices
            | InvalidFilename
            | InvalidInput
            | PermissionDenied
            | ReadOnlyFilesystem
            | ResourceBusy
            | Unsupported
    )
}

/// Only a regular file is written over; a new one is begun in place where its name leaves no room for a longer one.
fn may_write_in_place(path: &Path, error: &io::Error) -> bool {
    match fs::metadata(path) {
        Ok(data) => data.is_file(),
        Err(_) => error.kind() == io::ErrorKind::InvalidFilename,
    }
}
