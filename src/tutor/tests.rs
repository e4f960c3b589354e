use super::*;
use crate::net::{Address, Endpoint};
use crate::session::{By, Party};

fn arithmetic() -> Question {
    Question {
        moment: Moment::Command(4),
        ask: Ask::Port {
            by: By::Port,
            high: 39,
            low: 136,
        },
        right: Answer::Port(10_120),
        proof: 11,
    }
}

fn asking(ask: Ask, right: Answer) -> Question {
    Question {
        moment: Moment::Opening,
        ask,
        right,
        proof: 1,
    }
}

fn target() -> Question {
    let endpoint = Endpoint::new(Address::v4([10, 0, 13, 222]), 10_120);
    let ask = Ask::Target {
        by: By::Port,
        announced: 11,
        control: 21,
    };
    asking(ask, Answer::Endpoint(endpoint))
}

#[test]
fn a_wrong_sum_tells_how_it_was_made() {
    for (typed, expected) in [
        ("10120", Judgement::Right),
        (" 10120 ", Judgement::Right),
        ("１０１２０", Judgement::Right),
        ("34855", Judgement::Wrong(Slip::Swapped)),
        ("175", Judgement::Wrong(Slip::Added)),
        ("9984", Judgement::Wrong(Slip::HighOnly)),
        ("136", Judgement::Wrong(Slip::LowOnly)),
        ("39136", Judgement::Wrong(Slip::Joined)),
        ("10121", Judgement::Wrong(Slip::Other)),
        ("99999", Judgement::Wrong(Slip::Other)),
        ("", Judgement::Unreadable),
        ("-1", Judgement::Unreadable),
        ("ten thousand", Judgement::Unreadable),
        ("99999999999999999999", Judgement::Unreadable),
    ] {
        assert_eq!(arithmetic().judge(typed), expected, "{typed:?}");
    }
}

#[test]
fn an_endpoint_may_be_typed_in_several_ways() {
    for typed in [
        "10.0.13.222:10120",
        "10.0.13.222 10120",
        "10.0.13.222, 10120",
        "10,0,13,222,39,136",
        "10.0.13.222：10120",
    ] {
        assert_eq!(target().judge(typed), Judgement::Right, "{typed:?}");
    }
    for typed in ["10120", "10.0.13:10120", "10.0.13.222:99999", ":", ","] {
        assert_eq!(target().judge(typed), Judgement::Unreadable, "{typed:?}");
    }
}

#[test]
fn half_a_right_endpoint_is_told_from_a_wrong_one() {
    for (typed, slip) in [
        ("10.0.13.222:21", Slip::ControlPort),
        ("10.0.13.222:10121", Slip::WrongPort),
        ("10.0.1.66:10120", Slip::WrongAddress),
        ("10.0.1.66:20", Slip::Other),
    ] {
        assert_eq!(target().judge(typed), Judgement::Wrong(slip), "{typed:?}");
    }
}

#[test]
fn ipv6_endpoints_have_brackets_or_a_space() {
    let endpoint = Endpoint::new(
        "2001:db8::21".parse::<std::net::IpAddr>().unwrap().into(),
        50_093,
    );
    let ask = Ask::Target {
        by: By::Reply229,
        announced: 1,
        control: 21,
    };
    let question = asking(ask, Answer::Endpoint(endpoint));
    for typed in ["[2001:db8::21]:50093", "2001:db8::21 50093"] {
        assert_eq!(question.judge(typed), Judgement::Right, "{typed:?}");
    }
}

#[test]
fn a_side_has_a_number_a_letter_and_a_name() {
    let question = asking(Ask::Opener, Answer::Party(Party::Server));
    for typed in ["2", "s", "Server", "服务器", "伺服器", "２"] {
        assert_eq!(question.judge(typed), Judgement::Right, "{typed:?}");
    }
    assert_eq!(question.judge("1"), Judgement::Wrong(Slip::Other));
    assert_eq!(question.judge("3"), Judgement::Unreadable);
}

#[test]
fn a_code_of_the_same_first_digit_is_nearly_right() {
    let question = asking(Ask::LastCode { connected: true }, Answer::Code(226));
    assert_eq!(question.judge("226"), Judgement::Right);
    assert_eq!(question.judge("200"), Judgement::Wrong(Slip::SameDigit));
    assert_eq!(question.judge("425"), Judgement::Wrong(Slip::Other));
    assert_eq!(question.judge("22"), Judgement::Unreadable);
}

#[test]
fn one_of_several_is_chosen_by_its_number() {
    let question = asking(Ask::Helper, Answer::Choice(1));
    assert_eq!(question.judge("2"), Judgement::Right);
    for typed in ["0", "3", "x"] {
        assert_eq!(question.judge(typed), Judgement::Unreadable, "{typed:?}");
    }
}

#[test]
fn a_hint_is_due_after_two_wrong_answers_and_what_is_no_answer_does_not_count() {
    let mut quiz = Quiz::new(vec![arithmetic()]);
    let wrong = |hint| Outcome::Wrong {
        slip: Slip::Other,
        hint,
    };
    assert_eq!(quiz.answer(0, "what"), Outcome::Unreadable);
    assert_eq!(quiz.answer(0, "1"), wrong(false));
    assert_eq!(quiz.answer(0, "2"), wrong(true));
    assert_eq!(quiz.answer(0, "10120"), Outcome::Right);
    let score = quiz.score();
    assert_eq!((score.asked, score.right, score.at_once), (1, 1, 0));
}

#[test]
fn a_question_that_was_passed_over_does_not_count_as_answered() {
    let mut quiz = Quiz::new(vec![arithmetic()]);
    assert_eq!(quiz.at(Moment::Command(4)).collect::<Vec<_>>(), [0]);
    quiz.give_up(0);
    assert_eq!(quiz.standing(0), Standing::GivenUp);
    assert_eq!(quiz.score().right, 0);
}

#[test]
fn lessons_have_names_and_numbers() {
    for (index, lesson) in Lesson::ALL.into_iter().enumerate() {
        assert_eq!(lesson.number(), index + 1);
        assert_eq!(Lesson::named(lesson.name()), Some(lesson));
        assert_eq!(Lesson::named(&lesson.number().to_string()), Some(lesson));
    }
    assert_eq!(Lesson::named("Active"), Some(Lesson::Active));
    assert_eq!(Lesson::named("8"), None);
    assert_eq!(Lesson::named("active.pcap"), None);
}
