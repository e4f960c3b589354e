//! The thread that opens interfaces.

use super::LiveError;
use super::handle::{Handle, Options};
use std::io;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread;
use std::time::Duration;

/// The time between two attempts to open an interface that is away.
const RETRY: Duration = Duration::from_millis(250);

/// Opens interfaces in a thread of its own, which alone needs the privilege to.
pub(super) struct Opener {
    options: Options,
    orders: Sender<Order>,
    opened: Receiver<(usize, Result<Handle, LiveError>)>,
}

/// An interface to be opened.
struct Order {
    index: usize,
    interface: String,
    /// Whether to try again until it can be.
    patient: bool,
}

impl Opener {
    /// Starts the thread.
    ///
    /// # Errors
    ///
    /// Where the system has none.
    pub fn start(options: Options) -> io::Result<Self> {
        let (orders, received) = channel();
        let (results, opened) = channel();
        let own = options.clone();
        thread::Builder::new()
            .name("opener".into())
            .spawn(move || serve(&own, &received, &results))?;
        Ok(Self {
            options,
            orders,
            opened,
        })
    }

    /// How interfaces are opened.
    pub fn options(&self) -> &Options {
        &self.options
    }

    /// Opens an interface now.
    ///
    /// # Errors
    ///
    /// Where the thread is not there any more; within it, why the interface cannot be opened.
    pub fn open(&self, index: usize, interface: &str) -> io::Result<Result<Handle, LiveError>> {
        self.order(index, interface, false);
        let answer = self.opened.recv();
        let (_, result) = answer.map_err(|_| io::Error::other("it ended"))?;
        Ok(result)
    }

    /// Has an interface opened as soon as it can be.
    pub fn await_interface(&self, index: usize, interface: &str) {
        self.order(index, interface, true);
    }

    /// An interface that was awaited and is open now.
    pub fn opened(&self) -> Option<(usize, Handle)> {
        let (index, result) = self.opened.try_recv().ok()?;
        Some((index, result.ok()?))
    }

    fn order(&self, index: usize, interface: &str, patient: bool) {
        let order = Order {
            index,
            interface: interface.to_owned(),
            patient,
        };
        // Without the thread, nothing is opened any more, and that is waited for in vain.
        let _ = self.orders.send(order);
    }
}

/// Opens what is ordered, until nobody can order any more.
fn serve(
    options: &Options,
    orders: &Receiver<Order>,
    results: &Sender<(usize, Result<Handle, LiveError>)>,
) {
    let mut awaited: Vec<Order> = Vec::new();
    loop {
        let order = if awaited.is_empty() {
            orders.recv().map_err(|_| RecvTimeoutError::Disconnected)
        } else {
            orders.recv_timeout(RETRY)
        };
        match order {
            Ok(order) if order.patient => awaited.push(order),
            Ok(order) => {
                let result = Handle::open(&order.interface, options);
                if results.send((order.index, result)).is_err() {
                    return;
                }
            }
            Err(RecvTimeoutError::Timeout) => {}
            Err(RecvTimeoutError::Disconnected) => return,
        }
        awaited.retain(|order| match Handle::open(&order.interface, options) {
            Ok(handle) => results.send((order.index, Ok(handle))).is_err(),
            Err(_) => true,
        });
    }
}
