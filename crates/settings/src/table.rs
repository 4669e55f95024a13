//! Tables of settings as flags.

use clap::parser::ValueSource;
use clap::{ArgMatches, Command};
use toml::{Table, Value};

use crate::error::SettingsError;

/// Turns settings into flags of a command. Settings that are not flags of it are left out, and so are those that its
/// command line already gives.
///
/// # Errors
///
/// Fails if a setting is not a flag of `all`, the command that has a flag for every setting, or if its value has a type
/// that it can't have.
pub fn flags_from_table(
    table: &Table,
    all: &Command,
    command: &Command,
    given: Option<&ArgMatches>,
) -> Result<Vec<String>, SettingsError> {
    let flag = |command: &Command, key: &str| {
        command.get_arguments().find(|argument| argument.get_long() == Some(key)).cloned()
    };
    let mut flags = vec![];
    for (key, value) in table {
        if key == "config" || flag(all, key).is_none() {
            return Err(SettingsError::UnknownKey(key.clone()));
        }
        let Some(argument) = flag(command, key) else { continue };
        let source = given.and_then(|matches| matches.value_source(argument.get_id().as_str()));
        if source == Some(ValueSource::CommandLine) {
            continue;
        }
        match value {
            Value::Boolean(is_set) if !argument.get_action().takes_values() => {
                flags.extend(is_set.then(|| format!("--{key}")));
            }
            Value::String(text) => flags.push(format!("--{key}={text}")),
            Value::Integer(number) => flags.push(format!("--{key}={number}")),
            Value::Float(number) => flags.push(format!("--{key}={number}")),
            Value::Array(values) => {
                let values: Option<Vec<&str>> = values.iter().map(Value::as_str).collect();
                let values = values.ok_or_else(|| SettingsError::NotStrings(key.clone()))?;
                // One flag per value, because selectors contain commas. All flags with lists can be repeated.
                flags.extend(values.iter().map(|value| format!("--{key}={value}")));
            }
            other => {
                return Err(SettingsError::Type { key: key.clone(), value: other.to_string() });
            }
        }
    }
    Ok(flags)
}

/// Parses a table as the flags of a command, followed by its arguments.
pub(crate) fn matches_from_table(
    command: Command,
    arguments: &[String],
    table: &Table,
) -> Result<ArgMatches, SettingsError> {
    let flags = flags_from_table(table, &command, &command, None)?;
    let line = flags.into_iter().chain(arguments.iter().cloned());
    command.no_binary_name(true).try_get_matches_from(line).map_err(SettingsError::from_clap)
}

/// Shortens an error of the command line to one line. The other paragraphs are about usage, not about settings.
#[must_use]
pub fn first_paragraph(error: &str) -> String {
    let paragraph = error.split("\n\n").next().unwrap_or(error);
    let words: Vec<&str> = paragraph.trim_start_matches("error: ").split_whitespace().collect();
    words.join(" ")
}

impl SettingsError {
    pub(crate) fn from_clap(error: clap::Error) -> Self {
        Self::Invalid(first_paragraph(&error.to_string()))
    }
}
