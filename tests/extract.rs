//! `ftpscope extract`: what it writes, and what it does not.

mod files;
mod joined;
mod limits;
mod modes;
mod names;

use crate::support::scene::{End, Initiator, Listener, Scene, Stream};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A folder of a test's own, with a capture and a folder to extract to, which is not made yet.
pub struct Place {
    folder: PathBuf,
}

impl Place {
    pub fn new(name: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR"))
            .join("extract")
            .join(name);
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).expect("a folder");
        Self { folder }
    }

    /// A place with the capture of a scene.
    pub fn of(name: &str, scene: &Scene) -> Self {
        let place = Self::new(name);
        place.write(&scene.recording().pcap());
        place
    }

    pub fn write(&self, capture: &[u8]) {
        fs::write(self.capture(), capture).expect("a capture");
    }

    pub fn capture(&self) -> PathBuf {
        self.folder.join("capture.pcap")
    }

    pub fn out(&self) -> PathBuf {
        self.folder.join("out")
    }

    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_ftpscope"));
        command.env("LC_ALL", "C").env("NO_COLOR", "1");
        command.arg("extract").arg(self.capture()).args(arguments);
        command
    }

    /// Extracts to the folder.
    pub fn run(&self, arguments: &[&str]) -> Output {
        let mut command = self.command(arguments);
        command.arg("-d").arg(self.out());
        command.output().expect("the program runs")
    }

    /// As [`Place::run`], flat and without trouble; what was written, without the manifest.
    pub fn flat(&self, arguments: &[&str]) -> BTreeMap<String, Vec<u8>> {
        let output = self.run(&[&["--layout", "flat"], arguments].concat());
        assert!(output.status.success(), "{}", said(&output));
        self.files()
    }

    /// Everything below the folder, without the manifest.
    pub fn files(&self) -> BTreeMap<String, Vec<u8>> {
        let mut files = tree(&self.out());
        files.remove("manifest.json");
        files
    }

    /// The objects of the manifest.
    pub fn manifest(&self) -> Vec<Value> {
        let text = fs::read(self.out().join("manifest.json")).expect("a manifest");
        let mut manifest: Value = serde_json::from_slice(&text).expect("JSON");
        match manifest["files"].take() {
            Value::Array(files) => files,
            other => panic!("{other}"),
        }
    }

    /// The only object of the manifest.
    pub fn only(&self) -> Value {
        let mut files = self.manifest();
        assert_eq!(files.len(), 1, "{files:#?}");
        files.remove(0)
    }
}

/// The files below a folder; links by where they lead.
pub fn tree(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(inner) = folders.pop() {
        for entry in fs::read_dir(&inner).into_iter().flatten() {
            let path = entry.expect("an entry").path();
            let name = path.strip_prefix(folder).expect("below it");
            let name = name.to_str().expect("UTF-8").to_owned();
            if path.is_symlink() {
                let target = fs::read_link(&path).expect("a link");
                files.insert(name, target.into_os_string().into_encoded_bytes());
            } else if path.is_dir() {
                folders.push(path);
            } else {
                files.insert(name, fs::read(&path).expect("a file"));
            }
        }
    }
    files
}

pub fn said(output: &Output) -> String {
    let (out, err) = (&output.stdout, &output.stderr);
    format!(
        "{}{}",
        String::from_utf8_lossy(out),
        String::from_utf8_lossy(err)
    )
}

/// Opens data connection `number` of a session in passive mode.
pub fn passive(scene: &Scene, control: &Stream, number: u8) -> Stream {
    let reply = format!("227 Entering Passive Mode (198,51,100,1,20,{number}).");
    control.ask("PASV", &reply);
    let (from, to) = (50_000 + u16::from(number), 5_120 + u16::from(number));
    scene.connect(&format!("192.0.2.1:{from}"), &format!("198.51.100.1:{to}"))
}

/// The side of a passive data connection that sends, for a command.
fn sender(command: &str) -> End {
    match command.split(' ').next() {
        Some("STOR" | "STOU" | "APPE") => Initiator,
        _ => Listener,
    }
}

/// A transfer that succeeds.
pub fn transfer(scene: &Scene, control: &Stream, number: u8, command: &str, bytes: &[u8]) {
    let data = passive(scene, control, number);
    control.ask(command, "150 Here it comes.");
    data.carry(sender(command), bytes);
    control.reply("226 Done.");
}

/// A session in TYPE I at the root.
pub fn login(scene: &Scene) -> Stream {
    let control = scene.login();
    control.ask("TYPE I", "200 Binary.");
    control.ask("PWD", "257 \"/\"");
    control
}

/// Bytes that are different at each place.
pub fn pattern(length: usize) -> Vec<u8> {
    (0..length).map(|at| (at * 7 + at / 251) as u8).collect()
}
