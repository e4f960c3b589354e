//! Servers and clients that people use, where they are installed.

use super::{CABLE, Running, SERVER, Witness, assert_same, wait};
use crate::support::namespaces::{Machine, Network};
use std::fs;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use tempfile::TempDir;

const FILE: usize = 500_000;

/// A server, ended with the test.
struct Vsftpd {
    child: Child,
    _folder: TempDir,
}

impl Drop for Vsftpd {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// Starts vsftpd on the server; `None`, once the reason was said, where it is not installed.
fn vsftpd(network: &Network) -> Option<Vsftpd> {
    if !has("vsftpd", "-v") || !has("curl", "--version") || !has("openssl", "version") {
        eprintln!("skipped: vsftpd, curl or openssl is not installed");
        return None;
    }
    let kept = tempfile::tempdir().expect("a folder");
    let folder = kept.path().to_owned();
    for part in ["files", "empty"] {
        fs::create_dir_all(folder.join(part)).expect("a folder");
    }
    fs::write(folder.join("files/file.bin"), vec![b'z'; FILE]).expect("a file");
    open_to_all(&folder);
    let path = |part: &str| folder.join(part).display().to_string();
    let certificate = path("server.pem");
    let made = Command::new("openssl")
        .args([
            "req", "-x509", "-nodes", "-newkey", "rsa:2048", "-days", "2",
        ])
        .args([
            "-subj",
            "/CN=server",
            "-keyout",
            &certificate,
            "-out",
            &certificate,
        ])
        .stderr(Stdio::null())
        .status();
    assert!(made.expect("openssl runs").success());
    let settings = format!(
        "listen=NO\nlisten_ipv6=YES\nbackground=NO\nanonymous_enable=YES\nlocal_enable=NO\n\
         anon_root={}\nsecure_chroot_dir={}\nssl_enable=YES\nallow_anon_ssl=YES\n\
         force_anon_logins_ssl=NO\nforce_anon_data_ssl=NO\nrequire_ssl_reuse=NO\n\
         ssl_ciphers=HIGH\nrsa_cert_file={certificate}\nrsa_private_key_file={certificate}\n\
         connect_from_port_20=NO\nseccomp_sandbox=NO\n",
        path("files"),
        path("empty"),
    );
    fs::write(folder.join("vsftpd.conf"), settings).expect("a file");
    let mut command = network.command(Machine::Server, "vsftpd");
    command.arg(path("vsftpd.conf")).stdout(Stdio::null());
    Some(Vsftpd {
        child: command.spawn().expect("ip runs"),
        _folder: kept,
    })
}

fn open_to_all(folder: &Path) {
    use std::os::unix::fs::PermissionsExt;
    for part in [
        folder.to_owned(),
        folder.join("files"),
        folder.join("empty"),
    ] {
        fs::set_permissions(part, fs::Permissions::from_mode(0o755)).expect("a mode");
    }
}

fn has(program: &str, version: &str) -> bool {
    let mut command = Command::new(program);
    command.arg(version).stdin(Stdio::null());
    command.stdout(Stdio::null()).stderr(Stdio::null());
    command.status().is_ok()
}

/// Runs curl on the client; whether it succeeded.
fn curl(network: &Network, arguments: &[&str]) -> bool {
    run_curl(network.command(Machine::Client, "curl"), arguments)
}

fn run_curl(mut command: Command, arguments: &[&str]) -> bool {
    command.args(["--silent", "--output", "/dev/null", "--max-time", "20"]);
    command.args(arguments);
    command.status().is_ok_and(|status| status.success())
}

#[test]
fn sessions_of_real_programs_are_those_of_a_file_too() {
    let Some(network) = Network::new() else {
        return;
    };
    let Some(_server) = vsftpd(&network) else {
        return;
    };
    let [v4, v6] = SERVER.map(|one| match one.contains(':') {
        true => format!("ftp://[{one}]/file.bin"),
        false => format!("ftp://{one}/file.bin"),
    });
    wait("vsftpd", || curl(&network, &[&v4]));
    let witness = Witness::start(&network, "live-vsftpd.pcap");
    let live = Running::start(&network, "live-vsftpd", &["json", "-i", CABLE]);
    for url in [&v4, &v6] {
        assert!(curl(&network, &[url]));
        assert!(curl(&network, &["--ftp-port", "-", url]));
        assert!(curl(&network, &["--ssl-reqd", "--insecure", url]));
    }
    let live = live.end();
    assert_eq!(live.sessions().len(), 6);
    let securities = live
        .sessions()
        .into_iter()
        .map(|one| one["security"].clone());
    let securities: Vec<_> = securities.collect();
    assert_eq!(
        securities,
        ["clear", "clear", "tls", "clear", "clear", "tls"]
    );
    for session in live.sessions() {
        let bytes = session["transfers"][0]["bytes"].as_u64().expect("bytes");
        assert!(bytes >= FILE as u64, "{session}");
    }
    assert_same(&live, witness);
}

/// Has curl fetch the file over TLS, and write its keys to `keys`.
fn fetch_with_keys(network: &Network, keys: &Path) -> bool {
    let url = format!("ftp://{}/file.bin", SERVER[0]);
    let mut command = network.command(Machine::Client, "curl");
    command.env("SSLKEYLOGFILE", keys);
    run_curl(command, &["--ssl-reqd", "--insecure", &url])
}

/// A server that has begun to serve, the address of its file, and a key log in which nothing stands
/// yet, in a folder of its own; `None`, once the reason was said, where that cannot be had.
fn serving(network: &Network) -> Option<(Vsftpd, String, tempfile::TempDir)> {
    let server = vsftpd(network)?;
    let plain = format!("ftp://{}/file.bin", SERVER[0]);
    wait("vsftpd", || curl(network, &[&plain]));
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("keys"), "").expect("a file");
    Some((server, plain, folder))
}

