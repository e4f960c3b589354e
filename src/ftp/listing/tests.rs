use proptest::prelude::*;

use super::*;

/// Kind, name, size and time of the entry in a line.
fn read(line: &str) -> Option<(Kind, &str, Option<u64>, Option<&str>)> {
    let entry = entry(line.as_bytes())?;
    let text = |bytes| std::str::from_utf8(bytes).unwrap();
    Some((
        entry.kind,
        text(entry.name),
        entry.size,
        entry.modified.map(text),
    ))
}

fn people(line: &str) -> (Option<&[u8]>, Option<&[u8]>) {
    let entry = entry(line.as_bytes()).unwrap();
    (entry.owner, entry.group)
}

#[test]
fn a_unix_line_is_read() {
    let line = "-rw-r--r--    1 alice    staff        1048 Nov 20 03:19 hello world.txt";
    assert_eq!(
        read(line),
        Some((
            Kind::File,
            "hello world.txt",
            Some(1048),
            Some("Nov 20 03:19")
        ))
    );
    assert_eq!(people(line), (Some(&b"alice"[..]), Some(&b"staff"[..])));
    assert_eq!(
        entry(line.as_bytes()).unwrap().permissions,
        Some(&b"rw-r--r--"[..])
    );
}

#[test]
fn spaces_around_a_unix_name_belong_to_it() {
    assert_eq!(
        read("-rw-r--r-- 1 a b 1 Jan  1  2020  x ").unwrap().1,
        " x "
    );
}

#[test]
fn a_unix_line_without_group_is_read() {
    let line = "drwxr-xr-x  3 alice  4096 Jan  1  2020 docs";
    assert_eq!(
        read(line),
        Some((Kind::Directory, "docs", Some(4096), Some("Jan  1  2020")))
    );
    assert_eq!(people(line), (Some(&b"alice"[..]), None));
}

#[test]
fn numbers_may_stand_for_owner_and_group() {
    assert_eq!(
        people("-rw------- 1 1000 100 7 Jan 1 12:00 a"),
        (Some(&b"1000"[..]), Some(&b"100"[..]))
    );
}

#[test]
fn marks_of_access_lists_and_contexts_are_passed_over() {
    assert_eq!(read("drwxr-xr-x+ 2 a b 1 Jan 1 12:00 x").unwrap().1, "x");
    assert_eq!(read("-rw-r--r--. 1 a b 1 Jan 1 12:00 x").unwrap().1, "x");
}

#[test]
fn a_link_gives_its_target() {
    let entry = entry(b"lrwxrwxrwx 1 a b 4 Jan 1 12:00 now -> 2020/a").unwrap();
    assert_eq!((entry.kind, entry.name), (Kind::Link, &b"now"[..]));
    assert_eq!(entry.target, Some(&b"2020/a"[..]));
}

#[test]
fn a_device_has_no_size() {
    let line = "crw-rw-rw-   1 root     sys        1,  3 Jan  1 12:00 null";
    assert_eq!(
        read(line),
        Some((Kind::Other, "null", None, Some("Jan  1 12:00")))
    );
    assert_eq!(people(line), (Some(&b"root"[..]), Some(&b"sys"[..])));
}

#[test]
fn other_dates_of_ls_are_read() {
    for (date, name) in [
        ("2020-01-01 12:34", "x"),
        ("2020-01-01 12:34:56.123456789 +0100", "x"),
        ("1 Jan 2020", "x"),
        ("Mär 1. 12:34", "x"),
        ("1月 1 12:34", "x"),
        ("5月 20日 2020年", "x"),
    ] {
        let line = format!("-rw-r--r-- 1 a b 10 {date} {name}");
        let read = read(&line);
        let usable = read.is_some_and(|(_, found, size, when)| {
            found == name && size == Some(10) && when.is_some_and(|when| date.starts_with(when))
        });
        assert!(usable, "{line}: {read:?}");
    }
}

#[test]
fn netware_is_read() {
    let line = "d [RWCEAFMS] alice                 512 Jan 16 18:53 login";
    assert_eq!(
        read(line),
        Some((Kind::Directory, "login", Some(512), Some("Jan 16 18:53")))
    );
    assert_eq!(entry(line.as_bytes()).unwrap().format, Format::Novell);
}

#[test]
fn ms_dos_is_read() {
    assert_eq!(
        read("04-27-00  09:09PM       <DIR>          my docs"),
        Some((Kind::Directory, "my docs", None, Some("04-27-00  09:09PM")))
    );
    assert_eq!(
        read("2020-04-14  15:47             1,589 a b.htm"),
        Some((Kind::File, "a b.htm", Some(1589), Some("2020-04-14  15:47")))
    );
}

#[test]
fn facts_are_read_in_any_case_with_spaces_in_values() {
    let line = "Type=file;SIZE=12;modify=20200101120000;UNIX.owner=Jo Do;UNIX.mode=0644; a b; c";
    assert_eq!(
        read(line),
        Some((Kind::File, "a b; c", Some(12), Some("20200101120000")))
    );
    assert_eq!(people(line).0, Some(&b"Jo Do"[..]));
    let link = entry(b"type=OS.unix=slink:/a b;size=1; now").unwrap();
    assert_eq!((link.kind, link.target), (Kind::Link, Some(&b"/a b"[..])));
}

#[test]
fn eplf_is_read() {
    let line = "+i8388621.29609,m824255902,r,s280,\tdjb.html";
    assert_eq!(
        read(line),
        Some((Kind::File, "djb.html", Some(280), Some("824255902")))
    );
}

