use proptest::prelude::*;

use super::*;

#[derive(Clone, Debug, PartialEq)]
struct Owned {
    text: Vec<u8>,
    start: u64,
    end: u64,
    length: u64,
    marks: LineMarks,
}

fn own(line: Line<'_>) -> Owned {
    Owned {
        text: line.text.to_vec(),
        start: line.start,
        end: line.end,
        length: line.length,
        marks: line.marks,
    }
}

fn split(pushes: &[&[u8]]) -> Vec<Owned> {
    let mut splitter = LineSplitter::new();
    let mut lines = Vec::new();
    let mut offset = 0;
    for bytes in pushes {
        splitter.push(offset, bytes, &mut |line| lines.push(own(line)));
        offset += bytes.len() as u64;
    }
    splitter.finish(&mut |line| lines.push(own(line)));
    lines
}

fn texts(bytes: &[u8]) -> Vec<String> {
    split(&[bytes])
        .iter()
        .map(|line| line.text.escape_ascii().to_string())
        .collect()
}

fn marks(bytes: &[u8]) -> LineMarks {
    split(&[bytes])
        .iter()
        .fold(LineMarks::NONE, |marks, line| marks.with(line.marks))
}

#[test]
fn a_line_ends_at_cr_lf_and_knows_its_offsets() {
    let lines = split(&[b"USER a\r\nPASS b\r\n"]);
    assert_eq!(lines[0].text, b"USER a");
    assert_eq!((lines[0].start, lines[0].end), (0, 8));
    assert_eq!((lines[1].start, lines[1].end), (8, 16));
    assert!(lines[1].marks.is_empty());
}

#[test]
fn a_bare_lf_ends_a_line_and_is_marked() {
    assert_eq!(texts(b"user a\nnoop\r\n"), ["user a", "noop"]);
    assert!(marks(b"user a\n").bare_lf());
}

#[test]
fn more_than_one_cr_before_the_lf_belongs_to_the_end() {
    assert_eq!(texts(b"220 a\r\r\n220 b\r\n"), ["220 a", "220 b"]);
    assert!(marks(b"220 a\r\r\n").extra_cr());
}

#[test]
fn a_cr_at_the_end_of_a_push_makes_no_second_line_when_lf_follows() {
    let lines = split(&[b"NOOP\r", b"\nQUIT\r\n"]);
    assert_eq!(lines.len(), 2);
    assert_eq!(lines[0].end, 6);
    assert!(lines[0].marks.is_empty());
}

#[test]
fn bare_crs_end_commands_where_a_verb_follows() {
    assert_eq!(
        texts(b"USER a\rPASS b\rSYST\rQUIT\r"),
        ["USER a", "PASS b", "SYST", "QUIT"]
    );
    assert!(marks(b"SYST\rQUIT\r").bare_cr());
}

#[test]
fn cr_nul_ends_commands_where_a_verb_follows() {
    assert_eq!(texts(b"USER a\r\0PASS b\r\0"), ["USER a", "PASS b"]);
    assert!(marks(b"USER a\r\0").cr_nul());
}

#[test]
fn bare_crs_end_replies_where_a_code_follows() {
    assert_eq!(texts(b"220 a\r331 b\r"), ["220 a", "331 b"]);
}

#[test]
fn a_bare_cr_inside_a_text_stays_in_it() {
    assert_eq!(texts(b"200 bare\rcr\r\n"), ["200 bare\\rcr"]);
    assert!(marks(b"200 bare\rcr\r\n").bare_cr());
}

#[test]
fn cr_nul_inside_a_path_name_is_a_carriage_return() {
    assert_eq!(texts(b"RETR a\r\0b\r\n"), ["RETR a\\rb"]);
}

#[test]
fn a_line_at_a_cr_is_handed_out_when_the_caller_settles_it() {
    let mut splitter = LineSplitter::new();
    let mut lines = Vec::new();
    splitter.push(0, b"SYST\r", &mut |line| lines.push(own(line)));
    assert_eq!(lines.len(), 0);
    splitter.settle(&mut |line| lines.push(own(line)));
    assert_eq!(lines[0].text, b"SYST");
}

#[test]
fn negotiation_at_the_beginning_is_taken_out() {
    let bytes = b"\xff\xfd\x03\xff\xfb\x18USER a\r\n";
    assert_eq!(texts(bytes), ["USER a"]);
    assert!(marks(bytes).telnet());
    assert_eq!(split(&[bytes])[0].start, 0);
}

#[test]
fn a_subnegotiation_is_taken_out() {
    assert_eq!(
        texts(b"NO\xff\xfa\x18\x00VT\xff\xff\xf0\xff\xf0OP\r\n"),
        ["NOOP"]
    );
}

#[test]
fn a_subnegotiation_that_never_ends_does_not_swallow_the_next_line() {
    assert_eq!(texts(b"a\xff\xfabcd\r\nNOOP\r\n"), ["a", "NOOP"]);
}

#[test]
fn every_form_of_synch_leaves_the_verb() {
    for synch in [
        &b"\xff\xf4\xff\xf2"[..],
        b"\xff\xf4\xf2",
        b"\xf2",
        b"\xf4\xff\xf2",
        b"\xff\xf2",
        b"\xf2\xff\xf4\xff",
    ] {
        let bytes = [synch, b"ABOR\r\n"].concat();
        assert_eq!(texts(&bytes), ["ABOR"], "{synch:x?}");
        assert!(marks(&bytes).synch(), "{synch:x?}");
    }
}

