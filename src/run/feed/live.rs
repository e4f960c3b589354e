//! Live capture: frames while they come, and time that passes without any.

use super::signals::Signals;
use super::telling::{Tally, end, hand_over, tell_events, tell_frame};
use super::{Feed, Listener, Status, take};
use crate::capture::{Counts, Guard, Live, LiveError, LiveOptions, Moment, Source};
use crate::cli;
use crate::engine::{FTP_PORT, FTPS_PORT, Order};
use crate::run::complain;
use crate::run::input::Input;
use crate::sandbox::{self, Fence, User};
use crate::views::Captured;
use std::fmt;
use std::io;
use std::os::fd::AsFd;
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// Frames that are taken before anything else is looked at.
const ROUND: u32 = 4_096;

/// How long a wait lasts at most before the clocks of sessions run on.
const TICK: Duration = Duration::from_millis(100);

/// How long nothing must have been captured before waits last for [`QUIET_TICK`]: whatever is due
/// soon after a frame is done by then.
const QUIET: Duration = Duration::from_secs(10);

/// How long a wait lasts at most while nothing is captured.
const QUIET_TICK: Duration = Duration::from_secs(1);

/// The time between two looks at what the system counted.
const COUNTING: Duration = Duration::from_millis(500);

/// The time between two looks at open sessions.
const LOOKING: Duration = Duration::from_millis(200);

/// What is said as soon as packets were lost.
const LOSING: &str =
    "packets are lost while capturing; --light takes less of them, and -B has more room";

/// When to end although nobody said so.
struct Bounds {
    until: Option<Instant>,
    packets: Option<u64>,
}

impl Bounds {
    fn are_met(&self, packets: u64) -> bool {
        self.packets.is_some_and(|most| packets >= most)
            || self.until.is_some_and(|until| Instant::now() >= until)
    }
}

/// What is said at the end, and when somebody asks.
struct Summary {
    name: String,
    packets: u64,
    counts: Captured,
    sessions: u64,
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            name,
            packets,
            counts,
            sessions,
        } = self;
        let Captured {
            dropped_by_kernel,
            dropped_by_interface,
            ..
        } = counts;
        write!(
            f,
            "{name}: {packets} packets captured, {dropped_by_kernel} dropped by the kernel, \
             {dropped_by_interface} by the interface; {sessions} {}",
            if *sessions == 1 {
                "session"
            } else {
                "sessions"
            }
        )
    }
}

/// Opens the interfaces that the command line names; `prompt` says that a person looks on.
///
/// # Errors
///
/// The status to end with, once the reason was told.
pub(super) fn open(input: &cli::Input, prompt: bool, user: Option<&User>) -> Result<Live, Status> {
    let wanted = &input.live;
    let ports = [FTP_PORT, FTPS_PORT].iter().chain(&input.ports).copied();
    let options = LiveOptions {
        filter: input.filter.clone(),
        buffer: wanted.buffer,
        promiscuous: wanted.promiscuous,
        light: wanted.light.then(|| ports.collect()),
        prompt,
    };
    Live::open(&wanted.interfaces, &options, guard(user.cloned())).map_err(|error| {
        let status = match error {
            LiveError::Filter { .. } => Status::WrongUsage,
            _ => Status::Unreadable,
        };
        complain(error);
        status
    })
}

/// What the thread that opens interfaces does: it has the rights of `user`, and of others the one
/// that it takes, while it takes that.
fn guard(user: Option<User>) -> Guard {
    let fence = Fence {
        read: ["/sys", "/proc"].map(PathBuf::from).to_vec(),
        ..Fence::default()
    };
    // Where anything fails, opening fails as well and says why, or goes on with more rights than
    // are needed; the other threads see to it that they have none.
    Box::new(move |moment| match moment {
        Moment::Start => {
            let _ = sandbox::keep_capture(user.as_ref());
            let _ = fence.enter();
        }
        Moment::Before => {
            let _ = sandbox::raise_capture(true);
        }
        Moment::After => {
            let _ = sandbox::raise_capture(false);
        }
    })
}

