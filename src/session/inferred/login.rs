//! What became of a login that nobody could read.

use super::Guess;
use super::talk::{Talk, Turn};
use crate::session::{Login, Session};

/// The bytes of commands that come before a login, such as FEAT, and PBSZ and PROT.
const BEFORE: [u64; 2] = [6, 8];
/// The bytes of `PBSZ 0` and of `PROT P`.
const PROTECTION: u64 = 8;
/// The bytes of QUIT.
const QUIT: u64 = 6;
/// The bytes around the argument of USER and PASS.
const AROUND: u64 = 7;

/// What became of the login; `served` has the turns that data connections belong to.
pub(super) fn login(
    session: &Session,
    talk: &Talk,
    served: &[Option<usize>],
) -> Option<Guess<Login>> {
    // Nobody lists or transfers anything without having logged in.
    let is_served = served
        .iter()
        .flatten()
        .any(|&turn| talk.turns[turn].replies.len() == 2);
    if is_served {
        return Some(Guess::likely(Login::Accepted));
    }
    let first = talk.turns.iter().position(|turn| {
        turn.command
            .exact()
            .is_some_and(|bytes| !BEFORE.contains(&bytes))
    })?;
    let [user, pass, after @ ..] = talk.turns.get(first..)? else {
        return None;
    };
    if is_protected(after) {
        return Some(Guess::likely(Login::Accepted));
    }
    let is_over = match after {
        [] => true,
        [last] => last.command.exact() == Some(QUIT),
        _ => false,
    };
    let is_closed = session.close_frame.is_some();
    let is_refused = is_over && is_closed && session.connections.is_empty() && refuses(user, pass);
    is_refused.then_some(Guess::likely(Login::Refused))
}

/// Whether `PBSZ 0` and `PROT P` follow one another, and no USER and PASS may follow them.
fn is_protected(turns: &[Turn]) -> bool {
    let is_setting =
        |turn: &Turn| turn.command.exact() == Some(PROTECTION) && turn.replies.len() == 1;
    let Some(place) = turns
        .windows(2)
        .position(|pair| pair.iter().all(is_setting))
    else {
        return false;
    };
    let may_log_in = |turn: &Turn| {
        let length = turn.command.exact();
        length.is_none_or(|bytes| bytes >= AROUND && !BEFORE.contains(&bytes))
    };
    match &turns[place + 2..] {
        [user, pass, ..] => !(may_log_in(user) && may_log_in(pass)),
        _ => true,
    }
}

/// Whether the answer to PASS is as long as a refusal in the words of a known server, and as no
/// acceptance.
fn refuses(user: &Turn, pass: &Turn) -> bool {
    let ([_], [reply]) = (user.replies.as_slice(), pass.replies.as_slice()) else {
        return false;
    };
    let lengths = user.command.exact().zip(pass.command.exact());
    let (Some((user, pass)), Some(length)) = (lengths, reply.exact()) else {
        return false;
    };
    if BEFORE.contains(&pass) {
        return false;
    }
    let is_as_long = |words: &&str| words.len() as u64 == length;
    let refusals = [
        "530 Login incorrect.\r\n",
        "530 Authentication failed.\r\n",
        "530 Login authentication failed\r\n",
        "530 Login or password incorrect!\r\n",
    ];
    let acceptances = [
        "230 Login successful.\r\n",
        "230 User logged in.\r\n",
        "230 Logged on\r\n",
    ];
    let named = "230 User  logged in\r\n".len() as u64 + user.saturating_sub(AROUND);
    refusals.iter().any(is_as_long)
        && !acceptances.iter().any(is_as_long)
        && !(named..=named + 1).contains(&length)
}
