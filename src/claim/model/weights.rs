//! Decodes the tensors of a model file into a network, and checks that their shapes fit each other.

use super::activation::Norm;
use super::error::ModelError;
use super::matrix::Linear;
use super::network::{Layer, Network};
use super::safetensors::{Container, Kind, Tensor};
use super::table::{Table, dequantize};

/// The network of a file. Every size comes from the shapes; `heads` must divide the width.
pub(super) fn network(file: &Container<'_>, heads: usize) -> Result<Network, ModelError> {
    let norm = norm(file, "norm", None)?;
    let width = norm.weight.len();
    if heads == 0 || width % heads != 0 {
        let problem = format!("is {heads}, which does not divide the width {width}");
        return Err(ModelError::Metadata { key: "heads", problem });
    }
    let word = table(file, "word", None)?;
    let place = table(file, "place", Some(width))?;
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
    let name = |part: &str| format!("layers.{at}.{part}");
    let (wide, narrow) = (Some(width), Some(width));
    // One product gives queries, keys and values.
    let mut attend = linear(file, &name("q"), wide, narrow)?;
    for part in ["k", "v"] {
        let more = linear(file, &name(part), wide, narrow)?;
        attend.outputs += more.outputs;
        attend.weights.extend(more.weights);
        attend.bias.extend(more.bias);
    }
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
    let (tensor, scales, [outputs, inputs]) = matrix(file, name, outputs, inputs)?;
    let mut weights = Vec::new();
    match scales {
        None => tensor.floats(&mut weights)?,
        Some(scales) => {
            weights.try_reserve_exact(tensor.bytes.len())?;
            weights.resize(tensor.bytes.len(), 0.0);
            let rows = weights.chunks_exact_mut(inputs).zip(tensor.bytes.chunks_exact(inputs));
            for ((row, bytes), scale) in rows.zip(scales) {
                dequantize(bytes, scale, row);
            }
        }
    }
    Ok(Linear { inputs, outputs, weights, bias: vector(file, &format!("{name}.bias"), Some(outputs))? })
}

fn table(file: &Container<'_>, name: &str, columns: Option<usize>) -> Result<Table, ModelError> {
    let (tensor, scales, [rows, columns]) = matrix(file, name, None, columns)?;
    match scales {
        Some(scales) => Ok(Table { rows, columns, scales, bytes: tensor.bytes.to_vec(), ..Table::default() }),
        None => {
            let mut floats = Vec::new();
            tensor.floats(&mut floats)?;
            Ok(Table { rows, columns, floats, ..Table::default() })
        }
    }
}

/// `NAME.weight`, its shape, and the scale of each row if it is I8.
fn matrix<'a>(
    file: &Container<'a>,
    name: &str,
    rows: Option<usize>,
    columns: Option<usize>,
) -> Result<(Tensor<'a>, Option<Vec<f32>>, [usize; 2]), ModelError> {
    let tensor = file.tensor(&format!("{name}.weight"))?;
    let sides = match tensor.shape.as_slice() {
        &[found_rows, found_columns] => [rows.unwrap_or(found_rows), columns.unwrap_or(found_columns)],
        _ => [rows.unwrap_or(1), columns.unwrap_or(1)],
    };
    let [rows, _] = sides.map(|side| side.max(1));
    tensor.expect_shape(&sides.map(|side| side.max(1)))?;
    let scales = match tensor.kind {
        Kind::F32 => None,
        Kind::I8 => Some(vector(file, &format!("{name}.scale"), Some(rows))?),
        Kind::U8 => return Err(tensor.type_error("I8 or F32")),
    };
    Ok((tensor, scales, sides))
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
    let mut numbers = Vec::new();
    tensor.floats(&mut numbers)?;
    Ok(numbers)
}
