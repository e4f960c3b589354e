//! What verdicts, commands and replies mean, without a session to look at.

mod related;

use super::page::Page;
use super::show::{draw_ladder, pronounce};
use super::story::{Explained, Subject};
use super::verdict::said;
use crate::catalog::{Circumstance, Family, Id};
use crate::diagnose::Verdict;
use crate::ftp::command::Verb;
use crate::ftp::reply::Code;
use crate::ftp::rfc;
use crate::session::Session;
use crate::texts::explain::Stage;
use crate::texts::verdicts::Facts;
use std::io::{self, Write};

/// So many commands share a reply that it may answer any.
const MANY: usize = 40;

/// The error numbers of Windows that clients show where a reply should stand.
pub const WINSOCK: [u16; 5] = [10_054, 10_060, 10_061, 10_066, 10_068];

/// A session in which a verdict is said.
#[derive(Debug)]
pub struct Example<'a> {
    /// The session to be drawn.
    pub session: &'a Session,
    /// What is said of it, or of the capture that it is in.
    pub verdict: &'a Verdict,
}

/// What can be explained.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Topic {
    /// A verdict.
    Verdict(Id),
    /// A command.
    Verb(Verb),
    /// A reply.
    Code(Code),
    /// An error number of Windows.
    Winsock(u16),
}

impl Topic {
    /// What is called so, in any case; of several words the first may say it.
    pub fn named(name: &str) -> Option<Topic> {
        let name = name.trim();
        let whole = Self::of(name);
        whole.or_else(|| Self::of(name.split_whitespace().next()?))
    }

    fn of(name: &str) -> Option<Topic> {
        let id = name.to_ascii_lowercase().replace('_', "-");
        if let Some(&id) = Id::ALL.iter().find(|one| one.name() == id) {
            return Some(Topic::Verdict(id));
        }
        if let Ok(number) = name.parse::<u16>() {
            return match number {
                100..700 => Some(Topic::Code(Code(number))),
                _ => WINSOCK.contains(&number).then_some(Topic::Winsock(number)),
            };
        }
        let verb = Verb::of(name.as_bytes());
        (verb != Verb::Other).then_some(Topic::Verb(verb))
    }

    /// Every name that can be explained: ids, verbs, and the codes that have a meaning.
    pub fn names() -> impl Iterator<Item = String> {
        let ids = Id::ALL.iter().map(|id| id.name().to_owned());
        let verbs = Verb::ALL.iter().map(|verb| verb.name().to_owned());
        ids.chain(verbs).chain(codes().map(|code| code.to_string()))
    }
}

/// The codes that have an agreed meaning.
fn codes() -> impl Iterator<Item = u16> {
    (100..700).filter(|&code| !rfc::meaning(Code(code)).is_empty())
}

/// Lists what can be explained.
///
/// # Errors
///
/// What the output says, here and below.
pub fn index(out: &mut impl Write, page: &Page) -> io::Result<()> {
    let manual = page.texts.manual;
    let families = Family::ALL.iter().map(|&family| {
        let names = family.ids().iter().map(|id| id.name().to_owned());
        ((manual.family)(family), names.collect())
    });
    let verbs = Verb::ALL.iter().map(|verb| verb.name().to_owned());
    let numbers = WINSOCK.iter().map(|number| number.to_string());
    let others: [(&str, Vec<String>); 3] = [
        (manual.verbs, verbs.collect()),
        (manual.codes, codes().map(|code| code.to_string()).collect()),
        (manual.winsock, numbers.collect()),
    ];
    let others = others.map(|(heading, names)| (heading.to_owned(), names));
    for (heading, names) in families.chain(others) {
        page.heading(out, &heading, "")?;
        page.columns(out, &names)?;
        writeln!(out)?;
    }
    writeln!(out, "{}", manual.how_to)
}

