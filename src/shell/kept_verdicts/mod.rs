//! The model's answers about an article, kept in the state folder beside the undo log, so that the next run of any
//! command has them at once.
//!
//! One file for each article and model; frames are only added to it, so that a kill costs the last seconds. Files are
//! a convenience: one that cannot be read or written is passed over in silence, and a damaged one is written again.

use super::{display, lock};
use crate::claim::{
    Claim, Damage, Fingerprint, Judged, NewVerdicts, Part, Scheme, Verdicts, classify_judged, verdicts_header,
};
use crate::session::Notice;
use crate::text::sentence::sentences;
use crate::text::{Document, Span};
use std::fs::{self, File};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant, SystemTime};

/// Largest file of one article, in bytes: the answers about some 300 MB of prose.
const MAX_FILE: u64 = 64 << 20;
/// All files together; the one used longest ago goes first.
const MAX_FOLDER: u64 = 256 << 20;
/// Bytes written between two looks at the size of the folder.
const BETWEEN_LOOKS: u64 = 16 << 20;
/// Bytes and time after which answers are added to the file.
const MAX_WAITING: usize = 32 << 10;
const MAX_WAIT: Duration = Duration::from_secs(2);

/// Bytes that this process has written since the last look at the folder.
static WRITTEN: AtomicU64 = AtomicU64::new(u64::MAX / 2);

/// The answers about one article.
#[derive(Debug)]
pub(super) struct KeptVerdicts {
    known: Verdicts,
    waiting: Mutex<Waiting>,
}

#[derive(Debug)]
struct Waiting {
    new: NewVerdicts,
    since: Instant,
    /// `None` to keep nothing.
    file: Option<VerdictFile>,
}

#[derive(Debug)]
struct VerdictFile {
    path: PathBuf,
    fingerprint: Fingerprint,
    size: u64,
    /// Must the file be written from its beginning, with what was read of it?
    anew: bool,
}

impl KeptVerdicts {
    /// Knows nothing, and keeps nothing.
    pub(super) fn nowhere() -> Self {
        Self::new(Verdicts::default(), None)
    }

    fn new(known: Verdicts, file: Option<VerdictFile>) -> Self {
        let waiting = Waiting { new: NewVerdicts::default(), since: Instant::now(), file };
        Self { known, waiting: Mutex::new(waiting) }
    }

    /// Reads a file of answers of one model, to which new ones are added if `writes`; tells if it is damaged.
    pub(super) fn open(path: PathBuf, fingerprint: Fingerprint, writes: bool) -> (Self, Option<Notice>) {
        let bytes = read(&path).unwrap_or_default();
        let is_new = bytes.is_empty();
        let (known, damage) = Verdicts::read(bytes, &fingerprint);
        let notice = (damage == Some(Damage::Broken)).then(|| {
            let name = display::path(&path);
            Notice::info(format!("{name} is damaged; the model judges again what was kept there"))
        });
        if !is_new && writes {
            // The time of the last use decides which file goes first.
            let used = File::options().append(true).open(&path);
            let _ = used.and_then(|file| file.set_modified(SystemTime::now()));
        }
        let size = known.bytes().len() as u64;
        let file = VerdictFile { path, fingerprint, size, anew: is_new || damage.is_some() };
        (Self::new(known, Some(file).filter(|_| writes)), notice)
    }

    /// The claims in a part of a text: of what is known, and of what the model judges in addition.
    pub(super) fn judge(&self, part: &Part, document: &Document, scheme: &Scheme, slack: u16) -> Vec<Claim> {
        let spans = part.sentence_spans(document);
        let texts: Vec<&str> = spans.iter().map(|span| span.slice(&document.text)).collect();
        let mut answers = Answers::of(&self.known, &texts);
        loop {
            answers.complete(&texts, scheme);
            let claims = part.classify(document, Some(&answers.judged), scheme, slack);
            // A claim of this scheme may lean on words that were no reason under another.
            if answers.forget_lacking(&spans, &claims, scheme) == 0 {
                self.add(&answers, &spans, &texts, &claims, scheme);
                return claims;
            }
        }
    }

    /// The claims of a block of which every sentence is known, with their number; otherwise `None`.
    pub(super) fn classify_known(
        &self,
        text: &str,
        block: Span,
        scheme: &Scheme,
        slack: u16,
    ) -> Option<(Vec<Claim>, usize)> {
        if self.known.is_empty() {
            return None;
        }
        let spans = sentences(text, block);
        let texts: Vec<&str> = spans.iter().map(|span| span.slice(text)).collect();
        let mut answers = Answers::of(&self.known, &texts);
        if answers.columns.iter().any(Option::is_none) {
            return None;
        }
        let mut claims = Vec::new();
        classify_judged(text, block, &spans, Some(&answers.judged), scheme, slack, &mut claims);
        (answers.forget_lacking(&spans, &claims, scheme) == 0).then_some((claims, spans.len()))
    }

    /// Keeps the answers of the model that were not known.
    fn add(&self, answers: &Answers, spans: &[Span], texts: &[&str], claims: &[Claim], scheme: &Scheme) {
        let mut waiting = lock(&self.waiting);
        if waiting.file.is_none() {
            return;
        }
        for (((span, text), judged), known) in
            spans.iter().zip(texts).zip(&answers.judged).zip(&answers.columns)
        {
            if known.is_none() {
                let claim = claims.iter().find(|claim| claim.span == *span);
                let columns = claim.map(|claim| scheme.leaning_columns(claim)).unwrap_or_default();
                waiting.new.add(text, judged, &columns);
            }
        }
        if waiting.new.len() > MAX_WAITING || waiting.since.elapsed() > MAX_WAIT {
            waiting.write(&self.known);
        }
    }

