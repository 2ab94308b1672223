//! Breaking a block into rows.
