//! Live capture of packets that are really sent, between namespaces that the tests make.

use crate::support::ftp::{self, Client, Mode};
use crate::support::namespaces::{CABLE, Machine, Network, SERVER};
use pcap::Precision;
use rustix::process::{Pid, Signal, kill_process};
use serde_json::Value;
use std::fs;
use std::io::Read;
use std::net::{IpAddr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::{self, JoinHandle};
use std::time::{Duration, Instant};

mod clients;
mod interfaces;
mod refused;
mod saving;
mod screen;

const FTPSCOPE: &str = env!("CARGO_BIN_EXE_ftpscope");

/// How long anything may take.
const PATIENCE: Duration = Duration::from_secs(60);

/// How long packets may be on their way to whoever captures them.
const SETTLING: Duration = Duration::from_millis(600);

fn scratch(name: &str) -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join(name)
}

/// ftpscope, while it captures.
struct Running {
    child: Child,
    complaints: PathBuf,
}

impl Running {
    /// Runs ftpscope on the server with these arguments, and waits until it captures.
    fn start(network: &Network, name: &str, arguments: &[&str]) -> Self {
        let complaints = scratch(&format!("{name}.stderr"));
        let mut command = network.command(Machine::Server, FTPSCOPE);
        command
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(fs::File::create(&complaints).expect("a file"));
        let child = command.spawn().expect("ip runs");
        let running = Self { child, complaints };
        running.wait_for("capturing on", 1);
        running
    }

    fn complaints(&self) -> String {
        fs::read_to_string(&self.complaints).expect("complaints")
    }

    /// Waits until something was said so many times on standard error.
    fn wait_for(&self, said: &str, times: usize) {
        wait(&format!("{said:?}, {times} times"), || {
            self.complaints().matches(said).count() >= times
        });
    }

    fn signal(&self, signal: Signal) {
        let process = Pid::from_raw(self.child.id() as i32).expect("a process");
        kill_process(process, signal).expect("a signal");
    }

    /// Ends it as from a terminal, once what was sent has arrived.
    fn end(mut self) -> Ended {
        thread::sleep(SETTLING);
        self.signal(Signal::INT);
        self.wait()
    }

    fn wait(&mut self) -> Ended {
        let mut text = String::new();
        let output = self.child.stdout.as_mut().expect("its output");
        output.read_to_string(&mut text).expect("text");
        Ended {
            status: self.child.wait().expect("its end"),
            objects: text
                .lines()
                .filter_map(|line| serde_json::from_str(line).ok())
                .collect(),
            text,
            complaints: self.complaints(),
        }
    }

    /// The files that it has open.
    fn open_files(&self) -> usize {
        let folder = format!("/proc/{}/fd", self.child.id());
        fs::read_dir(folder).expect("its files").count()
    }

    /// The time on processors that it has used, in hundredths of a second.
    fn processor_time(&self) -> u64 {
        let path = format!("/proc/{}/stat", self.child.id());
        let stat = fs::read_to_string(path).expect("its statistics");
        let fields = stat.rsplit(')').next().expect("fields").split(' ');
        let times = fields.skip(12).take(2);
        times.map(|one| one.parse::<u64>().expect("a number")).sum()
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// What came of a capture.
struct Ended {
    status: ExitStatus,
    text: String,
    objects: Vec<Value>,
    complaints: String,
}

impl Ended {
    fn sessions(&self) -> Vec<&Value> {
        let sessions = self.objects.iter().filter(|one| one["type"] == "session");
        sessions.collect()
    }

    fn capture(&self) -> &Value {
        self.objects.last().expect("an object for the capture")
    }
}

fn wait(what: &str, mut is_so: impl FnMut() -> bool) {
    let start = Instant::now();
    while !is_so() {
        assert!(start.elapsed() < PATIENCE, "waited in vain for {what}");
        thread::sleep(Duration::from_millis(20));
    }
}

/// Serves FTP on the server, at both of its addresses.
fn serve(network: &Network) {
    let listeners = network.on(Machine::Server, || {
        SERVER.map(|address| {
            let address: IpAddr = address.parse().expect("an address");
            TcpListener::bind((address, 21)).expect("the port of FTP")
        })
    });
    for listener in listeners.join().expect("a server") {
        // Threads inherit the namespace, so that active mode goes to the client's.
        network.on(Machine::Server, || ftp::serve(listener));
    }
}

fn server(address: &str) -> SocketAddr {
    SocketAddr::new(address.parse().expect("an address"), 21)
}

/// Does something on the client.
fn as_client<T: Send + 'static>(network: &Network, work: impl FnOnce() -> T + Send + 'static) -> T {
    network.on(Machine::Client, work).join().expect("a client")
}

/// A download of this size, from login to goodbye.
fn download(network: &Network, size: usize) {
    as_client(network, move || {
        let mut client = Client::login(server(SERVER[0]));
        assert_eq!(client.download(Mode::Passive, size), size);
        client.quit();
    });
}

/// Another program that captures on the server at the same time, into a file.
struct Witness {
    file: PathBuf,
    stop: Arc<AtomicBool>,
    thread: JoinHandle<()>,
}

impl Witness {
    fn start(network: &Network, name: &str) -> Self {
        let (file, stop) = (scratch(name), Arc::new(AtomicBool::new(false)));
        let (path, is_over) = (file.clone(), Arc::clone(&stop));
        let is_ready = Arc::new(AtomicBool::new(false));
        let ready = Arc::clone(&is_ready);
        let thread = network.on(Machine::Server, move || {
            let inactive = pcap::Capture::from_device(CABLE).expect("the cable");
            let inactive = inactive.precision(Precision::Nano).snaplen(262_144);
            let capture = inactive.timeout(10).open().expect("a capture");
            let mut capture = capture.setnonblock().expect("a capture");
            let mut out = capture.savefile(&path).expect("a file");
            ready.store(true, Ordering::Release);
            loop {
                match capture.next_packet() {
                    Ok(packet) => out.write(&packet),
                    Err(_) if is_over.load(Ordering::Acquire) => return,
                    Err(_) => thread::sleep(Duration::from_millis(5)),
                }
            }
        });
        wait("a witness", || is_ready.load(Ordering::Acquire));
        Self { file, stop, thread }
    }

