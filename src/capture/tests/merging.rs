use super::build::*;
use super::*;

fn reader(name: &str, bytes: Vec<u8>) -> Reader {
    Reader::from_input(name.to_owned(), Box::new(Cursor::new(bytes))).unwrap()
}

fn capture(times: &[i64]) -> Vec<u8> {
    let frames: Vec<_> = times
        .iter()
        .map(|t| kept(t * 1000, &t.to_le_bytes()))
        .collect();
    pcap(LITTLE, Kind::Micro, 1, &frames)
}

#[test]
fn frames_of_several_captures_come_in_time_order() {
    let readers = vec![
        reader("a", capture(&[1, 4, 5])),
        reader("b", capture(&[2, 4, 9])),
        reader("c", capture(&[])),
    ];
    let mut merged = Merged::new(readers);
    assert_eq!(merged.name(), "a + b + c");
    let (frames, error) = drain(&mut merged);
    assert!(error.is_none());
    let seen: Vec<_> = frames
        .iter()
        .map(|f| (f.time / 1000, f.interface))
        .collect();
    assert_eq!(seen, [(1, 0), (2, 1), (4, 0), (4, 1), (5, 0), (9, 1)]);
}

#[test]
fn a_clock_that_runs_backwards_keeps_the_order_of_its_file() {
    let readers = vec![
        reader("a", capture(&[5, 1, 6])),
        reader("b", capture(&[2, 7])),
    ];
    let (frames, _) = drain(&mut Merged::new(readers));
    let seen: Vec<_> = frames.iter().map(|f| f.time / 1000).collect();
    assert_eq!(seen, [2, 5, 1, 6, 7]);
}

#[test]
fn the_error_of_one_capture_comes_after_the_frames_of_all() {
    let mut cut = capture(&[1, 2]);
    cut.pop();
    let readers = vec![reader("cut", cut), reader("whole", capture(&[3, 4]))];
    let mut merged = Merged::new(readers);
    let (frames, error) = drain(&mut merged);
    assert_eq!(frames.len(), 3);
    assert!(error.unwrap().to_string().starts_with("cut: record 2"));
    assert!(matches!(merged.next_frame(), Ok(None)));
}

#[test]
fn interfaces_of_several_captures_stay_apart() {
    let two = |first: i64| {
        let on = |interface, time| Kept {
            interface,
            ..kept(time, b"frame")
        };
        let file = Pcapng::new(LITTLE).nano_interface(1).nano_interface(113);
        let file = file.enhanced(&on(1, first), &[]);
        file.enhanced(&on(0, first + 1), &[]).bytes
    };
    let mut merged = Merged::new(vec![reader("a", two(10)), reader("b", two(20))]);
    let (frames, _) = drain(&mut merged);
    let interfaces: Vec<_> = frames.iter().map(|f| f.interface).collect();
    assert_eq!(interfaces, [0, 1, 2, 3]);
    assert_eq!(merged.link_types(), [LinkType(113), LinkType(1)]);
}

#[test]
fn every_frame_written_is_read_again() {
    let odd = [
        Kept {
            interface: 4,
            link: 113,
            length: 1514,
            ..kept(i64::MAX, b"cut")
        },
        kept(-5, b"before 1970"),
        kept(1, b""),
        kept(-9_223_372_036_000_000_000, b"long before 1970"),
    ];
    let mut writer = Writer::new(Vec::new()).unwrap();
    for frame in &odd {
        writer.frame(&frame.frame(1)).unwrap();
    }
    let mut expected = odd;
    for (frame, interface) in expected.iter_mut().zip([0, 1, 2, 1]) {
        frame.interface = interface;
    }
    assert_eq!(whole(&writer.into_inner()), expected);
}
