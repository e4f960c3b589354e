//! Text in which nothing needs an escape, told while it is copied.

/// Copies `text` into a place of the same length; returns whether it is ASCII in which nothing needs an
/// escape, and may stop where it is not.
///
/// Both at once, in words; the last of them overlaps the one before.
#[inline(always)]
pub(super) fn copy(text: &[u8], into: &mut [u8]) -> bool {
    match (text.last_chunk::<8>(), into.last_chunk_mut::<8>()) {
        (Some(last), Some(place)) => {
            *place = *last;
            let mut odd = odd(u64::from_le_bytes(*last));
            let (words, _) = text.as_chunks::<8>();
            let (places, _) = into.as_chunks_mut::<8>();
            for (word, place) in words.iter().zip(places) {
                *place = *word;
                odd |= self::odd(u64::from_le_bytes(*word));
            }
            odd == 0
        }
        _ => copy_short(text, into),
    }
}

/// As [`copy`], of less than a word.
#[inline(always)]
fn copy_short(text: &[u8], into: &mut [u8]) -> bool {
    if let (&[a, b, c, d, ..], &[.., e, f, g, h]) = (text, text)
        && let Some(place) = into.first_chunk_mut::<4>()
    {
        *place = [a, b, c, d];
        if let Some(place) = into.last_chunk_mut::<4>() {
            *place = [e, f, g, h];
        }
        return odd(u64::from_le_bytes([a, b, c, d, e, f, g, h])) == 0;
    }
    let mut word = [b' '; 8];
    for ((byte, place), copy) in text.iter().zip(into).zip(&mut word) {
        (*place, *copy) = (*byte, *byte);
    }
    odd(u64::from_le_bytes(word)) == 0
}

/// Which bytes of a word are not ASCII or need an escape: their highest bits are set, of the lowest one for
/// certain.
///
/// What is subtracted from each byte borrows from the bit above only where the byte is less.
#[inline(always)]
fn odd(word: u64) -> u64 {
    const EACH: u64 = u64::MAX / 0xff;
    const HIGHEST: u64 = EACH << 7;
    let less_than = |word: u64, limit: u8| word.wrapping_sub(EACH * u64::from(limit)) & !word;
    let equal = |byte: u8| less_than(word ^ (EACH * u64::from(byte)), 1);
    (less_than(word, b' ') | equal(b'"') | equal(b'\\') | word) & HIGHEST
}
