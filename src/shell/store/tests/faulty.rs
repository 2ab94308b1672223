//! A disk whose steps fail on purpose.

use super::super::{Disk, RealDisk};
use std::cell::Cell;
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

/// A disk with a failing step.
#[derive(Debug, Default)]
pub(super) struct Faulty {
    /// Number of steps so far.
    pub(super) taken: Cell<usize>,
    /// Index of the failing step, from 0.
    pub(super) fails: usize,
    /// Do all later steps fail too?
    pub(super) persistent: bool,
    pub(super) kind: Option<io::ErrorKind>,
    /// Names of the steps that failed.
    pub(super) failed: std::cell::RefCell<Vec<&'static str>>,
    /// Nothing can be renamed to this path.
    pub(super) mounted: Option<PathBuf>,
    /// No file can be created in this folder.
    pub(super) closed: Option<PathBuf>,
    pub(super) state: Option<PathBuf>,
}

impl Faulty {
    fn step<T>(&self, name: &'static str, work: impl FnOnce() -> io::Result<T>) -> io::Result<T> {
        let number = self.taken.replace(self.taken.get() + 1);
        let hit = number == self.fails || self.persistent && number > self.fails;
        match self.kind.filter(|_| hit) {
            Some(kind) => {
                self.failed.borrow_mut().push(name);
                Err(kind.into())
            }
            None => work(),
        }
    }
}

impl Disk for Faulty {
    fn read(&self, path: &Path, max: u64) -> io::Result<Vec<u8>> {
        self.step("read", || RealDisk.read(path, max))
    }
    fn create(&self, path: &Path, like: Option<&Path>) -> io::Result<File> {
        if self.closed.is_some() && self.closed.as_deref() == path.parent() {
            return Err(io::ErrorKind::PermissionDenied.into());
        }
        self.step("create", || RealDisk.create(path, like))
    }
    fn open(&self, path: &Path) -> io::Result<File> {
        self.step("open", || RealDisk.open(path))
    }
    fn cut(&self, file: &File, length: u64) -> io::Result<()> {
        self.step("cut", || RealDisk.cut(file, length))
    }
    fn write(&self, file: &mut File, bytes: &[u8]) -> io::Result<()> {
        // Half of it arrives before the write fails.
        let half = bytes.get(..bytes.len() / 2).unwrap_or_default();
        let hit = self.taken.get() == self.fails && self.kind.is_some();
        if hit {
            RealDisk.write(file, half)?;
        }
        self.step("write", || RealDisk.write(file, bytes))
    }
    fn sync(&self, file: &File) -> io::Result<()> {
        self.step("sync", || RealDisk.sync(file))
    }
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        if self.mounted.as_deref() == Some(to) {
            return Err(io::ErrorKind::ResourceBusy.into());
        }
        self.step("rename", || RealDisk.rename(from, to))
    }
    fn sync_folder(&self, folder: &Path) -> io::Result<()> {
        self.step("sync_folder", || RealDisk.sync_folder(folder))
    }
    fn remove(&self, path: &Path) -> io::Result<()> {
        self.step("remove", || RealDisk.remove(path))
    }
    fn state_folder(&self) -> Option<PathBuf> {
        self.state.clone()
    }
}
