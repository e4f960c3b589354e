//! Lessons: as text, on the screen, in a terminal, with captures of the learner's own.

use crate::support::captures;
#[cfg(unix)]
use crate::support::pty::Pty;
use crate::support::scene::{Listener, Scene, Stream};
use crossterm::event::{Event, KeyCode, KeyEvent, KeyModifiers};
use ftpscope::run::teach::{Missing, bundled, own};
use ftpscope::session::Party;
use ftpscope::tutor::{Answer, Ask, Lesson, questions};
use ftpscope::views::pen::Pen;
use ftpscope::views::teach::{Classroom, Course, Manner, Menu, Wish, page};
use ftpscope::views::tui::{Depth, Language, Theme, ThemeName, picture};
use ftpscope::views::width::width;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use std::path::Path;
use std::process::{Command, Output};

const LANGUAGES: [(&str, Language); 3] = [
    ("en", Language::En),
    ("zh-Hans", Language::ZhHans),
    ("zh-Hant", Language::ZhHant),
];

const SIZES: [(u16, u16); 4] = [(40, 12), (80, 24), (120, 40), (160, 50)];

fn manner(language: Language, quiz: bool) -> Manner {
    Manner {
        language,
        theme: Theme::new(ThemeName::Dark, Depth::Indexed),
        unicode: true,
        quiz,
    }
}

fn text(course: &Course, columns: usize) -> String {
    let mut out = Vec::new();
    let pen = Pen::new(false, true);
    page::lesson(&mut out, course, &pen, columns).expect("memory");
    String::from_utf8(out).expect("text")
}

/// A lesson on a screen of its own.
struct Pupil {
    classroom: Classroom,
    size: (u16, u16),
}

impl Pupil {
    fn new(course: Course, size: (u16, u16)) -> Self {
        let classroom = Classroom::new(course);
        Self { classroom, size }
    }

    fn press(&mut self, code: KeyCode) -> Wish {
        let key = KeyEvent::new(code, KeyModifiers::NONE);
        let wish = self.classroom.take(&Event::Key(key));
        self.screen();
        wish
    }

    fn enter(&mut self, answer: &str) {
        for character in answer.chars() {
            self.press(KeyCode::Char(character));
        }
        self.press(KeyCode::Enter);
    }

    fn buffer(&mut self) -> Buffer {
        let area = Rect::new(0, 0, self.size.0, self.size.1);
        let mut buffer = Buffer::empty(area);
        self.classroom.draw(area, &mut buffer);
        buffer
    }

    fn screen(&mut self) -> String {
        picture::text(&self.buffer())
    }

    /// The screen with its lines joined, so that a sentence is found however it is broken.
    fn words(&mut self) -> String {
        self.screen().split_whitespace().collect()
    }

    fn sees(&mut self, sentence: &str) {
        let wanted: String = sentence.split_whitespace().collect();
        let screen = self.words();
        assert!(
            screen.contains(&wanted),
            "no {sentence:?} on\n{}",
            self.screen()
        );
    }

    /// Goes on until a question is open, or to the end; whether there is one.
    fn go_to_question(&mut self) -> bool {
        for _ in 0..2_000 {
            if self.classroom.open_question().is_some() {
                return true;
            }
            if self.press(KeyCode::Enter) == Wish::Lessons {
                return false;
            }
        }
        panic!("the lesson does not end");
    }

    /// The answer to the question that is open, as one types it.
    fn right_answer(&self) -> String {
        match self.classroom.open_question().expect("a question").right {
            Answer::Party(Party::Client) => "1".into(),
            Answer::Party(Party::Server) => "2".into(),
            Answer::Choice(choice) => (choice + 1).to_string(),
            Answer::Code(code) => code.to_string(),
            Answer::Port(port) => port.to_string(),
            Answer::Count(count) => count.to_string(),
            Answer::Address(address) => address.to_string(),
            Answer::Endpoint(endpoint) => endpoint.to_string(),
        }
    }
}