/// Explains a verdict, with a session in which it is said.
///
/// # Errors
///
/// As [`index`].
pub fn verdict(
    out: &mut impl Write,
    page: &Page,
    id: Id,
    example: Option<&Example<'_>>,
) -> io::Result<()> {
    let Page { pen, texts, .. } = page;
    let manual = texts.manual;
    let meaning = (texts.explain.meaning)(id);
    page.heading(out, id.name(), &(manual.severity)(id.severity()))?;
    page.paragraph(out, "", meaning.means)?;
    for (label, text) in [
        (manual.proof, meaning.proof),
        (manual.otherwise, meaning.otherwise),
    ] {
        writeln!(out)?;
        page.heading(out, label, "")?;
        page.paragraph(out, "", text)?;
    }
    writeln!(out)?;
    page.heading(out, manual.cure, "")?;
    for line in cures(page, id) {
        page.paragraph(out, "→ ", &line)?;
    }
    let Some(example) = example else {
        return Ok(());
    };
    writeln!(out)?;
    page.heading(out, manual.example, "")?;
    let subject = Subject {
        session: example.session,
        texts,
        pen,
        show_passwords: false,
        now: None,
    };
    draw_ladder(out, subject, &mut Explained::default(), page.columns)?;
    writeln!(out)?;
    page.heading(out, manual.said, "")?;
    let said = said(Some(example.session), example.verdict, texts);
    pronounce(
        out,
        (pen, texts),
        page.columns,
        None,
        (example.verdict, said),
    )
}

/// What there is to change in each form of a verdict, with words where a capture has numbers.
pub fn cures(page: &Page, id: Id) -> Vec<String> {
    let manual = page.texts.manual;
    let fix = page.texts.verdicts.of(id).fix;
    let mut cures = Vec::new();
    for &circumstance in Circumstance::ALL {
        let facts = Facts {
            circumstance,
            endpoint: manual.endpoint.to_owned(),
            host: manual.address.to_owned(),
            peer: manual.public_address.to_owned(),
            ..Facts::default()
        };
        for line in fix(&facts) {
            if !cures.contains(&line) {
                cures.push(line);
            }
        }
    }
    cures
}

/// Explains a command.
///
/// # Errors
///
/// As [`index`].
pub fn verb(out: &mut impl Write, page: &Page, verb: Verb) -> io::Result<()> {
    let texts = page.texts;
    let (manual, usage) = (texts.manual, &texts.explain.usage);
    page.heading(out, verb.name(), "")?;
    page.paragraph(out, "", (texts.explain.verb)(verb.name()))?;
    writeln!(out)?;
    let stage = stage(verb);
    let rows = [
        (manual.syntax, rfc::syntax(verb).to_owned()),
        (manual.sender, manual.by_client.to_owned()),
        (manual.when, (usage.when)(stage).to_owned()),
        (manual.next, (usage.after)(stage).to_owned()),
        (manual.replies, replies(verb)),
        (manual.defined, defined(page, rfc::section(verb))),
        (manual.pitfall, (usage.verb_pitfall)(verb.name()).to_owned()),
        (manual.verdicts, names(related::to_verb(verb))),
    ];
    told(out, page, rows)
}

/// Explains a reply.
///
/// # Errors
///
/// As [`index`].
pub fn code(out: &mut impl Write, page: &Page, code: Code) -> io::Result<()> {
    let texts = page.texts;
    let (manual, usage) = (texts.manual, &texts.explain.usage);
    page.heading(out, &code.0.to_string(), "")?;
    page.paragraph(out, "", (texts.explain.code)(code.0))?;
    writeln!(out)?;
    let rows = [
        (manual.sender, manual.by_server.to_owned()),
        (manual.answers, answers(page, code)),
        (manual.next, (usage.next)(code.0).to_owned()),
        (manual.defined, defined(page, rfc::reply_section(code))),
        (manual.pitfall, (usage.code_pitfall)(code.0).to_owned()),
        (manual.verdicts, names(related::to_code(code))),
    ];
    told(out, page, rows)
}

/// Explains an error number of Windows.
///
/// # Errors
///
/// As [`index`].
pub fn winsock(out: &mut impl Write, page: &Page, number: u16) -> io::Result<()> {
    page.heading(out, &number.to_string(), "")?;
    page.paragraph(out, "", &(page.texts.manual.winsock_error)(number))
}

/// Writes the rows that say something.
fn told<const N: usize>(
    out: &mut impl Write,
    page: &Page,
    rows: [(&str, String); N],
) -> io::Result<()> {
    let rows = rows.into_iter().filter(|(_, text)| !text.is_empty());
    page.rows(out, &rows.collect::<Vec<_>>())
}

fn defined(page: &Page, section: &str) -> String {
    if section.is_empty() {
        page.texts.manual.undefined.to_owned()
    } else {
        section.to_owned()
    }
}

fn names(ids: &[Id]) -> String {
    let names: Vec<&str> = ids.iter().map(|id| id.name()).collect();
    names.join(", ")
}

