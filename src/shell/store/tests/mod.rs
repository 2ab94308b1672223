//! The file left on disk, and the messages, after a failure of each step of a save.

mod damage;
mod faulty;
mod sessions;
mod shares;

use super::*;
use crate::session::Msg;
use crate::tag::{Decision, Selector};
use faulty::Faulty;
use std::collections::BTreeMap;
use std::collections::BTreeSet;
use std::fs::File;
use std::sync::mpsc::channel;

fn tag(number: u32, note: &str) -> Arc<Tag> {
    Arc::new(Tag {
        id: format!("t-{number}"),
        selector: Selector {
            exact: format!("quotation {number}"),
            start: number * 20,
            end: number * 20 + 12,
            ..Selector::default()
        },
        categories: Vec::new(),
        decision: Decision::Rejected,
        labels: Vec::new(),
        note: note.to_owned(),
        speaker: None,
        fields: BTreeMap::new(),
        annotator: "reader".to_owned(),
        at: "2026-01-02T03:04:05Z".to_owned(),
        proposed: None,
        seen: None,
        saw_machine: None,
        via: None,
        from: Vec::new(),
        conflicts: Vec::new(),
    })
}

/// Notes in a tag file, by id.
fn notes(path: &Path) -> Vec<(String, String)> {
    let (_, read) = TagFile::read(RealDisk, path.to_owned()).unwrap();
    assert!(read.warnings.is_empty(), "{:?}", read.warnings);
    read.tags.into_iter().map(|tag| (tag.id, tag.note)).collect()
}

fn expected(notes: &[(&str, &str)]) -> Vec<(String, String)> {
    notes.iter().map(|(id, note)| ((*id).to_owned(), (*note).to_owned())).collect()
}

#[test]
fn after_any_failed_step_the_file_is_the_old_or_the_new_one() {
    let kinds = [
        io::ErrorKind::StorageFull,
        io::ErrorKind::PermissionDenied,
        io::ErrorKind::QuotaExceeded,
        io::ErrorKind::Interrupted,
        io::ErrorKind::Other,
    ];
    let (old, new) = (expected(&[("t-1", "old")]), expected(&[("t-1", "new"), ("t-2", "")]));
    let (mut tried, mut steps) = (0, BTreeSet::new());
    for kind in kinds {
        for persistent in [false, true] {
            for fails in 0.. {
                let folder = tempfile::tempdir().unwrap();
                let path = folder.path().join("a.tags.toml");
                let header = Header::default();
                let (mut good, _) = TagFile::read(RealDisk, path.clone()).unwrap();
                good.write(&header, &[tag(1, "old")], false).unwrap();
                let disk = Faulty { fails: usize::MAX, persistent, kind: Some(kind), ..Faulty::default() };
                let (mut file, read) = TagFile::read(disk, path.clone()).unwrap();
                assert_eq!(read.tags.len(), 1);
                file.disk.fails = file.disk.taken.get() + fails;
                let now = [tag(1, "new"), tag(2, "")];
                let result = file.write(&header, &now, false);
                let failed = file.disk.failed.borrow().clone();
                if failed.is_empty() {
                    assert!(result.is_ok() && notes(&path) == new);
                    break;
                }
                tried += 1;
                steps.extend(failed.iter().copied());
                let there = notes(&path);
                match &result {
                    Ok(_) => assert_eq!(there, new, "reported as saved, after {failed:?} failed"),
                    Err(_) => {
                        assert!(there == old || there == new, "torn after {failed:?} failed: {there:?}");
                    }
                }
                // The next attempt repeats everything, and leaves no other files behind.
                file.disk.kind = None;
                file.write(&header, &now, false).unwrap();
                assert_eq!(notes(&path), new);
                let _ = file.lock();
                let names: Vec<_> =
                    fs::read_dir(folder.path()).unwrap().map(|one| one.unwrap().file_name()).collect();
                assert_eq!(names, ["a.tags.toml"], "after {failed:?} failed");
            }
        }
    }
    let all = ["create", "open", "read", "remove", "rename", "sync", "sync_folder", "write"];
    assert_eq!(steps.into_iter().collect::<Vec<_>>(), all);
    assert!(tried >= 60, "{tried} errors were tried");
}