    /// The sessions of its file.
    fn sessions(self) -> Vec<Value> {
        self.stop.store(true, Ordering::Release);
        self.thread.join().expect("a witness");
        let mut command = Command::new(FTPSCOPE);
        let output = command.arg("json").arg(&self.file).output();
        let output = output.expect("ftpscope runs");
        assert!(output.status.success());
        let text = String::from_utf8(output.stdout).expect("text");
        let objects = text
            .lines()
            .map(|line| serde_json::from_str(line).expect("an object"));
        let mut objects: Vec<Value> = objects.collect();
        objects.retain(|one| one["type"] == "session");
        objects
    }
}

/// A session without what depends on who captured it: the name of the capture, the numbers of
/// frames, among which may be others, and times, of which the system makes one for each.
fn without_numbers(session: &Value) -> Value {
    const NUMBERS: [&str; 10] = [
        "capture",
        "frame",
        "first_frame",
        "last_frame",
        "answer_frame",
        "evidence",
        "time",
        "start",
        "duration",
        "syn_seconds",
    ];
    match session {
        Value::Object(fields) => fields
            .iter()
            .filter(|(name, _)| !NUMBERS.contains(&name.as_str()))
            .map(|(name, value)| (name.clone(), without_numbers(value)))
            .collect(),
        Value::Array(values) => values.iter().map(without_numbers).collect(),
        value => value.clone(),
    }
}

/// Asserts that what was captured live is what the witness has seen.
fn assert_same(live: &Ended, witness: Witness) {
    let live: Vec<Value> = live.sessions().into_iter().map(without_numbers).collect();
    let seen: Vec<Value> = witness.sessions().iter().map(without_numbers).collect();
    assert_eq!(live.len(), seen.len());
    for (live, seen) in live.iter().zip(&seen) {
        assert_eq!(live, seen, "live, and in the file");
    }
}

#[test]
fn sessions_are_those_of_a_file_that_was_captured_at_the_same_time() {
    let Some(network) = Network::new() else {
        return;
    };
    serve(&network);
    let witness = Witness::start(&network, "live-modes.pcap");
    let live = Running::start(&network, "live-modes", &["json", "-i", CABLE]);
    as_client(&network, || {
        for address in SERVER {
            let modes: &[Mode] = match server(address) {
                SocketAddr::V4(_) => &[Mode::Active, Mode::Passive],
                SocketAddr::V6(_) => &[Mode::ExtendedActive, Mode::ExtendedPassive],
            };
            for &mode in modes {
                let mut client = Client::login(server(address));
                assert_eq!(client.download(mode, 300_000), 300_000);
                client.upload(mode, 70_000);
                client.quit();
            }
        }
    });
    let live = live.end();
    assert!(live.status.success(), "{}", live.complaints);
    assert_eq!(live.sessions().len(), 4);
    for session in live.sessions() {
        let transfers = session["transfers"].as_array().expect("transfers");
        let bytes: Vec<&Value> = transfers.iter().map(|one| &one["bytes"]).collect();
        assert_eq!(bytes, [300_000, 70_000]);
        assert!(transfers.iter().all(|one| one["outcome"] == "complete"));
    }
    assert_eq!(live.capture()["dropped_by_kernel"], 0);
    assert_same(&live, witness);
}

#[test]
fn light_counts_every_byte_without_keeping_any() {
    let Some(network) = Network::new() else {
        return;
    };
    serve(&network);
    let live = Running::start(&network, "live-light", &["json", "--light", "-i", CABLE]);
    download(&network, 2_000_000);
    let live = live.end();
    let [session] = live.sessions()[..] else {
        panic!("{}", live.text);
    };
    let transfer = &session["transfers"][0];
    assert_eq!(transfer["bytes"], 2_000_000);
    assert_eq!(transfer["outcome"], "complete");
    let missing = transfer["missing"].as_u64().expect("a number");
    assert!((1_500_000..2_000_000).contains(&missing), "{missing}");
    let severe = session["verdicts"].as_array().expect("verdicts").iter();
    let severe: Vec<_> = severe.filter(|one| one["severity"] != "note").collect();
    let only_clear_text = severe.iter().all(|one| one["id"] == "cleartext-password");
    assert!(only_clear_text, "{severe:?}");
}

#[test]
fn a_session_under_way_is_told_when_the_capture_ends() {
    let Some(network) = Network::new() else {
        return;
    };
    serve(&network);
    let mut live = Running::start(&network, "live-open", &["json", "-i", CABLE]);
    let (login, logged_in) = std::sync::mpsc::channel();
    let (leave, left) = std::sync::mpsc::channel::<()>();
    let client = network.on(Machine::Client, move || {
        let client = Client::login(server(SERVER[0]));
        login.send(()).expect("a listener");
        let _ = left.recv();
        client.quit();
    });
    logged_in.recv_timeout(PATIENCE).expect("a login");
    thread::sleep(SETTLING);
    live.signal(Signal::TERM);
    let ended = live.wait();
    drop(leave);
    client.join().expect("a client");
    assert!(ended.status.success(), "{}", ended.complaints);
    let [session] = ended.sessions()[..] else {
        panic!("{}", ended.text);
    };
    assert_eq!(session["closed"], "open");
    assert_eq!(session["user"], "anna");
}

#[test]
fn the_summary_is_told_at_the_end_and_when_somebody_asks() {
    let Some(network) = Network::new() else {
        return;
    };
    serve(&network);
    let live = Running::start(&network, "live-summary", &["json", "-i", CABLE]);
    download(&network, 1_000);
    thread::sleep(SETTLING);
    live.signal(Signal::USR1);
    live.wait_for("packets captured, 0 dropped by the kernel", 1);
    let ended = live.end();
    let summaries = ended
        .complaints
        .matches("packets captured, 0 dropped")
        .count();
    assert_eq!(summaries, 2, "{}", ended.complaints);
    assert!(ended.complaints.trim_end().ends_with("; 1 session"));
}

#[test]
fn a_number_of_packets_or_a_time_ends_the_capture() {
    let Some(network) = Network::new() else {
        return;
    };
    serve(&network);
    let mut live = Running::start(&network, "live-count", &["json", "-i", CABLE, "-c", "7"]);
    download(&network, 1_000);
    let ended = live.wait();
    assert!(ended.status.success());
    assert_eq!(ended.capture()["packets"], 7);
    let arguments = ["json", "-i", CABLE, "--duration", "1s"];
    let ended = Running::start(&network, "live-duration", &arguments).wait();
    assert!(ended.status.success());
}

#[test]
fn what_cannot_be_of_a_session_is_not_even_captured() {
    let Some(network) = Network::new() else {
        return;
    };
    let live = Running::start(&network, "live-filter", &["json", "-i", CABLE]);
    as_client(&network, || {
        let socket = std::net::UdpSocket::bind("10.71.0.2:0").expect("a port");
        for _ in 0..20 {
            // To nobody, so that no ICMP error comes back.
            let _ = socket.send_to(b"no session", "10.71.0.9:9");
        }
    });
    let ended = live.end();
    let packets = ended.capture()["packets"].as_u64().expect("a number");
    // Machines that were just switched on look for IPv6 routers.
    assert!(packets < 20, "{packets}");
}

#[test]
fn nothing_to_capture_costs_no_processor_time() {
    let Some(network) = Network::new() else {
        return;
    };
    let live = Running::start(&network, "live-idle", &["json", "-i", CABLE]);
    thread::sleep(Duration::from_secs(1));
    let before = live.processor_time();
    thread::sleep(Duration::from_secs(5));
    let used = live.processor_time() - before;
    // Of 500; the clock of the system ticks once in a hundredth of a second, and what runs beside it
    // makes each waking cost more. Who looks again and again uses a hundred.
    assert!(used <= 20, "{used}");
}
