//! Owner, mode and extended attributes of a file that replaces another, kept where they can be kept.

use std::fs::{File, Metadata};
use std::path::Path;

/// Gives `new` what belongs to the file at `path`, whose metadata is `old`.
///
/// A share may know no owners, modes or attributes, and a user may not give files away: what cannot be kept is no
/// reason to leave the tags unsaved.
pub(super) fn keep(path: &Path, old: &Metadata, new: &File) {
    #[cfg(unix)]
    keep_owner(old, new);
    if new.metadata().is_ok_and(|new| new.permissions() != old.permissions()) {
        let _ = new.set_permissions(old.permissions());
    }
    #[cfg(target_os = "linux")]
    extended::keep(path, new);
    #[cfg(not(target_os = "linux"))]
    let _ = path;
}

#[cfg(unix)]
fn keep_owner(old: &Metadata, new: &File) {
    use std::os::unix::fs::{MetadataExt as _, fchown};
    let Ok(now) = new.metadata() else { return };
    if now.uid() != old.uid() {
        let _ = fchown(new, Some(old.uid()), None);
    }
    if now.gid() != old.gid() {
        let _ = fchown(new, None, Some(old.gid()));
    }
}

/// Access control lists, labels, and what users attach to files.
#[cfg(target_os = "linux")]
mod extended {
    use rustix::fs::{XattrFlags, fsetxattr, getxattr, listxattr};
    use std::fs::File;
    use std::path::Path;

    /// Largest list of names, and largest value, by Linux's own limit.
    const MAX_BYTES: usize = 64 << 10;

    pub(super) fn keep(path: &Path, new: &File) {
        let mut names = vec![0_u8; MAX_BYTES];
        let Ok(length) = listxattr(path, &mut names[..]) else { return };
        names.truncate(length);
        let mut value = vec![0_u8; MAX_BYTES];
        for name in names.split(|&byte| byte == 0).filter(|name| !name.is_empty()) {
            if let Ok(length) = getxattr(path, name, &mut value[..])
                && let Some(value) = value.get(..length)
            {
                let _ = fsetxattr(new, name, value, XattrFlags::empty());
            }
        }
    }
}
