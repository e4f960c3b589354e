//! The thread that opens interfaces, and looks after those that went down.

use super::LiveError;
use super::handle::{Handle, Options};
use crate::capture::interfaces::{self, State};
use std::io;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::Duration;

/// The time between two looks at an interface that is away.
const RETRY: Duration = Duration::from_millis(250);

/// Opens interfaces in a thread of its own, which alone needs the privilege to.
pub(super) struct Opener {
    options: Options,
    orders: Sender<Order>,
    events: Receiver<(usize, Event)>,
}

/// What happens in the thread that opens interfaces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Moment {
    /// It begins.
    Start,
    /// An interface is about to be opened.
    Before,
    /// That was done, or failed.
    After,
}

/// What is called at each of these moments, in that thread: it may give up privileges, and take up
/// what it needs to open.
pub type Guard = Box<dyn Fn(Moment) + Send>;

/// What became of an order.
pub(super) enum Event {
    /// The interface was opened, or cannot be.
    Opened(Result<Handle, LiveError>),
    /// The interface is down; its handle is still good.
    Down,
    /// The interface is up; `again` where it was reported to be down.
    Up {
        /// Whether it was down before.
        again: bool,
    },
}

struct Order {
    index: usize,
    interface: String,
    task: Task,
}

#[derive(Clone, Copy)]
enum Task {
    /// Open it now, or say why not.
    Open,
    /// Open it as soon as it can be.
    Await,
    /// Look whether it is down, and if so say when it is up again.
    Watch { down: bool },
}

impl Opener {
    /// Starts the thread.
    ///
    /// # Errors
    ///
    /// Where the system has none.
    pub fn start(options: Options, guard: Guard) -> io::Result<Self> {
        let (orders, received) = channel();
        let (told, events) = channel();
        let own = options.clone();
        thread::Builder::new()
            .name("opener".into())
            .spawn(move || serve(&own, &guard, &received, &told))?;
        Ok(Self {
            options,
            orders,
            events,
        })
    }

    /// How interfaces are opened.
    pub fn options(&self) -> &Options {
        &self.options
    }

    /// Opens an interface now, and waits for it; nothing else may have been ordered before.
    ///
    /// # Errors
    ///
    /// Why it cannot be opened.
    pub fn open(&self, index: usize, interface: &str) -> Result<Handle, LiveError> {
        self.order(index, interface, Task::Open);
        match self.events.recv() {
            Ok((_, Event::Opened(result))) => result,
            _ => Err(LiveError::Thread(io::Error::other("it has ended"))),
        }
    }

    /// Has an interface opened as soon as it can be.
    pub fn await_interface(&self, index: usize, interface: &str) {
        self.order(index, interface, Task::Await);
    }

    /// Has it told whether an interface is down, and when it is up again.
    pub fn watch(&self, index: usize, interface: &str) {
        self.order(index, interface, Task::Watch { down: false });
    }

    /// What happened to an interface, by its index.
    pub fn event(&self) -> Option<(usize, Event)> {
        self.events.try_recv().ok()
    }

    fn order(&self, index: usize, interface: &str, task: Task) {
        let order = Order {
            index,
            interface: interface.to_owned(),
            task,
        };
        // Without the thread nothing is opened any more, and what is away stays away.
        let _ = self.orders.send(order);
    }
}

/// Does what is ordered, until nobody can order any more.
fn serve(
    options: &Options,
    guard: &Guard,
    orders: &Receiver<Order>,
    told: &Sender<(usize, Event)>,
) {
    guard(Moment::Start);
    let mut unfinished: Vec<Order> = Vec::new();
    loop {
        let order = if unfinished.is_empty() {
            orders.recv().map_err(|_| RecvTimeoutError::Disconnected)
        } else {
            orders.recv_timeout(RETRY)
        };
        match order {
            Ok(order) => unfinished.push(order),
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return,
        }
        unfinished.retain_mut(|order| {
            let (event, is_done) = attempt(order, options, guard);
            let event = event.map(|event| (order.index, event));
            let is_heard = event.is_none_or(|event| told.send(event).is_ok());
            is_heard && !is_done
        });
    }
}

/// Tries to do what is ordered; what there is to tell, and whether it is done.
fn attempt(order: &mut Order, options: &Options, guard: &Guard) -> (Option<Event>, bool) {
    let open = |interface: &str| {
        guard(Moment::Before);
        let handle = Handle::open(interface, options);
        guard(Moment::After);
        handle
    };
    match &mut order.task {
        Task::Open => {
            let result = open(&order.interface);
            (Some(Event::Opened(result)), true)
        }
        Task::Await => match open(&order.interface) {
            Ok(handle) => (Some(Event::Opened(Ok(handle))), true),
            Err(_) => (None, false),
        },
        Task::Watch { down } => match interfaces::state(&order.interface) {
            State::Up => (Some(Event::Up { again: *down }), true),
            State::Down => {
                let event = (!*down).then_some(Event::Down);
                *down = true;
                (event, false)
            }
            // Its handle says so.
            State::Missing => (Some(Event::Up { again: false }), true),
        },
    }
}
