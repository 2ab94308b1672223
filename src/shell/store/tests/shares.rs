//! Files that cannot be replaced, and are written in place.

use super::*;

/// A tag file, the folder for copies, and what the disk refuses.
struct Place {
    root: tempfile::TempDir,
    mounted: bool,
}

impl Place {
    fn new(mounted: bool) -> Self {
        let root = tempfile::tempdir().unwrap();
        for folder in ["work", "state"] {
            fs::create_dir(root.path().join(folder)).unwrap();
        }
        Self { root, mounted }
    }

    fn path(&self) -> PathBuf {
        fs::canonicalize(self.root.path()).unwrap().join("work/a.tags.toml")
    }

    fn disk(&self) -> Faulty {
        let path = self.path();
        Faulty {
            fails: usize::MAX,
            persistent: true,
            mounted: self.mounted.then(|| path.clone()),
            closed: (!self.mounted).then(|| path.parent().unwrap().to_owned()),
            state: Some(self.root.path().join("state")),
            ..Faulty::default()
        }
    }

    /// Names of all files but the tag file.
    fn others(&self) -> Vec<PathBuf> {
        let folders = ["work", "state/kept", "state"].map(|folder| self.root.path().join(folder));
        let entries = folders.iter().filter_map(|folder| fs::read_dir(folder).ok()).flatten();
        let paths = entries.map(|entry| entry.unwrap().path());
        paths.filter(|path| path.is_file() && !path.ends_with("a.tags.toml")).collect()
    }
}

#[test]
fn a_kill_while_writing_in_place_leaves_the_old_or_the_new_tags() {
    let long = "x".repeat(3000);
    let mut tried = 0;
    for mounted in [true, false] {
        for (before, after) in [("old", long.as_str()), (long.as_str(), "new")] {
            for fails in 0.. {
                let place = Place::new(mounted);
                let path = place.path();
                let (mut good, _) = TagFile::read(RealDisk, path.clone()).unwrap();
                good.write(&Header::default(), &[tag(1, before)], false).unwrap();
                let inode = FileStamp::of(&path);
                let (mut file, _) = TagFile::read(place.disk(), path.clone()).unwrap();
                // From this step on nothing happens any more; a write still gets half of its bytes out.
                file.disk.fails = file.disk.taken.get() + fails;
                file.disk.kind = Some(io::ErrorKind::Other);
                let result = file.write(&Header::default(), &[tag(1, after), tag(2, "")], false);
                let failed = file.disk.failed.borrow().clone();
                drop(file);
                let (mut next, read) = TagFile::read(place.disk(), path.clone()).unwrap();
                let (old, new) = ([("t-1", before)], [("t-1", after), ("t-2", "")]);
                let there: Vec<(String, String)> =
                    read.tags.into_iter().map(|tag| (tag.id, tag.note)).collect();
                assert!(
                    there == expected(&new) || result.is_err() && there == expected(&old),
                    "torn after {failed:?} failed: {there:?}"
                );
                assert!(read.warnings.is_empty());
                // The next session that may write completes the write, and removes the copy.
                assert!(matches!(next.lock(), Access::Writes(_)));
                let whole = fs::read(&path).unwrap();
                assert_eq!(Some(&whole), next.bytes.as_ref(), "after {failed:?} failed");
                assert_eq!(place.others(), Vec::<PathBuf>::new(), "after {failed:?} failed");
                next.write(&Header::default(), &[tag(1, "third")], false).unwrap();
                assert_eq!(notes(&path), expected(&[("t-1", "third")]));
                let is_same = FileStamp::of(&path).unwrap().is_same_file(&inode.unwrap());
                assert!(is_same, "a mounted file was replaced");
                if failed.is_empty() {
                    break;
                }
                tried += 1;
            }
        }
    }
    assert!(tried >= 40, "{tried} kills were tried");
}

