//! What is given up, looked at from outside: rights of processes, and files that cannot be opened.
//!
//! The fence and the change of user are entered in a process of their own: this test program, of
//! which one test is run again.

use ftpscope::sandbox::{Enforced, Fence, User, drop_privileges, keep_capture, raise_capture};
use std::fs;
use std::io::{self, Read};
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::{MetadataExt, PermissionsExt, chown};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// The user who is nobody.
const NOBODY: u32 = 65_534;

/// Names what a test that is run again has to do.
const TASK: &str = "FTPSCOPE_TEST_TASK";

/// CAP_NET_RAW.
const NET_RAW: &str = "0000000000002000";
const NONE: &str = "0000000000000000";

fn is_root(test: &str) -> bool {
    let is_root = rustix::process::geteuid().is_root();
    if !is_root {
        eprintln!("{test}: skipped, because only root can change to another user");
    }
    is_root
}

/// A folder that every user may look into.
fn folder() -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).expect("it is ours");
    folder
}

/// Does `task` in a process of its own, and returns what it printed.
fn elsewhere(task: &str, folder: &Path) -> String {
    let output = Command::new(std::env::current_exe().expect("this program"))
        .args([
            "--exact",
            "sandbox::what_is_run_again",
            "--ignored",
            "--nocapture",
        ])
        .env(TASK, task)
        .current_dir(folder)
        .output()
        .expect("this program runs");
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).expect("UTF-8")
}

#[test]
#[ignore = "other tests run it, in a process of its own"]
fn what_is_run_again() {
    match std::env::var(TASK).as_deref() {
        Ok("fence") => in_the_fence(),
        Ok("nobody") => as_nobody(),
        Ok("opener") => as_the_opener(),
        _ => {}
    }
}

fn tell<T>(what: &str, result: io::Result<T>) {
    match result {
        Ok(_) => println!("{what}: done"),
        Err(error) => println!("{what}: {:?}", error.kind()),
    }
}

fn make(path: &str) -> io::Result<fs::File> {
    let mut options = fs::File::options();
    options.write(true).create_new(true).open(path)
}

fn in_the_fence() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("its address");
    let fence = Fence {
        read: ["read", "one", "missing"].map(PathBuf::from).to_vec(),
        make: vec!["make".into()],
        replace: vec!["replace".into()],
        change: vec!["change".into()],
        scratch: Vec::new(),
        devices: vec!["/dev/null".into()],
    };
    let enforced = fence.enter();
    println!("enforced: {enforced:?}");
    // What a thread may not, those that it starts may not either.
    thread::spawn(move || {
        tell("read below", fs::read("read/file"));
        tell("read the file", fs::read("one"));
        tell("read another", fs::read("two"));
        tell("read /etc/passwd", fs::read("/etc/passwd"));
        tell("write what is read", fs::write("read/file", "x"));
        tell("make", make("make/new"));
        tell("read what is made", fs::read("make/new"));
        tell("remove what is made", fs::remove_file("make/new"));
        tell("replace", make("replace/new"));
        tell("remove what is replaced", fs::remove_file("replace/new"));
        tell("change", fs::write("change/new", "x"));
        tell("rename", fs::rename("change/new", "change/newer"));
        tell("make elsewhere", make("new"));
        tell("make a folder", fs::create_dir("make/folder"));
        tell("use a device", fs::write("/dev/null", "x"));
        tell("run", Command::new("/bin/true").status());
        if enforced == Enforced::Fully {
            tell("connect", TcpStream::connect(address));
            tell("listen", TcpListener::bind("127.0.0.1:0"));
        }
    })
    .join()
    .expect("it ends");
}

#[test]
fn behind_the_fence_only_what_is_needed_can_be_opened() {
    let folder = folder();
    for name in ["read", "make", "replace", "change"] {
        fs::create_dir(folder.path().join(name)).unwrap();
    }
    for name in ["read/file", "one", "two"] {
        fs::write(folder.path().join(name), "something").unwrap();
    }
    let told = elsewhere("fence", folder.path());
    if told.contains("enforced: Not") {
        eprintln!("the fence: skipped, because this kernel has no Landlock");
        return;
    }
    let denied = "PermissionDenied";
    let mut expected = vec![
        ("read below", "done"),
        ("read the file", "done"),
        ("read another", denied),
        ("read /etc/passwd", denied),
        ("write what is read", denied),
        ("make", "done"),
        ("read what is made", denied),
        ("remove what is made", denied),
        ("replace", "done"),
        ("remove what is replaced", "done"),
        ("change", "done"),
        ("rename", "done"),
        ("make elsewhere", denied),
        ("make a folder", denied),
        ("use a device", "done"),
        ("run", denied),
    ];
    if told.contains("enforced: Fully") {
        expected.extend([("connect", denied), ("listen", denied)]);
    }
    for (what, result) in expected {
        let line = format!("{what}: {result}");
        assert!(told.lines().any(|told| told == line), "{line} in\n{told}");
    }
}

