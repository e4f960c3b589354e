//! From the command line to a running program: source, engine, view.

use crate::capture::{CaptureError, Merged, Reader, Source};
use crate::cli::{Cli, Command, Input, Json};
use crate::engine::{Config, Engine, Wanted};
use crate::session::Session;
use crate::views::json;
use std::io::{self, BufWriter, Write};
use std::path::Path;
use std::process::ExitCode;

/// Reads what the command line names and writes what it asks for.
///
/// The status is 0 where everything was read to its end, 1 where something could not be read, 2
/// where the command line was wrong.
pub fn run(cli: Cli) -> ExitCode {
    let result = match cli.command {
        Some(Command::Json(options)) => run_json(&options),
        Some(Command::Show(_)) | None => run_json(&Json { input: cli.show.input, hash: false }),
    };
    match result {
        Ok(status) => status,
        // Whoever read our output has had enough of it.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("ftpscope: cannot write the output: {error}");
            ExitCode::FAILURE
        }
    }
}

fn open(path: &Path) -> Result<Reader, CaptureError> {
    if path.as_os_str() == "-" { Reader::stdin() } else { Reader::open(path) }
}

fn run_json(options: &Json) -> io::Result<ExitCode> {
    let mut out = BufWriter::with_capacity(1 << 16, io::stdout().lock());
    let mut failed = false;
    let mut sources: Vec<Box<dyn Source>> = Vec::new();
    let Input { captures, .. } = &options.input;
    let mut readers = Vec::new();
    for path in captures {
        match open(path) {
            Ok(reader) => readers.push(reader),
            Err(error) => {
                eprintln!("ftpscope: {error}");
                failed = true;
            }
        }
    }
    if options.input.merge {
        sources.push(Box::new(Merged::new(readers)));
    } else {
        for reader in readers {
            sources.push(Box::new(reader));
        }
    }
    for mut source in sources {
        failed |= !json_of(&mut *source, options, &mut out)?;
    }
    out.flush()?;
    Ok(if failed { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

fn json_of(source: &mut dyn Source, options: &Json, out: &mut impl Write) -> io::Result<bool> {
    let mut engine = Engine::new(Config {
        ports: options.input.ports.clone(),
        payload: Wanted { hash: options.hash, head: 0 },
        trace: false,
    });
    let name = source.name().to_owned();
    let style = json::Options { capture: &name, show_passwords: options.input.show_passwords };
    let mut number = 0;
    let mut write = |session: Session, out: &mut _| {
        number += 1;
        json::session(out, number, &session, style)
    };
    let cut = loop {
        match source.next_frame() {
            Ok(Some(frame)) => engine.push(&frame),
            Ok(None) => break false,
            Err(error) => {
                eprintln!("ftpscope: {error}");
                break true;
            }
        }
        while let Some(session) = engine.next_session() {
            write(session, out)?;
        }
    };
    engine.finish();
    while let Some(session) = engine.next_session() {
        write(session, out)?;
    }
    let summary = json::CaptureSummary {
        name: &name,
        statistics: engine.statistics(),
        link_types: source.link_types().iter().map(|link| format!("{}", link.0).into()).collect(),
        undecoded: Vec::new(),
        cut,
        orphans: engine.orphans(),
    };
    json::capture(out, &summary)?;
    Ok(!cut)
}
