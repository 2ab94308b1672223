//! Disk operations behind a trait, so that a test can make each of them fail.

use super::attributes;
use crate::shell::paths;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

/// Steps of reading and replacing a file. Tests substitute a disk whose steps fail one after the other, and inspect
/// the remains.
pub(in crate::shell) trait Disk: Send + 'static {
    /// Reads a whole file of at most `max` bytes. Fails for anything but a regular file.
    fn read(&self, path: &Path, max: u64) -> io::Result<Vec<u8>>;
    /// Creates an empty file in place of any old one, with the owner, mode and attributes of `like` as far as the
    /// file system keeps them.
    fn create(&self, path: &Path, like: Option<&Path>) -> io::Result<File>;
    /// Opens a file to write over it from its beginning, and creates it if it is missing.
    fn open(&self, path: &Path) -> io::Result<File>;
    fn write(&self, file: &mut File, bytes: &[u8]) -> io::Result<()>;
    /// Cuts a file off after `length` bytes.
    fn cut(&self, file: &File, length: u64) -> io::Result<()>;
    /// Returns once the file would survive a power cut, as far as the file system can promise it.
    fn sync(&self, file: &File) -> io::Result<()>;
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()>;
    /// Returns once the names in a folder would survive a power cut, as far as the file system can promise it.
    fn sync_folder(&self, folder: &Path) -> io::Result<()>;
    fn remove(&self, path: &Path) -> io::Result<()>;
    /// Folder for copies of files whose own folder takes none; `None` without one.
    fn state_folder(&self) -> Option<PathBuf>;
}

#[derive(Debug, Clone, Copy, Default)]
pub(in crate::shell) struct RealDisk;

impl Disk for RealDisk {
    fn read(&self, path: &Path, max: u64) -> io::Result<Vec<u8>> {
        use io::Read as _;
        // A pipe without a writer would block.
        if !fs::metadata(path)?.is_file() {
            return Err(io::Error::other("not a regular file"));
        }
        let file = File::open(path)?;
        let mut bytes = Vec::new();
        file.take(max).read_to_end(&mut bytes)?;
        Ok(bytes)
    }

    fn create(&self, path: &Path, like: Option<&Path>) -> io::Result<File> {
        // A leftover, or a link planted to redirect our write.
        let _ = fs::remove_file(path);
        let mut options = File::options();
        options.write(true).create_new(true);
        let old = like.and_then(|like| fs::metadata(like).ok());
        #[cfg(unix)]
        if let Some(old) = &old {
            use std::os::unix::fs::{OpenOptionsExt as _, PermissionsExt as _};
            // From its first moment no user may read it who may not read the old one.
            options.mode(old.permissions().mode() & 0o777);
        }
        let file = options.open(path)?;
        if let (Some(like), Some(old)) = (like, &old) {
            attributes::keep(like, old, &file);
        }
        Ok(file)
    }

    fn open(&self, path: &Path) -> io::Result<File> {
        File::options().write(true).create(true).truncate(false).open(path)
    }

    fn write(&self, file: &mut File, bytes: &[u8]) -> io::Result<()> {
        use io::Write as _;
        file.write_all(bytes)
    }

    fn cut(&self, file: &File, length: u64) -> io::Result<()> {
        file.set_len(length)
    }

    fn sync(&self, file: &File) -> io::Result<()> {
        unless_unknown(file.sync_all())
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        fs::rename(from, to)
    }

    fn sync_folder(&self, folder: &Path) -> io::Result<()> {
        if cfg!(unix) { unless_unknown(File::open(folder).and_then(|file| file.sync_all())) } else { Ok(()) }
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        fs::remove_file(path)
    }

    fn state_folder(&self) -> Option<PathBuf> {
        paths::state()
    }
}

/// Success if the file system does not know the operation, or does not allow it to this user: a share whose folders
/// cannot be synced holds the file all the same. Errors of the disk stay errors.
fn unless_unknown(result: io::Result<()>) -> io::Result<()> {
    use io::ErrorKind::{InvalidInput, PermissionDenied, ReadOnlyFilesystem, Unsupported};
    match result {
        Err(error)
            if matches!(error.kind(), InvalidInput | PermissionDenied | ReadOnlyFilesystem | Unsupported) =>
        {
            Ok(())
        }
        result => result,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refused_syncs_are_no_failures_and_broken_disks_are() {
        let check = |code: i32, fails: bool| {
            let result = unless_unknown(Err(io::Error::from_raw_os_error(code)));
            assert_eq!(result.is_err(), fails, "errno {code}");
        };
        // EPERM, EACCES, EINVAL, EROFS, ENOSYS, EOPNOTSUPP on Linux.
        for code in [1, 13, 22, 30, 38, 95] {
            check(code, false);
        }
        // EIO, ENOSPC, EDQUOT, ESTALE.
        for code in [5, 28, 122, 116] {
            check(code, true);
        }
    }
}
