//! Letters (RFC 5322, MIME) and web pages saved as letters (MHTML, RFC 2557).

use super::builder::{DocumentBuilder, Parsed};
use super::encoding::{self, EncodingHint};
use super::html::{self, one_line};
use crate::text::About;
use crate::text::number::counted;
use encoding_rs::Encoding;
use mail_parser::decoders::base64::base64_decode;
use mail_parser::decoders::quoted_printable::quoted_printable_decode;
use mail_parser::{
    Addr, Address, Encoding as Transfer, Message, MessageParser, MessagePart, MimeHeaders, PartType,
};
use std::panic::catch_unwind;

/// Letters inside letters are shown to this depth.
const MAX_DEPTH: u8 = 4;

/// The version in HTML is shown if it is this many times as long as the one in plain text, which then only points to
/// it.
const MIN_RICHER: usize = 2;

/// Parses a letter, or the page in a saved one. A warning names the attachments.
pub(super) fn parse(
    bytes: &[u8],
    raw: bool,
    named: Option<&'static Encoding>,
) -> Result<(Parsed, Option<String>), String> {
    // The library may panic at parts that end outside each other.
    let read = catch_unwind(|| MessageParser::default().parse(bytes)).map_err(|_| "the letter is damaged")?;
    let message = read.ok_or("not a letter")?;
    if is_page(&message)
        && let Some(page) = message.html_bodies().find(|part| matches!(part.body, PartType::Html(_)))
    {
        return Ok((html::parse(&words_of(page, bytes, named), raw)?, None));
    }
    let mut builder = DocumentBuilder::default();
    builder.about = About {
        author: message.from().and_then(Address::first).map(name_of).unwrap_or_default(),
        date: message.date().filter(|date| date.is_valid()).map(ToString::to_string).unwrap_or_default(),
        site: String::new(),
    };
    let mut attached = Vec::new();
    let letter = Letter { message: &message, bytes: Some(bytes), named };
    letter.add(0, &mut builder, &mut attached);
    let warning = (!attached.is_empty())
        .then(|| format!("without {}: {}", counted(attached.len(), "attachment"), attached.join(", ")));
    Ok((builder.finish(), warning))
}

/// Was it saved by a browser? Those write no address into “From”.
fn is_page(message: &Message<'_>) -> bool {
    let from_someone = message.from().is_some_and(|from| {
        from.iter().any(|from| from.address().is_some_and(|address| address.contains('@')))
    });
    message.header("Snapshot-Content-Location").is_some() || (!from_someone && message.to().is_none())
}

/// The name, or else the address.
fn name_of(from: &Addr<'_>) -> String {
    one_line(from.name().or_else(|| from.address()).unwrap_or_default())
}

/// As `Name <address>`, as far as known.
fn full_name_of(from: &Addr<'_>) -> String {
    one_line(&match (from.name(), from.address()) {
        (Some(name), Some(address)) => format!("{name} <{address}>"),
        (name, address) => name.or(address).unwrap_or_default().to_owned(),
    })
}

struct Letter<'m> {
    message: &'m Message<'m>,
    /// The file; `None` for a letter inside another, whose positions count from elsewhere.
    bytes: Option<&'m [u8]>,
    named: Option<&'static Encoding>,
}

impl Letter<'_> {
    fn add(&self, depth: u8, builder: &mut DocumentBuilder, attached: &mut Vec<String>) {
        if let Some(subject) = self.message.subject() {
            builder.add_heading(if depth == 0 { 1 } else { 2 }, subject);
        }
        let from: Vec<String> =
            self.message.from().into_iter().flat_map(Address::iter).map(full_name_of).collect();
        builder.add_metadata([from.join(", ").as_str()]);
        let begun = builder.len();
        let mut rich = builder.clone();
        self.add_parts(&self.message.text_body, builder);
        if self.message.html_body != self.message.text_body {
            self.add_parts(&self.message.html_body, &mut rich);
            if rich.len() - begun > MIN_RICHER * (builder.len() - begun) {
                *builder = rich;
            }
        }
        for part in self.message.attachments() {
            match &part.body {
                PartType::Message(inner) if depth < MAX_DEPTH => {
                    let inner = Letter { message: inner, bytes: None, ..*self };
                    inner.add(depth + 1, builder, attached);
                }
                PartType::Binary(_) | PartType::Text(_) | PartType::Html(_) if !is_signature(part) => {
                    attached.push(one_line(part.attachment_name().unwrap_or("one without a name")));
                }
                _ => {}
            }
        }
    }

    fn add_parts(&self, ids: &[u32], builder: &mut DocumentBuilder) {
        for part in ids.iter().filter_map(|&id| self.message.part(id)) {
            let words = || words_of(part, self.bytes.unwrap_or_default(), self.named);
            match part.body {
                PartType::Text(_) => html::add_mail_text(&words(), builder),
                PartType::Html(_) => html::add_letter(&words(), self.message.subject(), builder),
                _ => {}
            }
        }
        builder.close();
    }
}

fn is_signature(part: &MessagePart<'_>) -> bool {
    let kind = part.content_type().and_then(|kind| kind.subtype());
    kind.is_some_and(|kind| kind.to_ascii_lowercase().ends_with("signature"))
}

/// The text of a part. An encoding that it does not declare is found as in other files, from the part's place in
/// `bytes`.
fn words_of(part: &MessagePart<'_>, bytes: &[u8], named: Option<&'static Encoding>) -> String {
    let (words, hint) = match &part.body {
        PartType::Text(words) => (words, EncodingHint::Unknown),
        PartType::Html(words) => (words, EncodingHint::Html),
        _ => return String::new(),
    };
    let label = part.content_type().and_then(|kind| kind.attribute("charset"));
    let is_known = label.and_then(encoding::for_label).is_some();
    if named.is_none() && (is_known || !words.contains('\u{fffd}')) {
        return words.to_string();
    }
    let raw = bytes.get(part.offset_body as usize..part.offset_end as usize).unwrap_or_default();
    let decoded = match part.encoding {
        Transfer::None => Some(raw.to_vec()),
        Transfer::QuotedPrintable => quoted_printable_decode(raw),
        Transfer::Base64 => base64_decode(raw),
    };
    match decoded.filter(|decoded| !decoded.is_empty()) {
        Some(decoded) => encoding::decode(decoded, named.map_or(hint, EncodingHint::Named)).0,
        None => words.to_string(),
    }
}
