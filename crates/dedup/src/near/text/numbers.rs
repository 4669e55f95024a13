//! Numbers in texts: where they end, and what they say.

/// Whether a character is a digit, of any script.
pub(super) fn is_digit(c: char) -> bool {
    c.is_numeric() && !c.is_alphabetic()
}

/// The end of the number that begins at `at`: digits, and single separators between digits.
pub(super) fn end_of_number(text: &str, at: usize) -> usize {
    let mut chars = text[at..].char_indices();
    let mut end = at;
    let mut after_separator = false;
    for (offset, c) in &mut chars {
        if is_digit(c) {
            end = at + offset + c.len_utf8();
            after_separator = false;
        } else if matches!(c, '.' | ',' | ':') && !after_separator {
            after_separator = true;
        } else {
            break;
        }
    }
    end
}

/// Appends what a number says: without commas before groups of three digits, and without zeros at the end of decimals.
///
/// Decimals are what comes after the only separator, if that is a point or a comma.
pub(super) fn write_value(number: &str, out: &mut String) {
    let start = out.len();
    let mut rest = number;
    while let Some((before, after)) = rest.split_once(',') {
        out.push_str(before);
        let digits = after.find(|c| !is_digit(c)).unwrap_or(after.len());
        if after[..digits].chars().count() != 3 {
            out.push(',');
        }
        rest = after;
    }
    out.push_str(rest);
    let mut separators = out[start..].match_indices(['.', ',', ':']);
    if let (Some((_, "." | ",")), None) = (separators.next(), separators.next()) {
        let zeros = out[start..].trim_end_matches('0').trim_end_matches(['.', ',']);
        out.truncate(start + zeros.len());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_separator_belongs_to_a_number_between_digits_only() {
        let check = |text: &str, expected: &str| assert_eq!(&text[..end_of_number(text, 0)], expected);
        check("12", "12");
        check("12.", "12");
        check("12..5", "12");
        check("12.5,", "12.5");
        check("1.2.2024, 12:30", "1.2.2024");
        check("7,5°", "7,5");
        check("٣٤ x", "٣٤");
    }

    #[test]
    fn values_do_not_depend_on_the_style() {
        let check = |number: &str, expected: &str| {
            let mut value = String::from("x");
            write_value(number, &mut value);
            assert_eq!(value, format!("x{expected}"), "{number}");
        };
        check("7", "7");
        check("100", "100");
        check("1,234,500", "1234500");
        check("1,234.50", "1234.5");
        check("12.00", "12");
        check("12,50", "12,5");
        check("0.0", "0");
        check("12:00", "12:00");
        check("1.10.2000", "1.10.2000");
        check("1,2345", "1,2345");
    }
}
