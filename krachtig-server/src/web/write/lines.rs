//! Lines of a form: a few of the same at once, of which those are read that were filled in.

use super::super::form::Form;

/// How many lines a form has room for at once, besides those that are filled in.
const MORE: usize = 3;
/// The most that a form shows.
const MOST: usize = 12;

/// How many lines to show: all that are filled in, and some more.
pub(super) fn room(form: &Form, list: &str, field: &str) -> usize {
    let filled = (0..MOST).rev().find(|n| form.filled(&at(list, *n, field)).is_some());
    filled.map_or(MORE, |last| (last + MORE).clamp(MORE, MOST))
}

/// The numbers of the lines that were filled in.
pub(super) fn filled<'f>(form: &'f Form, list: &'f str, field: &'f str) -> impl Iterator<Item = (usize, String)> + 'f {
    (0..MOST).filter_map(move |n| Some((n, form.filled(&at(list, n, field))?)))
}

/// The name of a field of a line.
pub(super) fn at(list: &str, n: usize, field: &str) -> String {
    format!("{list}.{n}.{field}")
}
