//! Bars of blocks, or of plain characters where the terminal shows no others.

/// Parts of a block from one eighth to seven.
const EIGHTHS: [char; 7] = ['▏', '▎', '▍', '▌', '▋', '▊', '▉'];

/// A bar for `count`, where `most` fills `cells`. Whatever is more than nothing is seen.
pub fn bar(count: usize, most: usize, cells: usize, blocks: bool) -> String {
    if count == 0 || most == 0 {
        return String::new();
    }
    let parts = if blocks { 8 } else { 1 };
    let share = |parts: usize| (count * cells * parts * 2 + most) / (most * 2);
    let filled = share(parts).max(1);
    let full = if blocks { '█' } else { '#' };
    let mut bar: String = std::iter::repeat_n(full, filled / parts).collect();
    bar.extend((filled % parts).checked_sub(1).and_then(|eighths| EIGHTHS.get(eighths)));
    bar
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_are_as_long_as_they_say() {
        let check = |count, most, cells, blocks, expected: &str| {
            assert_eq!(bar(count, most, cells, blocks), expected, "{count} of {most} in {cells}");
        };
        check(8, 8, 4, true, "████");
        check(4, 8, 4, true, "██");
        check(3, 8, 4, true, "█▌");
        check(1, 8, 1, true, "▏");
        check(1, 1000, 4, true, "▏");
        check(0, 8, 4, true, "");
        check(3, 0, 4, true, "");
        check(8, 8, 4, false, "####");
        check(3, 8, 4, false, "##");
        check(1, 1000, 4, false, "#");
    }
}
