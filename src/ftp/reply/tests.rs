use proptest::prelude::*;

use super::*;

fn assemble(lines: &[&str], expected: &[u16]) -> Vec<Reply> {
    let mut assembler = ReplyAssembler::new();
    let mut replies = Vec::new();
    let mut offset = 0;
    for line in lines {
        let end = offset + line.len() as u64 + 2;
        assembler.push(
            line.as_bytes(),
            offset,
            end,
            &mut |code| expected.contains(&code.0),
            &mut |reply| replies.push(reply),
        );
        offset = end;
    }
    assembler.finish(&mut |reply| replies.push(reply));
    replies
}

fn texts(reply: &Reply) -> Vec<&str> {
    reply
        .lines
        .iter()
        .map(|line| std::str::from_utf8(line).unwrap())
        .collect()
}

#[test]
fn a_single_line_is_a_reply() {
    let replies = assemble(&["220 ready"], &[]);
    assert_eq!(replies[0].code, Some(Code(220)));
    assert_eq!(texts(&replies[0]), ["ready"]);
    assert_eq!((replies[0].start, replies[0].end), (0, 11));
    assert!(replies[0].marks.is_empty());
}

#[test]
fn a_line_that_is_a_reply_by_itself_is_told_as_it_would_be_handed_out() {
    let assembler = ReplyAssembler::new();
    for line in ["220 ready", "220", "220\tready", "220ready", "no code", ""] {
        let replies = assemble(&[line], &[]);
        let handed_out = (replies[0].code, replies[0].text());
        assert_eq!(assembler.alone(line.as_bytes()), Some(handed_out));
    }
}

#[test]
fn no_line_is_a_reply_by_itself_among_several() {
    let mut assembler = ReplyAssembler::new();
    assert_eq!(assembler.alone(b"230-Welcome"), None);
    assembler.push(b"230-Welcome", 0, 13, &mut |_| true, &mut |_| ());
    assert_eq!(assembler.alone(b"230 Done"), None);
}

#[test]
fn several_lines_end_at_the_same_code_and_a_space() {
    let replies = assemble(
        &[
            "230-Welcome",
            " 12 users",
            "230-quota",
            "230 ok",
            "200 next",
        ],
        &[],
    );
    assert_eq!(texts(&replies[0]), ["Welcome", " 12 users", "quota", "ok"]);
    assert_eq!((replies[0].start, replies[0].end), (0, 43));
    assert_eq!(replies[1].code, Some(Code(200)));
}

#[test]
fn another_code_inside_several_lines_is_text() {
    let replies = assemble(&["211-Features", "226 is a number", "211 End"], &[211]);
    assert_eq!(texts(&replies[0]), ["Features", "226 is a number", "End"]);
    assert!(replies[0].marks.unindented());
    assert_eq!(replies.len(), 1);
}

#[test]
fn a_legal_code_ends_a_reply_whose_own_code_is_not_legal() {
    let replies = assemble(&["150 opening", "230-motd", "226 done"], &[150, 226]);
    let codes: Vec<_> = replies.iter().map(|reply| reply.code.unwrap().0).collect();
    assert_eq!(codes, [150, 230, 226]);
    assert!(replies[1].marks.overtaken());
}

#[test]
fn a_bare_code_is_a_reply_and_ends_several_lines() {
    let replies = assemble(&["200", "220-a", "220"], &[]);
    assert!(replies[0].marks.bare_code());
    assert_eq!(texts(&replies[1]), ["a", ""]);
}

#[test]
fn a_tab_after_the_code_is_taken_as_a_space() {
    let replies = assemble(&["200\tok"], &[]);
    assert_eq!(texts(&replies[0]), ["ok"]);
    assert!(replies[0].marks.tab());
}

#[test]
fn text_right_after_the_code_is_tolerated_and_marked() {
    let replies = assemble(&["220ready"], &[]);
    assert_eq!(replies[0].code, Some(Code(220)));
    assert!(replies[0].marks.no_separator());
}

#[test]
fn lines_without_three_digits_have_no_code() {
    for line in ["hello", "20 short", "2000 long", "2x0 no", ""] {
        let replies = assemble(&[line], &[]);
        assert_eq!(replies[0].code, None, "{line}");
        assert!(replies[0].marks.no_code());
    }
}

#[test]
fn a_code_that_no_rfc_could_assign_is_marked() {
    assert!(assemble(&["999 odd"], &[])[0].marks.odd_code());
    assert!(assemble(&["000 odd"], &[])[0].marks.odd_code());
}

#[test]
fn a_reply_that_never_ends_is_handed_out_at_the_finish() {
    let replies = assemble(&["200-"], &[]);
    assert!(replies[0].marks.unended());
}

#[test]
fn after_a_gap_any_other_legal_code_ends_an_open_reply() {
    let mut assembler = ReplyAssembler::new();
    let mut replies = Vec::new();
    let mut each = |reply| replies.push(reply);
    assembler.push(b"220-a", 0, 7, &mut |_| true, &mut each);
    assert_eq!(assembler.open(), Some(Code(220)));
    assembler.gap();
    assembler.push(b"331 b", 50, 57, &mut |_| true, &mut each);
    assert!(replies[0].marks.gap() && replies[0].marks.overtaken());
    assert_eq!(replies[1].code, Some(Code(331)));
}

#[test]
fn lines_beyond_the_limit_are_counted_and_not_kept() {
    let mut lines = vec!["200-"; REPLY_LINES + 10];
    lines.push("200 end");
    let replies = assemble(&lines, &[]);
    assert_eq!(replies[0].lines.len(), REPLY_LINES);
    assert_eq!(replies[0].line_count, REPLY_LINES as u64 + 11);
    assert!(replies[0].marks.too_long());
}

#[test]
fn a_path_name_doubles_its_quotes() {
    assert_eq!(
        quoted_path(b"\"/a \"\"b\"\"\" created").unwrap(),
        b"/a \"b\""
    );
    assert_eq!(quoted_path(b"\"/open").unwrap(), b"/open");
    assert_eq!(quoted_path(b"no path"), None);
}

proptest! {
    #[test]
    fn a_printed_reply_reads_back(
        code in 100u16..600,
        lines in prop::collection::vec("[ -~]{0,20}", 1..6),
    ) {
        let last = lines.len() - 1;
        let printed: Vec<String> = lines
            .iter()
            .enumerate()
            .map(|(at, line)| format!("{code}{}{line}", if at == last { ' ' } else { '-' }))
            .collect();
        let printed: Vec<&str> = printed.iter().map(String::as_str).collect();
        let replies = assemble(&printed, &[]);
        prop_assert_eq!(replies.len(), 1);
        prop_assert_eq!(replies[0].code, Some(Code(code)));
        prop_assert_eq!(texts(&replies[0]), lines);
    }

    #[test]
    fn every_line_is_in_one_reply(lines in prop::collection::vec("[0-9]{0,4}[ -]?[a-z0-9]{0,3}", 0..30)) {
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        let counted: u64 = assemble(&lines, &[200, 226]).iter().map(|reply| reply.line_count).sum();
        prop_assert_eq!(counted, lines.len() as u64);
    }
}
