//! What holds of the agreement on any table and any text.

use super::tests::{article, figures};
use super::*;
use crate::text::Span;
use proptest::prelude::*;
use std::collections::BTreeSet;

/// Rows of up to four annotators and four values, with gaps.
fn tables() -> impl Strategy<Value = Table> {
    (1_usize..5).prop_flat_map(|annotators| {
        let cell = proptest::option::weighted(0.8, 0_usize..4);
        let row = (proptest::collection::vec(cell, annotators), 1_usize..4);
        proptest::collection::vec(row, 0..12).prop_map(move |rows| Table::new(annotators, 4, rows))
    })
}

/// Passages of up to three annotators in a short text.
fn texts() -> impl Strategy<Value = Continuum> {
    let item = (0_u32..60, 1_u32..20, 0_usize..3);
    let item =
        item.prop_map(|(start, length, category)| Item { span: Span::new(start, start + length), category });
    let items = proptest::collection::vec(proptest::collection::vec(item, 0..6), 2..4);
    items.prop_map(|items| Continuum { chars: 80, items, aside: Vec::new() })
}

fn near(one: Figure, two: Figure) -> bool {
    match (one, two) {
        (Ok(one), Ok(two)) => (one - two).abs() < 1e-9,
        (one, two) => one == two,
    }
}

proptest! {
    #[test]
    fn nothing_depends_on_the_order_of_annotators_or_values(table in tables()) {
        let turned = |row: &Row| row.iter().rev().copied().collect::<Row>();
        let rows = table.rows().map(|(row, count)| (turned(row), count));
        let annotators = Table::new(table.annotators(), table.values(), rows);
        let values = table.recoded(4, |value| 3 - value);
        for other in [annotators, values] {
            for ((name, one), (_, two)) in figures(&table).into_iter().zip(figures(&other)) {
                prop_assert!(near(one, two), "{name}: {one:?} and {two:?}");
            }
        }
    }

    #[test]
    fn coefficients_are_at_most_1_and_never_not_a_number(table in tables()) {
        for (name, figure) in figures(&table) {
            if let Ok(value) = figure {
                prop_assert!(value.is_finite() && value <= 1.0 + 1e-12, "{name} is {value}");
                prop_assert!(name != "raw" || value >= 0.0);
                prop_assert!(!(name == "kappa" || name == "ac1") || value >= -1.0 - 1e-12, "{name} is {value}");
            }
        }
        let sets: Vec<BTreeSet<usize>> = (0..4_usize).map(|value| (0..value).collect()).collect();
        for metric in [Metric::Ordinal, Metric::Interval(&[1.0, 2.0, 3.0, 5.0]), Metric::Ratio(&[0.0, 0.0, 1.0, 2.0]), Metric::Masi(&sets)] {
            prop_assert!(alpha(&table, metric).is_ok_and(|value| value <= 1.0 + 1e-12) || alpha(&table, metric).is_err());
        }
    }

    #[test]
    fn who_says_the_same_agrees_wholly_where_that_is_defined(table in tables()) {
        let copied = |row: &Row| vec![row.first().copied().flatten(); table.annotators()];
        let same = Table::new(table.annotators(), 4, table.rows().map(|(row, count)| (copied(row), count)));
        for (name, figure) in figures(&same) {
            prop_assert!(figure.is_err() || near(figure, Ok(1.0)), "{name} is {figure:?}");
        }
    }

    #[test]
    fn what_nobody_else_decided_changes_neither_alpha_nor_kappa(table in tables(), value in 0_usize..4) {
        let mut alone: Row = vec![None; table.annotators()];
        alone[0] = Some(value);
        let rows = table.rows().map(|(row, count)| (row.clone(), count)).chain([(alone, 5)]);
        let more = Table::new(table.annotators(), 4, rows);
        if table.annotators() > 1 {
            prop_assert!(near(alpha(&table, Metric::Nominal), alpha(&more, Metric::Nominal)));
            prop_assert!(near(kappa(&table), kappa(&more)));
            prop_assert!(near(raw(&table), raw(&more)));
        }
    }

    #[test]
    fn spans_are_compared_the_same_from_both_sides(text in texts()) {
        let turned = Continuum { items: text.items.iter().rev().cloned().collect(), ..text.clone() };
        let (one, two) = (alpha_u(std::slice::from_ref(&text), 3), alpha_u(std::slice::from_ref(&turned), 3));
        prop_assert!(near(one.all, two.all) && one.all.is_ok_and(|value| value <= 1.0) || one.all.is_err());
        let found = matches(&text.items[0], &text.items[1]);
        prop_assert_eq!(found, matches(&text.items[1], &text.items[0]));
        prop_assert!(found.strict <= found.overlap && found.overlap * 2 <= found.items);
        let same = Continuum { items: vec![text.items[0].clone(); text.items.len()], ..text.clone() };
        let all = alpha_u(&[same], 3).all;
        prop_assert!(near(all, Ok(1.0)) || all == Err(Undefined::NothingMarked));
        let (rows, sets) = characters(std::slice::from_ref(&text));
        let chars: usize = rows.concat().iter().map(|(_, count)| count).sum();
        prop_assert_eq!((chars, sets[0].is_empty()), (80, true));
    }

    #[test]
    fn units_do_not_depend_on_who_is_named_first(one in texts()) {
        let named = |items: &[Item]| {
            let mut decided: Vec<(u32, u32, &str)> = items
                .iter()
                .map(|item| (item.span.start(), item.span.end(), ["x", "y", "-"][item.category]))
                .collect();
            decided.sort_unstable();
            decided.dedup_by_key(|one| (one.0, one.1));
            decided
        };
        let parts: Vec<Vec<(u32, u32, &str)>> = one.items.iter().map(|items| named(items)).collect();
        let slices: Vec<&[(u32, u32, &str)]> = parts.iter().map(Vec::as_slice).collect();
        let turned: Vec<&[(u32, u32, &str)]> = slices.iter().rev().copied().collect();
        for missing in [Missing::Unknown, Missing::None] {
            let one = align(&article(&slices), 0, missing);
            let two = align(&article(&turned), 0, missing);
            let answers = |unit: &Unit| unit.answers.iter().rev().cloned().collect::<Vec<_>>();
            prop_assert_eq!(one.len(), two.len());
            for (one, two) in one.iter().zip(&two) {
                prop_assert_eq!((one.span, answers(one)), (two.span, two.answers.clone()));
            }
            // Every decision is in one unit, and in no other.
            for (annotator, part) in slices.iter().enumerate() {
                let told = one.iter().filter(|unit| unit.answers[annotator].as_ref().is_some_and(|answer| answer.decided.is_some()));
                prop_assert_eq!(told.count(), part.len());
            }
        }
    }
}
