//! What a page says of its article: title, authors, dates and the rest, each with its source.
