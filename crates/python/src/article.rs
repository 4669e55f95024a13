//! An article as a Python object.

use std::fmt::Write;

use dechaff_pipeline::{CleanPage, Record, Schema};
use pyo3::exceptions::PyAttributeError;
use pyo3::prelude::*;
use pyo3::types::{PyBytes, PyDict, PyTuple};

use crate::field_values::{field_index, to_python};

/// What `extract` found in a page. The fields of records are its attributes.
#[pyclass(frozen, module = "dechaff")]
pub(crate) struct Article {
    record: Record,
    /// Whether a run would keep the page: `kept` or `rejected`.
    status: &'static str,
    reason: Option<String>,
    detail: Option<String>,
    blocks: Vec<Block>,
}

/// A block of a page, and what was decided about it.
#[pyclass(frozen, get_all, module = "dechaff", from_py_object)]
#[derive(Clone)]
pub(crate) struct Block {
    /// The text.
    text: String,
    /// What it is: `main_content`, `navigation`, `related` ...
    label: String,
    /// How sure that is, 0 to 1.
    score: f32,
    /// Why.
    reason: String,
    /// Whether it is part of the article's text.
    is_kept: bool,
}

impl Article {
    pub(crate) fn new(page: CleanPage) -> Self {
        let annotation = page.annotation();
        let blocks = page.document.iter().flat_map(|document| {
            document.blocks().iter().zip(&page.verdicts).map(|(block, verdict)| Block {
                text: document.block_text(block).to_owned(),
                label: verdict.label.as_str().to_owned(),
                score: verdict.score,
                reason: verdict.reason.to_owned(),
                is_kept: verdict.is_kept(),
            })
        });
        let blocks = blocks.collect();
        Self {
            status: annotation.status.as_str(),
            reason: annotation.reason.map(Into::into),
            detail: annotation.detail,
            blocks,
            record: page.record,
        }
    }

    fn line(&self) -> Vec<u8> {
        let mut line = vec![];
        self.record.write_line(&Schema::Dechaff, &mut line);
        line.pop();
        line
    }
}

#[pymethods]
impl Article {
    /// `kept`, or `rejected` if a run would not keep the page.
    #[getter]
    fn status(&self) -> &str {
        self.status
    }

    /// Why the page would be rejected.
    #[getter]
    fn reason(&self) -> Option<&str> {
        self.reason.as_deref()
    }

    /// Details of the reason.
    #[getter]
    fn detail(&self) -> Option<&str> {
        self.detail.as_deref()
    }

    /// The blocks of the page in order, kept or not.
    #[getter]
    fn blocks(&self) -> Vec<Block> {
        self.blocks.clone()
    }

