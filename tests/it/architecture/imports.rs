//! Imports of a source file, read as the compiler reads them: nested and multi-line `use` trees, paths in code,
//! and re-exports followed to the file that defines the item.

use std::collections::{BTreeMap, BTreeSet};

/// A module's path inside the crate: `["text", "span"]`.
pub(super) type Module = Vec<String>;

/// The crate's files by module, each with its code.
#[derive(Default)]
pub(super) struct Sources(BTreeMap<Module, File>);

struct File {
    /// Paths from the crate's root that the file names, each with its line.
    paths: Vec<(usize, Vec<String>)>,
    /// Names bound by `use`, with their paths from the crate's root.
    bindings: BTreeMap<String, Vec<String>>,
}

impl Sources {
    /// Reads files given by their path below `src`, tests left out.
    pub(super) fn read<'f>(files: impl Iterator<Item = (&'f str, &'f str)>) -> Self {
        let files: BTreeMap<Module, &str> = files.map(|(path, code)| (module_of(path), code)).collect();
        let modules: BTreeSet<&Module> = files.keys().collect();
        Self(
            files.iter().map(|(module, code)| (module.clone(), File::read(module, code, &modules))).collect(),
        )
    }

    /// The modules that `module` names, each with the line; re-exports count as what they export.
    pub(super) fn named(&self, module: &Module) -> Vec<(usize, Module)> {
        let Some(file) = self.0.get(module) else { return Vec::new() };
        let named = file.paths.iter().map(|(line, path)| (*line, self.defining(path.clone())));
        named.filter(|(_, named)| named != module).collect()
    }

    /// The module in which the item at `path` is defined.
    fn defining(&self, mut path: Vec<String>) -> Module {
        // A re-export of a re-export is followed too; the bound only guards against a circle.
        for _ in 0..8 {
            let mut depth = path.len();
            while depth > 0 && !self.0.contains_key(&path[..depth]) {
                depth -= 1;
            }
            let rest = path.split_off(depth);
            let bound = rest.first().and_then(|name| self.0.get(&path)?.bindings.get(name));
            match bound {
                Some(bound) => path = bound.iter().chain(&rest[1..]).cloned().collect(),
                None => return path,
            }
        }
        path
    }

    /// Circles of files inside one top-level module; an edge between a parent and its own child does not count.
    pub(super) fn rings(&self) -> Vec<Vec<String>> {
        let edges: BTreeMap<&Module, BTreeSet<Module>> =
            self.0.keys().map(|from| (from, self.siblings(from))).collect();
        let reaches = |from: &Module, to: &Module| {
            let (mut seen, mut open) = (BTreeSet::new(), vec![from.clone()]);
            while let Some(module) = open.pop() {
                for next in edges.get(&module).into_iter().flatten() {
                    if next == to {
                        return true;
                    }
                    if seen.insert(next.clone()) {
                        open.push(next.clone());
                    }
                }
            }
            false
        };
        let circular: Vec<&Module> = self.0.keys().filter(|module| reaches(module, module)).collect();
        let mut rings: Vec<Vec<String>> = Vec::new();
        let mut placed = BTreeSet::new();
        for module in &circular {
            if placed.contains(*module) {
                continue;
            }
            let ring = circular
                .iter()
                .filter(|other| *other == module || reaches(module, other) && reaches(other, module));
            let ring: Vec<&Module> = ring.copied().collect();
            rings.push(ring.iter().map(|module| module.join("/")).collect());
            placed.extend(ring);
        }
        rings
    }

    /// Files of the same top-level module that `from` names, its parents and children apart.
    fn siblings(&self, from: &Module) -> BTreeSet<Module> {
        let named = self.named(from).into_iter().map(|(_, to)| to);
        named
            .filter(|to| to.first() == from.first() && !to.starts_with(from) && !from.starts_with(to))
            .collect()
    }
}

/// The module of a file: `text/span.rs` is `text::span`, and `text/mod.rs` is `text`.
pub(super) fn module_of(path: &str) -> Module {
    let parts = path.trim_end_matches(".rs").split('/').map(str::to_owned);
    let mut module: Module = parts.collect();
    if module.last().is_some_and(|last| last == "mod" || last == "lib") {
        module.pop();
    }
    module
}

