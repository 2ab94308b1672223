//! Perceived distance of two colours, with normal and with colour-blind vision.

use super::Color;
use super::color::linear;

/// Colour vision, named after the missing cones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ColorVision {
    Normal,
    Protanopia,
    Deuteranopia,
    Tritanopia,
}

/// Maps linear red, green and blue, row by row.
type Matrix = [[f64; 3]; 3];

/// Red, green and blue as linear light, 0.0 to 1.0 each.
type Light = [f64; 3];

/// Linear sRGB to CIE XYZ at D65 (IEC 61966-2-1).
const TO_XYZ: Matrix = [
    [0.412_456_4, 0.357_576_1, 0.180_437_5],
    [0.212_672_9, 0.715_152_2, 0.072_175],
    [0.019_333_9, 0.119_192, 0.950_304_1],
];

/// The white point of sRGB, D65, in XYZ.
const WHITE: [f64; 3] = [0.950_47, 1.0, 1.088_83];

impl ColorVision {
    pub const ALL: [Self; 4] = [Self::Normal, Self::Protanopia, Self::Deuteranopia, Self::Tritanopia];

    pub const fn name(self) -> &'static str {
        match self {
            Self::Normal => "normal",
            Self::Protanopia => "protanopia",
            Self::Deuteranopia => "deuteranopia",
            Self::Tritanopia => "tritanopia",
        }
    }

    /// Simulates the deficiency in linear sRGB.
    ///
    /// From G. M. Machado, M. M. Oliveira and L. A. F. Fernandes, "A Physiologically-based Model for
    /// Simulation of Color Vision Deficiency", IEEE Transactions on Visualization and Computer
    /// Graphics 15 (6), 2009: severity 1.0.
    const fn matrix(self) -> Matrix {
        match self {
            Self::Normal => [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]],
            Self::Protanopia => [
                [0.152_286, 1.052_583, -0.204_868],
                [0.114_503, 0.786_281, 0.099_216],
                [-0.003_882, -0.048_116, 1.051_998],
            ],
            Self::Deuteranopia => [
                [0.367_322, 0.860_646, -0.227_968],
                [0.280_085, 0.672_501, 0.047_413],
                [-0.011_820, 0.042_940, 0.968_881],
            ],
            Self::Tritanopia => [
                [1.255_528, -0.076_749, -0.178_779],
                [-0.078_411, 0.930_809, 0.147_602],
                [0.004_733, 0.691_367, 0.303_900],
            ],
        }
    }
}

impl Color {
    /// CIEDE2000 distance: 0 for equal colours, about 1 for the smallest difference visible side by side, 100 for
    /// black and white. `None` for colours defined by the reader's terminal.
    pub fn distance(self, other: Self, vision: ColorVision) -> Option<f64> {
        let seen = |color: Self| {
            let (r, g, b) = color.rgb()?;
            let light = [r, g, b].map(linear);
            Some(Lab::from_light(times(&vision.matrix(), light).map(|part| part.clamp(0.0, 1.0))))
        };
        Some(ciede2000(seen(self)?, seen(other)?))
    }
}

fn times(matrix: &Matrix, [x, y, z]: Light) -> Light {
    matrix.map(|[a, b, c]| a * x + b * y + c * z)
}

/// A colour in CIE L\*a\*b\*, D65.
#[derive(Debug, Clone, Copy)]
struct Lab {
    lightness: f64,
    a: f64,
    b: f64,
}

impl Lab {
    /// Converts from linear sRGB by CIE 15.
    fn from_light(light: Light) -> Self {
        let compress = |part: f64| {
            if part > 216.0 / 24389.0 { part.cbrt() } else { (24389.0 / 27.0 * part + 16.0) / 116.0 }
        };
        let [x, y, z] = times(&TO_XYZ, light);
        let [white_x, white_y, white_z] = WHITE;
        let (x, y, z) = (compress(x / white_x), compress(y / white_y), compress(z / white_z));
        Self { lightness: 116.0 * y - 16.0, a: 500.0 * (x - y), b: 200.0 * (y - z) }
    }

    fn chroma(self) -> f64 {
        self.a.hypot(self.b)
    }

    /// Chroma and hue (0 to 360 degrees) with the a axis scaled by `1 + stretch`.
    fn polar(self, stretch: f64) -> (f64, f64) {
        let a = self.a * (1.0 + stretch);
        let hue = if a == 0.0 && self.b == 0.0 { 0.0 } else { self.b.atan2(a).to_degrees() };
        (a.hypot(self.b), hue.rem_euclid(360.0))
    }
}

