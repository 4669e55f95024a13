//! The names of months, from the list in `lexicon/metadata/months.txt`.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use crate::lexicon;
use crate::metadata::word_lists;

/// The numbers of months by their names in lower case.
pub(super) struct MonthNames {
    pub(super) gregorian: FxHashMap<&'static str, u8>,
    /// Months of the Iranian solar year.
    pub(super) solar_hijri: FxHashMap<&'static str, u8>,
}

pub(super) static MONTHS: LazyLock<MonthNames> = LazyLock::new(|| MonthNames {
    gregorian: names("gregorian").collect(),
    solar_hijri: names("solar-hijri").collect(),
});

/// The names of a calendar's months, with their numbers.
fn names(calendar: &'static str) -> impl Iterator<Item = (&'static str, u8)> {
    let lines = lexicon::entries(lexicon::MONTHS).filter(move |&(section, _)| section == calendar);
    lines
        .filter_map(|(_, line)| parse_line(line))
        .flat_map(|(number, names)| word_lists::split_line(names).map(move |name| (name, number)))
}

/// The number and the names of a line such as `1: january, jan`.
fn parse_line(line: &'static str) -> Option<(u8, &'static str)> {
    let (number, names) = line.split_once(':')?;
    let number = number.parse().ok().filter(|number| (1..=12).contains(number))?;
    Some((number, names))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_line_is_read_and_no_name_means_two_months() {
        for (section, line) in lexicon::entries(lexicon::MONTHS) {
            let months = match section {
                "gregorian" => &MONTHS.gregorian,
                "solar-hijri" => &MONTHS.solar_hijri,
                _ => panic!("[{section}]"),
            };
            let (number, names) = parse_line(line).unwrap();
            for name in word_lists::split_line(names) {
                assert_eq!(months.get(name), Some(&number), "{name}");
                assert_eq!(name, name.to_lowercase());
            }
        }
        assert_eq!(MONTHS.solar_hijri.len(), 12);
    }
}
