//! Through what the reader sees the machine's word: how sure it must be, and whether it is veiled.

use super::Strictness;

/// How the machine's word is shown.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct DisplayOptions {
    /// How sure the machine must be.
    pub strictness: Strictness,
    /// Whether what it says of a passage is veiled until the reader has decided: the passage is shown, and
    /// nothing of what was found in it. Whoever has seen a suggestion is swayed by it (Schulz et al. 2019;
    /// Beck et al. 2025), so agreement between readers is best measured on such decisions.
    pub blind: bool,
}