/// CIEDE2000 with all weights 1.
///
/// After G. Sharma, W. Wu and E. N. Dalal, "The CIEDE2000 Color-Difference Formula: Implementation
/// Notes, Supplementary Test Data, and Mathematical Observations", Color Research and Application
/// 30 (1), 2005; comments give its equation numbers.
fn ciede2000(one: Lab, two: Lab) -> f64 {
    let far = 25.0_f64.powi(7);
    let share = |chroma: f64| (chroma.powi(7) / (chroma.powi(7) + far)).sqrt();
    // Equations 2 to 7: chroma and hue.
    let stretch = 0.5 * (1.0 - share(f64::midpoint(one.chroma(), two.chroma())));
    let ((chroma_one, hue_one), (chroma_two, hue_two)) = (one.polar(stretch), two.polar(stretch));
    let grey = chroma_one * chroma_two == 0.0;
    // 8 to 11: differences, hues the short way round.
    let lighter = two.lightness - one.lightness;
    let stronger = chroma_two - chroma_one;
    let turn = match hue_two - hue_one {
        _ if grey => 0.0,
        turn if turn > 180.0 => turn - 360.0,
        turn if turn < -180.0 => turn + 360.0,
        turn => turn,
    };
    let turned = 2.0 * (chroma_one * chroma_two).sqrt() * (turn / 2.0).to_radians().sin();
    // 12 to 14: means.
    let lightness = f64::midpoint(one.lightness, two.lightness);
    let chroma = f64::midpoint(chroma_one, chroma_two);
    let sum = hue_one + hue_two;
    let hue = match (hue_one - hue_two).abs() {
        _ if grey => sum,
        apart if apart <= 180.0 => f64::midpoint(hue_one, hue_two),
        _ if sum < 360.0 => f64::midpoint(sum, 360.0),
        _ => f64::midpoint(sum, -360.0),
    };
    // 15 to 21: weights of the differences.
    let cos = |degrees: f64| degrees.to_radians().cos();
    let swing = 1.0 - 0.17 * cos(hue - 30.0) + 0.24 * cos(2.0 * hue) + 0.32 * cos(3.0 * hue + 6.0)
        - 0.20 * cos(4.0 * hue - 63.0);
    let blue = 30.0 * (-((hue - 275.0) / 25.0).powi(2)).exp();
    let middle = (lightness - 50.0).powi(2);
    let by_lightness = lighter / (1.0 + 0.015 * middle / (20.0 + middle).sqrt());
    let by_chroma = stronger / (1.0 + 0.045 * chroma);
    let by_hue = turned / (1.0 + 0.015 * chroma * swing);
    let rotation = -(2.0 * blue).to_radians().sin() * 2.0 * share(chroma);
    // 22.
    (by_lightness.powi(2) + by_chroma.powi(2) + by_hue.powi(2) + rotation * by_chroma * by_hue)
        .max(0.0)
        .sqrt()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Table 1 of Sharma, Wu and Dalal, with the differences to four places.
    const PUBLISHED: [([f64; 3], [f64; 3], f64); 34] = [
        ([50.0, 2.6772, -79.7751], [50.0, 0.0, -82.7485], 2.0425),
        ([50.0, 3.1571, -77.2803], [50.0, 0.0, -82.7485], 2.8615),
        ([50.0, 2.8361, -74.0200], [50.0, 0.0, -82.7485], 3.4412),
        ([50.0, -1.3802, -84.2814], [50.0, 0.0, -82.7485], 1.0000),
        ([50.0, -1.1848, -84.8006], [50.0, 0.0, -82.7485], 1.0000),
        ([50.0, -0.9009, -85.5211], [50.0, 0.0, -82.7485], 1.0000),
        ([50.0, 0.0, 0.0], [50.0, -1.0, 2.0], 2.3669),
        ([50.0, -1.0, 2.0], [50.0, 0.0, 0.0], 2.3669),
        ([50.0, 2.4900, -0.0010], [50.0, -2.4900, 0.0009], 7.1792),
        ([50.0, 2.4900, -0.0010], [50.0, -2.4900, 0.0010], 7.1792),
        ([50.0, 2.4900, -0.0010], [50.0, -2.4900, 0.0011], 7.2195),
        ([50.0, 2.4900, -0.0010], [50.0, -2.4900, 0.0012], 7.2195),
        ([50.0, -0.0010, 2.4900], [50.0, 0.0009, -2.4900], 4.8045),
        ([50.0, -0.0010, 2.4900], [50.0, 0.0010, -2.4900], 4.8045),
        ([50.0, -0.0010, 2.4900], [50.0, 0.0011, -2.4900], 4.7461),
        ([50.0, 2.5, 0.0], [50.0, 0.0, -2.5], 4.3065),
        ([50.0, 2.5, 0.0], [73.0, 25.0, -18.0], 27.1492),
        ([50.0, 2.5, 0.0], [61.0, -5.0, 29.0], 22.8977),
        ([50.0, 2.5, 0.0], [56.0, -27.0, -3.0], 31.9030),
        ([50.0, 2.5, 0.0], [58.0, 24.0, 15.0], 19.4535),
        ([50.0, 2.5, 0.0], [50.0, 3.1736, 0.5854], 1.0000),
        ([50.0, 2.5, 0.0], [50.0, 3.2972, 0.0], 1.0000),
        ([50.0, 2.5, 0.0], [50.0, 1.8634, 0.5757], 1.0000),
        ([50.0, 2.5, 0.0], [50.0, 3.2592, 0.3350], 1.0000),
        ([60.2574, -34.0099, 36.2677], [60.4626, -34.1751, 39.4387], 1.2644),
        ([63.0109, -31.0961, -5.8663], [62.8187, -29.7946, -4.0864], 1.2630),
        ([61.2901, 3.7196, -5.3901], [61.4292, 2.2480, -4.9620], 1.8731),
        ([35.0831, -44.1164, 3.7933], [35.0232, -40.0716, 1.5901], 1.8645),
        ([22.7233, 20.0904, -46.6940], [23.0331, 14.9730, -42.5619], 2.0373),
        ([36.4612, 47.8580, 18.3852], [36.2715, 50.5065, 21.2231], 1.4146),
        ([90.8027, -2.0831, 1.4410], [91.1528, -1.6435, 0.0447], 1.4441),
        ([90.9257, -0.5406, -0.9208], [88.6381, -0.8985, -0.7239], 1.5381),
        ([6.7747, -0.2908, -2.4247], [5.8714, -0.0985, -2.2286], 0.6377),
        ([2.0776, 0.0795, -1.1350], [0.9033, -0.0636, -0.5514], 0.9082),
    ];

    #[test]
    fn distances_equal_the_published_table_in_both_directions() {
        let lab = |[lightness, a, b]: [f64; 3]| Lab { lightness, a, b };
        for (one, two, wanted) in PUBLISHED {
            for found in [ciede2000(lab(one), lab(two)), ciede2000(lab(two), lab(one))] {
                assert!((found - wanted).abs() < 5e-5, "{one:?} {two:?}: {found} for {wanted}");
            }
        }
    }

    #[test]
    fn srgb_primaries_have_their_standard_lab_values() {
        let check = |rgb: [u8; 3], wanted: [f64; 3]| {
            let lab = Lab::from_light(rgb.map(linear));
            for (found, wanted) in [lab.lightness, lab.a, lab.b].into_iter().zip(wanted) {
                assert!((found - wanted).abs() < 0.02, "{rgb:?}: {lab:?}");
            }
        };
        check([255, 255, 255], [100.0, 0.0, 0.0]);
        check([0, 0, 0], [0.0, 0.0, 0.0]);
        check([255, 0, 0], [53.24, 80.09, 67.20]);
        check([0, 0, 255], [32.30, 79.19, -107.86]);
    }

    #[test]
    fn every_vision_sees_white_and_grey_unchanged() {
        for vision in ColorVision::ALL {
            for row in vision.matrix() {
                assert!((row.iter().sum::<f64>() - 1.0).abs() < 2e-6, "{vision:?} {row:?}");
            }
            let (black, white) = (Color::Rgb(0, 0, 0), Color::Rgb(255, 255, 255));
            assert!((black.distance(white, vision).unwrap() - 100.0).abs() < 0.01);
        }
        assert_eq!(Color::Ansi(1).distance(Color::Rgb(0, 0, 0), ColorVision::Normal), None);
    }

    #[test]
    fn each_deficiency_confuses_its_own_pair_of_colours() {
        let confused = [
            (ColorVision::Protanopia, "#a83a00", "#4f4500"),
            (ColorVision::Deuteranopia, "#a83a00", "#7a5b00"),
            (ColorVision::Tritanopia, "#3a9a5a", "#3a95a5"),
        ];
        for (blind, one, other) in confused {
            let (one, other) = (Color::parse(one).unwrap(), Color::parse(other).unwrap());
            let far = |vision| one.distance(other, vision).unwrap();
            assert!(far(ColorVision::Normal) > 20.0 && far(blind) < 5.0, "{blind:?}");
        }
    }
}
