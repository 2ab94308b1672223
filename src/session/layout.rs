//! Screen layout for every terminal size.

use serde::{Deserialize, Serialize};

/// In cells.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Area {
    pub x: u16,
    pub y: u16,
    pub width: u16,
    pub height: u16,
}

/// Layout class by screen size.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tier {
    /// The list is beside the text.
    Side,
    /// The list is a strip below the text.
    Strip,
    /// One line about the current claim below the text.
    Line,
    /// Text and one status row.
    Bare,
    /// Too small for anything but a note about it.
    Nothing,
}

/// Columns needed for a list beside the text.
const MIN_SIDE_WIDTH: u16 = 112;
/// Columns needed for any list.
const MIN_LIST_WIDTH: u16 = 60;
/// Rows needed for any list.
const MIN_LIST_HEIGHT: u16 = 12;
/// Cells before the text in a wide pane: number, letters, bar, gap.
const WIDE_GUTTER: u16 = 10;
/// Cells before the text in a narrow pane: letters, bar, gap.
const NARROW_GUTTER: u16 = 4;
/// Cells behind the text: gap, rail, gap.
const MARGIN: u16 = 3;
/// Narrowest and widest room for notes beside the text, in cells.
const NOTES: std::ops::RangeInclusive<u16> = 24..=40;
/// Cells between text and notes: a row may end in a hyphen beyond the measure.
const NOTES_GAP: u16 = 3;
/// Cells before the text that notes leave free.
const NOTES_LEFT: u16 = 4;
/// Narrowest row of text, in cells.
const MIN_MEASURE: u16 = 4;
/// Default columns of the panel beside the text: from the least to the most.
const PANEL_COLUMNS: std::ops::RangeInclusive<u16> = 38..=80;
/// Columns left for air beside the text before the panel takes more than its share.
const AIR: u16 = 12;
/// Rows of the current claim in the panel beside the text, heading included: from the least to the most.
const HERO_ROWS: std::ops::RangeInclusive<u16> = 6..=11;
/// Rows of the list below the text, without its heading: from the least to the most.
const STRIP_ROWS: std::ops::RangeInclusive<u16> = 3..=8;
/// Rows of text that the list leaves by default.
const MIN_TEXT_ROWS: u16 = 4;
/// Rows between the bars from which a strip shows more than two rows about the current claim.
const TALL: u16 = 30;

/// Limits for the columns of the list beside the text.
pub(super) const LIST_COLUMNS: std::ops::RangeInclusive<u16> = 24..=120;

/// The reader's division of the screen; `None` for the default.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Split {
    /// Columns of the list beside the text.
    #[serde(rename = "list_columns")]
    pub side: Option<u16>,
    /// Rows of the list below the text, without its heading.
    #[serde(rename = "list_rows")]
    pub strip: Option<u16>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Layout {
    pub tier: Tier,
    pub screen: Area,
    /// File, saved state, progress.
    pub header: Area,
    /// The text pane with gutter and rail.
    pub text: Area,
    /// The rows of text.
    pub column: Area,
    /// The leftmost cell of the gutter.
    pub gutter: u16,
    /// Notes beside the rows of text; without cells where there is no room for them.
    pub notes: Area,
    /// One column wide, as tall as the text pane.
    pub rail: Area,
    /// The current claim, above the list.
    pub hero: Area,
    pub list: Area,
    /// The next step of the lesson or the welcome.
    pub guide: Area,
    /// Hints, notices and prompts.
    pub status: Area,
}

