//! Builds the network from the tensors of a model file, and checks that their shapes fit each other.

use super::activation::Norm;
use super::error::ModelError;
use super::matrix::Linear;
use super::network::{Layer, Network};
use super::safetensors::{Container, Kind};
use super::table::{Cells, Table};

/// The network of a file. Every size comes from the shapes; `heads` must divide the width.
pub(super) fn network(file: &Container<'_>, heads: usize) -> Result<Network, ModelError> {
    let norm = norm(file, "norm", None)?;
    let width = norm.weight.len();
    if heads == 0 || width % heads != 0 {
        let problem = format!("is {heads}, which does not divide the width {width}");
        return Err(ModelError::Metadata { key: "heads", problem });
    }
    let word = table(file, "word", None, None)?;
    let place = table(file, "place", None, Some(width))?;
    let project = linear(file, "project", Some(width), Some(word.columns))?;
    let head = linear(file, "head", None, Some(width))?;
    let layers = (0..layer_count(file)).map(|at| layer(file, at, width)).collect::<Result<_, _>>()?;
    Ok(Network { width, heads, word, project, place, norm, layers, head })
}

/// One more than the largest number of a layer, and at least one, so that a gap is a missing tensor.
fn layer_count(file: &Container<'_>) -> usize {
    let numbers =
        file.names().filter_map(|name| name.strip_prefix("layers.")?.split('.').next()?.parse().ok());
    numbers.max().unwrap_or(0_usize).saturating_add(1)
}

fn layer(file: &Container<'_>, at: usize, width: usize) -> Result<Layer, ModelError> {
    let name = |part| format!("layers.{at}.{part}");
    let (wide, narrow) = (Some(width), Some(width));
    // One product gives queries, keys and values.
    let attend = stacked(file, &["q", "k", "v"].map(name), wide, narrow)?;
    let expand = linear(file, &name("i"), None, narrow)?;
    let contract = linear(file, &name("d"), wide, Some(expand.outputs))?;
    Ok(Layer {
        attend,
        output: linear(file, &name("o"), wide, narrow)?,
        output_norm: norm(file, &name("a"), wide)?,
        expand,
        contract,
        contract_norm: norm(file, &name("b"), wide)?,
    })
}

fn linear(
    file: &Container<'_>,
    name: &str,
    outputs: Option<usize>,
    inputs: Option<usize>,
) -> Result<Linear, ModelError> {
    stacked(file, &[name.to_owned()], outputs, inputs)
}

/// Maps of the same inputs, one after another as one map.
fn stacked(
    file: &Container<'_>,
    names: &[String],
    outputs: Option<usize>,
    inputs: Option<usize>,
) -> Result<Linear, ModelError> {
    let (mut parts, mut bias) = (Vec::new(), Vec::new());
    for name in names {
        let part = table(file, name, outputs, inputs)?;
        bias.extend(vector(file, &format!("{name}.bias"), Some(part.rows))?);
        parts.push(part);
    }
    Ok(Linear::new(parts, bias))
}

/// `NAME.weight`, and `NAME.scale` if it is I8, with the given sides; `None` takes the file's.
fn table(
    file: &Container<'_>,
    name: &str,
    rows: Option<usize>,
    columns: Option<usize>,
) -> Result<Table, ModelError> {
    let tensor = file.tensor(&format!("{name}.weight"))?;
    let side = |at: usize| tensor.shape.get(at).copied().unwrap_or(1).max(1);
    let (rows, columns) = (rows.unwrap_or(side(0)), columns.unwrap_or(side(1)));
    tensor.expect_shape(&[rows, columns])?;
    let cells = match tensor.kind {
        Kind::F32 => Cells::F32(tensor.floats()?),
        Kind::I8 => Cells::I8 {
            bytes: file.keep(&tensor),
            scales: vector(file, &format!("{name}.scale"), Some(rows))?,
        },
        Kind::U8 => return Err(tensor.type_error("I8 or F32")),
    };
    Ok(Table { rows, columns, cells })
}

fn norm(file: &Container<'_>, name: &str, width: Option<usize>) -> Result<Norm, ModelError> {
    let weight = vector(file, &format!("{name}.weight"), width)?;
    let bias = vector(file, &format!("{name}.bias"), Some(weight.len()))?;
    Ok(Norm { weight, bias })
}

/// A tensor with one side, of at least one number.
fn vector(file: &Container<'_>, name: &str, length: Option<usize>) -> Result<Vec<f32>, ModelError> {
    let tensor = file.tensor(name)?;
    let found = tensor.shape.first().copied().unwrap_or(1);
    tensor.expect_shape(&[length.unwrap_or(found).max(1)])?;
    tensor.floats()
}
