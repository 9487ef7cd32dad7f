//! A text as a square that a telephone reads (QR code), with four lines of nothing around it, as the standard asks.

use qrcodegen::{QrCode, QrCodeEcc};

use super::Svg;

/// The blank around it.
const QUIET: f64 = 4.0;

/// Draws a text; nothing where it is too long for one square.
pub(in crate::web) fn code(text: &str) -> Svg {
    let Ok(code) = QrCode::encode_text(text, QrCodeEcc::Medium) else {
        return Svg::new(1.0, 1.0);
    };
    let size = f64::from(code.size()) + 2.0 * QUIET;
    let mut svg = Svg::new(size, size);
    svg.put(format_args!(r#"<path class="d-code" d=""#));
    for y in 0..code.size() {
        for x in (0..code.size()).filter(|x| code.get_module(*x, y)) {
            svg.put(format_args!(
                "M{} {}h1v1h-1z",
                f64::from(x) + QUIET,
                f64::from(y) + QUIET
            ));
        }
    }
    svg.put(format_args!(r#""/>"#));
    svg
}
