//! `ftpscope port`: the arithmetic of announced ports.

use super::feed::Status;
use super::{complain, environment, output};
use crate::cli;
use crate::ftp::arithmetic;
use crate::views::port;
use std::io::{self, Write};

/// Works out every port that the command line names.
pub fn run(options: &cli::Port) -> io::Result<Status> {
    let page = environment::page(&options.manner);
    let mut out = output();
    let mut status = Status::Complete;
    for (place, text) in subjects(&options.numbers).iter().enumerate() {
        match arithmetic::read(text) {
            Ok(worked) => {
                if place > 0 {
                    writeln!(out)?;
                }
                port::steps(&mut out, &page, text, worked)?;
            }
            Err(flaw) => {
                // What was told before comes first.
                out.flush()?;
                complain(port::complaint(page.texts, text, flaw));
                status = Status::WrongUsage;
            }
        }
    }
    out.flush()?;
    Ok(status)
}

/// Each argument alone where each can be read alone, such as `10120 10121`; else all as the one line
/// that a shell has split.
fn subjects(numbers: &[String]) -> Vec<String> {
    let is_whole = |text: &String| {
        let digits = text.trim_start_matches('-');
        text.contains([',', '|', '.', ':']) || digits.len() > 3
    };
    let begins_a_line = numbers
        .first()
        .is_some_and(|first| !is_whole(first) || first.starts_with(char::is_alphabetic));
    if begins_a_line && numbers.len() > 1 {
        vec![numbers.join(" ")]
    } else {
        numbers.to_vec()
    }
}
