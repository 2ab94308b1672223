//! Properties of agreement on arbitrary data and texts.

use super::tests::{article, figures};
use super::*;
use crate::text::Span;
use proptest::prelude::*;
use std::collections::BTreeSet;

/// Rows of up to four annotators and four values, with gaps.
fn tables() -> impl Strategy<Value = ReliabilityData> {
    (1_usize..5).prop_flat_map(|annotators| {
        let cell = proptest::option::weighted(0.8, 0_usize..4);
        let row = (proptest::collection::vec(cell, annotators), 1_usize..4);
        proptest::collection::vec(row, 0..12).prop_map(move |rows| ReliabilityData::new(annotators, 4, rows))
    })
}

/// Passages of up to three annotators in a short text.
fn texts() -> impl Strategy<Value = Continuum> {
    let span = (0_u32..60, 1_u32..20, 0_usize..3);
    let span = span.prop_map(|(start, length, category)| MarkedSpan {
        span: Span::new(start, start + length),
        category,
    });
    let spans = proptest::collection::vec(proptest::collection::vec(span, 0..6), 2..4);
    spans.prop_map(|spans| Continuum { chars: 80, spans, excluded: Vec::new() })
}

fn alpha_u(text: &Continuum) -> AlphaU {
    UnitizingData::new(std::slice::from_ref(text), 3).alpha_u(&[1])
}

fn near(one: Coefficient, two: Coefficient) -> bool {
    match (one, two) {
        (Ok(one), Ok(two)) => (one - two).abs() < 1e-9,
        (one, two) => one == two,
    }
}

proptest! {
    #[test]
    fn coefficients_ignore_the_order_of_annotators_and_values(table in tables()) {
        let turned = |row: &UnitValues| row.iter().rev().copied().collect::<UnitValues>();
        let rows = table.rows().map(|(row, count)| (turned(row), count));
        let annotators = ReliabilityData::new(table.annotators(), table.values(), rows);
        let recoded = |row: &UnitValues| row.iter().map(|value| value.map(|value| 3 - value)).collect();
        let values = ReliabilityData::new(table.annotators(), 4, table.rows().map(|(row, count)| (recoded(row), count)));
        for other in [annotators, values] {
            for ((name, one), (_, two)) in figures(&table).into_iter().zip(figures(&other)) {
                prop_assert!(near(one, two), "{name}: {one:?} and {two:?}");
            }
        }
    }

    #[test]
    fn coefficients_are_at_most_1_and_never_nan(table in tables()) {
        for (name, figure) in figures(&table) {
            if let Ok(value) = figure {
                prop_assert!(value.is_finite() && value <= 1.0 + 1e-12, "{name} is {value}");
                prop_assert!(name != "raw" || value >= 0.0);
                prop_assert!(!(name == "kappa" || name == "ac1") || value >= -1.0 - 1e-12, "{name} is {value}");
            }
        }
        let sets: Vec<BTreeSet<usize>> = (0..4_usize).map(|value| (0..value).collect()).collect();
        let masi = krippendorff_alpha(&table, Distance::Masi(&sets));
        prop_assert!(masi.is_err() || masi.is_ok_and(|value| value <= 1.0 + 1e-12));
    }

    #[test]
    fn equal_annotators_agree_fully_or_are_undefined(table in tables()) {
        let copied = |row: &UnitValues| vec![row.first().copied().flatten(); table.annotators()];
        let same = ReliabilityData::new(table.annotators(), 4, table.rows().map(|(row, count)| (copied(row), count)));
        for (name, figure) in figures(&same) {
            prop_assert!(figure.is_err() || near(figure, Ok(1.0)), "{name} is {figure:?}");
        }
    }

    #[test]
    fn single_decisions_change_neither_alpha_nor_kappa(table in tables(), value in 0_usize..4) {
        let mut alone: UnitValues = vec![None; table.annotators()];
        alone[0] = Some(value);
        let rows = table.rows().map(|(row, count)| (row.clone(), count)).chain([(alone, 5)]);
        let more = ReliabilityData::new(table.annotators(), 4, rows);
        if table.annotators() > 1 {
            prop_assert!(near(krippendorff_alpha(&table, Distance::Nominal), krippendorff_alpha(&more, Distance::Nominal)));
            prop_assert!(near(cohen_kappa(&table), cohen_kappa(&more)));
            prop_assert!(near(observed_agreement(&table), observed_agreement(&more)));
        }
    }

    #[test]
    fn span_agreement_is_symmetric(text in texts()) {
        let turned = Continuum { spans: text.spans.iter().rev().cloned().collect(), ..text.clone() };
        let (one, two) = (alpha_u(&text), alpha_u(&turned));
        prop_assert!(near(one.all, two.all) && one.all.is_ok_and(|value| value <= 1.0) || one.all.is_err());
        let found = match_spans(&text.spans[0], &text.spans[1]);
        prop_assert_eq!(found, match_spans(&text.spans[1], &text.spans[0]));
        prop_assert!(found.strict <= found.overlap && found.overlap * 2 <= found.spans);
        let same = Continuum { spans: vec![text.spans[0].clone(); text.spans.len()], ..text.clone() };
        let all = alpha_u(&same).all;
        prop_assert!(near(all, Ok(1.0)) || all == Err(Undefined::NothingMarked));
        let (rows, sets) = characters(std::slice::from_ref(&text));
        let chars: usize = rows.concat().iter().map(|(_, count)| count).sum();
        prop_assert_eq!((chars, sets[0].is_empty()), (80, true));
    }

    #[test]
    fn alignment_ignores_the_order_of_annotators(one in texts()) {
        let named = |spans: &[MarkedSpan]| {
            let mut decided: Vec<(u32, u32, &str)> = spans
                .iter()
                .map(|one| (one.span.start(), one.span.end(), ["x", "y", "-"][one.category]))
                .collect();
            decided.sort_unstable();
            decided.dedup_by_key(|one| (one.0, one.1));
            decided
        };
        let parts: Vec<Vec<(u32, u32, &str)>> = one.spans.iter().map(|spans| named(spans)).collect();
        let slices: Vec<&[(u32, u32, &str)]> = parts.iter().map(Vec::as_slice).collect();
        let turned: Vec<&[(u32, u32, &str)]> = slices.iter().rev().copied().collect();
        for missing in [Missing::Unknown, Missing::None] {
            let one = align(&article(&slices), 0, missing);
            let two = align(&article(&turned), 0, missing);
            let values = |unit: &CodingUnit| unit.values.iter().rev().cloned().collect::<Vec<_>>();
            prop_assert_eq!(one.len(), two.len());
            for (one, two) in one.iter().zip(&two) {
                prop_assert_eq!((one.span, values(one)), (two.span, two.values.clone()));
            }
            // Every decision is in exactly one unit.
            for (annotator, part) in slices.iter().enumerate() {
                let told = one.iter().filter(|unit| unit.values[annotator].as_ref().is_some_and(|value| value.passage.is_some()));
                prop_assert_eq!(told.count(), part.len());
            }
        }
    }
}