#[test]
fn the_classroom_lesson_reads_well_in_three_languages() {
    for (name, language) in LANGUAGES {
        let course = bundled(Lesson::Active, &manner(language, true));
        insta::assert_snapshot!(format!("active-{name}"), text(&course, 90));
    }
}

#[test]
fn every_lesson_begins_and_ends_well_in_three_languages() {
    for (name, language) in LANGUAGES {
        let mut all = String::new();
        for lesson in Lesson::ALL {
            let course = bundled(lesson, &manner(language, true));
            let told = text(&course, 90);
            let texts = language.texts().teach;
            let (before, after) = told.split_once(texts.remember).expect("what to remember");
            let (intro, _) = before.split_once("\n\n").expect("a beginning");
            all.push_str(&format!("{intro}\n…\n{}{after}\n", texts.remember));
        }
        insta::assert_snapshot!(format!("lessons-{name}"), all);
    }
}

#[test]
fn no_line_of_a_lesson_is_wider_than_asked_for() {
    for columns in [40, 80, 120, 200] {
        for lesson in Lesson::ALL {
            for (_, language) in LANGUAGES {
                let told = text(&bundled(lesson, &manner(language, true)), columns);
                let wide = told.lines().find(|line| width(line) > columns);
                assert_eq!(wide, None, "{lesson:?} {columns}");
            }
        }
    }
}

#[test]
fn every_step_of_a_lesson_says_where_it_is_defined() {
    for lesson in Lesson::ALL {
        let told = text(&bundled(lesson, &manner(Language::En, false)), 90);
        let steps = told.matches(" #").count();
        assert!(told.matches("RFC ").count() * 3 > steps, "{lesson:?}");
        assert!(told.contains("bytes "), "{lesson:?}");
        assert!(!told.contains("Questions"), "{lesson:?}");
    }
}

#[test]
fn the_bytes_of_a_reply_begin_with_its_code() {
    let told = text(&bundled(Lesson::Passive, &manner(Language::En, false)), 90);
    assert!(told.contains("32 32 37 20 45 6e 74 65  227 Ente"), "{told}");
}

#[test]
fn without_a_quiz_a_lesson_goes_from_step_to_step_to_its_end() {
    for lesson in Lesson::ALL {
        for (_, language) in LANGUAGES {
            let texts = language.texts().teach;
            let mut pupil = Pupil::new(bundled(lesson, &manner(language, false)), (80, 24));
            pupil.press(KeyCode::End);
            pupil.sees(texts.the_end);
            pupil.press(KeyCode::Left);
            assert!(!pupil.go_to_question());
        }
    }
}

#[test]
fn every_question_of_every_lesson_takes_its_answer() {
    for lesson in Lesson::ALL {
        for ((_, language), size) in LANGUAGES.into_iter().zip([(40, 12), (80, 24), (100, 50)]) {
            let texts = language.texts().teach;
            let mut pupil = Pupil::new(bundled(lesson, &manner(language, true)), size);
            let mut answered = 0;
            while pupil.go_to_question() {
                let answer = pupil.right_answer();
                pupil.enter(&answer);
                answered += 1;
                // Going on shows that it was taken; a small screen may have no room for the word.
                if size.0 >= 80 {
                    pupil.sees(texts.right);
                }
                pupil.press(KeyCode::Up);
            }
            assert!(answered > 2, "{lesson:?} asks {answered}");
            if size.0 >= 80 {
                pupil.sees(&(texts.score)(answered, answered, answered));
            }
        }
    }
}