impl File {
    fn read(module: &Module, code: &str, modules: &BTreeSet<&Module>) -> Self {
        let tokens = tokens(code);
        let word = |at: usize| tokens.get(at).map_or("", |(_, token)| token.as_str());
        let (mut file, mut at) = (Self { paths: Vec::new(), bindings: BTreeMap::new() }, 0);
        while at < tokens.len() {
            let line = tokens[at].0;
            match word(at) {
                "use" => {
                    let mut leaves = Vec::new();
                    at = use_tree(&tokens, at + 1, &mut Vec::new(), &mut leaves);
                    for (path, name) in leaves {
                        let Some(path) = absolute(&path, module, modules) else { continue };
                        file.bindings.insert(name, path.clone());
                        file.paths.push((line, path));
                    }
                }
                "crate" | "super" | "self"
                    if word(at + 1) == "::" && !["::", "in"].contains(&word(at.wrapping_sub(1))) =>
                {
                    let mut path = vec![word(at).to_owned()];
                    while word(at + 1) == "::" && is_name(word(at + 2)) {
                        path.push(word(at + 2).to_owned());
                        at += 2;
                    }
                    file.paths.extend(absolute(&path, module, modules).map(|path| (line, path)));
                    at += 1;
                }
                _ => at += 1,
            }
        }
        file
    }
}

/// Reads one `use` tree from `at` on; gives the place behind it.
fn use_tree(
    tokens: &[(usize, String)],
    mut at: usize,
    path: &mut Vec<String>,
    leaves: &mut Vec<(Vec<String>, String)>,
) -> usize {
    let word = |at: usize| tokens.get(at).map_or(";", |(_, token)| token.as_str());
    let depth = path.len();
    loop {
        match word(at) {
            "::" => at += 1,
            "{" => {
                at += 1;
                while word(at) != "}" && word(at) != ";" {
                    at = use_tree(tokens, at, path, leaves);
                    if word(at) == "," {
                        at += 1;
                    }
                }
                at += usize::from(word(at) == "}");
                break;
            }
            "as" => {
                leaves.push((path.clone(), word(at + 1).to_owned()));
                at += 2;
                path.truncate(depth);
                return at;
            }
            name if is_name(name) || name == "*" => {
                path.push(name.to_owned());
                at += 1;
                if word(at) != "::" && word(at) != "as" {
                    // `use a::b::{self}` binds `b`.
                    if name == "self" && path.len() > 1 {
                        path.pop();
                    }
                    leaves.push((path.clone(), path.last().cloned().unwrap_or_default()));
                    break;
                }
            }
            _ => break,
        }
    }
    path.truncate(depth);
    at
}

/// A path as seen from `module`, from the crate's root on; nothing for another crate's.
fn absolute(path: &[String], module: &Module, modules: &BTreeSet<&Module>) -> Option<Vec<String>> {
    let (first, rest) = path.split_first()?;
    match first.as_str() {
        "crate" => Some(rest.to_vec()),
        "self" => Some(module.iter().chain(rest).cloned().collect()),
        "super" => {
            let ups = path.iter().take_while(|word| *word == "super").count();
            let base = module.get(..module.len().checked_sub(ups)?)?;
            Some(base.iter().chain(&path[ups..]).cloned().collect())
        }
        _ => {
            let child: Module = module.iter().chain([first]).cloned().collect();
            modules.contains(&child).then(|| child.iter().chain(rest).cloned().collect())
        }
    }
}

fn is_name(token: &str) -> bool {
    token.starts_with(|char: char| char.is_alphabetic() || char == '_')
}

