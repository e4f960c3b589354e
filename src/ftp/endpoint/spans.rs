//! Where the numbers of an announcement stand in its text.

use std::ops::Range;

use super::delimited::{filled_place, single_port_place};
use super::list::List;

/// How a text announces an endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// The argument of PORT.
    Port,
    /// The argument of LPRT.
    Long,
    /// The argument of EPRT.
    Extended,
    /// The text of a 227.
    Passive,
    /// The text of a 228.
    LongPassive,
    /// The text of a 229.
    ExtendedPassive,
}

/// What a number or a word of an announcement is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// A number of the address, counted from 1.
    Host(u8),
    /// A number of the port, counted from 1.
    Port(u8),
    /// The address family of LPRT and 228.
    Family,
    /// The length of the address in bytes.
    AddressLength,
    /// The length of the port in bytes.
    PortLength,
    /// The protocol of EPRT.
    Protocol,
    /// The address as one word.
    Address,
    /// The port as one number.
    WholePort,
}

/// The numbers and words that the readers of [`super`] read from `text`, in order.
pub fn spans(form: Form, text: &[u8]) -> Vec<(Place, Range<usize>)> {
    match form {
        Form::Port => six(text),
        Form::Long | Form::LongPassive => long(text),
        Form::Extended => extended(text),
        Form::Passive => {
            let spans = six(text);
            if spans.len() < 6 && single_port_place(text).is_some() {
                return single_port(text);
            }
            spans
        }
        Form::ExtendedPassive => {
            if single_port_place(text).is_some() {
                return single_port(text);
            }
            match filled_place(text) {
                Some((_, inner)) => words(text, inner),
                None => six(text),
            }
        }
    }
}

/// `h1,h2,h3,h4,p1,p2`.
fn six(text: &[u8]) -> Vec<(Place, Range<usize>)> {
    let Some(list) = List::longest(text, 6) else {
        return Vec::new();
    };
    let place = |index: usize| match index {
        0..4 => Place::Host(index as u8 + 1),
        _ => Place::Port(index.saturating_sub(3).min(255) as u8),
    };
    let ranges = list.places(text).into_iter().enumerate();
    ranges.map(|(index, range)| (place(index), range)).collect()
}

/// `af,hal,h1..hn,pal,p1..pn`.
fn long(text: &[u8]) -> Vec<(Place, Range<usize>)> {
    let Some(list) = List::longest(text, 9) else {
        return Vec::new();
    };
    let hosts = list
        .numbers
        .get(1)
        .and_then(|&length| usize::try_from(length).ok())
        .map_or(usize::MAX, |length| length.saturating_add(2));
    let place = |index: usize| match index {
        0 => Place::Family,
        1 => Place::AddressLength,
        _ if index < hosts => Place::Host((index - 1).min(255) as u8),
        _ if index == hosts => Place::PortLength,
        _ => Place::Port((index - hosts).min(255) as u8),
    };
    let ranges = list.places(text).into_iter().enumerate();
    ranges.map(|(index, range)| (place(index), range)).collect()
}

/// `|1|10.0.1.66|10120|`.
fn extended(text: &[u8]) -> Vec<(Place, Range<usize>)> {
    let start = text.iter().take_while(|byte| byte.is_ascii_whitespace());
    let start = start.count();
    let end = start + text.trim_ascii().len();
    words(text, start..end)
}

/// Three words, each after the delimiter that `inner` begins with.
fn words(text: &[u8], inner: Range<usize>) -> Vec<(Place, Range<usize>)> {
    let Some((&delimiter, rest)) = text.get(inner.clone()).and_then(<[u8]>::split_first) else {
        return Vec::new();
    };
    let mut at = inner.start + 1;
    let mut spans = Vec::new();
    let places = [Place::Protocol, Place::Address, Place::WholePort];
    for (place, word) in places
        .into_iter()
        .zip(rest.split(|&byte| byte == delimiter))
    {
        if !word.is_empty() {
            spans.push((place, at..at + word.len()));
        }
        at += word.len() + 1;
    }
    spans
}

/// `|||10120|` anywhere.
fn single_port(text: &[u8]) -> Vec<(Place, Range<usize>)> {
    let Some((at, _)) = single_port_place(text) else {
        return Vec::new();
    };
    let start = at + 3;
    let digits = text.get(start..).unwrap_or_default();
    let length = super::list::number(digits).map_or(0, |(_, length, _)| length);
    vec![(Place::WholePort, start..start + length)]
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words_of(form: Form, text: &str) -> Vec<(Place, &str)> {
        let spans = spans(form, text.as_bytes());
        spans
            .into_iter()
            .map(|(place, range)| (place, &text[range]))
            .collect()
    }

    #[test]
    fn the_six_numbers_of_port_have_their_places() {
        use Place::{Host, Port};
        assert_eq!(
            words_of(Form::Port, "10,0,13,222,39,136"),
            [
                (Host(1), "10"),
                (Host(2), "0"),
                (Host(3), "13"),
                (Host(4), "222"),
                (Port(1), "39"),
                (Port(2), "136"),
            ]
        );
    }

    #[test]
    fn the_six_numbers_of_a_227_are_found_in_its_text() {
        let spans = words_of(Form::Passive, "Entering Passive Mode (10,0,1,66,156,65).");
        assert_eq!(spans.len(), 6);
        assert_eq!(spans[5], (Place::Port(2), "65"));
    }

    #[test]
    fn a_227_in_the_form_of_a_229_has_one_port() {
        assert_eq!(
            words_of(Form::Passive, "Entering (|||10120|)"),
            [(Place::WholePort, "10120")]
        );
    }

    #[test]
    fn lprt_tells_the_lengths_of_address_and_port() {
        use Place::{AddressLength, Family, Host, Port, PortLength};
        assert_eq!(
            words_of(Form::Long, "4,4,10,0,13,222,2,39,136"),
            [
                (Family, "4"),
                (AddressLength, "4"),
                (Host(1), "10"),
                (Host(2), "0"),
                (Host(3), "13"),
                (Host(4), "222"),
                (PortLength, "2"),
                (Port(1), "39"),
                (Port(2), "136"),
            ]
        );
    }

    #[test]
    fn eprt_has_protocol_address_and_port() {
        assert_eq!(
            words_of(Form::Extended, " |2|2001:db8::1|10120|"),
            [
                (Place::Protocol, "2"),
                (Place::Address, "2001:db8::1"),
                (Place::WholePort, "10120"),
            ]
        );
    }

    #[test]
    fn a_229_has_its_port_between_bars() {
        assert_eq!(
            words_of(Form::ExtendedPassive, "Extended (|||10120|)"),
            [(Place::WholePort, "10120")]
        );
        assert_eq!(
            words_of(Form::ExtendedPassive, "Extended (|1|10.0.1.66|10120|)"),
            [
                (Place::Protocol, "1"),
                (Place::Address, "10.0.1.66"),
                (Place::WholePort, "10120"),
            ]
        );
    }
}