#[test]
fn a_wrong_port_is_explained_with_its_packet_and_may_be_tried_again() {
    let mut pupil = Pupil::new(
        bundled(Lesson::Active, &manner(Language::En, true)),
        (100, 40),
    );
    assert!(pupil.go_to_question());
    pupil.sees("39 × 256 + 136 = ?");
    assert!(!pupil.screen().contains("10120"), "{}", pupil.screen());
    pupil.enter("34855");
    pupil.sees("The two numbers are the wrong way round");
    pupil.sees("Frame 11 carries 39,136");
    assert!(!pupil.screen().contains("9984"));
    pupil.enter("175");
    pupil.sees("the first number has to be multiplied by 256");
    pupil.sees("Hint: 39 × 256 = 9984. Add 136.");
    pupil.enter("10120");
    pupil.sees("Right. 39 × 256 + 136 = 9984 + 136 = 10120.");
    // The next question of the same step.
    pupil.sees("Which side will send the SYN");
}

#[test]
fn what_is_asked_for_is_not_shown_before_it_is_answered() {
    for (part, lesson) in [("✗ no answer", Lesson::Firewalls), ("►", Lesson::Passive)] {
        let mut pupil = Pupil::new(bundled(lesson, &manner(Language::En, true)), (120, 40));
        assert!(pupil.go_to_question());
        assert!(
            !pupil.screen().contains("data connection:"),
            "{}",
            pupil.screen()
        );
        assert!(part == "►" || !pupil.screen().contains(part));
    }
}

#[test]
fn what_is_no_answer_is_told_what_one_looks_like() {
    let mut pupil = Pupil::new(
        bundled(Lesson::Active, &manner(Language::ZhHans, true)),
        (80, 24),
    );
    assert!(pupil.go_to_question());
    pupil.enter("一万零一百二");
    pupil.sees("请输入端口号，一个整数。");
    pupil.enter("");
    pupil.sees("按 → 跳过这一题。");
    pupil.enter("１０１２０");
    pupil.sees("答对了。");
}

#[test]
fn a_question_that_is_passed_over_shows_its_answer() {
    let mut pupil = Pupil::new(
        bundled(Lesson::Active, &manner(Language::ZhHant, true)),
        (80, 24),
    );
    assert!(pupil.go_to_question());
    pupil.press(KeyCode::Right);
    pupil.sees("解答： 39 × 256 + 136 = 9984 + 136 = 10120。");
    while pupil.go_to_question() {
        pupil.press(KeyCode::Right);
    }
    pupil.sees("7 題答對 0 題");
}

#[test]
fn lessons_fit_every_screen() {
    for lesson in Lesson::ALL {
        for (_, language) in LANGUAGES {
            for size in SIZES {
                let mut pupil = Pupil::new(bundled(lesson, &manner(language, true)), size);
                while pupil.go_to_question() {
                    pupil.enter("0");
                    pupil.press(KeyCode::Char('?'));
                    pupil.press(KeyCode::Char('?'));
                    pupil.press(KeyCode::PageUp);
                    pupil.press(KeyCode::Right);
                }
            }
        }
    }
    let mut tiny = Pupil::new(bundled(Lesson::Nat, &manner(Language::En, true)), (39, 11));
    tiny.sees("A lesson needs at least 40 columns and 12 rows.");
}

#[test]
fn the_screens_of_a_lesson() {
    for (name, language) in LANGUAGES {
        let mut shown = String::new();
        for size in SIZES {
            let mut pupil = Pupil::new(bundled(Lesson::Active, &manner(language, true)), size);
            assert!(pupil.go_to_question());
            pupil.enter("39136");
            shown.push_str(&format!("== {size:?}, a wrong answer\n{}", pupil.screen()));
            while pupil.classroom.open_question().is_some() {
                let answer = pupil.right_answer();
                pupil.enter(&answer);
            }
            shown.push_str(&format!("== {size:?}, all answered\n{}", pupil.screen()));
        }
        insta::assert_snapshot!(format!("screen-{name}"), shown);
    }
}

/// Pictures: the name, the language, and the keys that lead from the first question to what is shown.
const PICTURES: [(&str, Language, &str); 3] = [
    ("lesson", Language::En, "34855"),
    ("lesson-zh-Hans", Language::ZhHans, "34855"),
    ("lesson-zh-Hant", Language::ZhHant, "34855"),
];

