//! The `dechaff` command.
fn main() {}
