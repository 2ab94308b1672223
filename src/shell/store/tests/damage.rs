//! A tag file that is removed, spoilt or replaced while the article is open.

use super::*;
use crate::session::Remedy;

/// What happens to the file, the words for it, and what the reader can do.
type Case = (&'static str, fn(&Path), &'static str, Remedy);

const CASES: [Case; 12] = [
    ("removed", |path| fs::remove_file(path).unwrap(), "was removed", Remedy::Rewrite),
    ("emptied", |path| fs::write(path, "").unwrap(), "was emptied", Remedy::Rewrite),
    ("blank", |path| fs::write(path, " \n\n").unwrap(), "was emptied", Remedy::Rewrite),
    ("cut off", |path| cut(path, 2), "was cut off", Remedy::Rewrite),
    ("cut before the last line", |path| cut_lines(path, 1), "was cut off", Remedy::Rewrite),
    ("spoilt", |path| append(path, "\n[[tag"), "was spoilt (line", Remedy::RewriteAndKeep),
    ("half merged", |path| append(path, "<<<<<<< ours\n"), "unfinished merge", Remedy::RewriteAndKeep),
    ("not UTF-8", |path| fs::write(path, b"\xff\xfe\0").unwrap(), "not UTF-8", Remedy::RewriteAndKeep),
    ("another file", |path| fs::write(path, "a = 1\n").unwrap(), "not a tag file", Remedy::RewriteAndKeep),
    (
        "a tag damaged",
        |path| replace_text(path, "start = 20", "start = \"x\""),
        "cannot read this tag",
        Remedy::RewriteAndKeep,
    ),
    ("a folder", |path| become_folder(path), "is a folder", Remedy::RewriteAndKeep),
    (
        "a newer version",
        |path| replace_text(path, "min_reader = 1", "min_reader = 9"),
        "newer",
        Remedy::Elsewhere,
    ),
];

fn cut(path: &Path, part: u64) {
    let length = fs::metadata(path).unwrap().len();
    File::options().write(true).open(path).unwrap().set_len(length / part + 3).unwrap();
}

fn cut_lines(path: &Path, count: usize) {
    let text = fs::read_to_string(path).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    fs::write(path, lines[..lines.len() - count].join("\n") + "\n").unwrap();
}

fn append(path: &Path, text: &str) {
    fs::write(path, fs::read_to_string(path).unwrap() + text).unwrap();
}

fn replace_text(path: &Path, from: &str, to: &str) {
    let text = fs::read_to_string(path).unwrap();
    assert!(text.contains(from), "{text}");
    fs::write(path, text.replace(from, to)).unwrap();
}

fn become_folder(path: &Path) {
    fs::remove_file(path).unwrap();
    fs::create_dir(path).unwrap();
    fs::write(path.join("inside"), "theirs").unwrap();
}

fn saved(folder: &Path) -> (TagFile, PathBuf) {
    let path = folder.join("a.tags.toml");
    let (mut file, _) = TagFile::read(RealDisk, path.clone()).unwrap();
    file.write(&Header::default(), &[tag(1, ""), tag(2, "")], false).unwrap();
    (file, path)
}

#[test]
fn every_damage_is_seen_and_written_anew_with_a_copy_of_what_was_there() {
    for (name, happen, words, remedy) in CASES {
        for quick in [true, false] {
            let folder = tempfile::tempdir().unwrap();
            let (mut file, path) = saved(folder.path());
            assert_eq!(file.inspect(quick, true), (OnDisk::Intact, None), "{name}");
            happen(&path);
            let (state, after) = file.inspect(quick, true);
            let OnDisk::Damaged { what, remedy: found } = state else { panic!("{name}: {state:?}") };
            assert!(what.contains(words) && found == remedy && after.is_none(), "{name}: {what}");
            let before = fs::read(&path).ok();
            let now = [tag(1, "new"), tag(2, "")];
            let merged = file.write(&Header::default(), &now, false);
            assert_eq!(
                merged.is_ok(),
                remedy == Remedy::Rewrite,
                "{name}: only nothing is overwritten unasked"
            );
            let written = file.write(&Header::default(), &now, true);
            if remedy == Remedy::Elsewhere {
                assert!(written.is_err() && fs::read(&path).ok() == before, "{name}");
                continue;
            }
            assert_eq!(notes(&path), expected(&[("t-1", "new"), ("t-2", "")]), "{name}");
            assert_eq!(file.inspect(quick, true), (OnDisk::Intact, None), "{name}");
            let copy = folder.path().join("a.tags.toml.recovered");
            if remedy == Remedy::RewriteAndKeep {
                assert!(written.unwrap().restored.unwrap().contains("a.tags.toml.recovered"), "{name}");
                assert_eq!(fs::read(&copy).ok(), before, "{name}");
                assert_eq!(copy.join("inside").exists(), name == "a folder");
            }
            assert_eq!(copy.exists(), remedy == Remedy::RewriteAndKeep, "{name}");
        }
    }
}

#[test]
fn a_file_that_is_put_back_is_sound_again() {
    for (name, happen, ..) in CASES {
        let folder = tempfile::tempdir().unwrap();
        let (mut file, path) = saved(folder.path());
        let bytes = fs::read(&path).unwrap();
        happen(&path);
        assert!(matches!(file.inspect(true, true).0, OnDisk::Damaged { .. }), "{name}");
        let _ = fs::remove_dir_all(&path);
        fs::write(&path, &bytes).unwrap();
        assert_eq!(file.inspect(true, true), (OnDisk::Intact, None), "{name}");
    }
}

