//! `purport find`: searches the claims of a corpus with the filter of the reader.

use super::args::{Find as Args, ListFormat, Open, ReaderArgs, TaggedArgs};
use super::corpus::{Corpus, Piece, each_line};
use super::found_claim::FoundClaim;
use super::report::{LimitedReport, json_line, report, say, still_open};
use super::{check_annotator, open, scheme};
use crate::claim::record::CategoryScore;
use crate::claim::{CategoryId, Scheme};
use crate::error::Error;
use crate::reading::explanation::format_score;
use crate::reading::{Filter, Filterable, Status};
use crate::shell::batch::lines::Lines;
use crate::shell::batch::{default_jobs, in_order};
use crate::shell::{OpenAt, capabilities, display, survey};
use crate::text::number::{counted, permille};
use crate::text::visible;
use std::collections::HashMap;
use std::io::{self, BufWriter, IsTerminal as _, Write};
use std::ops::ControlFlow;
use std::path::Path;
use std::sync::Arc;

const BOLD: (&str, &str) = ("\x1b[1m", "\x1b[22m");

/// Searches a corpus on all cores and prints claims in the order of the input.
pub(super) fn run(args: &Args) -> Result<u8, Error> {
    let scheme = scheme::load_own(args.tagged.scheme.as_deref(), &args.tagged.engine)?;
    check_annotator(args.tagged.annotator.as_deref())?;
    let quoted = |word: &String| {
        if word.contains(char::is_whitespace) { format!("\"{word}\"") } else { word.clone() }
    };
    let query: Vec<String> = args.query.iter().map(quoted).collect();
    let query = query.join(" ");
    let (filter, searched) = Filter::parse_or_search(&query, &scheme).map_err(|message| {
        Error::new("query", message).hint("`purport find --help` shows what a query can hold")
    })?;
    if let Some(words) = searched {
        let why = Filter::parse(&query, &scheme).err().unwrap_or_default();
        say(&format!("searching the text of claims for \"{}\": {why}", visible::line(&words)));
    }
    let search = Search { scheme: Arc::new(scheme), filter, annotator: args.tagged.annotator.clone() };
    let corpus = Corpus::new(&args.within, args.walk)?;
    corpus.report_left_behind(args.tagged.annotator.as_deref());
    let limit = args.limit.unwrap_or(u64::MAX);
    let mut printer = Printer::new(args);
    let mut errors = LimitedReport::default();
    let mut code = 0;
    let done = in_order(
        default_jobs(),
        move |put| corpus.read(put),
        |piece| search.piece(piece),
        |Hits { claims, warnings, failed }| {
            for error in warnings {
                errors.report(error);
            }
            if failed {
                code = 2;
            }
            for claim in claims {
                if let Err(error) = printer.claim(&claim) {
                    return ControlFlow::Break(Err(error));
                }
                if printer.count >= limit {
                    return ControlFlow::Break(Ok(()));
                }
            }
            ControlFlow::Continue(())
        },
    )?;
    let written = match done {
        ControlFlow::Continue(()) | ControlFlow::Break(Ok(())) => printer.finish(args.count),
        ControlFlow::Break(Err(error)) => Err(error),
    };
    still_open(written)?;
    match printer.count {
        0 if code == 0 => Ok(1),
        1.. if args.open => open_articles(args, &search.filter, printer.first),
        _ => Ok(code),
    }
}

/// Opens the articles with hits in the reader, each at the start of its first hit.
fn open_articles(args: &Args, filter: &Filter, first: Vec<(String, u64)>) -> Result<u8, Error> {
    let first = first.into_iter().map(|(name, start)| (display::path_of_name(&name), start));
    let (articles, missing): (Vec<_>, Vec<_>) = first.partition(|(path, _)| path.is_file());
    if let Some((path, _)) = missing.first() {
        let others = match missing.len() {
            1 => String::new(),
            count => format!(" (and {})", counted(count - 1, "other")),
        };
        let error = Error::new(display::path(path), format!("no such file{others}"));
        if articles.is_empty() {
            return Err(error.hint(
                "paths are relative to the folder in which `purport classify` ran: go there and try again",
            ));
        }
        report(error);
    }
    let (mut found, mut files) = (HashMap::new(), Vec::new());
    for (path, start) in articles {
        let start = u32::try_from(start).unwrap_or(u32::MAX);
        found.insert(path.clone(), OpenAt { filter: filter.clone(), start, ..OpenAt::default() });
        files.push(path);
    }
    let TaggedArgs { scheme, annotator, engine } = args.tagged.clone();
    let reader = ReaderArgs { scheme, ..ReaderArgs::default() };
    open::run(Open { files, annotator, reader, engine, found, ..Open::default() })
}

struct Search {
    scheme: Arc<Scheme>,
    filter: Filter,
    annotator: Option<String>,
}

