//! Duplicates among pages that are spread over many machines, on batches.

use std::sync::Arc;

use arrow_array::{
    ArrayRef, BinaryArray, BooleanArray, Float64Array, Int32Array, Int64Array, RecordBatch, StringArray,
};
use arrow_schema::ArrowError;
use dechaff_pipeline::{
    Block, CopyRules, DuplicateActions, KeepFirst, Spread as Stages, SpreadCopy, SpreadError, SpreadPage,
    Stage, Updates,
};
use pyo3::exceptions::PyValueError;
use pyo3::prelude::*;
use pyo3_arrow::PyRecordBatch;

use crate::engines::columns::{Bytes, column, integers};
use crate::error::{Error, detached, from_run};

/// What the tasks of a search for duplicates do with batches. Tasks get it by pickle.
#[pyclass(frozen, module = "dechaff._dechaff")]
pub(crate) struct Spread {
    stages: Stages,
    parts: u32,
    duplicates: String,
    keep_first: String,
    updates: String,
    near_days: Option<u32>,
}

fn damaged(error: SpreadError) -> PyErr {
    Error::new_err(error.to_string())
}

fn failed(error: &ArrowError) -> PyErr {
    PyValueError::new_err(error.to_string())
}

fn columns<const N: usize>(columns: [(&str, ArrayRef); N]) -> PyResult<RecordBatch> {
    RecordBatch::try_from_iter_with_nullable(columns.map(|(name, column)| (name, column, true)))
        .map_err(|error| failed(&error))
}

/// Blocks as rows: `part`, `kind` and `data`.
fn block_rows(blocks: &[Block]) -> PyResult<RecordBatch> {
    columns([
        ("part", Arc::new(Int32Array::from_iter_values(blocks.iter().map(|block| block.part as i32)))),
        ("kind", Arc::new(Int32Array::from_iter_values(blocks.iter().map(|block| i32::from(block.kind))))),
        ("data", Arc::new(BinaryArray::from_iter_values(blocks.iter().map(|block| &block.data)))),
    ])
}

/// Rows of blocks: the kind and the data of each.
fn read_blocks(batches: &[RecordBatch]) -> Result<Vec<(u8, &[u8])>, ArrowError> {
    let mut blocks = vec![];
    for batch in batches {
        let data = Bytes::find(batch, "data")?;
        let kinds = column(batch, "kind")?;
        let kinds = kinds.as_any().downcast_ref::<Int32Array>();
        let kinds =
            kinds.ok_or_else(|| ArrowError::SchemaError("the column \"kind\" must be int32".to_owned()))?;
        for row in 0..batch.num_rows() {
            let kind = u8::try_from(kinds.value(row)).unwrap_or(u8::MAX);
            blocks.push((kind, data.get(row).unwrap_or_default()));
        }
    }
    Ok(blocks)
}

/// Rows of pages: place, id and keys.
struct PageBatch<'a> {
    places: &'a [i64],
    ids: Bytes<'a>,
    keys: Bytes<'a>,
}

impl<'a> PageBatch<'a> {
    fn new(batch: &'a RecordBatch) -> Result<Self, ArrowError> {
        Ok(Self {
            places: integers(batch, "order")?,
            ids: Bytes::find(batch, "id")?,
            keys: Bytes::find(batch, "keys")?,
        })
    }

    fn keys(&self) -> impl Iterator<Item = &'a [u8]> {
        (0..self.places.len()).map(|row| self.keys.get(row).unwrap_or_default())
    }

    fn pages(&self) -> impl Iterator<Item = SpreadPage<'a>> {
        (0..self.places.len()).map(|row| SpreadPage {
            place: self.places[row],
            id: self.ids.text(row).unwrap_or_default(),
            keys: self.keys.get(row).unwrap_or_default(),
        })
    }
}

fn parse_stage(name: &str) -> PyResult<Stage> {
    Ok(match name {
        "meet" => Stage::Meet,
        "divide" => Stage::Divide,
        "pair" => Stage::Pair,
        "fetch" => Stage::Fetch,
        "verify" => Stage::Verify,
        "large_star" => Stage::LargeStar,
        "small_star" => Stage::SmallStar,
        "gather" => Stage::Gather,
        other => return Err(PyValueError::new_err(format!("there is no stage {other:?}"))),
    })
}

fn parse_rules(keep_first: &str, updates: &str, near_days: Option<u32>) -> PyResult<CopyRules> {
    let mut rules = CopyRules::default();
    rules.keep_first = match keep_first {
        "input" => KeepFirst::Input,
        "earliest" => KeepFirst::Earliest,
        "longest" => KeepFirst::Longest,
        other => {
            return Err(PyValueError::new_err(format!(
                "keep_first must be \"input\", \"earliest\" or \"longest\", not {other:?}"
            )));
        }
    };
    rules.updates = match updates {
        "first" => Updates::First,
        "last" => Updates::Last,
        "both" => Updates::Both,
        other => {
            return Err(PyValueError::new_err(format!(
                "updates must be \"first\", \"last\" or \"both\", not {other:?}"
            )));
        }
    };
    rules.near_days = near_days;
    Ok(rules)
}

#[pymethods]
impl Spread {
    #[new]
    #[pyo3(signature = (parts, duplicates="exact=drop", keep_first="input", updates="first", near_days=None))]
    fn new(
        parts: u32,
        duplicates: &str,
        keep_first: &str,
        updates: &str,
        near_days: Option<u32>,
    ) -> PyResult<Self> {
        let actions: DuplicateActions = duplicates.parse().map_err(PyValueError::new_err)?;
        let stages = Stages::new(parts, actions, parse_rules(keep_first, updates, near_days)?);
        Ok(Self {
            stages,
            parts,
            duplicates: duplicates.to_owned(),
            keep_first: keep_first.to_owned(),
            updates: updates.to_owned(),
            near_days,
        })
    }

