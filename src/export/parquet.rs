//! Parquet: typed columns, written in row groups, so that memory stays bounded for any number of articles.

use super::columns::{COLUMNS, Cell, Column, ColumnType};
use super::row::rows;
use super::{ExportArticle, ExportOptions, MAKER};
use crate::text::moment;
use crate::text::number::share;
use parquet::basic::{Compression, ConvertedType, LogicalType, Repetition, TimeUnit, Type as Physical};
use parquet::data_type::{ByteArray, ByteArrayType, DataType, DoubleType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::schema::types::{Type, TypePtr};
use std::io::{self, Write};
use std::sync::Arc;

const MAX_GROUP_ROWS: usize = 65_536;

/// Buffered bytes after which a group is written early.
const MAX_GROUP_BYTES: usize = 32 << 20;

/// Values of one column of a row group, with Parquet's definition and repetition levels.
struct ColumnValues<T> {
    /// Without nulls.
    present: Vec<T>,
    /// 0 for null; 1 for an empty list or a scalar; 2 for a list item.
    defined: Vec<i16>,
    /// 1 for every list item but the first.
    repeated: Vec<i16>,
}

enum Buffer {
    Texts(ColumnValues<ByteArray>),
    Numbers(ColumnValues<i64>),
    Shares(ColumnValues<f64>),
}

pub struct Table<W: Write + Send> {
    writer: SerializedFileWriter<W>,
    buffers: Vec<Buffer>,
    /// Of the scheme's fields, after the common ones.
    fields: Vec<Column>,
    max_group_rows: usize,
    rows: usize,
    bytes: usize,
}

impl<W: Write + Send> Table<W> {
    /// A table without fields of a scheme.
    pub fn new(out: W) -> io::Result<Self> {
        Self::in_groups_of(MAX_GROUP_ROWS, Vec::new(), out)
    }

    pub(super) fn with_fields(columns: Vec<Column>, out: W) -> io::Result<Self> {
        Self::in_groups_of(MAX_GROUP_ROWS, columns, out)
    }

    pub(super) fn in_groups_of(max_group_rows: usize, columns: Vec<Column>, out: W) -> io::Result<Self> {
        let fields =
            COLUMNS.iter().chain(&columns).map(field).collect::<Result<Vec<_>, _>>().map_err(io_error)?;
        let schema = Type::group_type_builder("marks").with_fields(fields).build().map_err(io_error)?;
        let metadata = |key: &str, value: &str| KeyValue::new(key.to_owned(), Some(value.to_owned()));
        let properties = WriterProperties::builder()
            .set_created_by(MAKER.to_owned())
            .set_compression(Compression::SNAPPY)
            .set_key_value_metadata(Some(vec![
                metadata("purport.offset_unit", "Unicode code points, end exclusive"),
                metadata("purport.writer", MAKER),
            ]));
        let writer = SerializedFileWriter::new(out, Arc::new(schema), Arc::new(properties.build()));
        let (writer, buffers) = (writer.map_err(io_error)?, buffers(&columns));
        Ok(Self { writer, buffers, fields: columns, max_group_rows, rows: 0, bytes: 0 })
    }

    /// Adds the marks of an article; writes full groups.
    pub fn add(&mut self, article: &ExportArticle<'_>, options: &ExportOptions) -> io::Result<()> {
        for row in rows(article, options) {
            for (column, buffer) in COLUMNS.iter().chain(&self.fields).zip(&mut self.buffers) {
                self.bytes += buffer.add(column.column_type, &column.cell(&row));
            }
            self.rows += 1;
            if self.rows >= self.max_group_rows || self.bytes >= MAX_GROUP_BYTES {
                self.write_group()?;
            }
        }
        Ok(())
    }

    /// Writes the remaining rows and the footer.
    pub fn finish(mut self) -> io::Result<W> {
        if self.rows > 0 {
            self.write_group()?;
        }
        self.writer.into_inner().map_err(io_error)
    }

    fn write_group(&mut self) -> io::Result<()> {
        let full = std::mem::replace(&mut self.buffers, buffers(&self.fields));
        (self.rows, self.bytes) = (0, 0);
        let mut group = self.writer.next_row_group().map_err(io_error)?;
        for buffer in full {
            let Some(mut column) = group.next_column().map_err(io_error)? else { break };
            match buffer {
                Buffer::Texts(values) => values.write::<ByteArrayType>(&mut column),
                Buffer::Numbers(values) => values.write::<Int64Type>(&mut column),
                Buffer::Shares(values) => values.write::<DoubleType>(&mut column),
            }
            .and_then(|()| column.close())
            .map_err(io_error)?;
        }
        group.close().map(drop).map_err(io_error)
    }
}

impl<T> ColumnValues<T> {
    const fn new() -> Self {
        Self { present: Vec::new(), defined: Vec::new(), repeated: Vec::new() }
    }

    fn one(&mut self, value: Option<T>) {
        self.defined.push(i16::from(value.is_some()));
        self.repeated.push(0);
        self.present.extend(value);
    }

    fn list(&mut self, items: Option<Vec<T>>) {
        let Some(items) = items else {
            self.defined.push(0);
            self.repeated.push(0);
            return;
        };
        if items.is_empty() {
            self.defined.push(1);
            self.repeated.push(0);
        }
        for (at, item) in items.into_iter().enumerate() {
            self.defined.push(2);
            self.repeated.push(i16::from(at > 0));
            self.present.push(item);
        }
    }

    fn write<D: DataType<T = T>>(&self, column: &mut SerializedColumnWriter<'_>) -> Result<(), ParquetError> {
        let typed = column.typed::<D>();
        typed.write_batch(&self.present, Some(&self.defined), Some(&self.repeated)).map(drop)
    }
}

impl Buffer {
    /// Adds one cell; returns its size in bytes.
    fn add(&mut self, kind: ColumnType, value: &Cell<'_>) -> usize {
        match self {
            Self::Texts(texts) => match (kind, value) {
                (ColumnType::Texts, Cell::Texts(items)) => {
                    texts.list(Some(items.iter().map(|item| ByteArray::from(*item)).collect()));
                    items.iter().map(|item| item.len()).sum()
                }
                (ColumnType::Texts, _) => {
                    texts.list(None);
                    0
                }
                (_, Cell::Text(text)) => {
                    texts.one(Some(ByteArray::from(*text)));
                    text.len()
                }
                _ => {
                    texts.one(None);
                    0
                }
            },
            Self::Numbers(numbers) => {
                numbers.one(match value {
                    Cell::Number(number) => Some(i64::from(*number)),
                    Cell::Text(at) => moment::parse(at).map(jiff::Timestamp::as_microsecond),
                    _ => None,
                });
                size_of::<i64>()
            }
            Self::Shares(shares) => {
                let Cell::Shares(items) = value else {
                    shares.list(None);
                    return 0;
                };
                shares.list(Some(items.iter().map(|permille| share(*permille)).collect()));
                items.len() * size_of::<f64>()
            }
        }
    }
}

fn buffers(fields: &[Column]) -> Vec<Buffer> {
    let buffer = |column: &Column| match column.column_type {
        ColumnType::Text | ColumnType::Texts => Buffer::Texts(ColumnValues::new()),
        ColumnType::Number | ColumnType::Time => Buffer::Numbers(ColumnValues::new()),
        ColumnType::Shares => Buffer::Shares(ColumnValues::new()),
    };
    COLUMNS.iter().chain(fields).map(buffer).collect()
}

/// A column of the schema. All are optional, so that a later version can drop one.
fn field(column: &Column) -> Result<TypePtr, ParquetError> {
    let leaf = |name: &str, repetition| {
        let (physical, logical) = match column.column_type {
            ColumnType::Text | ColumnType::Texts => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
            ColumnType::Number => (Physical::INT64, None),
            ColumnType::Time => {
                let time = LogicalType::timestamp(true, TimeUnit::MICROS);
                (Physical::INT64, Some(time))
            }
            ColumnType::Shares => (Physical::DOUBLE, None),
        };
        Type::primitive_type_builder(name, physical)
            .with_repetition(repetition)
            .with_logical_type(logical)
            .build()
            .map(Arc::new)
    };
    match column.column_type {
        ColumnType::Text | ColumnType::Number | ColumnType::Time => leaf(&column.name, Repetition::OPTIONAL),
        ColumnType::Texts | ColumnType::Shares => {
            let items = Type::group_type_builder("list")
                .with_repetition(Repetition::REPEATED)
                .with_fields(vec![leaf("element", Repetition::REQUIRED)?])
                .build()?;
            Type::group_type_builder(&column.name)
                .with_repetition(Repetition::OPTIONAL)
                .with_logical_type(Some(LogicalType::List))
                .with_converted_type(ConvertedType::LIST)
                .with_fields(vec![Arc::new(items)])
                .build()
                .map(Arc::new)
        }
    }
}

fn io_error(error: ParquetError) -> io::Error {
    io::Error::other(error)
}