#[derive(Default)]
struct Hits {
    claims: Vec<FoundClaim>,
    warnings: Vec<Error>,
    /// Whether some of the piece could not be searched.
    failed: bool,
}

impl Search {
    fn piece(&self, piece: Piece) -> Hits {
        let searched = match piece {
            Piece::Failed(error) => Err(error),
            Piece::Article(path) => self.article(&path),
            Piece::Lines(lines) => Ok(self.lines(&lines)),
        };
        searched.unwrap_or_else(|error| Hits { warnings: vec![error], failed: true, ..Hits::default() })
    }

    fn article(&self, path: &Path) -> Result<Hits, Error> {
        let (reading, warnings) = survey::reading(path, &self.scheme, self.annotator.as_deref())?;
        let name = display::name(path);
        let marks = reading.marks().iter().filter(|mark| self.filter.passes(mark, &reading));
        let claims = marks.map(|mark| FoundClaim::of_mark(mark, &reading, &name)).collect();
        Ok(Hits { claims, warnings: warnings.into_iter().map(Error::from).collect(), failed: false })
    }

    fn lines(&self, lines: &Lines) -> Hits {
        let mut claims = Vec::new();
        let errors = each_line(lines, |line| {
            let read = FoundClaim::of_line(line, &lines.name)?;
            claims.extend(read.into_iter().filter(|claim| self.admits(claim)));
            Ok(())
        });
        let failed = !errors.is_empty();
        Hits { claims, warnings: errors.into_iter().map(Error::from).collect(), failed }
    }

    fn admits(&self, claim: &FoundClaim) -> bool {
        self.filter.admits(&InScheme { claim, scheme: &self.scheme })
    }
}

/// A claim of a line, whose categories are names, under the scheme of the filter.
struct InScheme<'a> {
    claim: &'a FoundClaim,
    scheme: &'a Scheme,
}

impl InScheme<'_> {
    fn find(&self, category: CategoryId) -> Option<&CategoryScore<'static>> {
        let id = &self.scheme.category(category)?.id;
        self.claim.categories().iter().find(|one| one.category == *id)
    }
}

impl Filterable for InScheme<'_> {
    fn status(&self) -> Status {
        Status::Undecided
    }

    fn has_category(&self, category: CategoryId) -> bool {
        self.find(category).is_some()
    }

    fn score(&self, category: Option<CategoryId>) -> Option<u16> {
        let asked = category.and_then(|category| self.find(category)).and_then(|one| one.score);
        let best = || self.claim.categories().iter().filter_map(|one| one.score).reduce(f64::max);
        asked.or_else(best).map(permille)
    }

    fn labels(&self) -> &[String] {
        &self.claim.labels
    }

    fn speaker(&self) -> Option<&str> {
        self.claim.record.speaker.as_deref()
    }

    fn field(&self, id: &str) -> Option<&str> {
        self.claim.fields.get(id).map(String::as_str)
    }

    fn cues(&self) -> impl Iterator<Item = &str> {
        self.claim.cues.iter().map(String::as_str)
    }

    fn text(&self) -> &str {
        &self.claim.record.text
    }
}

struct Printer {
    out: BufWriter<io::Stdout>,
    /// `None` prints nothing.
    format: Option<ListFormat>,
    bold: bool,
    count: u64,
    /// The first claim of each article, for `--open`.
    first: Vec<(String, u64)>,
    open: bool,
}

impl Printer {
    fn new(args: &Args) -> Self {
        let bold = io::stdout().is_terminal() && capabilities::may_style();
        let format = (!args.count && !args.open).then_some(args.format);
        let out = BufWriter::with_capacity(1 << 16, io::stdout());
        Self { out, format, bold, count: 0, first: Vec::new(), open: args.open }
    }

    fn claim(&mut self, claim: &FoundClaim) -> io::Result<()> {
        self.count += 1;
        match self.format {
            Some(ListFormat::Jsonl) => json_line(&mut self.out, claim)?,
            Some(ListFormat::Text) => writeln!(self.out, "{}", self.line(claim))?,
            None => {}
        }
        if self.open && self.first.last().is_none_or(|(name, _)| name != claim.file()) {
            self.first.push((claim.file().to_owned(), claim.record.start.unwrap_or_default()));
        }
        Ok(())
    }

