//! The writer thread beside other programs: live changes, followers, and the end.

use super::*;
use crate::session::Asked;
use std::sync::mpsc::Receiver;
use std::time::Duration;

fn start(path: &Path, role: Role) -> (Store<RealDisk>, Receiver<Msg>) {
    let (file, _) = TagFile::read(RealDisk, path.to_owned()).unwrap();
    let (sender, messages) = channel();
    (Store::start(file, role, None, move |msg| drop(sender.send(msg))), messages)
}

/// The next message; none within a generous time fails the test.
fn next(messages: &Receiver<Msg>) -> Msg {
    messages.recv_timeout(Duration::from_secs(20)).unwrap()
}

fn write(path: &Path, tags: &[Arc<Tag>]) {
    let (mut file, _) = TagFile::read(RealDisk, path.to_owned()).unwrap();
    file.write(&Header::default(), tags, false).unwrap();
}

#[test]
fn a_tag_of_another_program_that_the_reader_removes_stays_removed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.tags.toml");
    let (store, messages) = start(&path, Role::Writes);
    store.save(1, Header::default(), vec![tag(1, "")]);
    assert!(matches!(next(&messages), Msg::Saved { revision: 1 }));
    write(&path, &[tag(1, ""), tag(2, "theirs")]);
    store.inspect(Asked::ToSave);
    let Msg::Merged { before, after, conflicts: 0 } = next(&messages) else {
        panic!("it was not taken over")
    };
    assert_eq!((before.len(), after.len()), (1, 2));
    assert!(matches!(next(&messages), Msg::Inspected { asked: Some(Asked::ToSave), state: OnDisk::Intact }));
    // A revision from before that message keeps the other program's tag.
    store.save(2, Header::default(), vec![tag(1, "more")]);
    assert!(matches!(next(&messages), Msg::Saved { revision: 2 }));
    assert_eq!(notes(&path), expected(&[("t-1", "more"), ("t-2", "theirs")]));
    // One from after it does not hold the tag because the reader has removed it.
    store.adopted();
    store.save(3, Header::default(), vec![tag(1, "more")]);
    assert!(matches!(next(&messages), Msg::Saved { revision: 3 }));
    assert_eq!(notes(&path), expected(&[("t-1", "more")]));
    store.finish().unwrap();
}

#[test]
fn a_follower_shows_what_is_saved_and_takes_over_at_the_end() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.tags.toml");
    let (mut first, _) = TagFile::read(RealDisk, path.clone()).unwrap();
    let Access::Writes(lock) = first.lock() else { panic!("no other session has it") };
    let (mut second, _) = TagFile::read(RealDisk, path.clone()).unwrap();
    let access = second.lock();
    assert!(access.reason("a").unwrap().starts_with("another purport (process "));
    let (role, none) = access.into_role();
    let (sender, messages) = channel();
    let mut store = Store::start(second, role, none, move |msg| drop(sender.send(msg)));
    store.watch(&path, true);
    for count in 1..=3 {
        let tags: Vec<_> = (1..=count).map(|number| tag(number, "")).collect();
        first.write(&Header::default(), &tags, false).unwrap();
        let Msg::Merged { before, after, .. } = next(&messages) else { panic!("it does not follow") };
        assert_eq!((before.len() + 1, after.len()), (after.len(), count as usize));
    }
    drop(lock);
    assert!(matches!(next(&messages), Msg::TookOver));
    store.adopted();
    store.save(1, Header::default(), vec![tag(1, "")]);
    store.finish().unwrap();
    assert_eq!(notes(&path).len(), 3, "tags that were not confirmed yet stay");
}

#[test]
fn the_end_writes_what_the_disk_does_not_hold_unless_discarded() {
    let check = |role: Role, discard: bool, expected: usize| {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.tags.toml");
        write(&path, &[tag(1, "")]);
        let (store, messages) = start(&path, role);
        if role == Role::Writes {
            store.save(1, Header::default(), vec![tag(1, ""), tag(2, "")]);
            assert!(matches!(next(&messages), Msg::Saved { revision: 1 }));
        }
        fs::write(&path, "<<<<<<< ours\n").unwrap();
        if discard {
            store.discard();
        }
        store.finish().unwrap();
        let (count, copy) = (TagFile::read(RealDisk, path.clone()), path.with_extension("toml.recovered"));
        assert_eq!(count.map_or(0, |(_, read)| read.tags.len()), expected);
        assert_eq!(copy.exists(), expected > 0);
    };
    check(Role::Writes, false, 2);
    check(Role::Writes, true, 0);
    check(Role::Reads, false, 0);
    check(Role::Follows, false, 0);
}

#[test]
fn tags_that_cannot_be_saved_in_the_end_are_kept_elsewhere() {
    let root = tempfile::tempdir().unwrap();
    let (path, state) = (root.path().join("gone/a.tags.toml"), root.path().join("state"));
    let disk = Faulty { fails: usize::MAX, state: Some(state.clone()), ..Faulty::default() };
    let (file, _) = TagFile::read(disk, path).unwrap();
    let store = Store::start(file, Role::Writes, None, drop);
    store.save(1, Header::default(), vec![tag(1, "work")]);
    let error = store.finish().unwrap_err().to_string();
    assert!(error.contains("the decisions are in") && error.contains("--tags"), "{error}");
    let kept = fs::read_dir(state.join("unsaved")).unwrap().next().unwrap().unwrap().path();
    assert_eq!(notes(&kept), expected(&[("t-1", "work")]));
}