fn nobody() -> Option<User> {
    User::to_become(Some("nobody")).expect("root can become nobody")
}

/// What the kernel says of the calling thread.
fn own_status() -> String {
    fs::read_to_string("/proc/thread-self/status").expect("a thread has a status")
}

fn as_nobody() {
    drop_privileges(nobody().as_ref()).expect("root may");
    println!("{}", own_status());
    tell("read what is root's", fs::read("secret"));
    let root = rustix::process::Uid::from_raw(0);
    tell(
        "become root",
        rustix::thread::set_thread_uid(root).map_err(io::Error::from),
    );
    tell("raise", raise_capture(true));
    println!("{}", own_status());
}

fn as_the_opener() {
    keep_capture(nobody().as_ref()).expect("root may");
    println!("{}", own_status());
    raise_capture(true).expect("it may");
    println!("raised {}", own_status());
}

/// A line of a status, such as `CapEff`.
fn line<'s>(status: &'s str, name: &str) -> &'s str {
    let lines = status.lines();
    let mut values = lines.filter_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
    values
        .next()
        .unwrap_or_else(|| panic!("no {name} in\n{status}"))
        .trim()
}

fn assert_nothing_is_left(status: &str, permitted: &str) {
    for name in ["Uid", "Gid"] {
        assert_eq!(line(status, name), "65534\t65534\t65534\t65534", "{status}");
    }
    assert_eq!(line(status, "Groups"), "65534", "{status}");
    for name in ["CapEff", "CapInh", "CapAmb", "CapBnd"] {
        assert_eq!(line(status, name), NONE, "{name} in\n{status}");
    }
    assert_eq!(line(status, "CapPrm"), permitted, "{status}");
    assert_eq!(line(status, "NoNewPrivs"), "1", "{status}");
}

#[test]
fn who_became_somebody_else_has_nothing_left_and_no_way_back() {
    if !is_root("the change of user") {
        return;
    }
    let folder = folder();
    let secret = folder.path().join("secret");
    fs::write(&secret, "root's").unwrap();
    fs::set_permissions(&secret, fs::Permissions::from_mode(0o600)).unwrap();
    let told = elsewhere("nobody", folder.path());
    let (before, after) = told
        .split_once("read what is root's")
        .expect("both statuses");
    assert_nothing_is_left(before, NONE);
    assert_nothing_is_left(after, NONE);
    assert!(after.starts_with(": PermissionDenied"), "{told}");
    assert!(after.contains("become root: PermissionDenied"), "{told}");
}

#[test]
fn who_opens_interfaces_keeps_one_capability_out_of_effect() {
    if !is_root("the capability to capture") {
        return;
    }
    let folder = folder();
    let told = elsewhere("opener", folder.path());
    let (before, after) = told.split_once("raised").expect("both statuses");
    if line(before, "CapPrm") == NONE {
        eprintln!("the capability to capture: skipped, because this root has none");
        return;
    }
    assert_nothing_is_left(before, NET_RAW);
    assert_eq!(line(after, "CapEff"), NET_RAW);
    assert_eq!(line(after, "CapPrm"), NET_RAW);
}

/// A program that ends with the test.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Running {
    /// Starts a command, and waits until it has written the header of `file`.
    fn start(command: &mut Command, file: &Path) -> Option<Self> {
        let child = command
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .expect("it starts");
        let mut running = Self(child);
        let begin = Instant::now();
        loop {
            if fs::metadata(file).is_ok_and(|metadata| metadata.len() > 0) {
                return Some(running);
            }
            if running
                .0
                .try_wait()
                .expect("it can be waited for")
                .is_some()
            {
                let mut said = String::new();
                let mut stderr = running.0.stderr.take().expect("a pipe");
                stderr.read_to_string(&mut said).expect("UTF-8");
                eprintln!("live capture: skipped, because it cannot be had here: {said}");
                return None;
            }
            assert!(
                begin.elapsed() < Duration::from_secs(120),
                "it does not begin"
            );
            thread::sleep(Duration::from_millis(20));
        }
    }

    /// The statuses of its threads, by their names.
    fn threads(&self) -> Vec<(String, String)> {
        let tasks = fs::read_dir(format!("/proc/{}/task", self.0.id())).expect("it runs");
        let read = |task: io::Result<fs::DirEntry>| {
            let path = task.expect("a thread").path();
            let name = fs::read_to_string(path.join("comm")).ok()?;
            let status = fs::read_to_string(path.join("status")).ok()?;
            Some((name.trim().to_owned(), status))
        };
        tasks.filter_map(read).collect()
    }
}

