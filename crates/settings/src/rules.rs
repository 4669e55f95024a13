//! The rules of sites.

use dechaff_pipeline::SiteRule;
use toml::{Table, Value};

use crate::error::SettingsError;

/// Takes the rules of sites out of a table of settings: the tables `[site."example.org"]`. Each may have the keys keep, drop
/// and title: a selector or a list of selectors.
///
/// # Errors
///
/// Fails if they are not such tables.
pub fn take_site_rules(table: &mut Table) -> Result<Vec<(String, SiteRule)>, SettingsError> {
    let Some(value) = table.remove("site") else { return Ok(vec![]) };
    let Value::Table(sites) = value else { return Err(SettingsError::NoTableOfSites) };
    let rules = sites.into_iter().map(|(site, rule)| match parse_rule(rule) {
        Ok(rule) => Ok((site, rule)),
        Err(fault) => Err(SettingsError::Site { site, fault }),
    });
    rules.collect()
}

fn parse_rule(value: Value) -> Result<SiteRule, String> {
    let Value::Table(table) = value else {
        return Err("expected a table with the keys keep, drop or title".to_owned());
    };
    let mut rule = SiteRule::default();
    for (key, value) in table {
        let selectors = parse_selectors(&key, value)?;
        match key.as_str() {
            "keep" => rule.keep = selectors,
            "drop" => rule.drop = selectors,
            "title" => rule.title = selectors,
            _ => return Err(format!("unknown key {key:?}: expected keep, drop or title")),
        }
    }
    Ok(rule)
}

fn parse_selectors(key: &str, value: Value) -> Result<Vec<String>, String> {
    match value {
        Value::String(one) => Ok(vec![one]),
        Value::Array(many) => {
            let selectors: Option<Vec<String>> = many.iter().map(|v| v.as_str().map(str::to_owned)).collect();
            selectors.ok_or_else(|| format!("{key} must be a list of strings"))
        }
        other => Err(format!("{key} must be a selector or a list of selectors, not {other}")),
    }
}
