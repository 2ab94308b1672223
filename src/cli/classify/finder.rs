//! Who finds the claims of a corpus: our own classifier, or another that is asked first.

use super::super::record::claims_of;
use crate::claim::{Claim, Scheme};
use crate::diagnostic::Diagnostic;
use crate::shell::classifier::{Call, Classifier};
use crate::text::Document;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Finds the claims of one document after the other, on any number of threads.
pub(in crate::cli) struct Finder {
    scheme: Arc<Scheme>,
    call: Option<Call>,
    /// The other classifiers that nobody is asking. There are never more of them than threads that ask.
    idle: Mutex<Vec<Classifier>>,
}

/// What was found.
pub(in crate::cli) struct Found {
    pub(in crate::cli) claims: Vec<Claim>,
    pub(in crate::cli) sentences: usize,
    /// The scheme under which the claims are.
    pub(in crate::cli) scheme: Arc<Scheme>,
    /// Why these are our own claims, where another classifier should have found them.
    pub(in crate::cli) fault: Option<Diagnostic>,
}

impl Finder {
    /// Finds by `scheme`, or asks the classifier that is called, with our own to go on with.
    pub(in crate::cli) fn new(scheme: Scheme, call: Option<Call>) -> Self {
        Self { scheme: Arc::new(scheme), call, idle: Mutex::default() }
    }

    /// The scheme that the categories are of.
    pub(in crate::cli) fn scheme(&self) -> &Scheme {
        &self.scheme
    }

    /// The claims of a document, or of a part of one.
    pub(in crate::cli) fn find(&self, document: &Document) -> Found {
        let fault = match &self.call {
            None => None,
            Some(call) => match self.ask(call, document) {
                Ok(found) => return found,
                Err(fault) => Some(fault),
            },
        };
        let (claims, sentences) = claims_of(document, &self.scheme);
        Found { claims, sentences, scheme: Arc::clone(&self.scheme), fault }
    }

    fn ask(&self, call: &Call, document: &Document) -> Result<Found, Diagnostic> {
        let idle = self.idle().pop();
        let mut other = idle.unwrap_or_else(|| Classifier::new(call.clone(), Arc::clone(&self.scheme)));
        let asked = other.ask(document);
        let scheme = other.scheme();
        self.idle().push(other);
        asked.map(|found| Found { claims: found.claims, sentences: found.sentences, scheme, fault: None })
    }

    fn idle(&self) -> MutexGuard<'_, Vec<Classifier>> {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
