//! Inflection of English verbs and nouns, for the patterns `settle/V` and `sanction/N`.

use std::collections::HashMap;
use std::sync::LazyLock;

/// Irregular verbs: the base, then the forms that the rules do not produce.
const IRREGULAR: &str = "\
    be is am are was were been being; become became; begin began begun beginning; bend bent; \
    break broke broken; bring brought; build built; buy bought; catch caught; choose chose chosen; \
    come came; cut cutting; deal dealt; do does did done; draw drew drawn; drive drove driven; \
    fall fell fallen; feel felt; find found; fight fought; forbid forbade forbidden forbidding; \
    forget forgot forgotten forgetting; forgive forgave forgiven; forgo forwent forgone; \
    forsake forsook forsaken; free frees freed freeing; get got gotten getting; give gave given; \
    go went gone goes; grow grew grown; have has had having; hear heard; hold held; keep kept; \
    know knew known; lay laid; lead led; leave left; lend lent; let letting; lie lay lain lying; \
    lose lost; make made; mean meant; meet met; mislead misled; overcome overcame; pay paid; \
    plead pled; put putting; quit quitting; rise rose risen; run ran running; say said; \
    see saw seen seeing; seek sought; sell sold; send sent; set setting; show showed shown; \
    shut shutting; speak spoke spoken; spin spun spinning; split splitting; stand stood; stick stuck; \
    strike struck; swear swore sworn; take took taken; teach taught; tell told; think thought; \
    throw threw thrown; understand understood; undo undid undone undoes; uphold upheld; \
    win won winning; withdraw withdrew withdrawn; withhold withheld; write wrote written";

static IRREGULAR_FORMS: LazyLock<HashMap<&str, Vec<&str>>> = LazyLock::new(|| {
    let verbs = IRREGULAR.split("; ").map(|forms| forms.split(' '));
    verbs.filter_map(|mut forms| Some((forms.next()?, forms.collect()))).collect()
});

/// Verbs whose past equals the base.
const UNCHANGED: &[&str] = &["cast", "cut", "let", "put", "quit", "set", "shut", "split"];

/// Verbs of several syllables that double their last letter.
const DOUBLING: &[&str] = &[
    "acquit", "admit", "allot", "commit", "compel", "concur", "control", "defer", "deter", "dispel", "emit",
    "expel", "incur", "occur", "omit", "patrol", "permit", "prefer", "propel", "rebel", "rebut", "recur",
    "refer", "regret", "repel", "submit", "transfer", "transmit", "unplug",
];

const IRREGULAR_PLURALS: &str = "child children; crisis crises; half halves; leaf leaves; life lives; man men; person people; woman women";

static IRREGULAR_NOUNS: LazyLock<HashMap<&str, &str>> =
    LazyLock::new(|| IRREGULAR_PLURALS.split("; ").filter_map(|forms| forms.split_once(' ')).collect());

fn is_vowel(byte: u8) -> bool {
    matches!(byte, b'a' | b'e' | b'i' | b'o' | b'u')
}

fn last_three(word: &str) -> Option<[u8; 3]> {
    let bytes = word.as_bytes();
    bytes.get(bytes.len().checked_sub(3)?..)?.try_into().ok()
}

/// Whether the last letter doubles before `-ed` and `-ing`: "drop", "admit", not "offer".
fn doubles(word: &str) -> bool {
    let Some([before, vowel, last]) = last_three(word) else { return false };
    let closed = is_vowel(vowel) && !is_vowel(last) && !matches!(last, b'w' | b'x' | b'y');
    let quiet = !is_vowel(before) || before == b'u' && word.starts_with("qu");
    let syllables = word.bytes().filter(|&byte| is_vowel(byte)).count();
    closed && quiet && (syllables == 1 || word.starts_with("qu") || DOUBLING.contains(&word))
}

/// Whether a final `l` doubles in British spelling only: "cancelled", "canceled".
fn doubles_in_british(word: &str) -> bool {
    matches!(last_three(word), Some([_, vowel, b'l']) if is_vowel(vowel)) && !doubles(word) && word.len() > 4
}

/// The third person or the plural.
fn with_s(word: &str) -> String {
    let sibilant = ["s", "x", "z", "ch", "sh"].iter().any(|end| word.ends_with(end));
    match (word.strip_suffix('y'), last_three(word)) {
        (Some(stem), Some([_, before, _])) if !is_vowel(before) => format!("{stem}ies"),
        _ if sibilant || word.ends_with('o') => format!("{word}es"),
        _ => format!("{word}s"),
    }
}