impl Feed<'_> {
    /// Captures until there is a reason to end, and tells `listener` what passes.
    pub(super) fn capture(
        &mut self,
        live: Live,
        listener: &mut impl Listener,
    ) -> io::Result<Status> {
        let wanted = &self.input.live;
        let bounds = Bounds {
            until: wanted.duration.map(|duration| Instant::now() + duration),
            packets: wanted.count,
        };
        let signals = self.signals()?;
        let mut engine = self.engine(Order::End);
        let mut tally = Tally::default();
        let mut packets = 0;
        let mut counts = Captured::default();
        let mut count_next = Instant::now();
        let mut last_frame = Instant::now();
        let mut look_next = count_next;
        let mut source = Input::Live(Box::new(live));
        self.keys.begin(&source, &mut engine);
        listener.begin(&source)?;
        loop {
            self.keys.look(&source, &mut engine);
            let mut taken = 0;
            while taken < ROUND
                && bounds.packets.is_none_or(|most| packets < most)
                && source.advance().unwrap_or(false)
            {
                self.keys.look(&source, &mut engine);
                let frame = source.current();
                let time = frame.time;
                let taken_up = take(&mut engine, &frame, listener);
                tell_frame(&source, taken_up, listener)?;
                if engine.has_events(time) {
                    tell_events(&mut engine, time, listener)?;
                }
                taken += 1;
                packets += 1;
                if engine.is_ready() {
                    hand_over(&mut engine, &mut tally, listener)?;
                }
            }
            let Input::Live(live) = &mut source else {
                break;
            };
            let moment = Live::now() - live.latency();
            engine.pass_time(moment);
            if engine.has_events(moment) {
                tell_events(&mut engine, moment, listener)?;
            }
            if engine.is_ready() {
                hand_over(&mut engine, &mut tally, listener)?;
            }
            if listener.wants_open() && Instant::now() >= look_next {
                for open in engine.changed_sessions(moment) {
                    listener.open(open)?;
                }
                look_next = Instant::now() + LOOKING;
            }
            for notice in live.notices() {
                listener.notice(&notice)?;
            }
            let now = Instant::now();
            if taken > 0 {
                last_frame = now;
            }
            let is_over = listener.has_enough()
                || bounds.are_met(packets)
                || signals.as_ref().is_some_and(Signals::end);
            let is_asked = signals.as_ref().is_some_and(Signals::take_question);
            if now >= count_next || is_over || is_asked {
                count_next = now + COUNTING;
                let had_dropped = counts.dropped() > 0;
                counts = captured(live.counts());
                if counts.dropped() > 0 && !had_dropped {
                    listener.notice(&LOSING)?;
                }
                listener.counted(&counts)?;
            }
            if is_asked {
                let summary = Summary {
                    name: live.name().to_owned(),
                    packets,
                    counts,
                    sessions: tally.sessions,
                };
                listener.summary(&summary)?;
            }
            if is_over {
                break;
            }
            if taken < ROUND {
                listener.idle()?;
                // Who can be stopped by the UI is to notice it at once.
                let is_quiet = now - last_frame >= QUIET
                    && !live.holds_frames()
                    && !self.opener.can_be_stopped();
                let tick = if is_quiet { QUIET_TICK } else { TICK };
                let timeout = bounds
                    .until
                    .map_or(tick, |until| until.saturating_duration_since(now).min(tick));
                let wake = signals.as_ref().map(AsFd::as_fd);
                if live.wait(timeout, wake)?
                    && let Some(signals) = &signals
                {
                    signals.drain();
                }
            }
        }
        tally.suggestion = self.keys.suggestion();
        let sessions = end(&source, engine, tally, false, Some(counts), listener)?;
        listener.finish()?;
        listener.summary(&Summary {
            name: source.name().to_owned(),
            packets,
            counts,
            sessions,
        })?;
        Ok(Status::Complete)
    }

    /// What signals say; the UI has its own listener for them.
    fn signals(&self) -> io::Result<Option<Signals>> {
        if self.opener.can_be_stopped() {
            Signals::ignore_question()?;
            return Ok(None);
        }
        Signals::listen().map(Some)
    }
}

fn captured(counts: Counts) -> Captured {
    Captured {
        received: counts.received,
        dropped_by_kernel: counts.dropped_by_kernel,
        dropped_by_interface: counts.dropped_by_interface,
    }
}
