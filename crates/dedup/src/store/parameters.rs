//! What must be equal for pages to be comparable.

use std::fmt;
use std::path::Path;

use super::error::StoreError;
use crate::near::SKETCH_VERSION;
use crate::normal_form::NORMAL_FORM_VERSION;
use crate::url_form::URL_FORM_VERSION;

/// The version of the store's own format.
const FORMAT_VERSION: u32 = 1;

/// The versions of everything that is stored of a page. Pages are compared only if these are equal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StoreParameters {
    /// The version of the store's format.
    pub format: u32,
    /// The version of the [normal form](crate::normal_form()) of texts.
    pub normal_form: u32,
    /// The version of the [normal form](crate::url_normal_form) of URLs.
    pub url_form: u32,
    /// The version of sketches. `None` if no sketches are stored.
    pub sketch: Option<u8>,
}

impl StoreParameters {
    /// The versions of this program, with or without sketches.
    pub const fn current(with_sketches: bool) -> Self {
        Self {
            format: FORMAT_VERSION,
            normal_form: NORMAL_FORM_VERSION,
            url_form: URL_FORM_VERSION,
            sketch: if with_sketches { Some(SKETCH_VERSION) } else { None },
        }
    }

    /// The parameters as names and numbers. Names are never changed.
    pub(super) fn to_rows(self) -> [(&'static str, u32); 4] {
        [
            ("format", self.format),
            ("normal form", self.normal_form),
            ("URL form", self.url_form),
            ("sketch", self.sketch.map_or(0, u32::from)),
        ]
    }

    /// Restores the parameters from their rows. `None` if one is missing or impossible.
    pub(super) fn from_rows(get: impl Fn(&str) -> Option<u32>) -> Option<Self> {
        let sketch = u8::try_from(get("sketch")?).ok()?;
        Some(Self {
            format: get("format")?,
            normal_form: get("normal form")?,
            url_form: get("URL form")?,
            sketch: Some(sketch).filter(|version| *version != 0),
        })
    }

    /// Checks that a store can be read at all.
    pub(super) fn check_format(self, file: &Path) -> Result<(), StoreError> {
        check_version("format", self.format, FORMAT_VERSION, file)
    }

    /// Checks that pages can be added to a store with these parameters.
    pub(super) fn check_equal(self, wanted: Self, file: &Path) -> Result<(), StoreError> {
        self.check_readable(wanted, file)?;
        if self.sketch.is_some() && wanted.sketch.is_none() {
            return Err(StoreError::Parameters {
                file: file.to_owned(),
                stored: "sketches".into(),
                wanted: "an index without sketches".into(),
                advice: "look for near-duplicates in this run too, or use another folder",
            });
        }
        Ok(())
    }

    /// Checks that pages can be compared with those of a store with these parameters. Sketches that nobody wants are no
    /// obstacle.
    pub(super) fn check_readable(self, wanted: Self, file: &Path) -> Result<(), StoreError> {
        if wanted.sketch.is_some() && self.sketch.is_none() {
            return Err(StoreError::Parameters {
                file: file.to_owned(),
                stored: "no sketches".into(),
                wanted: "an index with sketches".into(),
                advice: "do not look for near-duplicates in this run, or use another folder",
            });
        }
        let rows = self.to_rows().into_iter().zip(wanted.to_rows());
        for ((name, stored), (_, needed)) in rows {
            if name != "sketch" || wanted.sketch.is_some() {
                check_version(name, stored, needed, file)?;
            }
        }
        Ok(())
    }
}

impl fmt::Display for StoreParameters {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { format, normal_form, url_form, sketch } = self;
        write!(f, "format {format}, normal form {normal_form}, URL form {url_form}, ")?;
        match sketch {
            Some(version) => write!(f, "sketch {version}"),
            None => f.write_str("no sketches"),
        }
    }
}

fn check_version(name: &str, stored: u32, wanted: u32, file: &Path) -> Result<(), StoreError> {
    if stored == wanted {
        return Ok(());
    }
    Err(StoreError::Parameters {
        file: file.to_owned(),
        stored: format!("{name} {stored}"),
        wanted: format!("{name} {wanted}"),
        advice: "use the version of the program that made it, or make an index in another folder",
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(stored: StoreParameters, wanted: StoreParameters) -> [Option<String>; 2] {
        let file = Path::new("index/pages.redb");
        [stored.check_equal(wanted, file), stored.check_readable(wanted, file)]
            .map(|result| result.err().map(|error| error.to_string()))
    }

    #[test]
    fn rows_become_the_same_parameters() {
        for with_sketches in [false, true] {
            let parameters = StoreParameters::current(with_sketches);
            let rows = parameters.to_rows();
            let get = |name: &str| rows.iter().find(|row| row.0 == name).map(|row| row.1);
            assert_eq!(StoreParameters::from_rows(get), Some(parameters));
        }
        assert_eq!(StoreParameters::from_rows(|_| None), None);
        assert_eq!(StoreParameters::from_rows(|_| Some(300)), None);
    }

    #[test]
    fn both_values_are_named() {
        let now = StoreParameters::current(true);
        assert_eq!(check(now, now), [None, None]);
        let [equal, readable] = check(now, StoreParameters { normal_form: 77, ..now });
        assert_eq!(equal, readable);
        let message = equal.unwrap();
        assert!(message.contains("normal form 1, but normal form 77 is needed"), "{message}");
        let [_, sketch] = check(now, StoreParameters { sketch: Some(99), ..now });
        assert!(sketch.unwrap().contains(&format!("sketch {SKETCH_VERSION}, but sketch 99")));
    }

    #[test]
    fn sketches_that_nobody_wants_can_be_ignored_when_reading() {
        let (with, without) = (StoreParameters::current(true), StoreParameters::current(false));
        let [adding, reading] = check(with, without);
        assert!(adding.unwrap().contains("without sketches"));
        assert_eq!(reading, None);
        let [adding, reading] = check(without, with);
        assert!(adding.unwrap().contains("with sketches"));
        assert!(reading.unwrap().contains("with sketches"));
    }
}
