//! A kernel filter that cuts some frames and leaves others whole.
//!
//! The value that a program of the Berkeley packet filter returns is the number of bytes to keep.
//! libpcap compiles an expression with one number only, so two of its programs are joined: where
//! the first says no, the second is asked.

use super::both;
use pcap::{Active, BpfInstruction, Capture};
use socket2::{SockFilter, SockRef};

/// The bytes that are kept of a frame of which only headers are wanted: Ethernet with tags, IPv6
/// with an extension or two, and TCP with all its options.
const HEADERS: u32 = 192;

/// More than any frame has.
const WHOLE: u32 = 262_144;

/// The longest program that Linux takes.
const LONGEST: usize = 4_096;

/// Codes of instructions (`bpf(4)`): return a constant; go on elsewhere; the class of those that
/// load, and how they find what to load.
const RETURN: u16 = 0x06;
const JUMP: u16 = 0x05;
const LOAD: u16 = 0x00;
const LOAD_INDEX: u16 = 0x01;
const CLASS: u16 = 0x07;
const MODE: u16 = 0xe0;
const ABSOLUTE: u16 = 0x20;
const INDIRECT: u16 = 0x40;
const HEADER_LENGTH: u16 = 0xa0;

/// Link types of cooked sockets, whose header libpcap makes up after the filter.
const COOKED: i32 = 113;
const COOKED_V2: i32 = 276;

/// What one instruction is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Instruction {
    code: u16,
    yes: u8,
    no: u8,
    value: u32,
}

/// Has the system keep frames whole which the first of `variants` that compiles takes, and the
/// headers of other TCP segments. Where that cannot be done, frames stay whole.
pub(super) fn set(capture: &Capture<Active>, variants: &[String], user: Option<&str>) {
    let whole = variants
        .iter()
        .find_map(|variant| program(capture, &both(variant, user)));
    let Some(whole) = whole else {
        return;
    };
    let Some(headers) = program(capture, &both("tcp", user)) else {
        return;
    };
    let Some(joined) = joined(whole, headers) else {
        return;
    };
    let cooked = match capture.get_datalink().0 {
        COOKED => 16,
        // Its header has other fields than the packet filter of the kernel knows of.
        COOKED_V2 => return,
        _ => 0,
    };
    let Some(joined) = joined
        .into_iter()
        .map(|one| without_header(one, cooked))
        .collect::<Option<Vec<_>>>()
    else {
        return;
    };
    let filter: Vec<SockFilter> = joined
        .iter()
        .map(|one| SockFilter::new(one.code, one.yes, one.no, one.value))
        .collect();
    let _ = SockRef::from(capture).attach_filter(&filter);
}

fn program(capture: &Capture<Active>, expression: &str) -> Option<Vec<Instruction>> {
    let program = capture.compile(expression, true).ok()?;
    program.get_instructions().iter().map(instruction).collect()
}

/// An instruction by its text, which is the only way that its fields can be seen.
fn instruction(one: &BpfInstruction) -> Option<Instruction> {
    let text = one.to_string();
    let mut numbers = text.split(' ').map(str::parse::<u32>);
    let mut next = || numbers.next()?.ok();
    Some(Instruction {
        code: next()?.try_into().ok()?,
        yes: next()?.try_into().ok()?,
        no: next()?.try_into().ok()?,
        value: next()?,
    })
}

/// Both programs as one: frames that the first takes are whole, those that only the second takes
/// are cut. `None` where that is too long.
fn joined(mut whole: Vec<Instruction>, mut headers: Vec<Instruction>) -> Option<Vec<Instruction>> {
    let length = whole.len();
    if length + headers.len() > LONGEST {
        return None;
    }
    for (index, one) in whole.iter_mut().enumerate() {
        if one.code == RETURN && one.value == 0 {
            one.code = JUMP;
            one.value = u32::try_from(length - index - 1).ok()?;
        } else if one.code == RETURN {
            one.value = WHOLE;
        }
    }
    for one in &mut headers {
        if one.code == RETURN && one.value != 0 {
            one.value = HEADERS;
        }
    }
    whole.append(&mut headers);
    Some(whole)
}

/// An instruction as it has to be where frames come without the `cooked` bytes of header that the
/// program was compiled for; `None` where it looks at a field that is not known then.
fn without_header(one: Instruction, cooked: u32) -> Option<Instruction> {
    /// Where Linux has the type and the protocol of a packet beside its bytes.
    const PACKET_TYPE: u32 = 0xffff_f004;
    const PROTOCOL: u32 = 0xffff_f000;
    let loads = matches!(one.code & CLASS, LOAD | LOAD_INDEX)
        && matches!(one.code & MODE, ABSOLUTE | INDIRECT | HEADER_LENGTH);
    if !loads || cooked == 0 || one.value > i32::MAX as u32 {
        return Some(one);
    }
    let value = match one.value {
        value if value >= cooked => value - cooked,
        0 => PACKET_TYPE,
        14 => PROTOCOL,
        _ => return None,
    };
    Some(Instruction { value, ..one })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn step(code: u16, value: u32) -> Instruction {
        Instruction {
            code,
            yes: 0,
            no: 0,
            value,
        }
    }

    #[test]
    fn what_the_first_program_refuses_the_second_decides() {
        let first = vec![step(0x28, 12), step(RETURN, 65_535), step(RETURN, 0)];
        let second = vec![step(0x30, 23), step(RETURN, 65_535), step(RETURN, 0)];
        let expected = vec![
            step(0x28, 12),
            step(RETURN, WHOLE),
            step(JUMP, 0),
            step(0x30, 23),
            step(RETURN, HEADERS),
            step(RETURN, 0),
        ];
        assert_eq!(joined(first, second), Some(expected));
    }

    #[test]
    fn a_refusal_in_the_middle_leads_to_the_second_program() {
        let first = vec![step(RETURN, 0), step(0x28, 12), step(RETURN, 1)];
        let joined = joined(first, vec![step(RETURN, 0)]).unwrap();
        assert_eq!(joined[0], step(JUMP, 2));
    }

    #[test]
    fn a_program_that_is_too_long_is_none() {
        let long = vec![step(0x28, 12); LONGEST];
        assert_eq!(joined(long, vec![step(RETURN, 0)]), None);
    }

    #[test]
    fn fields_of_a_header_that_is_made_up_later_are_found_elsewhere() {
        let with = |value| without_header(step(0x28, value), 16).map(|one| one.value);
        assert_eq!(with(22), Some(6));
        assert_eq!(with(14), Some(0xffff_f000));
        assert_eq!(with(2), None);
        assert_eq!(with(0xffff_f010), Some(0xffff_f010));
        assert_eq!(without_header(step(RETURN, 0), 16), Some(step(RETURN, 0)));
    }
}
