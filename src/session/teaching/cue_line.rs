//! The line of a cue of the reader's own: a category, a weight and a pattern, such as `vow +8: call/V on`.

use crate::claim::{OwnCue, Scheme};
use crate::diagnostic::suggest::did_you_mean;

/// In milli-logits. Beside a model a cue counts for a fraction of its weight, so it needs more.
const WEIGHTS: (i32, i32) = (4000, 8000);

/// The weight of a new cue, in milli-logits.
pub(in crate::session) const fn default_weight(scheme: &Scheme) -> i32 {
    if scheme.combination.is_some() { WEIGHTS.1 } else { WEIGHTS.0 }
}

/// As it is typed.
pub(in crate::session) fn render(category: &str, weight: i32, pattern: &str) -> String {
    format!("{category} +{}: {pattern}", f64::from(weight) / 1000.0)
}

/// Reads a line; the weight may be missing. The error is one line.
pub(in crate::session) fn parse(line: &str, scheme: &Scheme, note: String) -> Result<OwnCue, String> {
    let form = "write a category, a colon and a pattern, such as";
    let example = || {
        let id = scheme.categories.first().map_or("", |category| category.id.as_str());
        format!("{form} `{}`", render(id, default_weight(scheme), "call/V on"))
    };
    let (head, pattern) = line.split_once(':').ok_or_else(example)?;
    let pattern = pattern.split_whitespace().collect::<Vec<_>>().join(" ");
    if pattern.is_empty() {
        return Err(example());
    }
    let (name, weight) = match head.split_once(['+', ' ']) {
        Some((name, weight)) => (name.trim(), weight.trim().trim_start_matches('+')),
        None => (head.trim(), ""),
    };
    let lower = name.to_lowercase();
    let category = scheme.categories.iter().find(|category| {
        [category.id.to_lowercase(), category.name.to_lowercase()].contains(&lower)
            || category.letter.to_string() == name
    });
    let category = category.ok_or_else(|| {
        let ids: Vec<&str> = scheme.categories.iter().map(|category| category.id.as_str()).collect();
        let hint = did_you_mean(name, ids.iter().copied());
        format!("unknown category `{name}`; {}", hint.unwrap_or_else(|| ids.join(", ")))
    })?;
    let weight = match weight {
        "" => default_weight(scheme),
        weight => weight
            .parse::<f64>()
            .ok()
            .filter(|weight| (0.1..=100.0).contains(weight))
            .map(|weight| (weight * 1000.0).round() as i32)
            .ok_or_else(|| format!("the weight `{weight}` is no number from 0.1 to 100"))?,
    };
    Ok(OwnCue { id: id(&pattern, scheme), category: category.id.clone(), pattern, weight, note })
}

/// A name that no cue of the scheme has, from the words of the pattern.
fn id(pattern: &str, scheme: &Scheme) -> String {
    let words: String =
        pattern.to_lowercase().chars().map(|char| if char.is_alphanumeric() { char } else { ' ' }).collect();
    let words: Vec<&str> = words.split_whitespace().filter(|word| word.len() > 1).take(4).collect();
    let id = format!("own-{}", if words.is_empty() { "cue".to_owned() } else { words.join("-") });
    let is_free = |id: &String| scheme.cues.iter().all(|cue| cue.id != *id);
    let numbered = (2..).map(|number| format!("{id}-{number}"));
    std::iter::once(id.clone()).chain(numbered).find(is_free).unwrap_or(id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_read_as_it_is_written() {
        let scheme = Scheme::claims();
        let category = &scheme.categories[2];
        let check = |line: &str, expected: Result<(i32, &str, &str), &str>| match (
            parse(line, &scheme, String::new()),
            expected,
        ) {
            (Ok(cue), Ok((weight, pattern, id))) => {
                assert_eq!(
                    (&cue.category, cue.weight, cue.pattern.as_str(), cue.id.as_str()),
                    (&category.id, weight, pattern, id),
                    "{line}"
                );
                let again = parse(&render(&cue.category, cue.weight, &cue.pattern), &scheme, String::new());
                assert_eq!(again, Ok(cue));
            }
            (Err(message), Err(expected)) => assert!(message.contains(expected), "{line}: {message}"),
            (found, _) => panic!("{line}: {found:?}"),
        };
        let (id, letter) = (&category.id, category.letter);
        check(&format!("{id}: call/V  on"), Ok((8000, "call/V on", "own-call-on")));
        check(&format!("{letter} +2.5: a b/V"), Ok((2500, "a b/V", "own-cue")));
        check(&format!("{} 3: x", category.name), Ok((3000, "x", "own-cue")));
        check("call on", Err("write a category, a colon and a pattern"));
        check(&format!("{id}: "), Err("write a category"));
        check("nothing: call", Err("unknown category `nothing`"));
        check(&format!("{id} +x: call"), Err("the weight `x` is no number"));
    }
}
