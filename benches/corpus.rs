//! Many articles on all cores: to be measured.
fn main() {}