impl Layout {
    /// `measure` limits the width of text rows; `guide` is the number of rows for a guide, if there is room.
    pub fn new(width: u16, height: u16, measure: u16, list: bool, split: Split, guide: u16) -> Self {
        let screen = Area { x: 0, y: 0, width, height };
        let tier = match (width, height) {
            (0..=11, _) | (_, 0..=2) => Tier::Nothing,
            (0..=29, _) | (_, 0..=5) => Tier::Bare,
            (0..MIN_LIST_WIDTH, _) | (_, 0..MIN_LIST_HEIGHT) => Tier::Line,
            (0..MIN_SIDE_WIDTH, _) => Tier::Strip,
            _ => Tier::Side,
        };
        let row = |y: u16| Area { x: 0, y, width, height: 1 };
        let none = Area::default();
        let top = u16::from(tier != Tier::Bare);
        let status = row(height.saturating_sub(1));
        // The text keeps at least two thirds of the rows.
        let guide = if tier == Tier::Bare { 0 } else { guide.min(height / 3) };
        let between = height.saturating_sub(1 + top + guide);
        let guide = Area { x: 0, y: top + between, width, height: guide };
        let mut text = Area { x: 0, y: top, width, height: between };
        let (mut side, mut hero) = (none, none);
        let tall = between >= TALL;
        match tier {
            Tier::Side if list => {
                let air = width.saturating_sub(WIDE_GUTTER + measure + MARGIN + AIR);
                let usual = (width * 32 / 100).max(air).clamp(*PANEL_COLUMNS.start(), *PANEL_COLUMNS.end());
                // However wide the list, half of the screen belongs to the text.
                let pane = split.side.map_or(usual, |side| {
                    side.clamp(*LIST_COLUMNS.start(), *LIST_COLUMNS.end()).min(width / 2)
                });
                text.width = width - pane;
                let rows = (between * 3 / 10).clamp(*HERO_ROWS.start(), *HERO_ROWS.end()).min(between / 2);
                hero = Area { x: text.width, y: top, width: pane, height: rows };
                side = Area { y: top + rows, height: between - rows, ..hero };
            }
            Tier::Strip if list => {
                let about = if tall { 4 } else { 2 };
                let usual = (between / 6).clamp(*STRIP_ROWS.start(), *STRIP_ROWS.end());
                let room = between.saturating_sub(about + 1 + MIN_TEXT_ROWS).max(1);
                let rows = split.strip.map_or(usual.min(room), |rows| rows.clamp(1, (between / 2).max(1)));
                text.height = between - rows - 1 - about;
                hero = Area { x: 0, y: top + text.height, width, height: about };
                side = Area { y: hero.y + about, height: rows + 1, ..hero };
            }
            Tier::Side | Tier::Strip => {
                let about = if tall { 4 } else { 2 };
                text.height = between - about;
                hero = Area { x: 0, y: top + text.height, width, height: about };
            }
            Tier::Line => {
                text.height = between.saturating_sub(1);
                hero = row(top + text.height);
            }
            Tier::Bare | Tier::Nothing => {}
        }
        let gutter = if text.width >= MIN_LIST_WIDTH { WIDE_GUTTER } else { NARROW_GUTTER };
        let room = text.width.saturating_sub(gutter + MARGIN).max(MIN_MEASURE);
        let cells = measure.clamp(MIN_MEASURE, room);
        let free = text.width.saturating_sub(gutter + cells + MARGIN);
        // The text stands in the middle, or as far left as notes need, whether or not there are any: a note that
        // is written moves nothing.
        let has_notes = tier == Tier::Side && free >= NOTES_LEFT + NOTES_GAP + *NOTES.start();
        let middle = free / 2;
        let left = if has_notes { middle.min(free - NOTES_GAP - *NOTES.start()) } else { middle };
        let column = Area { x: left + gutter, y: text.y, width: cells, height: text.height };
        let notes = if has_notes {
            let width = (free - left - NOTES_GAP).min(*NOTES.end());
            Area { x: column.x + cells + NOTES_GAP, width, ..column }
        } else {
            none
        };
        let rail = Area { x: text.width.saturating_sub(2), y: text.y, width: 1, height: text.height };
        let header = if top == 1 { row(0) } else { none };
        Self {
            tier,
            screen,
            header,
            text,
            column,
            gutter: left,
            notes,
            rail,
            hero,
            list: side,
            guide,
            status,
        }
    }

    pub const fn has_list(&self) -> bool {
        self.list.height > 0
    }

    /// Rows of the list without its heading.
    pub const fn list_rows(&self) -> u16 {
        self.list.height.saturating_sub(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_fill_the_screen_without_overlap() {
        for (width, height) in (0..200).flat_map(|width| (0..60).map(move |height| (width, height))) {
            let splits = [Split::default(), Split { side: Some(90), strip: Some(30) }];
            let cases =
                [(true, splits[0], 0), (false, splits[0], 2), (true, splits[1], 0), (true, splits[0], 3)];
            for (list, split, guide) in cases {
                let layout = Layout::new(width, height, 68, list, split, guide);
                if layout.tier == Tier::Nothing {
                    continue;
                }
                let parts =
                    [layout.header, layout.text, layout.hero, layout.list, layout.guide, layout.status];
                let mut cells = 0_usize;
                for part in parts {
                    assert!(part.x + part.width <= width && part.y + part.height <= height, "{layout:?}");
                    cells += usize::from(part.width) * usize::from(part.height);
                }
                assert_eq!(cells, usize::from(width) * usize::from(height), "{layout:?}");
                assert!(layout.column.x + layout.column.width < layout.text.width, "{layout:?}");
                let notes = layout.notes;
                if notes.width > 0 {
                    assert!(NOTES.contains(&notes.width), "{layout:?}");
                    assert!(notes.x > layout.column.x + layout.column.width + 1, "{layout:?}");
                    assert!(notes.x + notes.width < layout.rail.x, "{layout:?}");
                }
            }
        }
    }

    #[test]
    fn tiers_by_size() {
        let tier = |width, height| Layout::new(width, height, 68, true, Split::default(), 0).tier;
        assert_eq!(
            [tier(112, 40), tier(111, 40), tier(60, 12), tier(59, 40)],
            [Tier::Side, Tier::Strip, Tier::Strip, Tier::Line]
        );
        assert_eq!(
            [tier(120, 11), tier(48, 16), tier(20, 6), tier(11, 6), tier(80, 2)],
            [Tier::Line, Tier::Line, Tier::Bare, Tier::Nothing, Tier::Nothing]
        );
    }

    #[test]
    fn notes_have_room_on_wide_screens() {
        let notes = |width, list| Layout::new(width, 60, 68, list, Split::default(), 0).notes.width;
        assert_eq!([notes(200, true), notes(160, true), notes(120, true)], [24, 0, 0]);
        assert_eq!([notes(240, true), notes(120, false), notes(111, false)], [37, 24, 0]);
    }

    #[test]
    fn common_screens_have_the_default_measure() {
        assert_eq!(Layout::new(120, 40, 68, true, Split::default(), 0).column.width, 68);
        assert_eq!(Layout::new(140, 40, 68, true, Split::default(), 0).column.width, 68);
        assert_eq!(Layout::new(80, 24, 68, true, Split::default(), 0).column.width, 67);
    }
}
