//! What each task costs as its work grows: articles of 1 kB to 1 GB, 10 to 10,000 tags, shelves of 10 to 10,000 articles.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout)]

mod chart;
mod curve;
mod work;

use curve::{Curve, Unit};
use std::path::Path;
use work::Workshop;

const KB: usize = 1000;
const MB: usize = 1000 * KB;

/// Sizes of ten each between two, both included.
fn decades(from: usize, to: usize) -> impl Iterator<Item = usize> {
    std::iter::successors(Some(from), |size| size.checked_mul(10)).take_while(move |&size| size <= to)
}

fn main() {
    let quick = std::env::args().any(|word| word == "quick");
    let shop = Workshop::new();
    let longest = if quick { 10 * MB } else { 1000 * MB };
    let most = if quick { 1000 } else { 10_000 };
    let mut curves = Vec::new();
    let mut add = |name, unit, sizes: &mut dyn Iterator<Item = usize>, cost: &dyn Fn(usize) -> f64| {
        let curve = Curve::measure(name, unit, sizes, cost);
        println!("{curve}");
        curves.push(curve);
    };
    let up_to = |most: usize| decades(KB, most.min(longest));

    add("first screen", Unit::Bytes, &mut up_to(1000 * MB), &|size| shop.first_screen(&shop.article(size)));
    add("classify, cues", Unit::Bytes, &mut up_to(1000 * MB), &|size| {
        let article = shop.article(size);
        shop.run(&["classify", "--engine", "cues", "--jobs", "1", "--format", "ndjson"], &[&article])
    });
    add("classify, both", Unit::Bytes, &mut up_to(if quick { 10 * KB } else { MB }), &|size| {
        let article = shop.article(size);
        shop.run(&["classify", "--jobs", "1", "--format", "ndjson"], &[&article])
    });
    add("find", Unit::Bytes, &mut up_to(1000 * MB), &|size| {
        let article = shop.article(size);
        shop.run(&["find", "ferry", "--count", "--engine", "cues", "--in"], &[&article])
    });
    add("stats", Unit::Bytes, &mut up_to(100 * MB), &|size| {
        let article = shop.article(size);
        shop.run(&["stats", "--by", "speaker", "--engine", "cues"], &[&article])
    });
    add(
        "anchor 1,000 tags, changed text",
        Unit::Bytes,
        &mut decades(100 * KB, longest.min(100 * MB)),
        &|size| work::anchor(1000, size),
    );
    let anchored = if quick { MB } else { 10 * MB };
    add("anchor, changed text", Unit::Tags, &mut decades(10, most), &|tags| work::anchor(tags, anchored));
    add("merge", Unit::Tags, &mut decades(10, most), &|tags| shop.merge(tags));
    add("shelf, first screen", Unit::Articles, &mut decades(10, most), &|count| {
        shop.first_screen(&shop.shelf(count))
    });
    add("status, cues", Unit::Articles, &mut decades(10, most), &|count| {
        shop.run(&["status", "--engine", "cues"], &[&shop.shelf(count)])
    });

    let picture = Path::new(env!("CARGO_MANIFEST_DIR")).join("target/curves.svg");
    std::fs::write(&picture, chart::svg(&curves)).unwrap();
    println!("\nThe picture is {}.", picture.display());
}
