//! Division of the shelf's screen: the list of articles, and a preview of the selected one in the room that is left.

use crate::session::layout::Area;

/// Columns from which the preview stands beside the list.
const MIN_SIDE_WIDTH: u16 = 130;
/// Smallest preview below the list, with its rule.
const MIN_PREVIEW: (u16, u16) = (30, 5);
/// Rows above the articles: the header and the heads of the columns.
const ROWS_ABOVE: u16 = 2;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ShelfLayout {
    /// The heads of the columns.
    pub heads: Area,
    /// One row for each article.
    pub list: Area,
    /// `None` if there is no room.
    pub preview: Option<Area>,
}

impl ShelfLayout {
    /// For a screen of `size` columns and rows, and `articles` articles that pass the search.
    pub fn new((width, height): (u16, u16), articles: usize) -> Self {
        let free = height.saturating_sub(ROWS_ABOVE + 1);
        let articles = u16::try_from(articles).unwrap_or(u16::MAX).max(1);
        let heads = Area { x: 0, y: 1, width, height: 1 };
        let list = Area { x: 0, y: ROWS_ABOVE, width, height: free };
        if width >= MIN_SIDE_WIDTH && free >= MIN_PREVIEW.1 {
            let side = width * 2 / 5;
            let narrow = width - side;
            let preview = Area { x: narrow, y: 1, width: side, height: free + 1 };
            return Self {
                heads: Area { width: narrow, ..heads },
                list: Area { width: narrow, ..list },
                preview: Some(preview),
            };
        }
        let rows = articles.min(free * 3 / 5);
        let below = free - rows;
        if width < MIN_PREVIEW.0 || below < MIN_PREVIEW.1 {
            return Self { heads, list, preview: None };
        }
        let preview = Area { x: 0, y: ROWS_ABOVE + rows, width, height: below };
        Self { heads, list: Area { height: rows, ..list }, preview: Some(preview) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn list_and_preview_fill_the_screen_between_header_and_last_row() {
        for (width, height, articles) in (12..220)
            .flat_map(|width| (4..70).flat_map(move |height| [1, 5, 300].map(|n| (width, height, n))))
        {
            let layout = ShelfLayout::new((width, height), articles);
            let ShelfLayout { heads, list, preview } = layout;
            let cells = |area: Area| usize::from(area.width) * usize::from(area.height);
            let all = cells(heads) + cells(list) + preview.map_or(0, cells);
            assert_eq!(all, usize::from(width) * usize::from(height - 2), "{layout:?}");
            assert!(list.height >= 1 && list.y + list.height < height, "{layout:?}");
            let below = preview.filter(|preview| preview.x == 0);
            assert!(below.is_none_or(|preview| preview.y == list.y + list.height), "{layout:?}");
        }
    }

    #[test]
    fn common_screens_have_a_preview_and_tiny_ones_do_not() {
        let has = |size| ShelfLayout::new(size, 3).preview.is_some();
        assert_eq!([has((200, 60)), has((120, 40)), has((80, 24)), has((48, 16))], [true; 4]);
        assert!(!has((20, 6)));
    }
}
