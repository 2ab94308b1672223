//! Keeping the model's answers: what a second run finds, and what it does with damage.

use super::*;
use crate::claim::{Cutter, LearnedModel, classify_document};
use crate::import::{Format, ImportOptions, import};

const TEXT: &str = "The Guild vowed a toll. It rained.\n\nThe council must pay the ferrymen. Nobody came.\n";

/// A scheme of one category and one cue, and a model that marks about every other sentence.
fn scheme() -> Scheme {
    let id = &LearnedModel::built_in("claims").unwrap().categories()[2];
    let text = format!(
        "[[category]]\nid = \"{id}\"\nletter = \"D\"\nkey = \"1\"\n\
         [[cue]]\nid = \"vow\"\ncategory = \"{id}\"\npattern = \"vow/V\"\nweight = 4.0\n\
         [model]\nname = \"claims\"\n[[model.category]]\ncategory = \"{id}\"\nmodel = 1.0\ncues = 0.5\n"
    );
    Scheme::parse(&text, "s").unwrap().0
}

fn document(text: &str) -> Document {
    import(text.as_bytes().to_vec(), "a.txt", ImportOptions::new(Format::Plain)).unwrap().document
}

fn open(path: &Path) -> (KeptVerdicts, Option<Notice>) {
    KeptVerdicts::open(path.to_owned(), scheme().model_fingerprint().unwrap(), true)
}

fn judge(kept: &KeptVerdicts, document: &Document, scheme: &Scheme) -> Vec<Claim> {
    let parts = Cutter::parts_of(document, 2).0;
    parts.iter().flat_map(|part| kept.judge(part, document, scheme, 150)).collect()
}

/// The claims of all blocks if every sentence is known.
fn known(kept: &KeptVerdicts, document: &Document, scheme: &Scheme) -> Option<Vec<Claim>> {
    let mut claims = Vec::new();
    for block in &document.blocks {
        claims.extend(kept.classify_known(&document.text, block.span, scheme, 150)?.0);
    }
    Some(claims)
}

struct Kept {
    folder: tempfile::TempDir,
    expected: Vec<Claim>,
}

impl Kept {
    /// The text is judged, and its answers are kept.
    fn new() -> Self {
        let kept = Self {
            folder: tempfile::tempdir().unwrap(),
            expected: classify_document(&document(TEXT), &scheme(), 150).0,
        };
        assert!(kept.expected.len() > 1 && kept.expected.iter().any(|claim| !claim.words.is_empty()));
        let (first, notice) = open(&kept.path());
        assert!(notice.is_none());
        assert_eq!(judge(&first, &document(TEXT), &scheme()), kept.expected);
        kept
    }

    /// Below a folder that has to be made.
    fn path(&self) -> PathBuf {
        self.folder.path().join("verdicts/a.verdicts")
    }
}

#[test]
fn a_second_opening_has_the_same_claims_with_their_reasons() {
    let kept = Kept::new();
    let (second, _) = open(&kept.path());
    assert_eq!(known(&second, &document(TEXT), &scheme()).unwrap(), kept.expected);
    let size = fs::metadata(kept.path()).unwrap().len();
    assert_eq!(judge(&second, &document(TEXT), &scheme()), kept.expected);
    drop(second);
    assert_eq!(fs::metadata(kept.path()).unwrap().len(), size, "what is known was written again");
}

#[test]
fn an_edit_costs_the_sentences_that_it_changes() {
    let kept = Kept::new();
    let edited = document(&TEXT.replace("It rained", "It snowed"));
    let (second, _) = open(&kept.path());
    assert!(known(&second, &edited, &scheme()).is_none());
    let (blocks, text) = (&edited.blocks, &edited.text);
    assert!(
        second.classify_known(text, blocks[1].span, &scheme(), 150).is_some(),
        "the other paragraph is known"
    );
    assert_eq!(judge(&second, &edited, &scheme()), classify_document(&edited, &scheme(), 150).0);
    drop(second);
    assert_eq!(open(&kept.path()).0.known.len(), 5, "one sentence was added");
}

