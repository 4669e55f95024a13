//! Pages and dumps on which dechaff is measured: ordinary ones and hostile ones.

pub mod hostile;
pub mod hostile_dumps;
pub mod pages;
pub mod random;
mod words;
