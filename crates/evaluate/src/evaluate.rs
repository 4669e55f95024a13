//! Evaluation: cleans the pages of gold sets and compares the results with the gold.

use std::path::PathBuf;

use crate::error::EvaluateError;
use crate::gold::{GoldPage, map_gold_pages, set_name};
use crate::predictions::Prediction;
use crate::report::set::SetReport;
use crate::report::{RESERVED_NAMES, Report};
use crate::scores::PageOutcome;
use crate::scores::options::EvaluateOptions;

/// Cleans every page of the gold sets with `clean` and compares the results with the gold.
///
/// Pages are cleaned in parallel on rayon's current pool and counted in the order of the file: the report does not
/// depend on the number of threads. Pages are read in chunks of 64 pages or 64 MiB, whichever comes first, and at
/// least one page; memory is bounded by one chunk plus a few figures per page. The report has the sets in the order
/// of `paths`.
///
/// # Errors
///
/// Returns an error for the first file that cannot be read, or line that is not a gold page: the figures of a part
/// of a set are not comparable with those of the whole set.
pub fn evaluate(
    paths: &[PathBuf],
    clean: &(dyn Fn(&GoldPage) -> Prediction + Sync),
    options: EvaluateOptions,
) -> Result<Report, EvaluateError> {
    evaluate_each(paths, clean, options, &mut |_, _| Ok(()))
}

/// Like [`evaluate`], but also passes the id and the prediction of each page to `each`, in the order of the files.
///
/// # Errors
///
/// Like [`evaluate`]; in addition, an error of `each` is returned as [`EvaluateError::Each`].
pub fn evaluate_each(
    paths: &[PathBuf],
    clean: &(dyn Fn(&GoldPage) -> Prediction + Sync),
    options: EvaluateOptions,
    each: &mut dyn FnMut(&str, &Prediction) -> std::io::Result<()>,
) -> Result<Report, EvaluateError> {
    let mut report = Report::default();
    for path in paths {
        let name = set_name(path);
        if RESERVED_NAMES.contains(&name.as_str()) || report.set(&name).is_some() {
            return Err(EvaluateError::SetName { path: path.clone(), name });
        }
        let mut set = SetReport::new(name);
        let score = |page: GoldPage| {
            let prediction = clean(&page);
            (PageOutcome::new(page, &prediction, options), prediction)
        };
        map_gold_pages(path, &score, &mut |(outcome, prediction)| {
            each(&outcome.id, &prediction).map_err(EvaluateError::Each)?;
            set.add(outcome, options.worst);
            Ok(())
        })?;
        report.sets.push(set);
    }
    Ok(report)
}