#[test]
fn another_scheme_on_the_same_model_asks_only_for_the_words_it_lacks() {
    let kept = Kept::new();
    // The cue is gone, so that the model's words are the reason of its claim.
    let id = &LearnedModel::built_in("claims").unwrap().categories()[2];
    let without = format!(
        "[[category]]\nid = \"{id}\"\nletter = \"D\"\nkey = \"1\"\n[model]\nname = \"claims\"\n\
         [[model.category]]\ncategory = \"{id}\"\noffset = 3.0\nmodel = 1.0\n"
    );
    let without = Scheme::parse(&without, "s").unwrap().0;
    let expected = classify_document(&document(TEXT), &without, 150).0;
    assert_ne!(expected, kept.expected);
    let (second, _) = open(&kept.path());
    assert_eq!(judge(&second, &document(TEXT), &without), expected);
    drop(second);
    let (third, _) = open(&kept.path());
    assert_eq!(known(&third, &document(TEXT), &without).unwrap(), expected);
    assert_eq!(
        judge(&third, &document(TEXT), &scheme()),
        kept.expected,
        "and the first scheme still has its own"
    );
}

#[test]
fn a_damaged_file_is_told_and_written_again() {
    let kept = Kept::new();
    let mut bytes = fs::read(kept.path()).unwrap();
    let at = bytes.len() - 3;
    bytes[at] ^= 0x55;
    fs::write(kept.path(), &bytes).unwrap();
    let (second, notice) = open(&kept.path());
    assert!(notice.unwrap().text.contains("is damaged; the model judges again"));
    assert_eq!(judge(&second, &document(TEXT), &scheme()), kept.expected);
    drop(second);
    let (third, notice) = open(&kept.path());
    assert!(notice.is_none());
    assert_eq!(known(&third, &document(TEXT), &scheme()).unwrap(), kept.expected);
}

#[test]
fn a_write_that_was_cut_off_is_mended_without_a_word() {
    let kept = Kept::new();
    let bytes = fs::read(kept.path()).unwrap();
    fs::write(kept.path(), &bytes[..bytes.len() - 1]).unwrap();
    let (second, notice) = open(&kept.path());
    assert!(notice.is_none());
    assert_eq!(judge(&second, &document(TEXT), &scheme()), kept.expected);
    drop(second);
    assert_eq!(known(&open(&kept.path()).0, &document(TEXT), &scheme()).unwrap(), kept.expected);
}

#[test]
fn who_may_not_write_reads_what_is_there() {
    let kept = Kept::new();
    let before = fs::read(kept.path()).unwrap();
    let print = scheme().model_fingerprint().unwrap();
    let reading = KeptVerdicts::open(kept.path(), print, false).0;
    judge(&reading, &document("The Duke must go."), &scheme());
    assert!(known(&reading, &document(TEXT), &scheme()).is_some());
    drop(reading);
    assert_eq!(fs::read(kept.path()).unwrap(), before);
    // A folder that cannot be made is passed over.
    let blocked = kept.path().join("x.verdicts");
    let (nowhere, notice) = KeptVerdicts::open(blocked, print, true);
    assert!(notice.is_none());
    assert_eq!(judge(&nowhere, &document(TEXT), &scheme()), kept.expected);
    nowhere.flush();
    assert!(lock(&nowhere.waiting).file.is_none(), "it is not tried again");
}

#[test]
fn a_file_at_its_limit_takes_no_more() {
    let kept = Kept::new();
    let before = fs::metadata(kept.path()).unwrap().len();
    let (second, _) = open(&kept.path());
    lock(&second.waiting).file.as_mut().unwrap().size = MAX_FILE;
    judge(&second, &document("The Duke must go."), &scheme());
    drop(second);
    assert_eq!(fs::metadata(kept.path()).unwrap().len(), before);
}

#[test]
fn the_files_used_longest_ago_go_first() {
    let folder = tempfile::tempdir().unwrap();
    let path = |at: u64| folder.path().join(format!("{at}.verdicts"));
    for at in 0..5 {
        fs::write(path(at), [0; 100]).unwrap();
        let used = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000 - 1000 * at);
        File::options().append(true).open(path(at)).unwrap().set_modified(used).unwrap();
    }
    tidy(folder.path(), 250);
    let left: Vec<bool> = (0..5).map(|at| path(at).exists()).collect();
    assert_eq!(left, [true, true, false, false, false]);
}