    /// Writes what waits.
    pub(super) fn flush(&self) {
        lock(&self.waiting).write(&self.known);
    }
}

impl Drop for KeptVerdicts {
    fn drop(&mut self) {
        self.flush();
    }
}

impl Waiting {
    fn write(&mut self, known: &Verdicts) {
        self.since = Instant::now();
        if self.new.is_empty() {
            return;
        }
        let frame = self.new.take_frame();
        let Some(file) = &mut self.file else { return };
        // The reader learns at the start that the folder cannot be written; trying again for every part would cost time.
        if file.size + frame.len() as u64 > MAX_FILE || file.add(known, &frame).is_err() {
            self.file = None;
        }
    }
}

impl VerdictFile {
    fn add(&mut self, known: &Verdicts, frame: &[u8]) -> io::Result<()> {
        if self.anew {
            let start = if known.bytes().is_empty() {
                verdicts_header(&self.fingerprint)
            } else {
                known.bytes().to_vec()
            };
            self.replace(&[&start, frame].concat())?;
        } else {
            File::options().append(true).open(&self.path)?.write_all(frame)?;
            self.size += frame.len() as u64;
        }
        let written = WRITTEN.fetch_add(frame.len() as u64, Ordering::Relaxed);
        if written > BETWEEN_LOOKS {
            WRITTEN.store(0, Ordering::Relaxed);
            tidy(self.path.parent().unwrap_or(Path::new(".")), MAX_FOLDER);
        }
        Ok(())
    }

    fn replace(&mut self, bytes: &[u8]) -> io::Result<()> {
        let folder = self.path.parent().unwrap_or(Path::new("."));
        fs::create_dir_all(folder)?;
        let mut file = tempfile::NamedTempFile::new_in(folder)?;
        file.write_all(bytes)?;
        file.persist(&self.path).map_err(|error| error.error)?;
        (self.anew, self.size) = (false, bytes.len() as u64);
        Ok(())
    }
}

fn read(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    if fs::metadata(path)?.is_file() {
        File::open(path)?.take(MAX_FILE).read_to_end(&mut bytes)?;
    }
    Ok(bytes)
}

/// Removes the files of a folder that were used longest ago, until the others have no more than `max` bytes.
fn tidy(folder: &Path, max: u64) {
    let entries = fs::read_dir(folder).into_iter().flatten().flatten();
    let file = |entry: fs::DirEntry| {
        let data = entry.metadata().ok().filter(fs::Metadata::is_file)?;
        Some((data.modified().ok()?, data.len(), entry.path()))
    };
    let mut files: Vec<(SystemTime, u64, PathBuf)> = entries.filter_map(file).collect();
    files.sort();
    let mut all: u64 = files.iter().map(|(_, size, _)| size).sum();
    for (_, size, path) in files {
        if all <= max {
            return;
        }
        if fs::remove_file(path).is_ok() {
            all -= size;
        }
    }
}

/// The model's answers for some sentences, as far as they are known.
struct Answers {
    /// Empty answers where there is none yet.
    judged: Vec<Judged>,
    /// The logits whose shares of the words are known; `None` for an answer that was not kept.
    columns: Vec<Option<u64>>,
    /// Which answers are still to come?
    open: Vec<bool>,
}

impl Answers {
    fn of(known: &Verdicts, texts: &[&str]) -> Self {
        let kept = texts.iter().map(|text| known.get(text));
        let (mut judged, mut columns) = (Vec::with_capacity(texts.len()), Vec::with_capacity(texts.len()));
        for kept in kept {
            let (answer, of) = kept.map_or((None, None), |kept| (Some(kept.judged), Some(kept.columns)));
            judged.push(answer.unwrap_or_else(|| Judged { logits: Vec::new(), words: Vec::new() }));
            columns.push(of);
        }
        let open = columns.iter().map(Option::is_none).collect();
        Self { judged, columns, open }
    }

    /// Lets the model give the answers that are still to come.
    fn complete(&mut self, texts: &[&str], scheme: &Scheme) {
        let open: Vec<&str> =
            texts.iter().zip(&self.open).filter(|(_, open)| **open).map(|(text, _)| *text).collect();
        if open.is_empty() {
            return;
        }
        let mut answers = scheme.judge(&open).into_iter();
        for (judged, open) in self.judged.iter_mut().zip(&mut self.open) {
            if std::mem::take(open)
                && let Some(answer) = answers.next()
            {
                *judged = answer;
            }
        }
    }

    /// Forgets answers without the words that a claim leans on; returns their number.
    fn forget_lacking(&mut self, spans: &[Span], claims: &[Claim], scheme: &Scheme) -> usize {
        let mut count = 0;
        for claim in claims {
            let Some(at) = spans.iter().position(|span| *span == claim.span) else { continue };
            let (Some(columns), Some(open)) = (self.columns.get_mut(at), self.open.get_mut(at)) else {
                continue;
            };
            let is_known = |column: usize| columns.is_none_or(|columns| columns >> column & 1 == 1);
            if !scheme.leaning_columns(claim).into_iter().all(is_known) {
                (*columns, *open) = (None, true);
                count += 1;
            }
        }
        count
    }
}

#[cfg(test)]
mod tests;
