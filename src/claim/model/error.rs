//! Errors of a model file.

/// Why a model file was refused.
#[derive(Debug, thiserror::Error)]
pub enum ModelError {
    #[error("not a safetensors file: {problem}")]
    Container { problem: String },
    #[error("tensor `{tensor}` is missing")]
    MissingTensor { tensor: String },
    #[error("tensor `{tensor}` holds {found}; expected {expected}")]
    Type { tensor: String, found: String, expected: &'static str },
    #[error("tensor `{tensor}` has shape {found:?}; expected {expected:?}")]
    Shape { tensor: String, found: Vec<usize>, expected: Vec<usize> },
    #[error("tensor `{tensor}` {problem}")]
    Content { tensor: String, problem: String },
    #[error("metadata `{key}` {problem}")]
    Metadata { key: &'static str, problem: String },
}
