//! Text looked for among the rows of a stream.

use super::paint::Reader;
use super::rows::Content;
use memchr::memmem;

/// The next row that holds `sought`, which is in small letters, after or before `from`, round the
/// ends; of a hex dump, the row in which the bytes begin.
pub fn row(reader: &Reader<'_>, sought: &str, from: usize, forward: bool) -> Option<usize> {
    let rows = &reader.page.rows;
    let is_hex = rows
        .iter()
        .any(|row| matches!(row.content, Content::Hex { .. }));
    if is_hex {
        return hex_row(reader, sought.as_bytes(), from, forward);
    }
    let holds = |&index: &usize| {
        rows.get(index)
            .is_some_and(|row| reader.text(row).to_ascii_lowercase().contains(sought))
    };
    if forward {
        (from + 1..rows.len()).chain(0..=from).find(holds)
    } else {
        let before = (0..from).rev();
        before.chain((from..rows.len()).rev()).find(holds)
    }
}

fn hex_row(reader: &Reader<'_>, sought: &[u8], from: usize, forward: bool) -> Option<usize> {
    let rows = &reader.page.rows;
    let place = |row: &super::rows::Row| match &row.content {
        Content::Hex { bytes, .. } => Some(bytes.clone()),
        _ => None,
    };
    let bytes = reader.page.text(reader.window).to_ascii_lowercase();
    let here = rows.get(from..).into_iter().flatten().find_map(place);
    let here = here.unwrap_or(0..0);
    let found = if forward {
        let after = here.end as usize;
        let rest = bytes.get(after..).unwrap_or_default();
        memmem::find(rest, sought)
            .map(|at| after + at)
            .or_else(|| memmem::find(&bytes, sought))
    } else {
        let before = bytes.get(..here.start as usize).unwrap_or_default();
        memmem::rfind(before, sought).or_else(|| memmem::rfind(&bytes, sought))
    };
    let found = u32::try_from(found?).ok()?;
    rows.iter()
        .position(|row| place(row).is_some_and(|bytes| bytes.contains(&found)))
}
