//! Colours as data: what a theme file says, resolved for the terminal at hand.
//!
//! A theme names colours, gives every part of the screen a style and every category a hue. It
//! knows no terminal: `ui` translates these values once, and the HTML export reads the same ones.

mod build;
mod color;
mod distance;
mod layer;
mod measure;
mod shipped;
mod style;
#[cfg(test)]
mod tests;
#[allow(clippy::module_inception)] // The room is named after its chief inhabitant.
mod theme;

pub use color::Color;
pub use distance::ColorVision;
pub use measure::{Contrast, Distance};
pub use shipped::BuiltIn;
pub use style::{Appearance, CategoryStyle, ColorDepth, Part, Style, Underline};
pub use theme::Theme;