#[test]
fn a_letter_that_looks_like_a_data_mark_stays_in_text() {
    assert_eq!(texts(b"\xf2la\r\n"), ["\\xf2la"]);
}

#[test]
fn a_doubled_255_is_one_byte() {
    assert_eq!(texts(b"RETR \xff\xffx\r\n"), ["RETR \\xffx"]);
}

#[test]
fn a_255_before_text_is_a_letter() {
    assert_eq!(texts(b"CWD \xffaa\xff\r\n"), ["CWD \\xffaa\\xff"]);
    assert_eq!(
        texts(b"200 \xff\xfe\x80 8bit\r\n"),
        ["200 \\xff\\xfe\\x80 8bit"]
    );
}

#[test]
fn nul_bytes_are_kept_and_marked() {
    assert_eq!(texts(b"200 a\0b\r\n"), ["200 a\\x00b"]);
    assert!(marks(b"200 a\0b\r\n").nul());
}

#[test]
fn the_rest_without_an_end_is_handed_out_at_the_finish() {
    let lines = split(&[b"QU", b"IT"]);
    assert_eq!(lines[0].text, b"QUIT");
    assert!(lines[0].marks.unterminated());
    assert_eq!((lines[0].start, lines[0].end), (0, 4));
}

#[test]
fn a_gap_breaks_the_line_and_marks_the_next() {
    let mut splitter = LineSplitter::new();
    let mut lines = Vec::new();
    splitter.push(0, b"RETR lo", &mut |line| lines.push(own(line)));
    splitter.gap(&mut |line| lines.push(own(line)));
    splitter.push(20, b"st\r\nNOOP\r\n", &mut |line| lines.push(own(line)));
    assert_eq!(lines[0].text, b"RETR lo");
    assert!(lines[0].marks.broken());
    assert!(lines[1].marks.after_gap());
    assert_eq!((lines[1].start, lines[1].end), (20, 24));
    assert!(lines[2].marks.is_empty());
}

#[test]
fn a_line_up_to_the_limit_is_whole() {
    let mut bytes = vec![b'a'; LINE_LIMIT];
    bytes.extend(b"\r\n");
    let (first, second) = bytes.split_at(1000);
    for lines in [split(&[&bytes]), split(&[first, second])] {
        assert_eq!(lines[0].text.len(), LINE_LIMIT);
        assert!(lines[0].marks.is_empty());
    }
}

#[test]
fn a_line_over_the_limit_is_cut_and_the_next_is_whole() {
    let mut bytes = vec![b'a'; LINE_LIMIT + 1];
    bytes.extend(b"\r\nNOOP\r\n");
    let (first, second) = bytes.split_at(1000);
    for lines in [split(&[&bytes]), split(&[first, second])] {
        assert_eq!(lines[0].text.len(), LINE_KEPT);
        assert_eq!(lines[0].length, LINE_LIMIT as u64 + 1);
        assert!(lines[0].marks.too_long());
        assert_eq!(lines[1].text, b"NOOP");
    }
}

#[test]
fn an_endless_line_holds_no_more_than_is_kept() {
    let mut splitter = LineSplitter::new();
    for at in 0..100 {
        splitter.push(at * 10_000, &[b'a'; 10_000], &mut |_| {});
    }
    assert_eq!(splitter.pending(), LINE_KEPT);
}

#[test]
fn endless_carriage_returns_hold_no_more_than_is_kept() {
    let mut splitter = LineSplitter::new();
    for at in 0..100 {
        splitter.push(at * 10_000, &[CR; 10_000], &mut |_| {});
    }
    assert!(splitter.pending() <= LINE_KEPT + 1);
}

/// Bytes among which those that mean something are frequent.
fn stream() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        any::<u8>().prop_map(|byte| vec![byte]),
        prop::sample::select(vec![
            &b"\r"[..],
            b"\n",
            b"\r\n",
            b"\0",
            b"\xff",
            b"\xf2",
            b"\xf4",
            b"\xfa",
            b"\xf0",
            b"\xfb",
            b"USER",
            b"abor",
            b"220",
            b"-",
            b" ",
            b"x",
        ])
        .prop_map(<[u8]>::to_vec),
    ];
    prop::collection::vec(piece, 0..60).prop_map(|pieces| pieces.concat())
}

proptest! {
    #[test]
    fn wherever_a_stream_is_cut_the_lines_are_the_same(bytes in stream()) {
        let whole = split(&[&bytes]);
        let single: Vec<&[u8]> = bytes.chunks(1).collect();
        prop_assert_eq!(&split(&single), &whole);
        for at in 0..bytes.len() {
            let (first, second) = bytes.split_at(at);
            prop_assert_eq!(&split(&[first, second]), &whole);
        }
    }

    #[test]
    fn lines_stand_in_order_and_do_not_overlap(bytes in stream()) {
        let mut before = 0;
        for line in split(&[&bytes]) {
            prop_assert!(before <= line.start && line.start <= line.end);
            prop_assert!(line.end <= bytes.len() as u64);
            prop_assert!(line.length >= line.text.len() as u64);
            before = line.end;
        }
    }
}
