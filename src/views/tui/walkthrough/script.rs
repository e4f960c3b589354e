//! What the ladder of a session holds, line by line, and which of its steps belong together.

use crate::session::{Announcement, DataConnection};
use crate::views::pen::Ink;
use crate::views::story::{Event, Explained, Row, Stage, Step, Subject, tell};
use std::collections::HashMap;
use std::io;

/// A step on the ladder.
#[derive(Clone, Debug)]
pub struct Told {
    /// What it tells of.
    pub event: Event,
    /// How it is told.
    pub step: Step,
    /// Its first line.
    pub first_line: usize,
    /// How many lines it takes.
    pub lines: usize,
    /// The announcements made in it, by their index in the session.
    pub announcements: Vec<u32>,
    /// What its arrow says where there is room, the longest first: endpoints in full.
    pub in_full: Vec<String>,
}

impl Told {
    /// Whether something went wrong in it.
    pub fn failed(&self) -> bool {
        self.step.rows.iter().any(|row| {
            matches!(
                row,
                Row::Arrow { ink: Ink::Bad, .. } | Row::Bar { ink: Ink::Bad, .. }
            )
        })
    }

    /// Whether people look for it first: an announcement, a data connection, a failure.
    pub fn is_mark(&self) -> bool {
        !self.announcements.is_empty() || matches!(self.event, Event::Connects(_)) || self.failed()
    }
}

/// One line of the ladder.
#[derive(Clone, Debug)]
pub enum Line {
    /// Only the lifelines go on.
    Space,
    /// Time passes.
    Idle(String),
    /// A line of a step: the step, its row, and the line of that row.
    Part(usize, usize, usize),
}

/// What binds an announcement to the command and to the data connection that it is for.
#[derive(Clone, Debug)]
pub struct Tie {
    /// The steps that it binds, in order; the first is the announcement.
    pub steps: Vec<usize>,
    /// The lines from the first to the last.
    pub lines: (usize, usize),
    /// Its column among those that stand side by side.
    pub lane: usize,
}

/// The columns that ties may take side by side.
pub const LANES: usize = 2;

/// A session as lines.
#[derive(Debug, Default)]
pub struct Script {
    /// The steps.
    pub steps: Vec<Told>,
    /// The lines.
    pub lines: Vec<Line>,
    /// What binds steps together, by first line.
    pub ties: Vec<Tie>,
    by_command: HashMap<u32, usize>,
    opening: HashMap<u32, usize>,
    carrying: HashMap<u32, usize>,
}

impl Script {
    /// The script of a session.
    pub fn new(subject: Subject<'_>) -> Self {
        let mut writer = Writer {
            subject,
            announced: announced(subject),
            script: Script::default(),
        };
        // Nothing is written to anything that could fail.
        let told = tell(subject, &mut Explained::anew_each_time(), &mut writer);
        debug_assert!(told.is_ok());
        let mut script = writer.script;
        script.tie(subject);
        script
    }

    /// The step in which a connection is opened or tried, and the one that tells what it carried.
    pub fn of_connection(&self, connection: u32) -> (Option<usize>, Option<usize>) {
        (
            self.opening.get(&connection).copied(),
            self.carrying.get(&connection).copied(),
        )
    }

    /// The step of the command of an exchange.
    pub fn of_command(&self, exchange: u32) -> Option<usize> {
        self.by_command.get(&exchange).copied()
    }

    /// The step that made an announcement.
    pub fn of_announcement(&self, announcement: u32) -> Option<usize> {
        let made = |told: &Told| told.announcements.contains(&announcement);
        self.steps.iter().position(made)
    }

    /// The step that a frame belongs to: the last one that begins with it or before it, and where
    /// several hold it, the shortest.
    pub fn of_frame(&self, frame: u64) -> Option<usize> {
        let frames = |told: &Told| told.step.frames;
        let holding = self.steps.iter().enumerate().filter(|(_, told)| {
            frames(told).is_some_and(|(first, last)| (first..=last).contains(&frame))
        });
        let shortest = holding
            .min_by_key(|(_, told)| frames(told).map_or(u64::MAX, |(first, last)| last - first));
        let before = || {
            let earlier = self
                .steps
                .iter()
                .enumerate()
                .filter(|(_, told)| frames(told).is_some_and(|(first, _)| first <= frame));
            earlier.max_by_key(|(_, told)| frames(told).map(|(first, _)| first))
        };
        shortest.or_else(before).map(|(index, _)| index)
    }