#[test]
fn lessons_in_the_pictures_of_the_documentation_are_what_the_program_draws() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/pictures");
    for (name, language, typed) in PICTURES {
        let mut pupil = Pupil::new(bundled(Lesson::Active, &manner(language, true)), (100, 30));
        assert!(pupil.go_to_question());
        pupil.enter(typed);
        let picture = picture::svg(&pupil.buffer(), ThemeName::Dark);
        let file = folder.join(name).with_extension("svg");
        if std::env::var_os("UPDATE_PICTURES").is_some() {
            std::fs::write(&file, picture).expect("a file");
            continue;
        }
        let committed = std::fs::read_to_string(&file).unwrap_or_default();
        assert!(
            committed == picture,
            "{} is no longer what the program draws: run `make pictures` and look at it",
            file.display()
        );
    }
}

#[test]
fn a_lesson_is_chosen_from_the_list() {
    let mut menu = Menu::new(&manner(Language::En, true), Lesson::Connections);
    let mut press = |code| menu.take(&Event::Key(KeyEvent::new(code, KeyModifiers::NONE)));
    assert_eq!(press(KeyCode::Down), Wish::Stay);
    assert_eq!(press(KeyCode::Enter), Wish::Begin(Lesson::Active));
    assert_eq!(press(KeyCode::Char('7')), Wish::Begin(Lesson::Ftps));
    assert_eq!(press(KeyCode::Char('9')), Wish::Stay);
    assert_eq!(press(KeyCode::Char('q')), Wish::Quit);
    for size in SIZES {
        let area = Rect::new(0, 0, size.0, size.1);
        let mut buffer = Buffer::empty(area);
        menu.draw(area, &mut buffer);
        let screen = picture::text(&buffer);
        assert!(screen.contains("7  FTPS"), "{screen}");
    }
}

#[test]
fn every_sample_capture_can_be_learnt_from() {
    for path in captures() {
        for lesson in [None].into_iter().chain(Lesson::ALL.map(Some)) {
            let taught = own(&path, lesson, &[], &manner(Language::En, true));
            let course = match taught {
                Ok(course) => course,
                Err(Missing::Suitable(_)) if lesson.is_some() => continue,
                Err(_) => panic!("nothing in {}", path.display()),
            };
            assert!(text(&course, 80).lines().count() > 20);
            let mut pupil = Pupil::new(course, (80, 24));
            while pupil.go_to_question() {
                let answer = pupil.right_answer();
                pupil.enter(&answer);
            }
        }
    }
}

#[test]
fn a_damaged_capture_makes_a_shorter_lesson_and_no_panic() {
    let folder = tempfile::tempdir().expect("a folder");
    for path in captures() {
        let whole = std::fs::read(&path).expect("a capture");
        for step in [7, 31] {
            let mut bytes = whole.clone();
            for place in (200..bytes.len()).step_by(step * 11) {
                bytes[place] ^= 0x15;
            }
            bytes.truncate(whole.len() * 4 / 5);
            let file = folder.path().join("damaged");
            std::fs::write(&file, bytes).expect("a file");
            let Ok(course) = own(&file, None, &[], &manner(Language::En, true)) else {
                continue;
            };
            text(&course, 80);
            let mut pupil = Pupil::new(course, (60, 20));
            while pupil.go_to_question() {
                pupil.press(KeyCode::Right);
            }
        }
    }
}

/// What a lesson asks about the only session of a scene.
fn asked(lesson: Lesson, scene: &Scene) -> Vec<(Ask, Answer)> {
    let sessions = scene.sessions();
    let asked = questions(lesson, &sessions[0]).into_iter();
    asked.map(|one| (one.ask, one.right)).collect()
}

fn passive(scene: &Scene) -> Stream {
    let control = scene.login();
    control.ask("PASV", "227 Entering Passive Mode (198,51,100,1,20,1).");
    control
}

