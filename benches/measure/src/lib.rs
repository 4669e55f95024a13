//! Pages to measure dechaff by: ordinary ones, whose instructions are counted, and hostile ones.

pub mod hostile;
pub mod pages;
mod random;
mod words;
