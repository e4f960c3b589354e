//! The rules as a table in words.

use super::{Subject, remarks};
use crate::firewall::{Network, Path, Purpose, Rule, Side, State, Tls, When};
use crate::views::pen::{Ink, Pen};
use crate::views::width::{padded, width, wrapped};
use std::io::{self, Write};

/// The most columns of a line.
const MOST: usize = 110;

/// Writes the rules of `sides` as a table for each, and what to know about them.
///
/// # Errors
///
/// What the output says.
pub fn words(
    out: &mut impl Write,
    subject: &Subject<'_>,
    sides: &[Side],
    pen: &Pen,
    columns: usize,
) -> io::Result<()> {
    let texts = subject.texts.firewall;
    let columns = columns.min(MOST);
    if let Some(seen) = subject.seen {
        for remark in remarks::seen(subject, seen) {
            paragraph(out, pen, columns, "", &remark)?;
        }
        writeln!(out)?;
    }
    for &side in sides {
        let heading = match side {
            Side::Server => texts.server_side,
            Side::Client => texts.client_side,
            Side::Router => texts.router_side,
        };
        line(out, pen, Ink::Heading, heading)?;
        table(out, subject, side, pen, columns)?;
        writeln!(out)?;
    }
    line(out, pen, Ink::Heading, texts.notes)?;
    for remark in remarks::all(subject) {
        paragraph(out, pen, columns, pen.glyphs.note, &remark)?;
    }
    Ok(())
}

/// One row for each rule: what for, when, which way, who to whom.
fn table(
    out: &mut impl Write,
    subject: &Subject<'_>,
    side: Side,
    pen: &Pen,
    columns: usize,
) -> io::Result<()> {
    let rules = subject.rules(side);
    let rows: Vec<[String; 4]> = rules
        .iter()
        .filter(|rule| is_possible(subject, rule))
        .map(|rule| row(subject, rule, pen))
        .collect();
    if rows.is_empty() {
        return line(
            out,
            pen,
            Ink::Plain,
            &format!("  {}", subject.texts.firewall.nothing),
        );
    }
    let widest = |column: usize| {
        let widths = rows.iter().map(|row| width(&row[column]));
        widths.max().unwrap_or_default()
    };
    let widths = [widest(0), widest(1), widest(2)];
    for [purpose, when, path, connection] in &rows {
        let head = format!(
            "  {}  {}  {}  ",
            padded(purpose, widths[0]),
            padded(when, widths[1]),
            padded(path, widths[2])
        );
        let room = columns.saturating_sub(width(&head)).max(20);
        for (index, part) in wrapped(connection, room, room).iter().enumerate() {
            let start = if index == 0 {
                head.clone()
            } else {
                " ".repeat(width(&head))
            };
            line(out, pen, Ink::Plain, &format!("{start}{part}"))?;
        }
    }
    Ok(())
}

/// Whether the plan leaves open that the rule is needed.
fn is_possible(subject: &Subject<'_>, rule: &Rule) -> bool {
    let plan = subject.plan;
    let unread = plan.helper == Some(false) || !matches!(plan.tls, None | Some(Tls::None));
    let read = plan.helper == Some(true) && plan.tls == Some(Tls::None);
    match rule.when {
        When::Always => true,
        When::Unhelped => !read,
        When::Helped => !unread,
    }
}

fn row(subject: &Subject<'_>, rule: &Rule, pen: &Pen) -> [String; 4] {
    let texts = subject.texts.firewall;
    let purpose = match rule.purpose {
        Purpose::Control => texts.control,
        Purpose::Passive => texts.passive,
        Purpose::Active => texts.active,
    };
    let when = match rule.when {
        When::Always => texts.always,
        When::Unhelped => texts.unhelped,
        When::Helped => texts.helped,
    };
    let path = match rule.path {
        Path::In => texts.path_in,
        Path::Out => texts.path_out,
        Path::Through => texts.path_through,
    };
    let hosts = |networks: &[Network], ports: Option<String>| {
        let ports = ports.map(|ports| format!(":{ports}")).unwrap_or_default();
        let written = networks.iter().map(|network| {
            if ports.is_empty() || network.is_v4() {
                format!("{network}{ports}")
            } else {
                format!("[{network}]{ports}")
            }
        });
        match networks {
            [] => format!("{}{ports}", texts.anyone),
            _ => written.collect::<Vec<_>>().join(", "),
        }
    };
    let state = match rule.state {
        State::New => "TCP".to_owned(),
        State::Related => format!("TCP, {}", texts.related),
    };
    let connection = format!(
        "{state}: {} → {}",
        hosts(&rule.from, rule.source_port.map(|port| port.to_string())),
        hosts(&rule.to, Some(rule.ports.to_string()))
    );
    [
        purpose.to_owned(),
        when.to_owned(),
        path.to_owned(),
        pen.sentence(connection),
    ]
}

fn paragraph(
    out: &mut impl Write,
    pen: &Pen,
    columns: usize,
    mark: &str,
    text: &str,
) -> io::Result<()> {
    let indent = if mark.is_empty() { 0 } else { width(mark) + 1 };
    let room = columns.saturating_sub(indent);
    for (index, part) in wrapped(&pen.sentence(text.to_owned()), room, room)
        .iter()
        .enumerate()
    {
        let start = match index {
            0 if indent > 0 => format!("{mark} "),
            _ => " ".repeat(indent),
        };
        line(out, pen, Ink::Plain, &format!("{start}{part}"))?;
    }
    Ok(())
}

fn line(out: &mut impl Write, pen: &Pen, ink: Ink, text: &str) -> io::Result<()> {
    let mut line = String::new();
    pen.write(&mut line, ink, &text.replace('\u{a0}', " "));
    writeln!(out, "{}", line.trim_end())
}
