//! Days of publication that a page declares, where it also says another day: templates fill them with the day of the last
//! change, and clocks of servers are in another zone.

use super::SeenDate;
use crate::metadata::dates::Moment;

/// The distance from the headline up to which a date without a label can count before a declared one, and how many days
/// earlier it must be. Nearer days are those of the same publication; farther away are other pages' dates.
pub(super) const MAX_DISTANCE: u32 = 30;
const MIN_DAYS_BEFORE: i32 = 30;

/// The days that a page declares.
#[derive(Clone, Copy, Debug)]
pub(crate) struct DeclaredDays {
    /// When the page says that it was published.
    pub(crate) published: Moment,
    /// When the page says that it was changed.
    pub(crate) modified: Option<Moment>,
    /// The date in the path of its URL.
    pub(crate) in_path: Option<Moment>,
}

impl DeclaredDays {
    /// The day in the URL, if it is the one before or after a time in UTC: the day on the site's own clock.
    pub(crate) fn better_in_path(&self) -> Option<Moment> {
        let in_path = self.in_path?;
        let is_neighbor = self.published.days_since(in_path).abs() == 1;
        (is_neighbor && self.published.is_in_utc()).then_some(in_path)
    }

    /// Whether the declared day may be that of the last change.
    pub(crate) fn may_be_change(&self) -> bool {
        let is_near = |day: Moment| self.published.days_since(day).abs() <= MIN_DAYS_BEFORE;
        self.modified.is_none_or(is_near)
            && self.in_path.is_none_or(|day| self.published.days_since(day).abs() > 1)
    }

    /// Whether a date that readers see is that of the publication, and the declared one that of a later change.
    pub(crate) fn is_change_of(&self, seen: SeenDate) -> bool {
        let days = self.published.days_since(seen.moment);
        let is_known_change = self.modified.is_some_and(|day| day.days_since(seen.moment) == 0);
        let is_clear = seen.labelled && days > 1
            || days > MIN_DAYS_BEFORE
                && seen.distance <= MAX_DISTANCE
                && !self.published.has_days_swapped(seen.moment);
        self.may_be_change() && !is_known_change && is_clear
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metadata::dates::{DayMonthOrder, read};

    fn moment(text: &str) -> Moment {
        read(text, DayMonthOrder::DayFirst).unwrap()
    }

    fn days(published: &str, modified: Option<&str>, in_path: Option<&str>) -> DeclaredDays {
        DeclaredDays {
            published: moment(published),
            modified: modified.map(moment),
            in_path: in_path.map(moment),
        }
    }

    #[test]
    fn the_day_of_the_url_counts_before_a_clock_in_utc() {
        let better = |published, in_path| days(published, None, Some(in_path)).better_in_path().is_some();
        assert!(better("2024-05-04T02:10:00Z", "2024-05-03"));
        assert!(better("2024-05-02T22:10:00Z", "2024-05-03"));
        assert!(!better("2024-05-04T02:10:00+02:00", "2024-05-03"));
        assert!(!better("2024-05-05T02:10:00Z", "2024-05-03"));
        assert!(!better("2024-05-03T02:10:00Z", "2024-05-03"));
    }

    #[test]
    fn the_day_that_readers_see_counts_before_that_of_a_change() {
        let seen = |text, labelled, distance| SeenDate::new(moment(text), labelled, distance);
        let is_better = |days: DeclaredDays, date| days.is_change_of(date);
        let changed = days("2024-05-03", Some("2024-05-03"), None);
        assert!(is_better(changed, seen("2021-02-14", false, 8)));
        assert!(!is_better(changed, seen("2021-02-14", false, 80)));
        assert!(!is_better(changed, seen("2024-04-20", false, 8)));
        assert!(is_better(changed, seen("2024-04-20", true, 80)));
        assert!(!is_better(changed, seen("2024-06-20", true, 8)));
        // Day and month in the other order.
        assert!(!is_better(changed, seen("2024-03-05", false, 8)));
        // The day of the change, which templates mark as both.
        assert!(!is_better(days("2024-05-03", Some("2024-04-20"), None), seen("2024-04-20", true, 8)));
        // The page was changed long after it was published, or its URL confirms the day.
        assert!(!is_better(days("2024-05-03", Some("2024-09-01"), None), seen("2021-02-14", false, 8)));
        assert!(!is_better(days("2024-05-03", None, Some("2024-05-03")), seen("2021-02-14", true, 8)));
    }
}
