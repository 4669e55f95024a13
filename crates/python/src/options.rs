//! Keyword arguments as settings.

use dechaff_pipeline::{Config, DuplicateAction, PageCleaner, Sites};
use dechaff_settings::PageSettings;
use pyo3::exceptions::PyTypeError;
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyDict, PyFloat, PyInt, PyMapping, PyString};
use toml::{Table, Value};

use crate::error;

/// Keyword arguments as a table of settings. `_` stands for `-`, and `None` leaves the default.
pub(crate) fn table(options: Option<&Bound<'_, PyDict>>) -> PyResult<Table> {
    let mut table = Table::new();
    for (name, value) in options.into_iter().flat_map(|options| options.iter()) {
        let name: String = name.extract()?;
        if value.is_none() {
            continue;
        }
        match name.as_str() {
            // The names that users of trafilatura know.
            "favor_precision" | "favor_recall" => {
                if value.extract()? {
                    table.insert("favor".to_owned(), name["favor_".len()..].into());
                }
            }
            "include_tables" => {
                table.insert("no-tables".to_owned(), Value::Boolean(!value.extract::<bool>()?));
            }
            "target_language" => {
                table.insert("language".to_owned(), Value::Array(vec![value.extract::<String>()?.into()]));
            }
            "map" if value.cast::<PyMapping>().is_ok() => {
                let pairs: Vec<(String, String)> = value.cast::<PyMapping>()?.items()?.extract()?;
                let pairs: Vec<String> =
                    pairs.into_iter().map(|(field, path)| format!("{field}={path}")).collect();
                table.insert("map".to_owned(), pairs.join(",").into());
            }
            _ => {
                let value = setting(&value).map_err(|error| {
                    let message = error.value(value.py()).to_string();
                    PyTypeError::new_err(format!("option {name}: {message}"))
                })?;
                table.insert(name.replace('_', "-"), value);
            }
        }
    }
    Ok(table)
}

/// A value as it would be in a file of settings.
fn setting(value: &Bound<'_, PyAny>) -> PyResult<Value> {
    if value.is_instance_of::<PyBool>() {
        return Ok(Value::Boolean(value.extract()?));
    }
    if value.is_instance_of::<PyString>() {
        return Ok(Value::String(value.extract()?));
    }
    if value.is_instance_of::<PyInt>() {
        return Ok(Value::Integer(value.extract()?));
    }
    if value.is_instance_of::<PyFloat>() {
        return Ok(Value::Float(value.extract()?));
    }
    if let Ok(mapping) = value.cast::<PyMapping>() {
        let pairs: Vec<(String, Bound<'_, PyAny>)> = mapping.items()?.extract()?;
        let entries = pairs.into_iter().map(|(name, value)| Ok((name, setting(&value)?)));
        return Ok(Value::Table(entries.collect::<PyResult<_>>()?));
    }
    if value.hasattr("__fspath__")? {
        return Ok(Value::String(value.call_method0("__fspath__")?.extract()?));
    }
    let items = value.try_iter()?.map(|item| setting(&item?));
    Ok(Value::Array(items.collect::<PyResult<_>>()?))
}

/// The configuration for single pages. Profiles of sites are not learned from them.
pub(crate) fn page_config(table: Table) -> PyResult<Config> {
    let settings = PageSettings::from_table(table).map_err(|error| error::from_settings(&error))?;
    let mut config = settings.to_config(&[""; 0]).map_err(|error| error::from_settings(&error))?;
    // Pages are compared elsewhere, if at all. For this they get sketches too.
    config.duplicates.near = DuplicateAction::Drop;
    if config.sites == Sites::Auto {
        config.sites = Sites::Off;
    }
    Ok(config)
}

/// A cleaner for a configuration.
pub(crate) fn page_cleaner(config: &Config) -> PyResult<PageCleaner> {
    PageCleaner::new(config).map_err(|error| error::from_run(&error))
}
