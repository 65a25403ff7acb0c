//! A tenant's colour as a stylesheet, with its contrast guarded: WCAG 2.1 success criteria 1.4.3
//! (4.5:1 for text) and 1.4.11 (3:1 for parts of controls), relative luminance as WCAG defines it.

use std::fmt;
use std::str::FromStr;

/// The lightest and darkest surfaces that `kobling.css` puts the colour on; a test there holds
/// the two together.
pub(super) const LIGHT_SURFACES: [Rgb; 2] = [Rgb(0xff, 0xff, 0xff), Rgb(0xf2, 0xf5, 0xf7)];
pub(super) const DARK_SURFACES: [Rgb; 2] = [Rgb(0x1b, 0x23, 0x2a), Rgb(0x11, 0x17, 0x1c)];

const BLACK: Rgb = Rgb(0, 0, 0);
const WHITE: Rgb = Rgb(255, 255, 255);
const TEXT: f64 = 4.5;
const CONTROL: f64 = 3.0;

/// A colour in sRGB.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rgb(pub u8, pub u8, pub u8);

/// Not a colour of the form `#rrggbb` or `#rgb`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("a colour is written as #rrggbb or #rgb")]
pub struct UnusableColour;

/// What Kobling makes of one colour in one scheme (light or dark).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Palette {
    /// The stripe at the top; mere decoration, so the colour as the tenant gave it.
    pub band: Rgb,
    /// Filled buttons: at least 3:1 against the page.
    pub fill: Rgb,
    /// Filled buttons under the pointer: further from the text on them, never nearer.
    pub fill_hover: Rgb,
    /// Text on either fill: at least 4.5:1.
    pub on_fill: Rgb,
    /// Links and the borders of buttons: at least 4.5:1 against the page.
    pub ink: Rgb,
}

impl Palette {
    /// For `prefers-color-scheme: light`: too light a colour is darkened.
    pub fn light(colour: Rgb) -> Self {
        Self::against(colour, LIGHT_SURFACES, BLACK)
    }

    /// For `prefers-color-scheme: dark`: too dark a colour is lightened.
    pub fn dark(colour: Rgb) -> Self {
        Self::against(colour, DARK_SURFACES, WHITE)
    }

    fn against(colour: Rgb, surfaces: [Rgb; 2], toward: Rgb) -> Self {
        let fill = moved(colour, toward, surfaces, CONTROL);
        // One of the two always has 4.58:1 or more.
        let on_fill = if fill.contrast(WHITE) >= fill.contrast(BLACK) {
            WHITE
        } else {
            BLACK
        };
        let away = if on_fill == WHITE { BLACK } else { WHITE };
        Self {
            band: colour,
            fill,
            fill_hover: fill.mixed(away, 18),
            on_fill,
            ink: moved(colour, toward, surfaces, TEXT),
        }
    }

    fn properties(&self) -> String {
        let Self {
            band,
            fill,
            fill_hover,
            on_fill,
            ink,
        } = self;
        format!(
            "--band:{band};--fill:{fill};--fill-hover:{fill_hover};--on-fill:{on_fill};--ink:{ink}"
        )
    }
}

/// The stylesheet at `/assets/tenant/{tenant}.css` for a tenant's colour. It sets custom
/// properties that `kobling.css` uses, and nothing else.
pub fn tenant_stylesheet(colour: &str) -> Result<String, UnusableColour> {
    let colour: Rgb = colour.parse()?;
    let (light, dark) = (
        Palette::light(colour).properties(),
        Palette::dark(colour).properties(),
    );
    Ok(format!(
        ":root{{{light}}}\n@media (prefers-color-scheme:dark){{:root{{{dark}}}}}\n"
    ))
}

/// The colour itself if it has this contrast with both surfaces, else the nearest mix with black
/// or white that has.
fn moved(colour: Rgb, toward: Rgb, surfaces: [Rgb; 2], least: f64) -> Rgb {
    let stands_out = |mix: &Rgb| {
        surfaces
            .iter()
            .all(|surface| mix.contrast(*surface) >= least)
    };
    (0..=100)
        .map(|percent| colour.mixed(toward, percent))
        .find(stands_out)
        .unwrap_or(toward)
}