#[test]
fn changes_by_another_program_between_two_saves_are_merged() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.tags.toml");
    let header = Header::default();
    let (mut ours, _) = TagFile::read(RealDisk, path.clone()).unwrap();
    let (one, two) = (tag(1, ""), tag(2, ""));
    ours.write(&header, &[Arc::clone(&one), Arc::clone(&two)], false).unwrap();
    let (mut theirs, _) = TagFile::read(RealDisk, path.clone()).unwrap();
    theirs.write(&header, &[tag(1, "theirs"), tag(3, "new")], false).unwrap();
    let written = ours.write(&header, &[Arc::clone(&one), tag(2, "ours")], false).unwrap();
    assert_eq!(notes(&path), expected(&[("t-1", "theirs"), ("t-2", "ours"), ("t-3", "new")]));
    assert_eq!(written.conflicts, 0);
    let after: Vec<Arc<Tag>> = written.merged.unwrap().into_iter().map(Arc::new).collect();
    assert_eq!(after.len(), 3);
    // Changes of the other program stay when the reader continues without having seen them.
    ours.write(&header, &[one, tag(2, "again")], false).unwrap();
    assert_eq!(notes(&path), expected(&[("t-1", "theirs"), ("t-2", "again"), ("t-3", "new")]));
    let written = ours.write(&header, &after, false).unwrap();
    assert!(written.merged.is_none());
    assert_eq!(notes(&path), expected(&[("t-1", "theirs"), ("t-2", "ours"), ("t-3", "new")]));
}

#[test]
fn another_machine_s_decision_on_the_same_passage_is_taken_into_ours() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.tags.toml");
    let header = Header::default();
    let elsewhere = |decision, at: &str| {
        let at = at.to_owned();
        Arc::new(Tag { id: "t-0".to_owned(), decision, at, ..tag(1, "theirs").as_ref().clone() })
    };
    for (decision, conflicts) in [(Decision::Confirmed, 1), (Decision::Rejected, 0)] {
        let _ = fs::remove_file(&path);
        let (mut ours, _) = TagFile::read(RealDisk, path.clone()).unwrap();
        ours.write(&header, &[tag(2, "")], false).unwrap();
        let (mut theirs, _) = TagFile::read(RealDisk, path.clone()).unwrap();
        theirs.write(&header, &[elsewhere(decision, "2026-01-02T03:05:00Z"), tag(2, "")], false).unwrap();
        let written = ours.write(&header, &[tag(1, "ours"), tag(2, "")], false).unwrap();
        assert_eq!(written.conflicts, conflicts);
        let merged = written.merged.unwrap();
        let ids: Vec<&str> = merged.iter().map(|tag| tag.id.as_str()).collect();
        assert_eq!(ids, ["t-1", "t-2"], "the session keeps its id");
        let text = fs::read_to_string(&path).unwrap();
        assert_eq!(text.matches("[[tag]]").count(), 2, "{text}");
        for note in ["ours", "theirs"] {
            assert!(text.contains(note), "the note {note} is lost: {text}");
        }
        // The session goes on before it has seen the merged tags.
        ours.write(&header, &[tag(1, "ours again"), tag(2, "")], false).unwrap();
        assert_eq!(fs::read_to_string(&path).unwrap().matches("[[tag]]").count(), 2);
    }
}

#[test]
fn a_tag_changed_by_both_keeps_both_changes_even_before_the_reader_has_seen_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.tags.toml");
    let header = Header::default();
    let (mut ours, _) = TagFile::read(RealDisk, path.clone()).unwrap();
    ours.write(&header, &[tag(1, ""), tag(2, "")], false).unwrap();
    let (mut theirs, _) = TagFile::read(RealDisk, path.clone()).unwrap();
    theirs.write(&header, &[tag(1, "theirs"), tag(2, "")], false).unwrap();
    ours.write(&header, &[tag(1, ""), tag(2, "ours")], false).unwrap();
    // The other program's note is in the file but unknown to the reader, who confirms.
    let confirmed = Tag { decision: Decision::Confirmed, ..tag(1, "").as_ref().clone() };
    ours.write(&header, &[Arc::new(confirmed), tag(2, "ours")], false).unwrap();
    assert_eq!(notes(&path), expected(&[("t-1", "theirs"), ("t-2", "ours")]));
    assert!(fs::read_to_string(&path).unwrap().contains("confirmed"));
    // An empty file was truncated: everything is written again.
    fs::write(&path, "\n").unwrap();
    ours.write(&header, &[tag(1, ""), tag(2, "ours")], false).unwrap();
    assert_eq!(notes(&path).len(), 2);
}

#[test]
fn a_repaired_file_is_kept_as_it_was() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.tags.toml");
    let (mut good, _) = TagFile::read(RealDisk, path.clone()).unwrap();
    good.write(&Header::default(), &[tag(1, ""), tag(2, "")], false).unwrap();
    let twins = fs::read_to_string(&path).unwrap().replace("t-2", "t-1");
    fs::write(&path, &twins).unwrap();
    let (mut file, read) = TagFile::read(RealDisk, path.clone()).unwrap();
    assert_eq!((read.tags.len(), read.warnings.len()), (2, 1));
    assert_eq!(fs::read_to_string(&path).unwrap(), twins, "reading has changed the file");
    let tags: Vec<Arc<Tag>> = read.tags.into_iter().map(Arc::new).collect();
    file.write(&Header::default(), &tags, false).unwrap();
    assert_eq!(fs::read_to_string(folder.path().join("a.tags.toml.recovered")).unwrap(), twins);
    assert_eq!(notes(&path), expected(&[("t-1", ""), ("t-1-2", "")]));
}

