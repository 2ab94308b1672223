//! Accessibility of a theme: contrast of adjacent colours, and distance between categories.

use super::{CategoryStyle, Color, ColorVision, Part, Theme};

/// Foreground and background that appear together.
#[derive(Debug, Clone, PartialEq)]
pub struct Contrast {
    /// For example `category x on panel`.
    pub name: String,
    /// Contrast ratio by WCAG 2.1, 1.0 to 21.0.
    pub ratio: f64,
    /// [`Theme::MIN_TEXT_CONTRAST`] for text, [`Theme::MIN_LINE_CONTRAST`] for lines and bars.
    pub minimum: f64,
}

impl Contrast {
    pub fn passes(&self) -> bool {
        self.ratio >= self.minimum
    }
}

#[derive(Debug, Clone, PartialEq)]
pub struct Distance {
    pub between: (String, String),
    /// CIEDE2000 for each of [`ColorVision::ALL`].
    pub by_vision: [f64; 4],
}

impl Distance {
    /// Can readers with normal vision tell the categories apart?
    pub fn passes(&self) -> bool {
        let [normal, ..] = self.by_vision;
        normal >= Theme::MIN_DISTANCE
    }

    /// Might some colour-blind readers confuse the categories?
    pub fn confuses_color_blind(&self) -> bool {
        let [_, color_blind @ ..] = self.by_vision;
        color_blind.iter().any(|&distance| distance < Theme::COLOR_BLIND_WARNING)
    }
}

impl Theme {
    /// WCAG 2.1, criterion 1.4.3.
    pub const MIN_TEXT_CONTRAST: f64 = 4.5;
    /// Meaningful lines and bars: WCAG 2.1, criterion 1.4.11.
    pub const MIN_LINE_CONTRAST: f64 = 3.0;
    /// Lowest CIEDE2000 distance of two categories for normal vision.
    ///
    /// A difference of 1 is just visible between large adjacent fields; from about 10 on, two colours no longer look
    /// like shades of one. Letters and bars are small and stand rows apart.
    pub const MIN_DISTANCE: f64 = 10.0;
    /// Below this distance a pair is reported for a colour-blind reader.
    ///
    /// A warning only: the letter identifies the category too, and eight hues that differ for every kind of vision
    /// leave a designer little freedom.
    pub const COLOR_BLIND_WARNING: f64 = 5.0;

    /// Every pair of colours that appear together. Leaves out colours defined by the terminal, and ornament: thin
    /// dividing lines and the rail's track.
    pub fn contrasts(&self) -> Vec<Contrast> {
        let parts = Part::ALL.iter().flat_map(|&part| self.part_contrasts(part));
        let categories = self.categories.iter().flat_map(|(id, style)| self.category_contrasts(id, *style));
        parts.chain(categories).collect()
    }

    /// The distance between every two named categories whose colours are known.
    pub fn distances(&self) -> Vec<Distance> {
        let mut distances = Vec::new();
        for (index, (one, first)) in self.categories.iter().enumerate() {
            for (two, second) in self.categories.iter().skip(index + 1) {
                let distance = |vision| first.color.distance(second.color, vision);
                if distance(ColorVision::Normal).is_some() {
                    let by_vision = ColorVision::ALL.map(|vision| distance(vision).unwrap_or_default());
                    distances.push(Distance { between: (one.clone(), two.clone()), by_vision });
                }
            }
        }
        distances
    }

    fn part_contrasts(&self, part: Part) -> Vec<Contrast> {
        let (style, places) = (self.style(part), places(part));
        let front = style.fg.or(self.style(Part::Text).fg);
        let minimum = match part {
            Part::BorderFocus | Part::RailThumb => Self::MIN_LINE_CONTRAST,
            _ => Self::MIN_TEXT_CONTRAST,
        };
        let name = part.name();
        if let (Some(own), false) = (style.bg, places.is_empty()) {
            return contrast(name.to_owned(), front, own, minimum).into_iter().collect();
        }
        let backgrounds = self.backgrounds(places).into_iter().enumerate();
        let pairs = backgrounds.filter_map(|(at, (place, back))| {
            let name = if at == 0 { name.to_owned() } else { format!("{name} on {}", place.name()) };
            contrast(name, front, back, minimum)
        });
        pairs.collect()
    }

    fn category_contrasts(&self, id: &str, style: CategoryStyle) -> Vec<Contrast> {
        let places =
            [Part::Background, Part::Panel, Part::Popup, Part::ListSelected, Part::ListSelectedUnfocused];
        let minimum = Self::MIN_TEXT_CONTRAST;
        // Letter, bar and underline share a colour; the letter needs the highest contrast.
        let letters = self.backgrounds(&places).into_iter().map(|(place, back)| {
            contrast(format!("category {id} on {}", place.name()), Some(style.color), back, minimum)
        });
        let text = self.style(Part::Text).fg;
        let on = |name: &str, front, back: Option<Color>, minimum| {
            back.and_then(|back| contrast(format!("{name} of {id}"), front, back, minimum))
        };
        let line = Some(style.color);
        let claims = [
            on("text on the tint", self.on_tint(), style.tint, minimum),
            on("line on the tint", line, style.tint, Self::MIN_LINE_CONTRAST),
            on("line on the faint tint", line, style.faint, Self::MIN_LINE_CONTRAST),
            on("text on the faint tint", text, style.faint, minimum),
            on("ink", Some(style.ink), self.background(), minimum),
        ];
        let on_color = contrast(format!("on_color of {id}"), Some(style.on_color), style.color, minimum);
        letters.chain(claims).chain([on_color]).flatten().collect()
    }

    /// Text of the current claim, on its tint.
    pub fn on_tint(&self) -> Option<Color> {
        let text = self.style(Part::Text).fg;
        self.style(Part::ListSelected).fg.or(text)
    }

    /// The backgrounds of these parts, each colour once.
    fn backgrounds(&self, places: &[Part]) -> Vec<(Part, Color)> {
        let mut backgrounds: Vec<(Part, Color)> = Vec::new();
        for &place in places {
            let own = self.style(place).bg.filter(|_| place != Part::Background);
            let back = own.or_else(|| self.background());
            let new = back.filter(|back| backgrounds.iter().all(|(_, known)| known != back));
            backgrounds.extend(new.map(|back| (place, back)));
        }
        backgrounds
    }
}

/// The parts on which a part without a background can appear, the most common first; empty for backgrounds and
/// ornament.
const fn places(part: Part) -> &'static [Part] {
    match part {
        Part::Background | Part::Panel | Part::Border | Part::RailTrack => &[],
        Part::Dim => &[Part::Background, Part::Panel, Part::Popup, Part::Header],
        Part::Accent => &[Part::Background, Part::Panel, Part::Popup, Part::Header, Part::Status],
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

fn contrast(name: String, front: Option<Color>, back: Color, minimum: f64) -> Option<Contrast> {
    front?.contrast(back).map(|ratio| Contrast { name, ratio, minimum })
}
