//! From one record of a container to a page.

pub(crate) mod dates;
pub(crate) mod field_mapping;
pub(crate) mod headers;
pub(crate) mod http;
pub(crate) mod http_response;
pub(crate) mod json;
pub(crate) mod json_repair;
mod loose_page;
