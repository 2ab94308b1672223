//! Values of the scheme's fields with their names, for people.

use crate::claim::{Field, Scheme};
use crate::tag::Tag;

/// Names and values in the scheme's order; then those of fields that it does not define, under their ids.
pub fn named_fields<'m>(scheme: &'m Scheme, tag: &'m Tag) -> Vec<(&'m str, &'m str)> {
    let filled = |field: &'m Field| Some((field.name.as_str(), tag.fields.get(&field.id)?.as_str()));
    let known = scheme.fields.iter().filter_map(filled);
    let others = tag.fields.iter().filter(|(id, _)| scheme.field(id).is_none());
    known.chain(others.map(|(id, value)| (id.as_str(), value.as_str()))).collect()
}