impl Rgb {
    /// WCAG 2.1 contrast ratio, from 1 to 21.
    pub fn contrast(self, other: Self) -> f64 {
        let (a, b) = (self.luminance(), other.luminance());
        (a.max(b) + 0.05) / (a.min(b) + 0.05)
    }

    fn luminance(self) -> f64 {
        let linear = |channel: u8| {
            let share = f64::from(channel) / 255.0;
            if share <= 0.039_28 {
                share / 12.92
            } else {
                ((share + 0.055) / 1.055).powf(2.4)
            }
        };
        0.2126 * linear(self.0) + 0.7152 * linear(self.1) + 0.0722 * linear(self.2)
    }

    /// This colour with `percent` (at most 100) of another in it.
    fn mixed(self, other: Self, percent: u16) -> Self {
        let channel = |own: u8, others: u8| {
            let sum = u16::from(own) * (100 - percent) + u16::from(others) * percent;
            u8::try_from(sum / 100).unwrap_or(u8::MAX)
        };
        Self(
            channel(self.0, other.0),
            channel(self.1, other.1),
            channel(self.2, other.2),
        )
    }
}

impl fmt::Display for Rgb {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{:02x}{:02x}{:02x}", self.0, self.1, self.2)
    }
}

impl FromStr for Rgb {
    type Err = UnusableColour;

    fn from_str(text: &str) -> Result<Self, UnusableColour> {
        let digits = text.strip_prefix('#').ok_or(UnusableColour)?;
        if !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Err(UnusableColour);
        }
        let number = u32::from_str_radix(digits, 16).map_err(|_| UnusableColour)?;
        match digits.len() {
            6 => {
                let [_, red, green, blue] = number.to_be_bytes();
                Ok(Self(red, green, blue))
            }
            3 => {
                let twice = |shift: u32| u8::try_from((number >> shift) & 0xf).unwrap_or(0) * 0x11;
                Ok(Self(twice(8), twice(4), twice(0)))
            }
            _ => Err(UnusableColour),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn contrast_is_as_wcag_computes_it() {
        assert!((BLACK.contrast(WHITE) - 21.0).abs() < 1e-9);
        assert!((Rgb(0x76, 0x76, 0x76).contrast(WHITE) - 4.54).abs() < 0.01);
        assert!((Rgb(0xff, 0, 0).contrast(WHITE) - 4.0).abs() < 0.01);
    }

    #[test]
    fn a_good_colour_is_used_as_it_is_and_a_light_one_is_darkened() {
        let good = Palette::light(Rgb(0x0b, 0x55, 0x63));
        assert_eq!((good.fill, good.ink), (good.band, good.band));
        let yellow = Palette::light(Rgb(0xff, 0xd1, 0x00));
        assert_eq!(yellow.band, Rgb(0xff, 0xd1, 0x00));
        assert_ne!(yellow.fill, yellow.band);
    }

    #[test]
    fn what_is_no_colour_is_refused() {
        for text in [
            "",
            "#",
            "red",
            "#12345",
            "#1234567",
            "#+12345",
            "#12345g",
            "#fff;}body{",
            "fff",
            "#åäö",
        ] {
            assert_eq!(tenant_stylesheet(text), Err(UnusableColour), "{text}");
        }
        assert_eq!("#0aF".parse(), Ok(Rgb(0x00, 0xaa, 0xff)));
    }

    proptest! {
        #[test]
        fn every_colour_ends_up_legible(red: u8, green: u8, blue: u8) {
            let colour = Rgb(red, green, blue);
            for (palette, surfaces) in
                [(Palette::light(colour), LIGHT_SURFACES), (Palette::dark(colour), DARK_SURFACES)]
            {
                prop_assert!(palette.fill.contrast(palette.on_fill) >= TEXT);
                prop_assert!(palette.fill_hover.contrast(palette.on_fill) >= TEXT);
                for surface in surfaces {
                    prop_assert!(palette.fill.contrast(surface) >= CONTROL);
                    prop_assert!(palette.ink.contrast(surface) >= TEXT);
                }
            }
        }
    }
}
