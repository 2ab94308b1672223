//! Coefficients against published examples and other programs, from `data/agreement.json`.

use purport::agree::{
    AlphaU, Coefficient, Continuum, Distance, MarkedSpan, ReliabilityData, SpanMatches, UnitValues,
    UnitizingData, chance_agreement, characters, cohen_kappa, f1, fleiss_kappa, gwet_ac1, krippendorff_alpha,
    match_spans, observed_agreement,
};
use purport::text::Span;
use serde_json::Value;
use std::collections::BTreeSet;

fn examples(part: &str) -> Vec<Value> {
    let all: Value = serde_json::from_str(include_str!("../data/agreement.json")).unwrap();
    all[part].as_array().unwrap().clone()
}

/// Asserts every figure that an example states; returns how many.
fn check(example: &Value, figure: impl Fn(&str) -> Coefficient) -> usize {
    let of = |part: &str| example[part].as_object().into_iter().flatten();
    let found = |name: &str| figure(name).unwrap_or_else(|why| panic!("{name}: {why:?} in {example}"));
    for (name, printed) in of("published") {
        let printed = printed.as_str().unwrap();
        let digits = printed.split_once('.').unwrap().1.len();
        let unit = (0..digits).fold(1.0, |unit, _| unit / 10.0) + 1e-12;
        let expected: f64 = printed.parse().unwrap();
        assert!((found(name) - expected).abs() <= unit, "{name}: {} for {printed} in {example}", found(name));
    }
    for (name, computed) in of("computed") {
        let computed = computed.as_f64().unwrap();
        assert!(
            (found(name) - computed).abs() <= 1e-9,
            "{name}: {} for {computed} in {example}",
            found(name)
        );
    }
    for (name, why) in of("undefined") {
        assert_eq!(figure(name).unwrap_err().reason(), why.as_str().unwrap(), "{name} in {example}");
    }
    ["published", "computed", "undefined"].into_iter().map(|part| of(part).count()).sum()
}

fn table(example: &Value) -> ReliabilityData {
    let rows = example["rows"].as_array().unwrap();
    let cells = |row: &Value| row[0].as_array().unwrap().clone();
    let mut values: Vec<Value> = rows.iter().flat_map(cells).filter(|cell| !cell.is_null()).collect();
    values.sort_by(|one, two| {
        one.as_f64().partial_cmp(&two.as_f64()).unwrap().then_with(|| one.as_str().cmp(&two.as_str()))
    });
    values.dedup();
    let number = |cell: &Value| values.iter().position(|value| value == cell);
    let row = |row: &Value| -> (UnitValues, usize) {
        (cells(row).iter().map(number).collect(), row[1].as_u64().unwrap() as usize)
    };
    let annotators = cells(&rows[0]).len();
    ReliabilityData::new(annotators, values.len(), rows.iter().map(row))
}

#[test]
fn coding_matches_published_figures_and_other_programs() {
    let mut compared = 0;
    for example in examples("coding") {
        let table = table(&example);
        compared += check(&example, |name| match name {
            "raw" => observed_agreement(&table),
            "chance" => chance_agreement(&table, 0, 1).map(|(_, expected)| expected),
            "kappa" => cohen_kappa(&table),
            "fleiss" => fleiss_kappa(&table),
            "alpha" => krippendorff_alpha(&table, Distance::Nominal),
            "ac1" => gwet_ac1(&table),
            _ => panic!("no figure {name}"),
        });
    }
    assert!(compared > 85, "only {compared} figures were compared");
}

fn continuum(example: &Value) -> (Continuum, Vec<String>) {
    let items = example["items"].as_array().unwrap();
    let names: BTreeSet<String> = items.iter().map(|item| item[3].as_str().unwrap().to_owned()).collect();
    let names: Vec<String> = names.into_iter().collect();
    let mut of = vec![Vec::new(); example["annotators"].as_u64().unwrap() as usize];
    for item in items {
        let at = |index: usize| item[index].as_u64().unwrap() as u32;
        let category = names.iter().position(|name| name == item[3].as_str().unwrap()).unwrap();
        of[at(2) as usize].push(MarkedSpan { span: Span::new(at(0), at(1)), category });
    }
    let chars = example["chars"].as_u64().unwrap() as u32;
    (Continuum { chars, spans: of, excluded: Vec::new() }, names)
}

/// Mean F1 over the pairs of annotators.
fn mean_f1(text: &Continuum, of: impl Fn(SpanMatches) -> usize) -> Coefficient {
    let mut figures = Vec::new();
    for (at, one) in text.spans.iter().enumerate() {
        for two in &text.spans[at + 1..] {
            let found = match_spans(one, two);
            figures.push(f1(of(found), found.spans)?);
        }
    }
    Ok(figures.iter().sum::<f64>() / figures.len() as f64)
}

/// The value over all categories as the book prints it: from parts rounded to four digits first.
fn of_rounded_parts(found: &AlphaU) -> f64 {
    let rounded = |part: f64| (part * 10_000.0).round() / 10_000.0;
    let observed: f64 = found.disagreement.iter().map(|one| rounded(one.observed)).sum();
    let expected: f64 = found.disagreement.iter().map(|one| rounded(one.expected)).sum();
    1.0 - observed / expected
}

#[test]
fn unitizing_matches_published_figures_and_other_programs() {
    let mut compared = 0;
    for example in examples("unitizing") {
        let (text, names) = continuum(&example);
        let found = UnitizingData::new(std::slice::from_ref(&text), names.len()).alpha_u(&[1]);
        let number = |name: &str| names.iter().position(|known| known == name).unwrap();
        compared += check(&example, |name| match name.split_once(':') {
            Some(("observed", category)) => Ok(found.disagreement[number(category)].observed),
            Some(("expected", category)) => Ok(found.disagreement[number(category)].expected),
            Some(("alpha-u", category)) => found.categories[number(category)],
            _ => match name {
                "alpha-u" => found.all,
                "alpha-u-of-rounded-parts" => Ok(of_rounded_parts(&found)),
                "strict" => mean_f1(&text, |found| found.strict),
                "overlap" => mean_f1(&text, |found| found.overlap),
                "char-alpha" => {
                    let (rows, sets) = characters(std::slice::from_ref(&text));
                    let table = ReliabilityData::new(text.spans.len(), sets.len(), rows.concat());
                    krippendorff_alpha(&table, Distance::Nominal)
                }
                _ => panic!("no figure {name}"),
            },
        });
    }
    assert!(compared > 80, "only {compared} figures were compared");
}
