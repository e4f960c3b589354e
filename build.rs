//! Says before the compiler starts that libpcap is missing, and what to do: the linker would say it last, and badly.

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

const ADVICE: &str = "libpcap is missing, or its headers are. Install them (Debian, Ubuntu: apt-get install libpcap-dev; \
    Fedora: dnf install libpcap-devel; Alpine: apk add libpcap-dev; Arch: pacman -S libpcap; openSUSE: zypper install \
    libpcap-devel; macOS: xcode-select --install), or leave out what needs libpcap: cargo build \
    --no-default-features";

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    for variable in ["LIBPCAP_LIBDIR", "PKG_CONFIG_PATH", "LIBRARY_PATH"] {
        println!("cargo::rerun-if-env-changed={variable}");
    }
    if !libpcap_will_be_linked() {
        return;
    }
    let Some(linker) = Linker::of_this_build() else {
        return;
    };
    // A linker that cannot link an empty program has another trouble, and the compiler will name it.
    if !linker.links(&["-lpcap"]) && linker.links(&[]) {
        println!("cargo::error={ADVICE}");
    }
}

/// Whether this build needs libpcap on this very machine. Cross builds have their own search paths, docs.rs links nothing.
fn libpcap_will_be_linked() -> bool {
    env::var_os("CARGO_FEATURE_LIVE").is_some()
        && env::var_os("CARGO_CFG_UNIX").is_some()
        && env::var_os("HOST") == env::var_os("TARGET")
        && env::var_os("DOCS_RS").is_none()
}

/// The linker driver that rustc will call, with the places where the `pcap` crate tells it to look.
struct Linker {
    program: OsString,
    search: Vec<OsString>,
    folder: PathBuf,
}

impl Linker {
    fn of_this_build() -> Option<Self> {
        let folder = PathBuf::from(env::var_os("OUT_DIR")?);
        std::fs::write(folder.join("probe.c"), "int main(void) { return 0; }\n").ok()?;
        Some(Self {
            program: env::var_os("RUSTC_LINKER").unwrap_or_else(|| "cc".into()),
            search: search_paths(),
            folder,
        })
    }

    fn links(&self, libraries: &[&str]) -> bool {
        Command::new(&self.program)
            .arg(self.folder.join("probe.c"))
            .arg("-o")
            .arg(self.folder.join("probe"))
            .args(&self.search)
            .args(libraries)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .is_ok_and(|status| status.success())
    }
}

/// `LIBPCAP_LIBDIR` where it is set, else what pkg-config knows: the order of the `pcap` crate's own build script.
fn search_paths() -> Vec<OsString> {
    if let Some(folder) = env::var_os("LIBPCAP_LIBDIR") {
        return vec!["-L".into(), Path::new(&folder).into()];
    }
    let Ok(output) = Command::new("pkg-config")
        .args(["--libs-only-L", "libpcap"])
        .output()
    else {
        return Vec::new();
    };
    let words = String::from_utf8_lossy(&output.stdout);
    words.split_whitespace().map(OsString::from).collect()
}
