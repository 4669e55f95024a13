//! Numbers as people read them.

/// Groups the digits of a number by threes.
pub(crate) fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (at, digit) in digits.char_indices() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// A share in percent, with a decimal place if it is small.
pub(crate) fn percent(part: u64, whole: u64) -> String {
    percent_of(share(part, whole))
}

/// A share from 0 to 1 in percent, with a decimal place if it is small.
pub(crate) fn percent_of(share: f64) -> String {
    let percent = 100.0 * share;
    match percent.abs() {
        0.0 => "0 %".to_owned(),
        small if small < 0.05 => "<0.1 %".to_owned(),
        small if small < 10.0 => format!("{percent:.1} %"),
        _ => format!("{percent:.0} %"),
    }
}

pub(crate) fn share(part: u64, whole: u64) -> f64 {
    if whole == 0 { 0.0 } else { part as f64 / whole as f64 }
}

/// A number of bytes in the unit that fits.
pub(crate) fn bytes(bytes: u64) -> String {
    let units = [(1e12, "TB"), (1e9, "GB"), (1e6, "MB"), (1e3, "kB")];
    match units.iter().find(|(unit, _)| bytes as f64 >= *unit) {
        Some((unit, name)) => format!("{:.1} {name}", bytes as f64 / unit),
        None => format!("{bytes} bytes"),
    }
}

/// A duration in the unit that fits.
pub(crate) fn duration(seconds: f64) -> String {
    let whole = seconds.round() as u64;
    match whole {
        0..10 => format!("{seconds:.1} s"),
        10..60 => format!("{whole} s"),
        60..3600 => format!("{} min {} s", whole / 60, whole % 60),
        _ => format!("{} h {} min", whole / 3600, whole % 3600 / 60),
    }
}

/// A name such as `too_short` as words.
pub(crate) fn words(name: &str) -> String {
    name.replace('_', " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_easy_to_read() {
        assert_eq!([0, 12, 999, 1000, 1_234_567].map(grouped), ["0", "12", "999", "1,000", "1,234,567"]);
        assert_eq!(
            [0.0, 0.0001, 0.012, 0.0994, 0.5, 1.0].map(percent_of),
            ["0 %", "<0.1 %", "1.2 %", "9.9 %", "50 %", "100 %"]
        );
        assert_eq!([12, 1500, 436_156_763].map(bytes), ["12 bytes", "1.5 kB", "436.2 MB"]);
        assert_eq!([0.26, 45.4, 61.0, 7300.0].map(duration), ["0.3 s", "45 s", "1 min 1 s", "2 h 1 min"]);
    }
}
