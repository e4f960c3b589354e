//! The programs that capture, and what they say of it.

use rustix::process::{Pid, Signal, kill_process};
use std::fs;
use std::io::Read;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

/// How long a program may take to begin, and to take what waits for it at the end.
const SETTLING: Duration = Duration::from_millis(1_500);
/// How long it may take to end.
const PATIENCE: Duration = Duration::from_secs(60);
/// Clock ticks a second in `/proc`: on Linux always these.
const TICKS: u64 = 100;

/// A program that captures.
pub struct Program {
    pub name: &'static str,
    command: Vec<String>,
}

/// A program at work.
pub struct Capturing {
    child: Child,
}

/// What a program said, and what it cost.
pub struct Captured {
    pub packets: u64,
    pub dropped: u64,
    pub sessions: Option<u64>,
    pub cpu: Duration,
    pub peak_kib: u64,
}

impl Program {
    /// Those that are compared.
    pub fn all(ftpscope: &str, interface: &str) -> Vec<Self> {
        let program = |name, words: &[&str]| Self {
            name,
            command: words.iter().map(|&word| word.to_owned()).collect(),
        };
        vec![
            program(
                "tcpdump -w /dev/null",
                &["tcpdump", "-n", "-i", interface, "-w", "/dev/null", "tcp"],
            ),
            program("ftpscope json", &[ftpscope, "json", "-i", interface]),
            program(
                "ftpscope json --light",
                &[ftpscope, "json", "--light", "-i", interface],
            ),
        ]
    }

    /// Starts it, and gives it time to begin.
    pub fn start(&self) -> Result<Capturing, String> {
        let child = Command::new(&self.command[0])
            .args(&self.command[1..])
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn();
        let child = child.map_err(|error| format!("{}: {error}", self.command[0]))?;
        sleep(SETTLING);
        Ok(Capturing { child })
    }
}

impl Capturing {
    /// Ends it once it has taken what was sent.
    pub fn end(mut self) -> Result<Captured, String> {
        sleep(SETTLING);
        let (cpu, peak_kib) = self.cost().ok_or("it has ended by itself")?;
        kill_process(Pid::from_child(&self.child), Signal::INT)
            .map_err(|error| error.to_string())?;
        let until = Instant::now() + PATIENCE;
        while self
            .child
            .try_wait()
            .map_err(|error| error.to_string())?
            .is_none()
        {
            if Instant::now() > until {
                return Err("it does not end".to_owned());
            }
            sleep(Duration::from_millis(20));
        }
        let mut said = String::new();
        if let Some(mut stderr) = self.child.stderr.take() {
            stderr
                .read_to_string(&mut said)
                .map_err(|error| error.to_string())?;
        }
        let packets = before(&said, " packets captured").ok_or_else(|| said.clone())?;
        let interface = before(&said, " by the interface").unwrap_or_default();
        let dropped = before(&said, " dropped by the kernel")
            .or_else(|| before(&said, " packets dropped by kernel"))
            .ok_or_else(|| said.clone())?;
        Ok(Captured {
            packets,
            dropped: dropped + interface,
            sessions: before(&said, " session"),
            cpu,
            peak_kib,
        })
    }

    /// Time on processors, and the most memory so far.
    fn cost(&self) -> Option<(Duration, u64)> {
        let folder = format!("/proc/{}", self.child.id());
        let stat = fs::read_to_string(format!("{folder}/stat")).ok()?;
        let (_, fields) = stat.rsplit_once(')')?;
        let fields = fields.split_ascii_whitespace().skip(11).take(2);
        let ticks: u64 = fields.filter_map(|field| field.parse::<u64>().ok()).sum();
        let status = fs::read_to_string(format!("{folder}/status")).ok()?;
        let peak = status
            .lines()
            .find_map(|line| line.strip_prefix("VmHWM:"))?;
        let peak = peak.trim().trim_end_matches(" kB").parse().ok()?;
        Some((Duration::from_millis(ticks * 1_000 / TICKS), peak))
    }
}

impl Drop for Capturing {
    fn drop(&mut self) {
        // It has ended, unless something went wrong.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// The last number that stands before `words`.
fn before(text: &str, words: &str) -> Option<u64> {
    let (before, _) = text.rsplit_once(words)?;
    let number = before
        .rsplit(|letter: char| !letter.is_ascii_digit())
        .next()?;
    number.parse().ok()
}