    /// The fields of the record, with their values as the attributes have them.
    fn as_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let dict = PyDict::new(py);
        for (field, value) in Record::FIELDS.iter().zip(self.record.values()) {
            dict.set_item(field.name, to_python(py, value)?)?;
        }
        Ok(dict)
    }

    /// The line that a run writes, without its newline.
    fn to_json(&self) -> PyResult<String> {
        Ok(String::from_utf8(self.line())?)
    }

    fn __getattr__<'py>(&self, py: Python<'py>, name: &str) -> PyResult<Bound<'py, PyAny>> {
        match field_index(name).and_then(|index| self.record.values().nth(index)) {
            Some(value) => to_python(py, value),
            None => Err(PyAttributeError::new_err(format!("'Article' object has no attribute '{name}'"))),
        }
    }

    fn __dir__(&self) -> Vec<&'static str> {
        let own = ["as_dict", "blocks", "detail", "reason", "status", "to_json"];
        Record::FIELDS.iter().map(|field| field.name).chain(own).collect()
    }

    fn __eq__(&self, other: &Self) -> bool {
        self.record == other.record && self.status == other.status && self.reason == other.reason
    }

    fn __repr__(&self) -> String {
        let mut text = "<Article".to_owned();
        if let Some(reason) = &self.reason {
            text.extend([" rejected: ", reason]);
        }
        for part in [
            &self.record.title.as_ref().map(|title| format!("{title:?}")),
            &self.record.domain,
            &self.record.published,
        ] {
            text.extend(part.iter().flat_map(|part| [" ", part]));
        }
        // Writing to a string does not fail.
        let _ = write!(text, ", {} words>", self.record.words);
        text
    }

    fn _repr_html_(&self) -> String {
        let record = &self.record;
        let mut html = String::new();
        if let Some(title) = &record.title {
            html.extend(["<h3>", &escape(title), "</h3>"]);
        }
        let byline = [&record.site_name, &Some(record.authors.join(", ")), &record.published];
        let byline: Vec<&str> =
            byline.into_iter().flatten().map(String::as_str).filter(|part| !part.is_empty()).collect();
        if !byline.is_empty() {
            html.extend(["<p><small>", &escape(&byline.join(" · ")), "</small></p>"]);
        }
        if let Some(reason) = &self.reason {
            html.extend(["<p><b>rejected: ", &escape(reason), "</b></p>"]);
        }
        for paragraph in record.text.split("\n\n") {
            html.extend(["<p style=\"white-space: pre-wrap\">", &escape(paragraph), "</p>"]);
        }
        let removed: Vec<&Block> = self.blocks.iter().filter(|block| !block.is_kept).collect();
        if !removed.is_empty() {
            let _ = write!(html, "<details><summary>{} removed blocks</summary><table>", removed.len());
            for block in removed {
                let cells = [&block.label, &block.reason, &block.text].map(|text| escape(text));
                html.extend([
                    "<tr><td>",
                    &cells[0],
                    "</td><td>",
                    &cells[1],
                    "</td><td style=\"text-align: left\">",
                    &cells[2],
                    "</td></tr>",
                ]);
            }
            html.push_str("</table></details>");
        }
        html
    }

    fn __reduce__<'py>(slf: &Bound<'py, Self>) -> PyResult<(Bound<'py, PyAny>, Bound<'py, PyTuple>)> {
        let py = slf.py();
        let this = slf.get();
        let blocks: Vec<_> = this.blocks.iter().map(Block::parts).collect();
        let parts = (PyBytes::new(py, &this.line()), this.reason.as_deref(), this.detail.as_deref(), blocks);
        Ok((slf.get_type().getattr("_from_parts")?, parts.into_pyobject(py)?))
    }

    /// Makes an article from what `__reduce__` took of it.
    #[staticmethod]
    fn _from_parts(
        line: &[u8],
        reason: Option<String>,
        detail: Option<String>,
        blocks: Vec<BlockParts>,
    ) -> PyResult<Self> {
        let record = Record::from_line(line)
            .map_err(|error| pyo3::exceptions::PyValueError::new_err(format!("not an article: {error}")))?;
        let status = if reason.is_some() { "rejected" } else { "kept" };
        Ok(Self {
            record,
            status,
            reason,
            detail,
            blocks: blocks.into_iter().map(Block::_from_parts).collect(),
        })
    }
}

/// Text, label, score, reason, and whether the block is kept.
type BlockParts = (String, String, f32, String, bool);

impl Block {
    fn parts(&self) -> (&str, &str, f32, &str, bool) {
        (&self.text, &self.label, self.score, &self.reason, self.is_kept)
    }
}

#[pymethods]
impl Block {
    #[staticmethod]
    fn _from_parts(parts: BlockParts) -> Self {
        let (text, label, score, reason, is_kept) = parts;
        Self { text, label, score, reason, is_kept }
    }

    fn __repr__(&self) -> String {
        let start: String = self.text.chars().take(60).collect();
        format!("<Block {} {:.2} {start:?}>", self.label, self.score)
    }

    fn __reduce__<'py>(slf: &Bound<'py, Self>) -> PyResult<(Bound<'py, PyAny>, Bound<'py, PyTuple>)> {
        let parts = (slf.get().parts(),).into_pyobject(slf.py())?;
        Ok((slf.get_type().getattr("_from_parts")?, parts))
    }
}

/// Text as HTML.
fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