    /// Binds each announcement to the commands and connections that came of it.
    fn tie(&mut self, subject: Subject<'_>) {
        let session = subject.session;
        let mut bound: Vec<Vec<usize>> = vec![Vec::new(); session.announcements.len()];
        for transfer in &session.transfers {
            let Some(steps) = transfer
                .announcement
                .and_then(|index| bound.get_mut(index as usize))
            else {
                continue;
            };
            steps.extend(
                transfer
                    .exchange
                    .and_then(|index| self.by_command.get(&index)),
            );
        }
        for (announcement, steps) in session.announcements.iter().zip(&mut bound) {
            for attempt in &announcement.attempts {
                steps.extend(self.opening.get(attempt));
                steps.extend(self.carrying.get(attempt));
            }
        }
        let made = self.steps.iter().enumerate().flat_map(|(step, told)| {
            told.announcements
                .iter()
                .map(move |&announcement| (step, announcement))
        });
        let mut ties: Vec<Tie> = Vec::new();
        for (step, announcement) in made.collect::<Vec<_>>() {
            let Some(others) = bound
                .get(announcement as usize)
                .filter(|steps| !steps.is_empty())
            else {
                continue;
            };
            let mut steps: Vec<usize> = others.iter().copied().chain([step]).collect();
            steps.sort_unstable();
            steps.dedup();
            let line = |step: usize| self.steps.get(step).map_or(0, |told| told.first_line);
            let lines = (
                steps.first().map_or(0, |&step| line(step)),
                steps.last().map_or(0, |&step| line(step)),
            );
            let beside = |lane: usize| {
                ties.iter()
                    .rev()
                    .take(LANES * 2)
                    .any(|tie| tie.lane == lane && tie.lines.1 >= lines.0)
            };
            let lane = (0..LANES).find(|&lane| !beside(lane)).unwrap_or(LANES - 1);
            ties.push(Tie { steps, lines, lane });
        }
        self.ties = ties;
    }
}

/// The announcements of a session by the event in which each was made: a command's, or a reply's
/// exchange.
fn announced(subject: Subject<'_>) -> HashMap<(usize, bool), Vec<u32>> {
    let mut announced: HashMap<_, Vec<u32>> = HashMap::new();
    for (announcement, index) in subject.session.announcements.iter().zip(0u32..) {
        let by_command = announcement.by.client_listens();
        announced
            .entry((announcement.exchange as usize, by_command))
            .or_default()
            .push(index);
    }
    announced
}

/// The arithmetic of an announcement, and the endpoint that comes of it.
pub fn arithmetic(announcement: &Announcement) -> String {
    let endpoint = announcement.endpoint;
    match announcement.port_numbers {
        Some((high, low)) => {
            format!("{high} × 256 + {low} = {}  →  {endpoint}", endpoint.port)
        }
        None => format!("→  {endpoint}"),
    }
}

struct Writer<'a> {
    subject: Subject<'a>,
    announced: HashMap<(usize, bool), Vec<u32>>,
    script: Script,
}

impl Writer<'_> {
    /// A connection with both endpoints in full.
    fn in_full(&self, connection: &DataConnection) -> Vec<String> {
        let [from, to] = [connection.initiator, connection.listener].map(|end| end.to_string());
        let texts = self.subject.texts;
        let text = if connection.established {
            texts.data_opens
        } else {
            texts.data_attempt
        };
        [text(&from, &to), format!("{from} → {to}")]
            .map(|text| self.subject.pen.sentence(text))
            .into()
    }
}

impl Stage for Writer<'_> {
    fn space(&mut self) -> io::Result<()> {
        self.script.lines.push(Line::Space);
        Ok(())
    }

    fn idle(&mut self, text: &str) -> io::Result<()> {
        self.script.lines.push(Line::Idle(text.to_owned()));
        Ok(())
    }

    fn step(&mut self, event: Event, mut step: Step) -> io::Result<()> {
        let index = self.script.steps.len();
        let key = match event {
            Event::Command(exchange) => Some((exchange, true)),
            Event::Reply(exchange, 0) => Some((exchange, false)),
            _ => None,
        };
        let announcements = key
            .and_then(|key| self.announced.remove(&key))
            .unwrap_or_default();
        let script = &mut self.script;
        match event {
            Event::Command(exchange) => {
                script.by_command.insert(exchange as u32, index);
            }
            Event::Connects(connection) => {
                script.opening.insert(connection, index);
            }
            Event::Carries(connection) => {
                script.carrying.insert(connection, index);
            }
            _ => {}
        }
        let session = self.subject.session;
        for announcement in &announcements {
            if let Some(announcement) = session.announcements.get(*announcement as usize) {
                step.rows.insert(
                    1.min(step.rows.len()),
                    Row::Text {
                        indent: 6,
                        text: self.subject.pen.sentence(arithmetic(announcement)),
                        ink: Ink::Data,
                    },
                );
            }
        }
        let in_full = match event {
            Event::Connects(connection) => {
                let connection = session.connections.get(connection as usize);
                connection.map(|one| self.in_full(one)).unwrap_or_default()
            }
            _ => Vec::new(),
        };
        let script = &mut self.script;
        let first_line = script.lines.len();
        for (place, row) in step.rows.iter().enumerate() {
            let lines = match row {
                Row::Listing { lines, .. } => lines.len(),
                _ => 1,
            };
            script
                .lines
                .extend((0..lines).map(|line| Line::Part(index, place, line)));
        }
        script.steps.push(Told {
            event,
            step,
            first_line,
            lines: script.lines.len() - first_line,
            announcements,
            in_full,
        });
        Ok(())
    }
}
