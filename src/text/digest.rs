//! SHA-256 digests, and identifiers derived from them.

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use sha2::{Digest as _, Sha256};
use std::fmt::Write as _;

/// SHA-256 (FIPS 180-4) in lower-case hexadecimal, as `sha256sum` prints it.
pub fn sha256(bytes: &[u8]) -> String {
    let mut hex = String::with_capacity(64);
    for byte in Sha256::digest(bytes) {
        let _ = write!(hex, "{byte:02x}");
    }
    hex
}

pub fn sha256_bytes(bytes: &[u8]) -> [u8; 32] {
    Sha256::digest(bytes).into()
}

/// The first eight bytes of the SHA-256, the lowest first.
pub fn sha256_u64(bytes: &[u8]) -> u64 {
    u64::from_le_bytes(sha256_bytes(bytes).first_chunk().copied().unwrap_or_default())
}

/// SHA-256 in base 64 (RFC 4648 §4), as a Content-Security-Policy lists allowed scripts.
pub fn sha256_base64(bytes: &[u8]) -> String {
    STANDARD.encode(Sha256::digest(bytes))
}

/// Hexadecimal bytes in base 64 for addresses, without padding (RFC 4648 §5).
pub fn base64url(hex: &str) -> String {
    let byte = |at: usize| u8::from_str_radix(hex.get(at..at + 2)?, 16).ok();
    URL_SAFE_NO_PAD.encode((0..hex.len()).step_by(2).filter_map(byte).collect::<Vec<u8>>())
}

/// An id of ten characters derived from `parts`: enough to tell the tags of one file apart.
///
/// The alphabet leaves out `i`, `l`, `o` and `u` (Crockford's base 32), which are easily misread.
pub fn short_id(parts: &[&str]) -> String {
    const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";
    let digest = digest_of_parts(parts);
    let letters = digest.iter().take(10).filter_map(|byte| ALPHABET.get(usize::from(byte % 32)));
    letters.map(|&letter| char::from(letter)).collect()
}

/// A UUID derived from `parts`: version 8 of RFC 9562 (§5.8), the first 16 bytes of their SHA-256.
pub fn uuid(parts: &[&str]) -> String {
    let mut hex = String::with_capacity(36);
    for (at, byte) in digest_of_parts(parts).into_iter().take(16).enumerate() {
        let byte = match at {
            6 => 0x80 | byte & 0x0F,
            8 => 0x80 | byte & 0x3F,
            _ => byte,
        };
        let dash = if matches!(at, 4 | 6 | 8 | 10) { "-" } else { "" };
        let _ = write!(hex, "{dash}{byte:02x}");
    }
    hex
}

/// Lengths go in before the parts, so that `ab, c` and `a, bc` differ.
fn digest_of_parts(parts: &[&str]) -> [u8; 32] {
    let mut hasher = Sha256::new();
    for part in parts {
        hasher.update((part.len() as u64).to_le_bytes());
        hasher.update(part.as_bytes());
    }
    hasher.finalize().into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digests_agree_with_the_standards() {
        assert_eq!(sha256(b"abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
        assert_eq!(sha256_base64(b"abc"), "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=");
        // The example of RFC 6920 §8.1.
        assert_eq!(base64url(&sha256(b"Hello World!")), "f4OxZX_x_FO5LcGBSKHWXfwtSx-j1ncoSt3SABJtkGk");
    }

    #[test]
    fn parts_are_kept_apart() {
        assert_ne!(short_id(&["ab", "c"]), short_id(&["a", "bc"]));
        assert_eq!(short_id(&["a"]).len(), 10);
        assert_ne!(uuid(&["ab", "c"]), uuid(&["a", "bc"]));
    }

    #[test]
    fn a_uuid_has_its_version_and_its_variant() {
        for number in 0..64 {
            let uuid = uuid(&[&number.to_string()]);
            let parts: Vec<&str> = uuid.split('-').collect();
            assert_eq!(parts.iter().map(|part| part.len()).collect::<Vec<_>>(), [8, 4, 4, 4, 12]);
            assert!(parts[2].starts_with('8') && parts[3].starts_with(['8', '9', 'a', 'b']), "{uuid}");
        }
    }
}