#[test]
fn vms_is_read_on_one_line_and_on_two() {
    let one =
        "CII-MANUAL.TEX;1  213/216  29-JAN-1996 03:33:12  [ANONYMOU,ANONYMOUS]   (RWED,RWED,,)";
    assert_eq!(
        read(one),
        Some((
            Kind::File,
            "CII-MANUAL.TEX;1",
            None,
            Some("29-JAN-1996 03:33:12")
        ))
    );
    assert_eq!(
        people(one),
        (Some(&b"ANONYMOUS"[..]), Some(&b"ANONYMOU"[..]))
    );
    let two = b"A_VERY_LONG_NAME.DIR;1\r\n      1  2-JUN-1999 12:34  [SYSTEM]  (RWE,RE,,)\r\n";
    let listing = Listing::parse(two);
    let entries: Vec<_> = listing.entries().collect();
    assert_eq!(entries.len(), 1);
    assert_eq!(
        (entries[0].kind, entries[0].name),
        (Kind::Directory, &b"A_VERY_LONG_NAME.DIR;1"[..])
    );
}

#[test]
fn data_sets_members_and_jobs_are_read() {
    let text = b"Volume Unit    Referred Ext Used Recfm Lrecl BlkSz Dsorg Dsname\n\
        WPTA01 3290   2004/03/04  1    3  FB      80  3125  PO  SITE.LIB\n\
        Migrated                                                SITE.OLD\n";
    let listing = Listing::parse(text);
    let found: Vec<_> = listing
        .entries()
        .map(|entry| (entry.kind, entry.name))
        .collect();
    assert_eq!(
        found,
        [
            (Kind::Directory, &b"SITE.LIB"[..]),
            (Kind::File, b"SITE.OLD")
        ]
    );

    let text = b" Name     VV.MM   Created       Changed      Size  Init   Mod   Id\n\
        MEMBER1   01.03 2002/09/12 2002/10/11 09:37    11    11     0 KIL001\nPLAIN\n";
    let listing = Listing::parse(text);
    let found: Vec<_> = listing
        .entries()
        .map(|entry| (entry.name, entry.owner))
        .collect();
    assert_eq!(
        found,
        [(&b"MEMBER1"[..], Some(&b"KIL001"[..])), (b"PLAIN", None)]
    );

    let text = b"JOBNAME  JOBID    OWNER    STATUS CLASS\nMYJOB    JOB00054 ALICE    OUTPUT A  3 Spool Files\n";
    let listing = Listing::parse(text);
    assert_eq!(listing.entries().next().unwrap().name, b"JOB00054");
    assert_eq!(listing.format(), Some(Format::Jobs));
}

#[test]
fn ibm_i_is_read() {
    let line = "QSYS            77824 02/23/00 15:09:55 *DIR       QIBM/";
    assert_eq!(
        read(line),
        Some((
            Kind::Directory,
            "QIBM",
            Some(77824),
            Some("02/23/00 15:09:55")
        ))
    );
}

#[test]
fn unknown_lines_are_kept_as_they_are() {
    let listing =
        Listing::parse(b"total 4\r\n-rw-r--r-- 1 a b 1 Jan 1 12:00 x\r\nwhat is this\r\n\r\n");
    assert_eq!(listing.rows[0], Row::About(b"total 4"));
    assert!(matches!(listing.rows[1], Row::Entry(_)));
    assert_eq!(listing.rows[2], Row::Unknown(b"what is this"));
    assert_eq!(listing.rows.len(), 3);
}

#[test]
fn a_listing_is_told_by_its_first_line() {
    assert!(looks_like_listing(b"total 4\r\n"));
    assert!(looks_like_listing(
        b"drwxr-xr-x 2 a b 1 Jan 1 12:00 x\r\n-rw"
    ));
    assert!(looks_like_listing(b"type=dir;modify=20200101120000; x\r\n"));
    assert!(!looks_like_listing(b"hello world\n"));
    assert!(!looks_like_listing(b"\x89PNG\r\n\x1a\n"));
    assert!(!looks_like_listing(b""));
}

proptest! {
    #[test]
    fn every_line_is_in_one_row(lines in prop::collection::vec("[ -~]{1,30}", 0..20)) {
        let text = lines.join("\n");
        let rows = Listing::parse(text.as_bytes()).rows.len();
        let full = lines.iter().filter(|line| !line.trim().is_empty()).count();
        prop_assert!(rows <= full && rows >= full / 2);
    }

    #[test]
    fn no_bytes_make_a_reader_panic(bytes in prop::collection::vec(prop_oneof![
        any::<u8>(), prop::sample::select(b" \n\t;=,-rwxd+[]()<>:/0123456789".to_vec())], 0..120)) {
        let listing = Listing::parse(&bytes);
        prop_assert!(listing.entries().all(|entry| entry.name.len() <= bytes.len()));
        prop_assert!(listing.rows.len() <= bytes.len());
        let _ = looks_like_listing(&bytes);
    }

    #[test]
    fn a_printed_unix_line_reads_back(
        name in "[a-zA-Z0-9 ._-]{1,20}", size: u64, owner in "[a-z]{1,8}", day in 1u8..=31,
    ) {
        let line = format!("-rw-r--r-- 1 {owner} users {size} Mar {day:2} 10:20 {name}");
        let (kind, found, found_size, _) = read(&line).unwrap();
        prop_assert_eq!((kind, found, found_size), (Kind::File, name.as_str(), Some(size)));
    }
}
