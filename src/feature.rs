//! Optional features of the build: formats that need them, and the command that installs them.

/// Format, feature, and whether this build has it.
const NEEDS: [(&str, &str, bool); 10] = [
    ("parquet", "parquet", cfg!(feature = "parquet")),
    ("qdpx", "qdpx", cfg!(feature = "qdpx")),
    ("html", "html", cfg!(feature = "html")),
    ("mail", "mail", cfg!(feature = "mail")),
    ("epub", "html,office", cfg!(all(feature = "html", feature = "office"))),
    ("docx", "office", cfg!(feature = "office")),
    ("odt", "office", cfg!(feature = "office")),
    ("pdf", "pdf", cfg!(feature = "pdf")),
    ("gzip", "packed", cfg!(feature = "packed")),
    ("zstandard", "packed", cfg!(feature = "packed")),
];

/// Hint for a format that this build lacks and another build could have.
pub fn hint_for(format: &str) -> Option<String> {
    let (_, feature, _) = NEEDS.iter().find(|(name, _, built)| *name == format && !built)?;
    Some(format!("`cargo install --path . --features {feature}` builds a purport with it"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_format_that_the_build_lacks_has_a_hint() {
        for (format, feature, built) in NEEDS {
            let hint = hint_for(format);
            assert_eq!(hint.is_none(), built, "{format}");
            assert!(hint.is_none_or(|hint| hint.contains(&format!("--features {feature}`"))), "{format}");
        }
        assert_eq!(hint_for("csv"), None);
    }
}
