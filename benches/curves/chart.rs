//! Cost curves as a picture: SVG with one panel per unit, both axes logarithmic.

use crate::curve::{Curve, Unit};
use std::fmt::Write as _;

const PANEL: f64 = 380.0;
const HEIGHT: f64 = 420.0;
const MARGIN: (f64, f64) = (64.0, 40.0);
/// From a tenth of a millisecond to a hundred seconds.
const SECONDS: (f64, f64) = (-4.0, 2.0);
/// Colours that people with any kind of colour vision tell apart (Okabe and Ito 2008, "Color Universal Design").
const COLOURS: [&str; 6] = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#8a6d00"];

/// Draws the curves, a panel for each unit.
pub(crate) fn svg(curves: &[Curve]) -> String {
    let width = PANEL * 3.0;
    let mut out = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {HEIGHT}\" font-family=\"sans-serif\" font-size=\"12\">\n\
         <rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n"
    );
    for (at, (unit, title)) in
        [(Unit::Bytes, "article"), (Unit::Tags, "tags"), (Unit::Articles, "articles")].into_iter().enumerate()
    {
        let curves: Vec<&Curve> = curves.iter().filter(|curve| curve.unit == unit).collect();
        panel(&mut out, at as f64 * PANEL, title, &curves);
    }
    out.push_str("</svg>\n");
    out
}

fn panel(out: &mut String, left: f64, title: &str, curves: &[&Curve]) {
    let sizes = || curves.iter().flat_map(|curve| curve.points.iter().map(|&(size, _)| size.log10()));
    let (low, high) = (sizes().fold(f64::INFINITY, f64::min), sizes().fold(0.0, f64::max).max(1.0));
    let (inner, tall) = (PANEL - MARGIN.0 - 16.0, HEIGHT - 2.0 * MARGIN.1 - 84.0);
    let x = |size: f64| left + MARGIN.0 + (size.log10() - low) / (high - low).max(1.0) * inner;
    let y = |seconds: f64| {
        MARGIN.1 + (SECONDS.1 - seconds.log10().clamp(SECONDS.0, SECONDS.1)) / (SECONDS.1 - SECONDS.0) * tall
    };
    let _ = writeln!(
        out,
        "<text x=\"{}\" y=\"24\" font-weight=\"bold\" fill=\"#222\">time by {title}</text>",
        left + MARGIN.0
    );
    for (seconds, name) in [
        (1e-4, "0.1 ms"),
        (1e-3, "1 ms"),
        (1e-2, "10 ms"),
        (0.1, "100 ms"),
        (1.0, "1 s"),
        (10.0, "10 s"),
        (100.0, "100 s"),
    ] {
        let (from, to, y) = (left + MARGIN.0, left + MARGIN.0 + inner, y(seconds));
        let _ = writeln!(out, "<path d=\"M{from:.1} {y:.1}H{to:.1}\" stroke=\"#ddd\"/>");
        let _ = writeln!(
            out,
            "<text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"end\" fill=\"#555\">{name}</text>",
            from - 6.0,
            y + 4.0
        );
    }
    let unit = curves.first().map_or(Unit::Tags, |curve| curve.unit);
    let mut decade = low.round();
    while decade <= high {
        let size = 10_f64.powf(decade);
        let name = unit.show(size);
        let name = name.split(' ').next().filter(|_| unit != Unit::Bytes).unwrap_or(&name);
        let _ = writeln!(
            out,
            "<text x=\"{:.1}\" y=\"{:.1}\" text-anchor=\"middle\" font-size=\"10\" fill=\"#555\">{name}</text>",
            x(size),
            MARGIN.1 + tall + 18.0
        );
        decade += 1.0;
    }
    for (at, (curve, colour)) in curves.iter().zip(COLOURS.iter().cycle()).enumerate() {
        let line: Vec<String> =
            curve.points.iter().map(|&(size, seconds)| format!("{:.1} {:.1}", x(size), y(seconds))).collect();
        let _ = writeln!(
            out,
            "<path d=\"M{}\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\"/>",
            line.join("L")
        );
        for &(size, seconds) in &curve.points {
            let _ = writeln!(
                out,
                "<circle cx=\"{:.1}\" cy=\"{:.1}\" r=\"3\" fill=\"{colour}\"/>",
                x(size),
                y(seconds)
            );
        }
        for (size, _) in curve.bends() {
            let at =
                curve.points.iter().find(|point| (point.0 - size).abs() < 0.5).map_or(1.0, |point| point.1);
            let _ = writeln!(
                out,
                "<circle cx=\"{:.1}\" cy=\"{:.1}\" r=\"7\" fill=\"none\" stroke=\"{colour}\" stroke-width=\"1.5\"/>",
                x(size),
                y(at)
            );
        }
        let row = MARGIN.1 + tall + 38.0 + at as f64 * 14.0;
        let _ = writeln!(
            out,
            "<text x=\"{:.1}\" y=\"{row:.1}\" font-size=\"11\" fill=\"{colour}\">{}: {}</text>",
            left + MARGIN.0 - 40.0,
            curve.name,
            curve.shape()
        );
    }
}
