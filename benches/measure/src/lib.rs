//! Pages on which dechaff is measured: ordinary ones and hostile ones.

pub mod hostile;
pub mod pages;
mod random;
mod words;
