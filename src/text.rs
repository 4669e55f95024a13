//! Text for terminals: one line, of bounded length, without control characters.

/// The text in one line of at most `max_characters` characters and an ellipsis. Control characters become spaces, so
/// that a page can't steer the terminal.
pub(crate) fn shorten(text: &str, max_characters: usize) -> String {
    let clean: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    match clean.char_indices().nth(max_characters) {
        Some((at, _)) => format!("{}…", &clean[..at]),
        None => clean,
    }
}