    /// The class of each page, as int64 with a sign.
    fn classes<'py>(&self, py: Python<'py>, batch: PyRecordBatch) -> PyResult<Bound<'py, PyAny>> {
        let batch = batch.into_inner();
        let pages = PageBatch::new(&batch).map_err(|error| failed(&error))?;
        let classes = pages.keys().map(|keys| self.stages.class(keys).map(|class| class as i64));
        let classes = classes.collect::<Result<Vec<_>, _>>().map_err(damaged)?;
        let rows = columns([("class", Arc::new(Int64Array::from(classes)))])?;
        PyRecordBatch::new(rows).into_pyarrow(py)
    }

    /// The blocks with which pages begin: `what` is "entries", "facts", "sketches" or "pages".
    fn begin<'py>(&self, py: Python<'py>, what: &str, batch: PyRecordBatch) -> PyResult<Bound<'py, PyAny>> {
        let batch = batch.into_inner();
        let pages = PageBatch::new(&batch).map_err(|error| failed(&error))?;
        let blocks = detached(py, || match what {
            "entries" => self.stages.entries(pages.keys()),
            "sketches" => self.stages.sketches(pages.keys()),
            "facts" => self.stages.facts(pages.pages().map(|page| (page.place, page.keys))),
            _ => self.stages.pages(pages.pages()),
        })?;
        PyRecordBatch::new(block_rows(&blocks.map_err(damaged)?)?).into_pyarrow(py)
    }

    /// What a stage does with the blocks of a part.
    fn run<'py>(
        &self,
        py: Python<'py>,
        stage: &str,
        blocks: Vec<PyRecordBatch>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let stage = parse_stage(stage)?;
        let batches: Vec<RecordBatch> = blocks.into_iter().map(PyRecordBatch::into_inner).collect();
        let received = read_blocks(&batches).map_err(|error| failed(&error))?;
        let blocks = detached(py, || self.stages.run(stage, received))?.map_err(damaged)?;
        PyRecordBatch::new(block_rows(&blocks)?).into_pyarrow(py)
    }

    /// The classes whose pages go on, from the blocks of a part.
    #[pyo3(signature = (blocks, *, crowded=false))]
    fn active<'py>(
        &self,
        py: Python<'py>,
        blocks: Vec<PyRecordBatch>,
        crowded: bool,
    ) -> PyResult<Bound<'py, PyAny>> {
        let batches: Vec<RecordBatch> = blocks.into_iter().map(PyRecordBatch::into_inner).collect();
        let classes = Stages::active_classes(read_blocks(&batches).map_err(|error| failed(&error))?, crowded)
            .map_err(damaged)?;
        let classes = classes.into_iter().map(|class| class as i64);
        let rows = columns([("class", Arc::new(Int64Array::from_iter_values(classes)))])?;
        PyRecordBatch::new(rows).into_pyarrow(py)
    }

    /// How many edges a stage has changed, by its blocks.
    fn changed(&self, blocks: Vec<PyRecordBatch>) -> PyResult<u64> {
        let batches: Vec<RecordBatch> = blocks.into_iter().map(PyRecordBatch::into_inner).collect();
        Stages::changed_edges(read_blocks(&batches).map_err(|error| failed(&error))?).map_err(damaged)
    }

    /// The copies among the pages that were brought together.
    fn decide<'py>(&self, py: Python<'py>, blocks: Vec<PyRecordBatch>) -> PyResult<Bound<'py, PyAny>> {
        let batches: Vec<RecordBatch> = blocks.into_iter().map(PyRecordBatch::into_inner).collect();
        let received = read_blocks(&batches).map_err(|error| failed(&error))?;
        let copies = detached(py, || self.stages.decide(received, &std::env::temp_dir()))?;
        let copies = copies.map_err(|error| from_run(&error))?;
        PyRecordBatch::new(copy_rows(&copies)?).into_pyarrow(py)
    }

    fn __reduce__<'py>(slf: &Bound<'py, Self>) -> PyResult<(Bound<'py, PyAny>, Bound<'py, PyAny>)> {
        let this = slf.get();
        let arguments = (this.parts, &this.duplicates, &this.keep_first, &this.updates, this.near_days)
            .into_pyobject(slf.py())?;
        Ok((slf.get_type().into_any(), arguments.into_any()))
    }
}

fn copy_rows(copies: &[SpreadCopy]) -> PyResult<RecordBatch> {
    columns([
        ("order", Arc::new(Int64Array::from_iter_values(copies.iter().map(|copy| copy.place)))),
        ("id", Arc::new(StringArray::from_iter_values(copies.iter().map(|copy| &copy.id)))),
        (
            "duplicate_of",
            Arc::new(StringArray::from_iter_values(copies.iter().map(|copy| &copy.duplicate_of))),
        ),
        ("duplicate_kind", Arc::new(StringArray::from_iter_values(copies.iter().map(|copy| copy.kind)))),
        ("similarity", Arc::new(Float64Array::from_iter(copies.iter().map(|copy| copy.similarity)))),
        ("is_dropped", Arc::new(BooleanArray::from_iter(copies.iter().map(|copy| Some(copy.is_dropped))))),
    ])
}
