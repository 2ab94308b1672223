//! Letters on pages of mail archives: header, quotations and text.

use crate::import::builder::DocumentBuilder;
use crate::import::plain;

/// Header fields that identify a letter.
const FIELDS: [&str; 9] =
    ["from", "to", "cc", "date", "sent", "subject", "message-id", "in-reply-to", "reply-to"];

/// Is preformatted text a letter, with a header or with prose and quoted lines?
pub(super) fn is_mail(text: &str) -> bool {
    let has_header = header(text).count() >= 2;
    let lines = text.lines().filter(|line| !line.trim().is_empty());
    let quoted = text.lines().filter(|line| line.starts_with("> ") || *line == ">").count();
    let long = lines.clone().filter(|line| line.split_whitespace().count() >= 6).count();
    has_header || (quoted >= 2 && long * 2 > lines.count())
}

/// Header fields by name and value.
fn header(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let is_field = |name: &str| FIELDS.iter().any(|field| name.eq_ignore_ascii_case(field));
    let lines = text.trim_start().lines();
    let fields = lines.map_while(move |line| line.split_once(':').filter(|(name, _)| is_field(name)));
    fields.map(|(name, value)| (name, value.trim()))
}

/// Adds a letter without its signature.
pub(super) fn add_mail(text: &str, builder: &mut DocumentBuilder) {
    let field = |wanted: &str| {
        header(text).find(|(name, _)| name.eq_ignore_ascii_case(wanted)).map(|(_, value)| value)
    };
    if let Some(subject) = field("subject") {
        builder.add_heading(1, subject);
    }
    builder.add_metadata(["from", "date"].into_iter().filter_map(field));
    let lines = text.trim_start().lines().skip(header(text).count());
    add_lines(lines.take_while(|line| !is_delimiter(line)), builder);
}

/// Adds a letter's text with its signature: often the only place that names the writer.
#[cfg(feature = "mail")]
pub(in crate::import) fn add_mail_text(text: &str, builder: &mut DocumentBuilder) {
    add_lines(text.lines().map(|line| if is_delimiter(line) { "" } else { line }), builder);
}

/// Does a line begin the signature (RFC 3676, 4.3)?
fn is_delimiter(line: &str) -> bool {
    matches!(line, "-- " | "--")
}

/// Runs of quoted lines alternate with runs of others.
fn add_lines<'l>(lines: impl Iterator<Item = &'l str>, builder: &mut DocumentBuilder) {
    let (mut run, mut quoted) = (String::new(), false);
    for line in lines {
        if line.starts_with('>') != quoted {
            add_paragraphs(&std::mem::take(&mut run), quoted, builder);
            quoted = !quoted;
        }
        run.push_str(if quoted { line.trim_start_matches(['>', ' ']) } else { line });
        run.push('\n');
    }
    add_paragraphs(&run, quoted, builder);
}

fn add_paragraphs(text: &str, quoted: bool, builder: &mut DocumentBuilder) {
    for block in plain::blocks(text) {
        if quoted {
            builder.begin_quote();
        }
        builder.open_paragraph();
        builder.push_words(block.span.slice(text));
        builder.close();
        if quoted {
            builder.end_quote();
        }
    }
}