/// Live capture on the loopback interface, writing to `file`.
fn capture(program: &Path, file: &Path) -> Command {
    let mut command = Command::new(program);
    command.args(["json", "-i", "lo", "-w"]).arg(file);
    command
}

#[cfg(feature = "live")]
#[test]
fn a_capture_under_sudo_goes_on_with_the_rights_of_the_user() {
    if !is_root("capture under sudo") {
        return;
    }
    let folder = folder();
    chown(folder.path(), Some(NOBODY), Some(NOBODY)).expect("root may");
    let file = folder.path().join("used.pcapng");
    let program = Path::new(env!("CARGO_BIN_EXE_ftpscope"));
    let mut command = capture(program, &file);
    command.env("SUDO_UID", "65534").env("SUDO_GID", "65534");
    let Some(running) = Running::start(&mut command, &file) else {
        return;
    };
    let threads = running.threads();
    assert!(threads.len() >= 3, "{threads:?}");
    for (name, status) in threads {
        let permitted = if name == "opener" { NET_RAW } else { NONE };
        assert_nothing_is_left(&status, permitted);
    }
    let metadata = fs::metadata(&file).unwrap();
    assert_eq!((metadata.uid(), metadata.gid()), (NOBODY, NOBODY));
}

#[cfg(feature = "live")]
#[test]
fn a_capture_by_root_keeps_the_user_and_no_capability() {
    if !is_root("capture by root") {
        return;
    }
    let folder = folder();
    let file = folder.path().join("used.pcapng");
    let program = Path::new(env!("CARGO_BIN_EXE_ftpscope"));
    let mut command = capture(program, &file);
    command.env_remove("SUDO_UID");
    let Some(running) = Running::start(&mut command, &file) else {
        return;
    };
    for (name, status) in running.threads() {
        assert_eq!(line(&status, "Uid"), "0\t0\t0\t0");
        assert_eq!(line(&status, "CapEff"), NONE);
        assert_eq!(line(&status, "CapBnd"), NONE);
        let permitted = if name == "opener" { NET_RAW } else { NONE };
        assert_eq!(line(&status, "CapPrm"), permitted, "{name}");
    }
}

#[cfg(feature = "live")]
#[test]
fn a_user_whose_copy_of_the_program_has_the_capability_can_capture() {
    if !is_root("a program with the capability") {
        return;
    }
    let folder = folder();
    chown(folder.path(), Some(NOBODY), Some(NOBODY)).expect("root may");
    let program = folder.path().join("ftpscope");
    fs::copy(env!("CARGO_BIN_EXE_ftpscope"), &program).expect("a copy");
    let set = Command::new("setcap")
        .arg("cap_net_raw+ep")
        .arg(&program)
        .status();
    if !set.is_ok_and(|status| status.success()) {
        eprintln!("a program with the capability: skipped, because setcap does not work here");
        return;
    }
    let file = folder.path().join("used.pcapng");
    let mut command = Command::new("setpriv");
    command.args(["--reuid", "65534", "--regid", "65534", "--clear-groups"]);
    command
        .arg(&program)
        .args(["json", "-i", "lo", "-w"])
        .arg(&file);
    let Some(running) = Running::start(&mut command, &file) else {
        return;
    };
    let threads = running.threads();
    assert!(threads.len() >= 3, "{threads:?}");
    for (name, status) in threads {
        let permitted = if name == "opener" { NET_RAW } else { NONE };
        assert_eq!(line(&status, "CapPrm"), permitted, "{name}");
        assert_eq!(line(&status, "CapEff"), NONE, "{name}");
        assert_eq!(line(&status, "NoNewPrivs"), "1", "{name}");
    }
}

#[cfg(feature = "live")]
#[test]
fn a_user_who_is_not_there_is_wrong_usage() {
    let output = Command::new(env!("CARGO_BIN_EXE_ftpscope"))
        .args(["json", "-i", "lo", "--user", "no-such-user-1"])
        .output()
        .expect("the program runs");
    assert_eq!(output.status.code(), Some(2));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("no-such-user-1"), "{said}");
}
