//! The `purport` command.
fn main() {}