    fn line(&self, claim: &FoundClaim) -> String {
        let start = claim.record.start.unwrap_or_default();
        let place = claim.record.block.map_or_else(|| start.to_string(), |block| format!("¶{block}"));
        let category = |one: &CategoryScore<'_>| {
            let score =
                one.score.map(|share| format!(" {}", format_score(permille(share)))).unwrap_or_default();
            format!("{}{score}", visible::line(&one.category))
        };
        let categories: Vec<String> = claim.categories().iter().map(category).collect();
        let status = match claim.status {
            Status::Undecided => String::new(),
            status => format!(" ({})", status.word()),
        };
        let file = visible::distinct(claim.file());
        format!("{file}:{place}: {}{status}: {}", categories.join(", "), self.words(claim))
    }

    /// The text of a claim on one line, its reasons in bold.
    fn words(&self, claim: &FoundClaim) -> String {
        let text: Vec<char> = claim.record.text.chars().collect();
        let is_bold =
            |at: usize| self.bold && claim.lit.iter().any(|&(from, to)| (from..to).contains(&(at as u64)));
        let mut words = String::new();
        let positions: Vec<usize> = (0..text.len()).collect();
        for run in positions.chunk_by(|&one, &next| is_bold(one) == is_bold(next)) {
            let part: String = run.iter().filter_map(|&at| text.get(at)).collect();
            let shown = visible::line(&part);
            let is_bold = run.first().is_some_and(|&at| is_bold(at)) && !shown.is_empty();
            let (on, off) = if is_bold { BOLD } else { ("", "") };
            words.extend([on, &shown, off]);
        }
        words
    }

    fn finish(&mut self, count: bool) -> io::Result<()> {
        if count {
            writeln!(self.out, "{}", self.count)?;
        }
        self.out.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINE: &str = r#"{"start":4,"end":9,"text":"a b c","categories":[{"category":"hope","score":0.9},{"category":"vow","score":0.7}],"evidence":[{"cue":"b","text":"b","start":6,"end":7,"category":"vow","weight":1.0}],"speaker":"The Guild","file":"x.txt","block":3}"#;

    fn scheme() -> Scheme {
        let text = "category = [{ id = \"vow\", letter = \"V\", key = \"1\" }, { id = \"ask\", letter = \"A\", key = \"2\" }, { id = \"hope\", letter = \"H\", key = \"3\" }]";
        Scheme::parse(text, "s").unwrap().0
    }

    #[test]
    fn reads_claims_and_articles_from_lines() {
        let one = FoundClaim::of_line(LINE.as_bytes(), "out").unwrap();
        let [claim] = &one[..] else { panic!() };
        assert_eq!((claim.file(), claim.record.block), ("x.txt", Some(3)));
        assert_eq!(claim.lit, [(2, 3)]);
        let claim = LINE.replace(r#","file":"x.txt","block":3"#, "");
        let many = format!("{{\"id\":\"y\",\"claims\":[{claim},{claim}]}}");
        let many = FoundClaim::of_line(many.as_bytes(), "out").unwrap();
        assert_eq!((many.len(), many[0].file()), (2, "y"));
        assert_eq!(FoundClaim::of_line(br#"{"id":1,"claims":[],"error":"cut off"}"#, "out"), Ok(vec![]));
        for (line, expected) in [
            (&br#"{"id":1,"error":"gone"}"#[..], "article could not be read: gone"),
            (br#"{"start":1,"categories":[]}"#, "not output of `purport classify`: missing field `end`"),
            (br#"{"start":1}"#, "not output of `purport classify`: missing field `categories`"),
            (b"nothing", "not output of `purport classify`: expected ident"),
        ] {
            assert_eq!(FoundClaim::of_line(line, "out").unwrap_err().message, expected);
        }
        let both = LINE.replace(
            r#""evidence":["#,
            r#""evidence":[{"cue":"z","start":4,"end":5},{"cue":"b","start":4,"end":5},"#,
        );
        assert_eq!(FoundClaim::of_line(both.as_bytes(), "out").unwrap()[0].cues, ["b", "z"]);
    }

    #[test]
    fn programs_read_the_id_of_a_status_and_people_its_word() {
        let claim = FoundClaim::of_line(LINE.as_bytes(), "out").unwrap().remove(0);
        let claim = FoundClaim { status: Status::Added, ..claim };
        assert_eq!(serde_json::to_value(&claim).unwrap()["status"], "added");
        let out = BufWriter::new(io::stdout());
        let printer = Printer { out, format: None, bold: false, count: 0, first: Vec::new(), open: false };
        assert_eq!(printer.line(&claim), "x.txt:¶3: hope .90, vow .70 (added): a b c");
    }

    #[test]
    fn a_line_passes_the_filter_like_its_claim() {
        let claim = FoundClaim::of_line(LINE.as_bytes(), "out").unwrap().remove(0);
        let scheme = Arc::new(scheme());
        let check = |query: &str, expected: bool| {
            let filter = Filter::parse(query, &scheme).unwrap();
            let search = Search { scheme: Arc::clone(&scheme), filter, annotator: None };
            assert_eq!(search.admits(&claim), expected, "{query}");
        };
        for query in [
            "",
            "vow",
            "V over .7",
            "V under 70%",
            "over .9",
            "undecided",
            "speaker guild",
            "cue b",
            "text \"B  c\"",
        ] {
            check(query, true);
        }
        for query in [
            "ask",
            "vow over .71",
            "over .91",
            "under .6",
            "decided",
            "orphaned",
            "speaker duke",
            "cue x",
            "text d",
            "label l",
        ] {
            check(query, false);
        }
    }
}
