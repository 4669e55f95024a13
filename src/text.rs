//! Formats untrusted text for the terminal.

/// Shortens a text to one line of at most `max_characters` characters and an ellipsis. Control characters become spaces,
/// so that a page can't send escape sequences to the terminal.
pub(crate) fn shorten(text: &str, max_characters: usize) -> String {
    let clean: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    match clean.char_indices().nth(max_characters) {
        Some((at, _)) => format!("{}…", &clean[..at]),
        None => clean,
    }
}
