//! Names of elements and attributes, and the small numbers that represent them inside of the crate.

pub(crate) mod attribute_name;
pub(crate) mod foreign;
pub(crate) mod name_table;
pub(crate) mod tag;
