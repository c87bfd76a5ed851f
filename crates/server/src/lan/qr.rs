//! QR codes on a terminal: two rows of modules a line, by half blocks.

use qrcodegen::{QrCode, QrCodeEcc};

/// Light modules around the code; the standard asks for four, cameras for two.
const MARGIN: i32 = 2;
/// Black on white whatever the terminal's colours are, and back.
const PAPER: (&str, &str) = ("\x1b[38;5;16;48;5;231m", "\x1b[0m");

/// Draws a text. With colours it is dark on light, as printed; without, blocks are what is light,
/// which is right on a dark terminal. A text too long for any code is not drawn.
pub(super) fn draw(text: &str, has_colours: bool) -> String {
    let Ok(code) = QrCode::encode_text(text, QrCodeEcc::Low) else {
        return String::new();
    };
    let range = -MARGIN..code.size() + MARGIN;
    let is_inked = |x, y| range.contains(&y) && code.get_module(x, y) == has_colours;
    let mut drawn = String::new();
    for y in range.clone().step_by(2) {
        let line = range
            .clone()
            .map(|x| match (is_inked(x, y), is_inked(x, y + 1)) {
                (true, true) => '█',
                (true, false) => '▀',
                (false, true) => '▄',
                (false, false) => ' ',
            });
        let line: String = line.collect();
        if has_colours {
            drawn += &format!("{}{line}{}\n", PAPER.0, PAPER.1);
        } else {
            drawn += &format!("{line}\n");
        }
    }
    drawn
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The dark modules, read back from what was drawn.
    fn dark(drawn: &str, has_colours: bool) -> Vec<(i32, i32)> {
        let mut dark = Vec::new();
        for (row, line) in drawn.lines().enumerate() {
            let line = line.trim_start_matches(PAPER.0).trim_end_matches(PAPER.1);
            for (column, char) in line.chars().enumerate() {
                let halves = match char {
                    '█' => [true, true],
                    '▀' => [true, false],
                    '▄' => [false, true],
                    ' ' => [false, false],
                    other => panic!("{other}"),
                };
                for (half, is_inked) in (0..).zip(halves) {
                    let at = |n: usize| i32::try_from(n).unwrap() - MARGIN;
                    let (x, y) = (at(column), at(2 * row) + half);
                    if is_inked == has_colours {
                        dark.push((y, x));
                    }
                }
            }
        }
        dark
    }

    #[test]
    fn what_is_drawn_is_the_code_of_the_text() {
        let text = "https://192.0.2.7:8443/enrol#1234567890";
        let code = QrCode::encode_text(text, QrCodeEcc::Low).unwrap();
        let all = (0..code.size()).flat_map(|y| (0..code.size()).map(move |x| (y, x)));
        let dark_modules: Vec<_> = all.filter(|(y, x)| code.get_module(*x, *y)).collect();
        for has_colours in [true, false] {
            let drawn = draw(text, has_colours);
            let mut found = dark(&drawn, has_colours);
            found.sort_unstable();
            // Without colours the half line below an odd number of rows is the terminal's own dark.
            found.retain(|(y, _)| *y < code.size() + MARGIN);
            assert_eq!(found, dark_modules, "colours: {has_colours}");
        }
    }

    #[test]
    fn what_no_code_can_hold_is_not_drawn() {
        assert_eq!(draw(&"x".repeat(5000), true), "");
    }
}