#[test]
fn restoring_writes_the_same_bytes_and_only_where_they_are_missing() {
    for (name, happen, _, remedy) in CASES {
        let folder = tempfile::tempdir().unwrap();
        let (mut file, path) = saved(folder.path());
        let bytes = fs::read(&path).unwrap();
        assert_eq!(file.restore().unwrap(), None);
        happen(&path);
        let restored = file.restore();
        if remedy == Remedy::Elsewhere {
            assert!(restored.is_err(), "{name}");
            continue;
        }
        assert!(restored.unwrap().is_some(), "{name}");
        assert_eq!(fs::read(&path).unwrap(), bytes, "{name}");
    }
    // Nothing was ever saved, so nothing is missing.
    let folder = tempfile::tempdir().unwrap();
    let (mut file, _) = TagFile::read(RealDisk, folder.path().join("b.tags.toml")).unwrap();
    assert_eq!((file.restore().unwrap(), file.inspect(true, true).0), (None, OnDisk::Intact));
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn removing_the_last_tag_in_an_editor_is_a_removal() {
    let folder = tempfile::tempdir().unwrap();
    let (mut file, path) = saved(folder.path());
    let text = fs::read_to_string(&path).unwrap();
    fs::write(&path, &text[..text.rfind("[[tag]]").unwrap()]).unwrap();
    let (state, after) = file.inspect(true, true);
    assert_eq!((state, after.unwrap().len()), (OnDisk::Intact, 1));
}

#[test]
fn the_tags_of_another_article_are_not_taken_over() {
    let folder = tempfile::tempdir().unwrap();
    let header =
        |name: &str| Header { document: format!("{name}.txt"), sha256: name.repeat(64), ..Header::default() };
    let write = |name: &str| {
        let path = folder.path().join(format!("{name}.tags.toml"));
        let (mut file, _) = TagFile::read(RealDisk, path.clone()).unwrap();
        file.write(&header(name), &[tag(1, name)], false).unwrap();
        (file, path)
    };
    let ((mut file, path), (_, other)) = (write("a"), write("b"));
    fs::rename(other, &path).unwrap();
    let OnDisk::Damaged { what, .. } = file.inspect(true, true).0 else { panic!("b's tags are not a's") };
    assert_eq!(what, "holds the tags of b.txt");
    file.write(&header("a"), &[tag(1, "a")], true).unwrap();
    assert_eq!(notes(&path), expected(&[("t-1", "a")]));
    assert_eq!(notes(&folder.path().join("a.tags.toml.recovered")), expected(&[("t-1", "b")]));
}

#[cfg(unix)]
#[test]
fn a_link_put_there_meanwhile_is_moved_away_and_its_file_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let (mut file, path) = saved(folder.path());
    let precious = folder.path().join("precious.txt");
    fs::write(&precious, "theirs").unwrap();
    fs::remove_file(&path).unwrap();
    std::os::unix::fs::symlink(&precious, &path).unwrap();
    assert!(matches!(file.inspect(true, true).0, OnDisk::Damaged { .. }));
    file.write(&Header::default(), &[tag(1, "")], true).unwrap();
    assert_eq!(fs::read_to_string(&precious).unwrap(), "theirs");
    assert!(!fs::symlink_metadata(&path).unwrap().is_symlink());
    assert_eq!(fs::read_link(folder.path().join("a.tags.toml.recovered")).unwrap(), precious);
    assert_eq!(notes(&path).len(), 1);
}

#[test]
fn a_named_pipe_in_its_place_blocks_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let (mut file, path) = saved(folder.path());
    fs::remove_file(&path).unwrap();
    assert!(std::process::Command::new("mkfifo").arg(&path).status().unwrap().success());
    let OnDisk::Damaged { what, .. } = file.inspect(true, true).0 else { panic!("a pipe is no tag file") };
    assert_eq!(what, "is not a regular file");
    file.write(&Header::default(), &[tag(1, "")], true).unwrap();
    assert_eq!(notes(&path).len(), 1);
}

#[test]
fn a_folder_that_is_gone_is_named() {
    let root = tempfile::tempdir().unwrap();
    let folder = root.path().join("deep");
    fs::create_dir(&folder).unwrap();
    let (mut file, path) = saved(&folder);
    fs::rename(&folder, root.path().join("moved")).unwrap();
    let OnDisk::Damaged { what, .. } = file.inspect(true, true).0 else { panic!("the folder is gone") };
    assert_eq!(what, "is gone with its folder");
    assert!(file.write(&Header::default(), &[tag(1, "")], true).is_err());
    fs::rename(root.path().join("moved"), &folder).unwrap();
    assert_eq!((file.inspect(true, true).0, notes(&path).len()), (OnDisk::Intact, 2));
}

#[test]
fn a_read_only_file_is_reported_before_a_decision() {
    let folder = tempfile::tempdir().unwrap();
    let (mut file, path) = saved(folder.path());
    let mode = |readonly| {
        let mut mode = fs::metadata(&path).unwrap().permissions();
        mode.set_readonly(readonly);
        fs::set_permissions(&path, mode).unwrap();
    };
    mode(true);
    assert!(
        matches!(file.inspect(true, true).0, OnDisk::Unwritable(reason) if reason.ends_with("is read-only"))
    );
    // A session that only reads loses nothing by it.
    assert_eq!(file.inspect(true, false).0, OnDisk::Intact);
    mode(false);
    assert_eq!(file.inspect(true, true).0, OnDisk::Intact);
}

#[test]
fn a_file_that_appears_is_taken_over() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.tags.toml");
    let (mut file, _) = TagFile::read(RealDisk, path.clone()).unwrap();
    let (theirs, _) = saved(folder.path());
    let (state, after) = file.inspect(true, true);
    assert_eq!((state, after.unwrap().len()), (OnDisk::Intact, 2));
    drop(theirs);
    assert_eq!(file.inspect(true, true), (OnDisk::Intact, None), "it is taken over once");
}