#[test]
fn a_write_in_place_that_fails_puts_the_old_bytes_back() {
    let place = Place::new(true);
    let path = place.path();
    let (mut file, _) = TagFile::read(RealDisk, path.clone()).unwrap();
    file.write(&Header::default(), &[tag(1, "old")], false).unwrap();
    let old = fs::read(&path).unwrap();
    for fails in 0..40 {
        let disk = Faulty { persistent: false, kind: Some(io::ErrorKind::StorageFull), ..place.disk() };
        let (mut file, _) = TagFile::read(disk, path.clone()).unwrap();
        file.disk.fails = file.disk.taken.get() + fails;
        if file.write(&Header::default(), &[tag(1, "new")], false).is_err() {
            assert_eq!(fs::read(&path).unwrap(), old);
            assert_eq!(place.others(), Vec::<PathBuf>::new());
        } else {
            fs::write(&path, &old).unwrap();
        }
    }
}

#[test]
fn a_copy_that_another_program_has_overtaken_is_dropped() {
    let place = Place::new(true);
    let path = place.path();
    let (mut file, _) = TagFile::read(RealDisk, path.clone()).unwrap();
    file.write(&Header::default(), &[tag(1, "old")], false).unwrap();
    let (mut file, _) = TagFile::read(place.disk(), path.clone()).unwrap();
    file.disk.kind = Some(io::ErrorKind::Other);
    let fails = (0..60).find(|fails| {
        file.disk.fails = file.disk.taken.get() + fails;
        let _ = file.write(&Header::default(), &[tag(1, "new")], false);
        !place.others().is_empty() && fs::read_to_string(&path).is_ok_and(|text| !text.contains("old"))
    });
    assert!(fails.is_some(), "no write was cut short");
    let foreign = "[format]\nversion = 1\n";
    fs::write(&path, foreign).unwrap();
    let (mut next, read) = TagFile::read(place.disk(), path.clone()).unwrap();
    assert!(read.tags.is_empty());
    assert!(matches!(next.lock(), Access::Writes(_)));
    assert_eq!((fs::read_to_string(&path).unwrap().as_str(), place.others().len()), (foreign, 0));
}

#[test]
fn without_a_place_for_a_copy_nothing_is_written() {
    let place = Place::new(false);
    let path = place.path();
    let (mut file, _) = TagFile::read(RealDisk, path.clone()).unwrap();
    file.write(&Header::default(), &[tag(1, "old")], false).unwrap();
    let (mut file, _) = TagFile::read(Faulty { state: None, ..place.disk() }, path.clone()).unwrap();
    let error = file.write(&Header::default(), &[tag(1, "new")], false).unwrap_err().to_string();
    assert!(error.contains("permission denied"), "{error}");
    assert_eq!(notes(&path), expected(&[("t-1", "old")]));
}

#[test]
fn a_name_without_room_for_a_longer_one_is_written_in_place() {
    let root = tempfile::tempdir().unwrap();
    let path = root.path().join(format!("{}.tags.toml", "n".repeat(244)));
    let disk = Faulty { fails: usize::MAX, state: Some(root.path().join("state")), ..Faulty::default() };
    let (mut file, _) = TagFile::read(disk, path.clone()).unwrap();
    for note in ["one", "two"] {
        file.write(&Header::default(), &[tag(1, note)], false).unwrap();
        assert_eq!(notes(&path), expected(&[("t-1", note)]));
    }
}

#[cfg(target_os = "linux")]
#[test]
fn mode_and_attributes_of_a_file_are_kept() {
    use std::os::unix::fs::PermissionsExt as _;
    let root = tempfile::tempdir().unwrap();
    let path = root.path().join("a.tags.toml");
    let (mut file, _) = TagFile::read(RealDisk, path.clone()).unwrap();
    file.write(&Header::default(), &[tag(1, "")], false).unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o620)).unwrap();
    let flags = rustix::fs::XattrFlags::empty();
    let has_attributes = rustix::fs::setxattr(&path, "user.mood", b"calm", flags).is_ok();
    file.write(&Header::default(), &[tag(1, "again")], false).unwrap();
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o620);
    if has_attributes {
        let mut value = [0; 4];
        assert_eq!(rustix::fs::getxattr(&path, "user.mood", &mut value[..]), Ok(4));
        assert_eq!(&value, b"calm");
    }
}