const FROM: &str = "192.0.2.1:40001";
const TO: &str = "198.51.100.1:5121";

#[test]
fn a_single_syn_without_an_answer_is_not_asked_about() {
    let is_reading = |(ask, _): &(Ask, Answer)| matches!(ask, Ask::Silence { .. } | Ask::Firewall);
    for (syns, expected) in [(1, 0), (4, 2)] {
        let scene = Scene::new();
        passive(&scene);
        scene.knock(FROM, TO, syns);
        let asked = asked(Lesson::Firewalls, &scene);
        assert_eq!(asked.iter().filter(|one| is_reading(one)).count(), expected);
    }
}

#[test]
fn a_reset_tells_that_nobody_listens_and_blames_no_firewall() {
    let scene = Scene::new();
    passive(&scene);
    let data = scene.stream(FROM, TO);
    data.syn();
    data.refuse();
    let asked = asked(Lesson::Firewalls, &scene);
    assert!(
        asked.contains(&(Ask::Silence { connection: 0 }, Answer::Choice(1))),
        "{asked:?}"
    );
    assert!(!asked.iter().any(|(ask, _)| *ask == Ask::Firewall));
}

#[test]
fn silence_from_an_address_that_nothing_is_heard_of_blames_no_firewall() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("captures/nat-private-227.pcap");
    let course = own(
        &path,
        Some(Lesson::Firewalls),
        &[],
        &manner(Language::En, true),
    );
    let told = text(&course.ok().expect("a lesson"), 80);
    assert!(!told.contains("Whose firewall"), "{told}");
}

#[test]
fn a_greeting_that_is_none_is_not_asked_about() {
    let scene = Scene::new();
    let control = scene.connect(FROM, "198.51.100.1:21");
    control.reply("421 Too many users.");
    control.close(Listener);
    assert_eq!(asked(Lesson::Connections, &scene), []);
}

#[test]
fn an_address_of_another_host_that_was_reached_is_no_mistake() {
    for (is_reached, expected) in [(true, 0), (false, 1)] {
        let scene = Scene::new();
        let control = scene.login();
        control.ask("PASV", "227 Entering Passive Mode (198,51,100,9,20,1).");
        if is_reached {
            let data = scene.connect(FROM, "198.51.100.9:5121");
            control.ask("LIST", "150 Here it comes.");
            data.carry(Listener, b"-rw-r--r-- 1 ftp ftp 5 Jan 1 2026 a\r\n");
            control.reply("226 Done.");
        }
        control.quit();
        let asked = asked(Lesson::Nat, &scene);
        let addresses = asked
            .iter()
            .filter(|(ask, _)| matches!(ask, Ask::Address { .. }));
        assert_eq!(addresses.count(), expected, "{asked:?}");
    }
}

fn teach(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_ftpscope"))
        .arg("teach")
        .args(arguments)
        .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("captures"))
        .env("LC_ALL", "C.UTF-8")
        .env("COLUMNS", "80")
        .env_remove("NO_COLOR")
        .output()
        .expect("it runs")
}

fn told(output: &Output) -> (String, String, Option<i32>) {
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (
        text(&output.stdout),
        text(&output.stderr),
        output.status.code(),
    )
}

#[test]
fn without_a_terminal_the_lessons_are_listed() {
    let (listed, complaint, status) = told(&teach(&[]));
    assert_eq!((status, complaint.as_str()), (Some(0), ""));
    for lesson in Lesson::ALL {
        assert!(listed.contains(lesson.name()), "{listed}");
    }
}

#[test]
fn without_a_terminal_a_lesson_is_printed() {
    let (by_name, _, status) = told(&teach(&["passive", "--quiz", "--lang", "zh-Hant"]));
    assert_eq!(status, Some(0));
    assert!(
        by_name.contains("被動模式") && by_name.contains("解答"),
        "{by_name}"
    );
    let (by_number, ..) = told(&teach(&["3", "--quiz", "--lang", "zh-Hant"]));
    assert_eq!(by_name, by_number);
}

