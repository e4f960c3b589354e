//! How much traffic a live capture keeps up with: `make load`.
//!
//! Traffic made here is sent over a veth pair in a network namespace of its own, at rising rates, and
//! captured at the other end by one program after the other. Needs root, `ip` and `tcpdump`.
//! `cargo bench` alone says so and goes on.

#[path = "load/capture.rs"]
mod capture;
#[path = "load/traffic.rs"]
mod traffic;

use capture::{Captured, Program};
use pcap::Capture;
use std::process::{Command, ExitCode};
use std::time::{Duration, Instant};
use traffic::{Kind, Traffic};

/// The ends of the veth pair: where frames are sent, and where they are captured.
const ENDS: [&str; 2] = ["load-out", "load-in"];

/// Frames a second that are asked for; the last is as fast as it goes.
const RATES: [u64; 6] = [10_000, 25_000, 50_000, 100_000, 200_000, u64::MAX];

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1).filter(|one| one != "--bench");
    match arguments.next().as_deref() {
        Some("run") => in_a_namespace(&arguments.collect::<Vec<_>>()),
        Some("inside") => inside(&arguments.collect::<Vec<_>>()),
        _ => {
            eprintln!("load: skipped; it needs root and some minutes, so type: sudo make load");
            ExitCode::SUCCESS
        }
    }
}

/// A namespace that is gone when this is dropped.
struct Namespace(String);

impl Drop for Namespace {
    fn drop(&mut self) {
        run(&["ip", "netns", "delete", &self.0]);
    }
}

fn run(command: &[&str]) -> bool {
    let status = Command::new(command[0]).args(&command[1..]).status();
    status.is_ok_and(|status| status.success())
}

/// Runs this program again, in a namespace with a veth pair.
fn in_a_namespace(arguments: &[String]) -> ExitCode {
    let name = format!("ftpscope-load-{}", std::process::id());
    if !run(&["ip", "netns", "add", &name]) {
        eprintln!("load: a network namespace cannot be made: it needs root and iproute2");
        return ExitCode::FAILURE;
    }
    let namespace = Namespace(name);
    let name = &namespace.0;
    let quiet = "net.ipv6.conf.all.disable_ipv6=1";
    let is_set_up = run(&["ip", "netns", "exec", name, "sysctl", "-qw", quiet])
        && run(&[
            "ip", "-n", name, "link", "add", ENDS[0], "type", "veth", "peer", "name", ENDS[1],
        ])
        && ENDS
            .iter()
            .all(|end| run(&["ip", "-n", name, "link", "set", end, "up"]));
    let program = std::env::current_exe().expect("the path of this program");
    let status = Command::new("ip")
        .args(["netns", "exec", name])
        .arg(program)
        .arg("inside")
        .args(arguments)
        .status();
    match status {
        Ok(status) if is_set_up && status.success() => ExitCode::SUCCESS,
        _ => ExitCode::FAILURE,
    }
}

/// Measures all programs at all rates: `inside FTPSCOPE SECONDS`.
fn inside(arguments: &[String]) -> ExitCode {
    let ftpscope = arguments
        .first()
        .map_or("target/release/ftpscope", String::as_str);
    let seconds = arguments
        .get(1)
        .and_then(|text| text.parse().ok())
        .unwrap_or(8);
    let programs = Program::all(ftpscope, ENDS[1]);
    println!(
        "| traffic | frames/s | Mbit/s | program | sent | captured | dropped | sessions | CPU | peak memory |"
    );
    println!("| --- | ---: | ---: | --- | ---: | ---: | ---: | ---: | ---: | ---: |");
    for kind in [Kind::ManySmall, Kind::Big] {
        for rate in RATES {
            for program in &programs {
                match measure(kind, rate, program, Duration::from_secs(seconds)) {
                    Ok(row) => println!("{row}"),
                    Err(error) => {
                        eprintln!("load: {}: {error}", program.name);
                        return ExitCode::FAILURE;
                    }
                }
            }
        }
    }
    ExitCode::SUCCESS
}

/// What was put on the wire.
struct Sent {
    frames: u64,
    bytes: u64,
    sessions: u64,
    took: Duration,
}

fn measure(kind: Kind, rate: u64, program: &Program, lasts: Duration) -> Result<String, String> {
    let mut traffic = Traffic::new(kind);
    let capturing = program.start()?;
    let sent = send(&mut traffic, rate, lasts)?;
    let Captured {
        packets,
        dropped,
        sessions,
        cpu,
        peak_kib,
    } = capturing.end()?;
    let seconds = sent.took.as_secs_f64();
    let sessions = sessions.map_or("".to_owned(), |seen| format!("{seen} of {}", sent.sessions));
    Ok(format!(
        "| {} | {:.0} | {:.0} | {} | {} | {packets} | {dropped} | {sessions} | {:.0} % | {:.0} MiB |",
        kind.name(),
        sent.frames as f64 / seconds,
        sent.bytes as f64 * 8e-6 / seconds,
        program.name,
        sent.frames,
        100.0 * cpu.as_secs_f64() / seconds,
        peak_kib as f64 / 1024.0,
    ))
}

/// Sends at `rate` frames a second, until the time is over and the session under way complete.
fn send(traffic: &mut Traffic, rate: u64, lasts: Duration) -> Result<Sent, String> {
    let device = Capture::from_device(ENDS[0]).map_err(|error| error.to_string())?;
    let mut out = device.open().map_err(|error| error.to_string())?;
    let began = Instant::now();
    let (mut frames, mut bytes) = (0, 0);
    loop {
        let elapsed = began.elapsed();
        let is_complete = traffic.is_between_sessions();
        if elapsed >= lasts && is_complete {
            let sessions = traffic.sessions();
            return Ok(Sent {
                frames,
                bytes,
                sessions,
                took: elapsed,
            });
        }
        let due = elapsed.as_nanos().saturating_mul(rate.into()) / 1_000_000_000;
        if u128::from(frames) >= due {
            std::thread::sleep(Duration::from_micros(500));
            continue;
        }
        // A look at the clock for each frame would cost as much as sending it.
        for _ in 0..32 {
            let frame = traffic.next_frame();
            out.sendpacket(frame).map_err(|error| error.to_string())?;
            frames += 1;
            bytes += frame.len() as u64;
            if traffic.is_between_sessions() && elapsed >= lasts {
                break;
            }
        }
    }
}
