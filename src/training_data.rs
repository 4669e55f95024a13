//! `dechaff training-data`.

use anyhow::Result;
use dechaff_evaluate::write_training_data;

use crate::arguments::TrainingDataArguments;
use crate::exit;

pub(crate) fn run(arguments: &TrainingDataArguments) -> Result<u8> {
    write_training_data(
        &arguments.gold,
        arguments.form.into(),
        arguments.models.as_deref(),
        &arguments.output,
    )?;
    Ok(exit::DONE)
}
