//! What tasks of engines such as Spark and Ray do. The engines themselves are driven from Python.

pub(crate) mod columns;
pub(crate) mod dump;
pub(crate) mod page_columns;
pub(crate) mod profiles;
pub(crate) mod sites;
pub(crate) mod spread;
