//! Names that a server says, as the fuzzer and the tests make paths of them.

use ftpscope::extract::charset::Charset;
use ftpscope::extract::name::Path;
use ftpscope::extract::taken::Taken;

/// Makes a path of `raw`; panics where it leads anywhere but to a file below the folder that it is
/// taken from, or where two files get the same.
pub fn check(raw: &[u8]) {
    let charset = Charset::guess(raw.split(|&byte| byte == b'/'));
    let path = Path::of(raw, charset).below(["198.51.100.1".to_owned()]);
    let mut taken = Taken::default();
    let first = taken.claim(path.clone());
    let second = taken.claim(path);
    assert_ne!(first, second);
    for path in [first.partial(), first, second] {
        let components = path.components();
        assert!((1..=40).contains(&components.len()), "{path}");
        assert!(path.to_string().len() < 2_000, "{path}");
        for component in components {
            assert!(
                !component.is_empty() && component.len() < 255,
                "{component}"
            );
            assert!(![".", ".."].contains(&component.as_str()));
            assert!(!component.ends_with(['.', ' ']), "{component:?}");
            let forbidden = |one: char| one.is_control() || "/\\:*?\"<>|".contains(one);
            assert!(!component.contains(forbidden), "{component:?}");
        }
        assert!(std::path::Path::new(&path.to_string()).is_relative());
    }
}
