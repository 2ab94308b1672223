//! Learning from one reader: decisions become examples, and examples a personal model.
//!
//! # For callers
//!
//! 1. [`Example`]s: [`examples_of_tags`] from a tagged article, [`examples_of_rows`] from labelled sentences.
//! 2. [`measure`] asks the model for what each sentence looks like ([`Measured`]). That takes nearly all the time, so
//!    callers spread it over threads and keep it: it depends on the sentence and the scheme only.
//! 3. [`train()`] fits, judges by articles left out, and returns an [`Outcome`]: figures before and after for each
//!    category, the [`Verdict`] on each, and the [`PersonalModel`](crate::claim::PersonalModel) of the categories that gained.
//! 4. [`Scheme::with_personal`](crate::claim::Scheme::with_personal) lets the model speak; `PersonalModel::name` is what
//!    a tag's suggestion records, and [`Scheme::without_personal`](crate::claim::Scheme::without_personal) silences it.
//!
//! Everything is a pure function of its arguments: the same examples give the same numbers, bit by bit, in any
//! number of threads.

mod example;
mod logistic;
mod measured;
mod moved;
mod outcome;
mod standard;
#[cfg(test)]
mod tests;
mod threshold;
mod train;

pub use example::{Example, Label, examples_of_rows, examples_of_tags};
pub use measured::{Measured, apply, measure};
pub use outcome::{CategoryOutcome, Counts, Needed, Outcome, Verdict};
pub use train::{Options, Progress, train};
