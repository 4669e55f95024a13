//! Names of elements and attributes as small numbers.

pub(crate) mod attribute_name;
pub(crate) mod foreign;
pub(crate) mod name_table;
pub(crate) mod tag;
