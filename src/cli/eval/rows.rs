//! Labelled sentences: read from files, and judged by the model.

use crate::claim::{Combination, Engine, Scheme};
use crate::error::Error;
use crate::eval::GoldSentence;
use crate::shell::{batch, file};
use std::ops::ControlFlow;
use std::path::PathBuf;

/// Sentences that a thread judges before it fetches more.
const JUDGED_TOGETHER: usize = 32;

/// The largest file of labelled sentences, in bytes: about ten million of them.
const MAX_GOLD_BYTES: u64 = 2 << 30;

/// Has the scheme's model judge the rows that bring no logits, on all cores; all rows if a personal model speaks,
/// which reads more than the logits.
pub(super) fn judge(rows: &mut [GoldSentence], scheme: &Scheme) -> Result<(), Error> {
    if scheme.engine() == Engine::Cues {
        return Ok(());
    }
    let is_unjudged = |row: &&mut GoldSentence| row.logits.is_none() || scheme.personal().is_some();
    let mut unjudged: Vec<&mut GoldSentence> = rows.iter_mut().filter(is_unjudged).collect();
    let batches: Vec<Vec<String>> = unjudged
        .chunks(JUDGED_TOGETHER)
        .map(|batch| batch.iter().map(|row| row.text.clone()).collect())
        .collect();
    let mut judged = Vec::with_capacity(unjudged.len());
    let _ = batch::in_order(
        batch::default_jobs(),
        move |emit| {
            batches.into_iter().all(|batch| {
                let bytes = batch.iter().map(String::len).sum();
                emit(batch, bytes)
            });
        },
        |batch: Vec<String>| scheme.judge(&batch.iter().map(String::as_str).collect::<Vec<_>>()),
        |batch| {
            judged.extend(batch);
            ControlFlow::<()>::Continue(())
        },
    )?;
    for (row, judged) in unjudged.iter_mut().zip(judged) {
        row.logits = Some(judged.logits);
    }
    Ok(())
}

/// Reads the rows of several files. An unknown label is an error, and so is a wrong number of logits: figures would be
/// wrong without a sign of it.
pub(super) fn read_rows(files: &[PathBuf], scheme: &Scheme) -> Result<Vec<GoldSentence>, Error> {
    let mut rows = Vec::new();
    for path in files {
        let (name, text) = file::text_of_word(path, MAX_GOLD_BYTES)?;
        let read = GoldSentence::parse(&text, &name)?;
        if let Some(label) = GoldSentence::unknown_labels(&read, scheme).first() {
            return Err(Error::new(name, format!("the scheme has no category `{label}`"))
                .hint("name the scheme of these labels with --scheme"));
        }
        let model = scheme.combination.as_ref().and_then(Combination::learned_model);
        let wrong = |row: &&GoldSentence| {
            let expected = model.map(|model| model.categories().len());
            row.logits.as_ref().is_some_and(|logits| expected.is_some_and(|count| count != logits.len()))
        };
        if let (Some(row), Some(model)) = (read.iter().find(wrong), model) {
            let categories = model.categories().join(", ");
            return Err(Error::new(name, format!("`logits` of row `{}` has the wrong length", row.id))
                .hint(format!("one number each for {categories}")));
        }
        rows.extend(read);
    }
    Ok(rows)
}
