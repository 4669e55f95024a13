//! Articles of a stream of pages, made on all processors.

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::thread::Result as Caught;
use std::vec;

use crossbeam_channel::{Receiver, bounded};
use dechaff_pipeline::{IngestOptions, PageCleaner};
use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
use pyo3::types::{PyIterator, PyTuple};
use rayon::ThreadPool;

use crate::article::Article;
use crate::cleaner::Content;
use crate::error::from_panic;
use crate::pool;

/// Pages that a thread takes at a time, at most.
const CHUNK_PAGES: usize = 32;
/// Bytes that a thread takes at a time, unless one page has more.
const CHUNK_BYTES: usize = 1 << 20;
/// Chunks in progress for each thread.
const CHUNKS_AHEAD: usize = 2;

/// The articles of some pages, in order.
#[pyclass(module = "dechaff")]
pub(crate) struct Articles {
    /// `None` after its end.
    pages: Option<Py<PyIterator>>,
    cleaner: Arc<PageCleaner>,
    ingest: IngestOptions,
    pool: Arc<ThreadPool>,
    process: u32,
    /// What threads are working on.
    pending: VecDeque<Receiver<Caught<Vec<Article>>>>,
    /// What is to be handed out next.
    ready: vec::IntoIter<Article>,
    /// What the iterable raised. It is raised where its page would have come.
    failure: Option<PyErr>,
}

/// A page and its address.
type Item = (Content, Option<String>);

impl Articles {
    pub(crate) fn new(
        pages: &Bound<'_, PyAny>,
        cleaner: Arc<PageCleaner>,
        ingest: IngestOptions,
        jobs: usize,
    ) -> PyResult<Self> {
        Ok(Self {
            pages: Some(pages.try_iter()?.unbind()),
            cleaner,
            ingest,
            pool: pool::get(jobs)?,
            process: std::process::id(),
            pending: VecDeque::new(),
            ready: vec![].into_iter(),
            failure: None,
        })
    }

    /// Hands chunks to threads until enough are in progress.
    fn fill(&mut self, py: Python<'_>) {
        while self.pending.len() < CHUNKS_AHEAD * self.pool.current_num_threads() {
            let Some(pages) = &self.pages else { return };
            let (chunk, end) = take_chunk(pages.bind(py));
            if let Some(end) = end {
                self.failure = end.err();
                self.pages = None;
            }
            if chunk.is_empty() {
                return;
            }
            self.start(chunk);
        }
    }

    fn start(&mut self, chunk: Vec<Item>) {
        let (sender, receiver) = bounded(1);
        let (cleaner, ingest) = (Arc::clone(&self.cleaner), self.ingest.clone());
        self.pool.spawn(move || {
            let articles = catch_unwind(AssertUnwindSafe(|| {
                let clean = |(content, url): Item| {
                    let mut page = content.into_page(&ingest);
                    page.declared.url = url;
                    Article::new(cleaner.clean(&page))
                };
                chunk.into_iter().map(clean).collect()
            }));
            // Nobody is waiting if the articles were closed.
            let _ = sender.send(articles);
        });
        self.pending.push_back(receiver);
    }
}

/// Takes pages from the iterable. Its end is `Ok` if there are no more, `Err` if it failed.
fn take_chunk(pages: &Bound<'_, PyIterator>) -> (Vec<Item>, Option<PyResult<()>>) {
    let (mut chunk, mut bytes) = (vec![], 0);
    let mut pages = pages.clone();
    while chunk.len() < CHUNK_PAGES && bytes < CHUNK_BYTES {
        match pages.next().map(|page| page.and_then(|page| item(&page))) {
            Some(Ok(item)) => {
                bytes += match &item.0 {
                    Content::Text(text) => text.len(),
                    Content::Bytes(bytes) => bytes.len(),
                };
                chunk.push(item);
            }
            Some(Err(error)) => return (chunk, Some(Err(error))),
            None => return (chunk, Some(Ok(()))),
        }
    }
    (chunk, None)
}

fn item(page: &Bound<'_, PyAny>) -> PyResult<Item> {
    match page.cast::<PyTuple>() {
        Ok(pair) => {
            let (page, url): (Bound<'_, PyAny>, Option<String>) = pair.extract()?;
            Ok((Content::from_python(&page)?, url))
        }
        Err(_) => Ok((Content::from_python(page)?, None)),
    }
}

#[pymethods]
impl Articles {
    fn __iter__(slf: Bound<'_, Self>) -> Bound<'_, Self> {
        slf
    }

    fn __next__(&mut self, py: Python<'_>) -> PyResult<Option<Article>> {
        loop {
            if let Some(article) = self.ready.next() {
                return Ok(Some(article));
            }
            if self.process != std::process::id() {
                return Err(PyRuntimeError::new_err(
                    "these articles are made in the process that this one was forked from",
                ));
            }
            self.fill(py);
            let Some(chunk) = self.pending.pop_front() else {
                return self.failure.take().map_or(Ok(None), Err);
            };
            self.ready = match py.detach(|| chunk.recv()) {
                Ok(Ok(articles)) => articles.into_iter(),
                Ok(Err(panic)) => return Err(from_panic(&*panic)),
                Err(_) => return Err(PyRuntimeError::new_err("a thread ended before its pages were done")),
            };
        }
    }

    /// Takes no more pages, and forgets what is in progress.
    fn close(&mut self) {
        self.pages = None;
        self.failure = None;
        self.pending.clear();
        self.ready = vec![].into_iter();
    }
}