/// The replies of a command, those of one first digit together.
fn replies(verb: Verb) -> String {
    let codes = rfc::replies(verb);
    let classes = codes.chunk_by(|one, next| one / 100 == next / 100);
    let classes = classes.map(|class| {
        let codes: Vec<String> = class.iter().map(u16::to_string).collect();
        // A line may end between the classes only.
        codes.join("\u{a0}")
    });
    classes.collect::<Vec<_>>().join(" · ")
}

/// The commands that a reply answers.
fn answers(page: &Page, code: Code) -> String {
    let manual = page.texts.manual;
    let is_answered =
        |verb: &&Verb| rfc::replies(**verb).contains(&code.0) || rfc::owners(code).contains(*verb);
    let verbs: Vec<&str> = Verb::ALL
        .iter()
        .filter(is_answered)
        .map(|verb| verb.name())
        .collect();
    let comes_by_itself = matches!(code.0, 120 | 220 | 421);
    let mut answers = match verbs.len() {
        0 | MANY.. => manual.any_command.to_owned(),
        _ => verbs.join(" "),
    };
    if comes_by_itself {
        answers = format!("{answers} · {}", manual.no_command);
    }
    answers
}

/// What a command is for.
fn stage(verb: Verb) -> Stage {
    match verb {
        Verb::User
        | Verb::Pass
        | Verb::Acct
        | Verb::Rein
        | Verb::Host
        | Verb::Clnt
        | Verb::Csid
        | Verb::Open
        | Verb::Logon => Stage::Login,
        Verb::Auth
        | Verb::Adat
        | Verb::Pbsz
        | Verb::Prot
        | Verb::Ccc
        | Verb::Mic
        | Verb::Conf
        | Verb::Enc
        | Verb::Sscn
        | Verb::Secure
        | Verb::Dcau => Stage::Security,
        Verb::Type
        | Verb::Stru
        | Verb::Mode
        | Verb::Opts
        | Verb::Lang
        | Verb::Site
        | Verb::Macb
        | Verb::Sbuf
        | Verb::Abuf
        | Verb::Smnt
        | Verb::Apsv => Stage::Settings,
        Verb::Port
        | Verb::Pasv
        | Verb::Eprt
        | Verb::Epsv
        | Verb::Lprt
        | Verb::Lpsv
        | Verb::Spsv
        | Verb::Cpsv
        | Verb::PAtSw
        | Verb::Spas
        | Verb::Spor
        | Verb::Esta
        | Verb::Estp => Stage::Endpoint,
        Verb::Rest | Verb::Rnfr | Verb::Rang | Verb::Allo | Verb::Pret | Verb::Scks => {
            Stage::Prelude
        }
        Verb::Retr
        | Verb::Stor
        | Verb::Stou
        | Verb::Appe
        | Verb::List
        | Verb::Nlst
        | Verb::Mlsd
        | Verb::Lisp
        | Verb::Thmb
        | Verb::Eret
        | Verb::Esto => Stage::Transfer,
        Verb::Cwd
        | Verb::Cdup
        | Verb::Rnto
        | Verb::Dele
        | Verb::Rmd
        | Verb::Mkd
        | Verb::Pwd
        | Verb::Xcup
        | Verb::Xcwd
        | Verb::Xmkd
        | Verb::Xpwd
        | Verb::Xrmd
        | Verb::Mfmt
        | Verb::Mfct
        | Verb::Mff
        | Verb::Comb
        | Verb::Rmda => Stage::Files,
        Verb::Syst
        | Verb::Stat
        | Verb::Help
        | Verb::Noop
        | Verb::Feat
        | Verb::Mdtm
        | Verb::Size
        | Verb::Mlst
        | Verb::Xcrc
        | Verb::Xmd5
        | Verb::Xsha
        | Verb::Xsha1
        | Verb::Xsha224
        | Verb::Xsha256
        | Verb::Xsha384
        | Verb::Xsha512
        | Verb::Md5
        | Verb::Mmd5
        | Verb::Hash
        | Verb::Avbl
        | Verb::Dsiz
        | Verb::Cksm
        | Verb::Other => Stage::Information,
        Verb::Abor => Stage::Abort,
        Verb::Quit => Stage::End,
        Verb::Mail
        | Verb::Mlfl
        | Verb::Msnd
        | Verb::Msom
        | Verb::Msam
        | Verb::Mrsq
        | Verb::Mrcp
        | Verb::Xsen
        | Verb::Xsem
        | Verb::Xmas
        | Verb::Xrsq
        | Verb::Xrcp => Stage::Mail,
    }
}
