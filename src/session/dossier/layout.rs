//! Division of a dossier's screen: a chart of months, the list of claims, and the selected claim in full.

use crate::session::layout::Area;

/// Rows of the chart beside those of the categories: the months below it, and a free row.
const CHART_EXTRA: u16 = 2;
/// Rows that the list keeps before there is a chart.
const MIN_LIST: u16 = 4;
/// Rows of the selected claim in full, with its rule, at least and at most.
const PREVIEW: (u16, u16) = (4, 10);
/// Columns from which there is more than a list.
const MIN_WIDTH: u16 = 34;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DossierLayout {
    /// `None` if there is no room.
    pub chart: Option<Area>,
    /// One row for each claim.
    pub list: Area,
    /// `None` if there is no room.
    pub preview: Option<Area>,
}

impl DossierLayout {
    /// For a screen of `size` columns and rows.
    pub fn new((width, height): (u16, u16), categories: usize, claims: usize) -> Self {
        // The first row is the header, the last one has the hints.
        let free = height.saturating_sub(2);
        let chart = u16::try_from(categories).unwrap_or(u16::MAX).saturating_add(CHART_EXTRA);
        let has_chart = width >= MIN_WIDTH && free >= chart.saturating_add(MIN_LIST);
        let chart = if has_chart { chart } else { 0 };
        let left = free - chart;
        let has_preview = width >= MIN_WIDTH && left >= PREVIEW.0 + MIN_LIST;
        let claims = u16::try_from(claims).unwrap_or(u16::MAX).max(1);
        let preview = match left {
            _ if !has_preview => 0,
            left => {
                (left / 3).max(left.saturating_sub(claims)).clamp(PREVIEW.0, PREVIEW.1).min(left - MIN_LIST)
            }
        };
        let y = 1 + chart;
        let list = Area { x: 0, y, width, height: left - preview };
        let area = |y, height| (height > 0).then_some(Area { x: 0, y, width, height });
        Self { chart: area(1, chart), list, preview: area(y + list.height, preview) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_parts_fill_the_screen_between_the_first_and_the_last_row() {
        for (width, height, claims) in (1..150)
            .step_by(7)
            .flat_map(|width| (2..70).flat_map(move |height| [0, 5, 300].map(|n| (width, height, n))))
        {
            let DossierLayout { chart, list, preview } = DossierLayout::new((width, height), 4, claims);
            let rows = |area: Option<Area>| area.map_or(0, |area| area.height);
            assert_eq!(rows(chart) + list.height + rows(preview), height - 2, "{width}×{height}");
            assert_eq!(list.y, 1 + rows(chart));
            assert!(height < 3 || list.height >= 1, "{width}×{height}");
        }
    }

    #[test]
    fn common_screens_have_a_chart_and_a_preview() {
        let has = |size| {
            let layout = DossierLayout::new(size, 4, 30);
            (layout.chart.is_some(), layout.preview.is_some())
        };
        assert_eq!([has((120, 40)), has((80, 24)), has((48, 16))], [(true, true); 3]);
        assert_eq!(has((20, 6)), (false, false));
    }
}
