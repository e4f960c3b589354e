//! The rooms of src/ know only those on their left in the picture of src/lib.rs.

use std::fs;
use std::path::{Path, PathBuf};

/// The rooms from left to right. What every room may use comes first.
const ROOMS: [(&str, &[&str]); 14] = [
    ("net", &[]),
    ("catalog", &[]),
    ("tls", &[]),
    ("limits", &["net"]),
    ("capture", &["net", "limits"]),
    ("decode", &["net", "limits", "capture"]),
    ("ftp", &["net", "limits"]),
    ("tcp", &["net", "limits", "capture", "decode"]),
    (
        "session",
        &["net", "catalog", "tls", "limits", "ftp", "tcp"],
    ),
    (
        "diagnose",
        &["net", "catalog", "tls", "limits", "ftp", "tcp", "session"],
    ),
    (
        "firewall",
        &["net", "catalog", "limits", "session", "diagnose"],
    ),
    ("tutor", &["net", "limits", "ftp", "tcp", "session"]),
    ("extract", &["net", "limits", "ftp", "tcp", "session"]),
    (
        "engine",
        &[
            "net", "tls", "limits", "capture", "decode", "ftp", "tcp", "session",
        ],
    ),
];

/// Rooms that touch no file, no socket, no clock and no terminal.
const SANS_IO: [&str; 11] = [
    "net", "decode", "tls", "ftp", "tcp", "session", "diagnose", "firewall", "tutor", "extract",
    "engine",
];

const OUTSIDE: [&str; 8] = [
    "std::fs",
    "std::net::Tcp",
    "std::net::Udp",
    "SystemTime",
    "Instant",
    "std::io::std",
    "std::env",
    "std::process",
];

fn sources(room: &str) -> Vec<(PathBuf, String)> {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    let mut folders = vec![src.join(room)];
    files.push(src.join(format!("{room}.rs")));
    while let Some(folder) = folders.pop() {
        let Ok(entries) = fs::read_dir(&folder) else {
            continue;
        };
        for entry in entries {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                files.push(path);
            }
        }
    }
    files.retain(|file| {
        file.is_file()
            && !file
                .components()
                .any(|part| part.as_os_str().to_string_lossy().starts_with("tests"))
    });
    let read = |file: PathBuf| {
        (
            file.clone(),
            program(&fs::read_to_string(&file).expect("a source")),
        )
    };
    files.into_iter().map(read).collect()
}

/// The source without comments and without its unit tests.
fn program(source: &str) -> String {
    let source = source
        .split("#[cfg(test)]\nmod tests {")
        .next()
        .unwrap_or_default();
    let lines = source
        .lines()
        .map(|line| line.split("//").next().unwrap_or_default());
    lines.collect::<Vec<_>>().join("\n")
}

/// The rooms that a source names after `crate::`.
fn used(source: &str) -> Vec<String> {
    let paths = source.split("crate::").skip(1);
    let heads = paths.flat_map(|path| match path.strip_prefix('{') {
        Some(list) => list
            .split('}')
            .next()
            .unwrap_or_default()
            .split(',')
            .map(str::trim)
            .collect(),
        None => vec![path],
    });
    let name = |path: &str| {
        path.chars()
            .take_while(|&letter| letter.is_alphanumeric() || letter == '_')
            .collect::<String>()
    };
    heads.map(name).filter(|name| !name.is_empty()).collect()
}

#[test]
fn imports_point_left() {
    for (room, left) in ROOMS {
        let sources = sources(room);
        assert!(!sources.is_empty(), "no room {room}");
        for (file, source) in sources {
            for name in used(&source) {
                assert!(
                    name == room || left.contains(&name.as_str()),
                    "{} uses {name}",
                    file.display()
                );
            }
        }
    }
}

#[test]
fn nobody_but_the_program_uses_what_stands_on_the_right() {
    for (file, source) in sources("views") {
        for name in used(&source) {
            assert!(
                !["capture", "run", "cli"].contains(&name.as_str()),
                "{} uses {name}",
                file.display()
            );
        }
    }
    for (file, source) in sources("texts") {
        let foreign = used(&source)
            .into_iter()
            .find(|name| !["texts", "catalog"].contains(&name.as_str()));
        assert_eq!(foreign, None, "in {}", file.display());
    }
}

#[test]
fn between_capture_and_views_there_is_no_file_no_socket_no_clock_and_no_terminal() {
    for room in SANS_IO {
        for (file, source) in sources(room) {
            for outside in OUTSIDE {
                assert!(
                    !source.contains(outside),
                    "{} uses {outside}",
                    file.display()
                );
            }
        }
    }
}

#[test]
fn what_a_source_uses_is_found_in_lists_and_in_paths() {
    let source = "use crate::{net::Time, views};\nlet x = crate::run::run();";
    assert_eq!(used(source), ["net", "views", "run"]);
    assert_eq!(
        program("a // crate::run\n#[cfg(test)]\nmod tests {\nb"),
        "a "
    );
}