#[test]
fn a_capture_of_ones_own_is_taught_by_what_it_shows() {
    let (told_alone, _, status) = told(&teach(&["epsv-ipv6.pcap"]));
    assert_eq!(status, Some(0));
    assert!(told_alone.contains("Lesson 6 of 7"), "{told_alone}");
    let (as_asked, _, status) = told(&teach(&["connections", "epsv-ipv6.pcap"]));
    assert_eq!(status, Some(0));
    assert!(as_asked.contains("Lesson 1 of 7"), "{as_asked}");
}

#[test]
fn a_capture_that_does_not_suit_is_refused_with_the_reason() {
    let (printed, complaint, status) = told(&teach(&["ftps", "active.pcap"]));
    assert_eq!((printed.as_str(), status), ("", Some(2)));
    assert!(
        complaint.contains("active.pcap has no session for the lesson"),
        "{complaint}"
    );
    let (_, complaint, status) = told(&teach(&["juggling", "active.pcap"]));
    assert_eq!(status, Some(2));
    assert!(complaint.contains("no lesson `juggling`"), "{complaint}");
    let (_, complaint, status) = told(&teach(&["missing.pcap"]));
    assert_eq!(status, Some(1));
    assert!(complaint.contains("missing.pcap"), "{complaint}");
    let (_, complaint, status) = told(&teach(&["README.md"]));
    assert_eq!(status, Some(1), "{complaint}");
}

#[cfg(unix)]
#[test]
fn a_lesson_is_walked_through_in_a_terminal_in_each_language() {
    for (name, language) in LANGUAGES {
        let texts = language.texts().teach;
        let mut pty = Pty::ftpscope(&["teach", "--quiz", "--lang", name]);
        pty.see(texts.lessons).type_keys("2");
        pty.see_wrapped(texts.intro_active);
        for _ in 0..7 {
            pty.type_keys("\r");
        }
        pty.see("39 × 256 + 136 =").type_keys("39136\r");
        pty.see_wrapped(texts.slip_joined);
        pty.type_keys("10120\r").see_wrapped(texts.ask_opener);
        pty.type_keys("1\r").see_wrapped(texts.wrong);
        pty.type_keys("2\r").see_wrapped(texts.ask_source);
        pty.type_keys("20\r");
        pty.type_keys("10.0.13.222:10120\r200\r");
        pty.type_keys("\x1b[6~").see("h1   10");
        pty.type_keys("\r\r").see("LIST").type_keys("150\r");
        pty.type_keys("\r\r\r").type_keys("226\r");
        for _ in 0..5 {
            pty.type_keys("\r");
        }
        pty.see_wrapped(&(texts.score)(7, 7, 5));
        pty.type_keys("\r").see(texts.lessons);
        assert_eq!(pty.type_keys("q").end().exit_code(), 0);
        pty.assert_restored();
    }
}

#[cfg(unix)]
#[test]
fn a_capture_of_ones_own_is_taught_in_a_terminal() {
    let mut pty = Pty::ftpscope(&["teach", "passive-blocked.pcap", "--quiz"]);
    pty.see("Firewalls");
    for _ in 0..10 {
        pty.type_keys("\r");
    }
    pty.resize(100, 30);
    pty.see_wrapped("Which side will send the SYN of the data connection?");
    pty.type_keys("1\r").see("Right.");
    assert_eq!(pty.type_keys("q").end().exit_code(), 0);
    pty.assert_restored();
}

#[cfg(unix)]
#[test]
fn a_signal_during_a_lesson_gives_the_terminal_back() {
    use rustix::process::{Pid, Signal, kill_process};
    let mut pty = Pty::ftpscope(&["teach", "nat"]);
    pty.see("NAT");
    let process = Pid::from_raw(pty.process() as i32).expect("a process");
    kill_process(process, Signal::TERM).expect("a signal");
    assert!(!pty.end().success());
    pty.assert_restored();
}
