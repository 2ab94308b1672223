//! How text is shown: what each cluster looks like in cells.
