//! What can be measured of a theme: contrast of what meets, and how far its categories are apart.

use super::{CategoryStyle, Color, ColorVision, Part, Theme};

/// A category as the theme keeps it: its id and how it is shown.
type Category = (String, CategoryStyle);

/// One pair of colours that meet on the screen.
#[derive(Debug, Clone, PartialEq)]
pub struct Contrast {
    /// The pair in words, such as `category x on panel`.
    pub name: String,
    /// Contrast ratio by WCAG 2.1, 1.0 to 21.0.
    pub ratio: f64,
    /// What it should reach: [`Theme::MIN_TEXT_CONTRAST`] for text, [`Theme::MIN_LINE_CONTRAST`] for lines and bars.
    pub minimum: f64,
}

/// Two categories' colours and how far apart they look.
#[derive(Debug, Clone, PartialEq)]
pub struct Distance {
    /// The two categories.
    pub between: (String, String),
    /// Difference by CIEDE2000 under each of [`ColorVision::ALL`].
    pub by_vision: [f64; 4],
}

impl Contrast {
    /// Whether it reaches what it should.
    pub fn passes(&self) -> bool {
        self.ratio >= self.minimum
    }
}

impl Distance {
    /// Whether readers of normal sight can tell the two apart.
    pub fn passes(&self) -> bool {
        let [normal, ..] = self.by_vision;
        normal >= Theme::MIN_DISTANCE
    }

    /// Whether the two nearly fall together for some of the colour-blind.
    pub fn confuses_color_blind(&self) -> bool {
        let [_, blind @ ..] = self.by_vision;
        blind.iter().any(|&distance| distance < Theme::COLOR_BLIND_WARNING)
    }
}

impl Theme {
    /// Least contrast of letters: WCAG 2.1, criterion 1.4.3.
    pub const MIN_TEXT_CONTRAST: f64 = 4.5;
    /// Least contrast of lines and bars that say something: WCAG 2.1, criterion 1.4.11.
    pub const MIN_LINE_CONTRAST: f64 = 3.0;
    /// Least difference of two categories for normal sight, by CIEDE2000.
    ///
    /// A difference of 1 is just seen where two large fields touch; from about 10 on, two colours are
    /// no longer shades of one. Letters and bars are small and stand rows apart, so ten it is.
    pub const MIN_DISTANCE: f64 = 10.0;
    /// A difference below this is worth a word where a colour-blind reader sees it.
    ///
    /// It is no fault, since the letter carries the category before its colour does, and eight hues
    /// that stay apart for every eye leave little freedom; four are easily had.
    pub const COLOR_BLIND_WARNING: f64 = 5.0;

    /// Every pair of colours that meet on the screen and whose values are known.
    ///
    /// Colours that only the terminal knows cannot be measured and are left out. Nor is what is mere
    /// ornament measured: thin dividing lines and the rail's track.
    pub fn contrasts(&self) -> Vec<Contrast> {
        let parts = Part::ALL.iter().flat_map(|&part| self.of_part(part));
        let categories = self.categories.iter().flat_map(|(id, style)| self.of_category(id, *style));
        parts.chain(categories).collect()
    }

    /// How far every two of the categories that the theme names are apart, where that is known.
    pub fn distances(&self) -> Vec<Distance> {
        let pairs = self.categories.iter().enumerate().flat_map(|(at, one)| {
            let others = self.categories.iter().skip(at + 1);
            others.map(move |other| (one, other))
        });
        let distance = |((one, first), (two, second)): (&Category, &Category)| {
            let [normal, protan, deutan, tritan] =
                ColorVision::ALL.map(|sight| first.color.distance(second.color, sight));
            let seen = [normal?, protan?, deutan?, tritan?];
            Some(Distance { between: (one.clone(), two.clone()), by_vision: seen })
        };
        pairs.filter_map(distance).collect()
    }

    /// The letters of a part, or its line, on whatever they stand on.
    fn of_part(&self, part: Part) -> Vec<Contrast> {
        let (style, places) = (self.style(part), places(part));
        let front = style.fg.or(self.style(Part::Text).fg);
        let least = match part {
            Part::BorderFocus | Part::RailThumb => Self::MIN_LINE_CONTRAST,
            _ => Self::MIN_TEXT_CONTRAST,
        };
        if let (Some(own), false) = (style.bg, places.is_empty()) {
            return contrast(part.name().to_owned(), front, own, least).into_iter().collect();
        }
        let grounds = self.grounds(places).into_iter().enumerate();
        let pairs = grounds.filter_map(|(at, (place, back))| {
            let name = part.name();
            let what = if at == 0 { name.to_owned() } else { format!("{name} on {}", place.name()) };
            contrast(what, front, back, least)
        });
        pairs.collect()
    }

    fn of_category(&self, id: &str, style: CategoryStyle) -> Vec<Contrast> {
        let places =
            [Part::Background, Part::Panel, Part::Popup, Part::ListSelected, Part::ListSelectedUnfocused];
        let grounds = self.grounds(&places).into_iter();
        // The letter, the bar and the underline have one colour; the letter needs the most.
        let letters = grounds.map(|(place, back)| {
            let what = format!("category {id} on {}", place.name());
            contrast(what, Some(style.color), back, Self::MIN_TEXT_CONTRAST)
        });
        let ink = self.style(Part::Text).fg;
        let tint = style.tint.and_then(|tint| {
            contrast(format!("text on the tint of {id}"), ink, tint, Self::MIN_TEXT_CONTRAST)
        });
        let on_color =
            contrast(format!("on_color of {id}"), Some(style.on_color), style.color, Self::MIN_TEXT_CONTRAST);
        letters.chain([tint, on_color]).flatten().collect()
    }

    /// The colours behind what is painted on these parts, without those that came before.
    fn grounds(&self, places: &[Part]) -> Vec<(Part, Color)> {
        let mut grounds: Vec<(Part, Color)> = Vec::new();
        for &place in places {
            let own = self.style(place).bg.filter(|_| place != Part::Background);
            let back = own.or_else(|| self.background());
            let new = back.filter(|back| grounds.iter().all(|(_, known)| known != back));
            grounds.extend(new.map(|back| (place, back)));
        }
        grounds
    }
}

/// Where a part is painted as long as it brings no ground of its own, the usual place first; nothing
/// for what is a ground itself, or an ornament.
const fn places(part: Part) -> &'static [Part] {
    match part {
        Part::Background | Part::Panel | Part::Border | Part::RailTrack => &[],
        Part::Dim => &[Part::Background, Part::Panel, Part::Popup, Part::Header],
        Part::ListItem | Part::ListDone => &[Part::Panel],
        Part::HintKey | Part::HintText => &[Part::Status, Part::Popup],
        Part::Info | Part::Warn | Part::Error | Part::Ok => &[Part::Status, Part::Panel],
        Part::Saved | Part::Unsaved => &[Part::Header],
        Part::PopupTitle => &[Part::Popup],
        Part::Match => &[Part::Popup, Part::ListSelected],
        Part::BorderFocus => &[Part::Background, Part::Panel, Part::Popup],
        _ => &[Part::Background],
    }
}

fn contrast(what: String, front: Option<Color>, back: Color, least: f64) -> Option<Contrast> {
    front?.contrast(back).map(|ratio| Contrast { name: what, ratio, minimum: least })
}