#[test]
fn a_file_that_cannot_be_used_is_left_as_it_is() {
    let (deep, long) = ("[".repeat(20_000), "x".repeat(1000));
    let head = "[format]\nversion = 1\n";
    let cases: [(&[u8], &str); 9] = [
        (b"[format]\nversion = 1\n[[tag]]\nid = \"t-1", "a.tags.toml:4:"),
        (b"[format]\nversion = 1\n<<<<<<< ours\n", "3:1: unfinished merge"),
        (b"[format]\r\nversion = 1\r\n=======\n", "3:1: unfinished merge"),
        (b"[format]\nversion = 1\nname = \"\xff\"\n", "3:9: not UTF-8 from here on"),
        (b"\xff\xfe[\0f\0", "not UTF-8"),
        (b"title = 1\n", "not a tag file"),
        (b"[format]\nversion = \"1\"\n", "not a tag file"),
        (b"[format]\nversion = 1\ntag = 3\n[tag]\nid = 3\n", ""),
        (b"\0\0\0\0", "a.tags.toml:1:5:"),
    ];
    let more: [(Vec<u8>, &str); 2] = [
        (format!("{head}a = {deep}\n").into_bytes(), "nested more than 64 deep"),
        (format!("{head}{long}").into_bytes(), "a.tags.toml:3:"),
    ];
    let cases = cases.iter().map(|(bytes, says)| (bytes.to_vec(), *says)).chain(more);
    for (bytes, says) in cases {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.tags.toml");
        fs::write(&path, &bytes).unwrap();
        let error = TagFile::read(RealDisk, path.clone()).unwrap_err().to_string();
        assert!(error.contains(says), "{error}");
        assert_eq!(fs::read(&path).unwrap(), bytes, "{error}");
    }
    // Nor is a file overwritten that becomes invalid between two saves.
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.tags.toml");
    let (mut file, _) = TagFile::read(RealDisk, path.clone()).unwrap();
    file.write(&Header::default(), &[tag(1, "")], false).unwrap();
    fs::write(&path, "[format]\nversion = 1\n>>>>>>> theirs\n").unwrap();
    assert!(file.write(&Header::default(), &[tag(1, "new")], false).is_err());
    assert!(fs::read_to_string(&path).unwrap().contains(">>>>>>> theirs"));
}

#[test]
fn a_newer_format_is_read_and_never_written() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.tags.toml");
    let (mut file, _) = TagFile::read(RealDisk, path.clone()).unwrap();
    file.write(&Header::default(), &[tag(1, "")], false).unwrap();
    let later = fs::read_to_string(&path).unwrap().replace("min_reader = 1", "min_reader = 9");
    fs::write(&path, &later).unwrap();
    let (_, read) = TagFile::read(RealDisk, path.clone()).unwrap();
    assert_eq!(read.tags.len(), 1);
    assert!(read.read_only.unwrap().ends_with("was written by a newer purport"));
    assert!(file.write(&Header::default(), &[tag(1, "new")], false).is_err());
    assert_eq!(fs::read_to_string(&path).unwrap(), later);
}

#[test]
fn the_thread_reports_each_save() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.tags.toml");
    let disk = Faulty { fails: 2, kind: Some(io::ErrorKind::StorageFull), ..Faulty::default() };
    let (file, _) = TagFile::read(disk, path.clone()).unwrap();
    let (sender, messages) = channel();
    let mut store = Store::start(file, Role::Writes, None, move |msg| drop(sender.send(msg)));
    store.save(1, Header::default(), vec![tag(1, "")]);
    let Msg::Failed { revision: 1, message } = messages.recv().unwrap() else {
        panic!("the failure was not reported")
    };
    assert!(message.contains("the disk is full (hint: the decisions are kept"), "{message}");
    store.save(2, Header::default(), vec![tag(1, ""), tag(2, "")]);
    assert!(matches!(messages.recv().unwrap(), Msg::Saved { revision: 2 }));
    let (other, _) = TagFile::read(Faulty::default(), folder.path().join("b.tags.toml")).unwrap();
    store.move_to(other, Role::Writes, None);
    store.save(3, Header::default(), vec![tag(1, "there")]);
    store.finish().unwrap();
    assert_eq!(notes(&path).len(), 2);
    assert_eq!(notes(&folder.path().join("b.tags.toml")), vec![("t-1".to_owned(), "there".to_owned())]);
}