#[test]
fn keys_that_a_client_writes_while_it_talks_open_its_session() {
    let Some(network) = Network::new() else {
        return;
    };
    let Some((_server, _, folder)) = serving(&network) else {
        return;
    };
    let keys = folder.path().join("keys");
    let option = keys.display().to_string();
    let live = Running::start(
        &network,
        "live-keys",
        &["json", "--hash", "-i", CABLE, "--keylog", &option],
    );
    assert!(fetch_with_keys(&network, &keys));
    let live = live.end();
    let session = &live.sessions()[0];
    assert_eq!(session["security"], "tls-decrypted", "{session}");
    let transfer = &session["transfers"][0];
    assert_eq!(transfer["verb"], "RETR");
    assert_eq!(transfer["bytes"], FILE);
    assert!(transfer["sha256"].is_string());
}

#[test]
fn a_file_that_is_transferred_while_one_looks_is_extracted() {
    let Some(network) = Network::new() else {
        return;
    };
    let Some((_server, plain, folder)) = serving(&network) else {
        return;
    };
    let keys = folder.path().join("keys");
    let out = folder.path().join("out");
    let (option, out_option) = (keys.display().to_string(), out.display().to_string());
    let live = Running::start(
        &network,
        "live-extract",
        &[
            "extract",
            "--json",
            "--layout",
            "flat",
            "-i",
            CABLE,
            "--keylog",
            &option,
            "-d",
            &out_option,
        ],
    );
    assert!(curl(&network, &[&plain]));
    assert!(fetch_with_keys(&network, &keys));
    live.end();
    let files = fs::read_dir(&out).expect("a folder");
    let files = files.map(|file| file.expect("a file").path());
    let (manifest, files): (Vec<_>, Vec<_>) =
        files.partition(|file| file.ends_with("manifest.json"));
    let sizes = files
        .iter()
        .map(|file| fs::metadata(file).map(|file| file.len()));
    let sizes: Vec<_> = sizes.collect();
    assert_eq!((manifest.len(), files.len()), (1, 2), "{files:?} {sizes:?}");
    for file in files {
        let found = fs::read(&file).expect("a file");
        assert!(found == vec![b'z'; FILE], "{file:?}: {} bytes", found.len());
    }
}