/// The tokens of Rust code that matter here, each with its line: names, `::` and single signs. Comments, strings
/// and character literals are left out.
fn tokens(code: &str) -> Vec<(usize, String)> {
    let chars: Vec<char> = code.chars().collect();
    let get = |at: usize| chars.get(at).copied().unwrap_or('\0');
    let (mut tokens, mut line, mut at) = (Vec::new(), 1, 0);
    while at < chars.len() {
        let begun = at;
        match get(at) {
            '/' if get(at + 1) == '/' => {
                while at < chars.len() && get(at) != '\n' {
                    at += 1;
                }
            }
            '"' => at = string_end(&chars, at + 1),
            'r' if raw_hashes(&chars, at).is_some() => {
                let hashes = raw_hashes(&chars, at).unwrap_or_default();
                let end: Vec<char> = std::iter::once('"').chain(std::iter::repeat_n('#', hashes)).collect();
                at += hashes + 2;
                while at < chars.len() && !chars[at..].starts_with(&end) {
                    at += 1;
                }
                at += end.len();
            }
            '\'' if get(at + 1) == '\\' => {
                at += 3;
                while at < chars.len() && get(at) != '\'' {
                    at += 1;
                }
                at += 1;
            }
            '\'' if get(at + 2) == '\'' => at += 3,
            ':' if get(at + 1) == ':' => {
                tokens.push((line, "::".to_owned()));
                at += 2;
            }
            char if char.is_alphanumeric() || char == '_' => {
                while get(at).is_alphanumeric() || get(at) == '_' {
                    at += 1;
                }
                tokens.push((line, chars[begun..at].iter().collect()));
            }
            char => {
                if !char.is_whitespace() {
                    tokens.push((line, char.to_string()));
                }
                at += 1;
            }
        }
        let end = at.min(chars.len());
        line += chars[begun..end].iter().filter(|char| **char == '\n').count();
    }
    tokens
}

/// The place behind a string that begins before `at`.
fn string_end(chars: &[char], mut at: usize) -> usize {
    while at < chars.len() && chars[at] != '"' {
        at += if chars[at] == '\\' { 2 } else { 1 };
    }
    at + 1
}

/// Number of `#` of the raw string that begins at `at`; `None` if there is none.
fn raw_hashes(chars: &[char], at: usize) -> Option<usize> {
    let in_name = at > 0 && (chars[at - 1].is_alphanumeric() || chars[at - 1] == '_') && chars[at - 1] != 'b';
    let hashes = chars[at + 1..].iter().take_while(|char| **char == '#').count();
    (!in_name && chars.get(at + 1 + hashes) == Some(&'"')).then_some(hashes)
}

#[cfg(test)]
mod tests {
    use super::{Sources, module_of};

    fn sources(files: &[(&str, &str)]) -> Sources {
        Sources::read(files.iter().map(|(path, code)| (*path, *code)))
    }

    fn named(code: &str) -> Vec<(usize, String)> {
        let files = [
            ("lib.rs", ""),
            ("a/mod.rs", "mod b;\npub use b::Deep as Shallow;"),
            ("a/b.rs", ""),
            ("c.rs", ""),
            ("d.rs", code),
        ];
        let named = sources(&files).named(&module_of("d.rs"));
        named.into_iter().map(|(line, module)| (line, module.join("/"))).collect()
    }

    #[test]
    fn nested_and_multi_line_trees_are_read() {
        let expected = vec![(1, "a/b".to_owned()), (1, "c".to_owned())];
        assert_eq!(named("use crate::{\n    a::b::{self},\n    c::Thing,\n};"), expected);
    }

    #[test]
    fn paths_in_code_and_re_exports_are_followed() {
        assert_eq!(named("\nfn f() { matches!(x, crate::c::Y(_)); }"), [(2, "c".to_owned())]);
        assert_eq!(named("use crate::a::Shallow;"), [(1, "a/b".to_owned())]);
        assert_eq!(named("use super::a::Shallow as S;"), [(1, "a/b".to_owned())]);
    }

    #[test]
    fn comments_strings_and_other_crates_name_nothing() {
        let code = "// use crate::a;\nuse std::{fs, io};\nconst S: &str = \"use crate::a;\";\n\
                    const R: &str = r#\"crate::a::b\"#;\nconst C: char = '\"';\npub(in crate::a) fn f() {}";
        assert_eq!(named(code), []);
    }

    #[test]
    fn a_ring_is_found_and_a_parent_with_its_child_is_none() {
        let ring = sources(&[
            ("m/mod.rs", "mod x; mod y; mod z; pub use z::Z; use x::X;"),
            ("m/x.rs", "use super::y::Y; use super::M;"),
            ("m/y.rs", "use super::Z;"),
            ("m/z.rs", "fn f() -> super::x::X { todo() }"),
        ]);
        assert_eq!(ring.rings(), [["m/x", "m/y", "m/z"]]);
        let none = sources(&[("m/mod.rs", "mod x; use x::X;"), ("m/x.rs", "use super::M;")]);
        assert_eq!(none.rings(), Vec::<Vec<String>>::new());
    }
}