pub(super) fn verb(base: &str) -> Vec<String> {
    let mut forms = vec![base.to_owned()];
    let given: &[&str] = IRREGULAR_FORMS.get(base).map_or(&[], Vec::as_slice);
    forms.extend(given.iter().map(|&form| form.to_owned()));
    let stem = match base.strip_suffix('e') {
        Some(stem) if !base.ends_with("ee") && !base.ends_with("ye") && stem.len() > 1 => stem,
        _ => base,
    };
    if !given.contains(&"is") {
        forms.push(with_s(base));
    }
    if given.is_empty() && !UNCHANGED.contains(&base) || base == "plead" {
        forms.push(match (base.strip_suffix('y'), last_three(base)) {
            (Some(stem), Some([_, before, _])) if !is_vowel(before) => format!("{stem}ied"),
            _ if doubles(base) => doubled(base, "ed"),
            _ if base.ends_with('e') => format!("{base}d"),
            _ => format!("{base}ed"),
        });
    }
    if !given.iter().any(|form| form.ends_with("ing") && *form != base) {
        forms.push(if doubles(base) { doubled(base, "ing") } else { format!("{stem}ing") });
    }
    if doubles_in_british(base) && given.is_empty() {
        forms.push(doubled(base, "ed"));
        forms.push(doubled(base, "ing"));
    }
    // The spelling with `-ise` for `-ize`, or the reverse.
    let other: Vec<String> = match (base.strip_suffix("ise"), base.strip_suffix("ize")) {
        (Some(stem), _) if stem.len() > 3 => respelled(&forms, stem, "is", "iz"),
        (_, Some(stem)) if stem.len() > 3 => respelled(&forms, stem, "iz", "is"),
        _ => Vec::new(),
    };
    forms.extend(other);
    forms.dedup();
    forms
}

fn doubled(base: &str, suffix: &str) -> String {
    let last = base.chars().next_back().map(String::from).unwrap_or_default();
    format!("{base}{last}{suffix}")
}

fn respelled(forms: &[String], stem: &str, from: &str, to: &str) -> Vec<String> {
    let tails = forms.iter().filter_map(|form| form.strip_prefix(stem)?.strip_prefix(from));
    tails.map(|tail| format!("{stem}{to}{tail}")).collect()
}

pub(super) fn noun(base: &str) -> Vec<String> {
    let plural = IRREGULAR_NOUNS.get(base).map(|&plural| plural.to_owned());
    vec![base.to_owned(), plural.unwrap_or_else(|| with_s(base))]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(base: &str, expected: &str) {
        assert_eq!(verb(base).join(" "), expected, "{base}");
    }

    #[test]
    fn verbs() {
        check("insist", "insist insists insisted insisting");
        check("settle", "settle settles settled settling");
        check("deny", "deny denies denied denying");
        check("drop", "drop drops dropped dropping");
        check("admit", "admit admits admitted admitting");
        check("offer", "offer offers offered offering");
        check("seek", "seek sought seeks seeking");
        check("withdraw", "withdraw withdrew withdrawn withdraws withdrawing");
        check("agree", "agree agrees agreed agreeing");
        check("free", "free frees freed freeing frees");
        check("cancel", "cancel cancels canceled canceling cancelled cancelling");
        check("put", "put putting puts");
        check("quit", "quit quitting quits");
        check("push", "push pushes pushed pushing");
        check("echo", "echo echoes echoed echoing");
        check("be", "be is am are was were been being");
        check("relax", "relax relaxes relaxed relaxing");
        check("portray", "portray portrays portrayed portraying");
        check("lie", "lie lay lain lying lies");
        check("plead", "plead pled pleads pleaded pleading");
        check(
            "criticize",
            "criticize criticizes criticized criticizing criticise criticises criticised criticising",
        );
    }

    #[test]
    fn nouns() {
        assert_eq!(noun("sanction"), ["sanction", "sanctions"]);
        assert_eq!(noun("policy"), ["policy", "policies"]);
        assert_eq!(noun("crisis"), ["crisis", "crises"]);
        assert_eq!(noun("boss"), ["boss", "bosses"]);
    }

    #[test]
    fn handles_words_too_short_for_the_rules() {
        for word in ["", "a", "e", "is", "go", "é", "ise"] {
            assert!(verb(word).iter().any(|form| form == word));
            assert_eq!(noun(word).len(), 2);
        }
    }
}
