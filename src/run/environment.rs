//! What the surroundings say: language, character set, colours, width.

use crate::cli::{Color, Lang, Manner};
use crate::texts::{EN, Texts, ZH_HANS, ZH_HANT};
use crate::views::page::Page;
use crate::views::pen::Pen;
use std::env;
use std::io::{self, IsTerminal};
use std::path::PathBuf;

/// The columns of an output that is no terminal.
const COLUMNS: u16 = 100;

/// The fewest columns that anything is drawn in.
const FEWEST_COLUMNS: u16 = 20;

/// The sentences of the language that was chosen, or of the locale.
pub fn texts(chosen: Option<Lang>) -> &'static Texts {
    match chosen.unwrap_or_else(locale) {
        Lang::En => &EN,
        Lang::ZhHans => &ZH_HANS,
        Lang::ZhHant => &ZH_HANT,
    }
}

/// The language of the locale (POSIX: LC_ALL, LC_MESSAGES, LANG).
pub fn locale() -> Lang {
    language(&first_set(&["LC_ALL", "LC_MESSAGES", "LANG"]).unwrap_or_default())
}

/// Whether the terminal draws more than ASCII, as the locale has it (LC_ALL, LC_CTYPE, LANG).
pub fn unicode() -> bool {
    first_set(&["LC_ALL", "LC_CTYPE", "LANG"]).is_none_or(|locale| is_unicode(&locale))
}

/// Whether to colour standard output.
pub fn color(wanted: Color) -> bool {
    match wanted {
        Color::Always => true,
        Color::Never => false,
        Color::Auto => !refuses_color() && !is_dumb() && io::stdout().is_terminal(),
    }
}

/// Whether the user wants no colours anywhere (`NO_COLOR`).
pub fn refuses_color() -> bool {
    env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty())
}

/// Whether the terminal has 256 colours.
pub fn has_many_colors() -> bool {
    let by_name = env::var("TERM").is_ok_and(|term| term.contains("256color"));
    by_name || env::var_os("COLORTERM").is_some_and(|value| !value.is_empty())
}

/// Whether the terminal UI can be shown where standard output goes.
pub fn has_a_screen() -> bool {
    io::stdout().is_terminal() && !is_dumb()
}

/// Whether there is somewhere to read keys from; standard input may be a capture.
pub fn has_a_keyboard() -> bool {
    let has_terminal = || cfg!(unix) && std::fs::File::open("/dev/tty").is_ok();
    io::stdin().is_terminal() || has_terminal()
}

fn is_dumb() -> bool {
    env::var_os("TERM").is_some_and(|term| term == "dumb")
}

/// The file in which the terminal UI keeps its settings (XDG Base Directory Specification); `None`
/// where there is no home. Who has become another user has his `home`.
pub fn settings_file(home: Option<PathBuf>) -> Option<PathBuf> {
    let absolute = |name: &str| {
        let path = PathBuf::from(env::var_os(name)?);
        path.is_absolute().then_some(path)
    };
    let own = || absolute("XDG_CONFIG_HOME").or_else(|| Some(absolute("HOME")?.join(".config")));
    let folder = home.map(|home| home.join(".config")).or_else(own)?;
    Some(folder.join("ftpscope").join("config.toml"))
}

/// The columns of standard output.
pub fn width(wanted: Option<u16>) -> usize {
    let terminal = || {
        let size = io::stdout()
            .is_terminal()
            .then(crossterm::terminal::size)?
            .ok()?;
        Some(size.0).filter(|&columns| columns > 0)
    };
    let variable = || env::var("COLUMNS").ok()?.trim().parse().ok();
    let columns = wanted
        .or_else(terminal)
        .or_else(variable)
        .unwrap_or(COLUMNS);
    usize::from(columns.max(FEWEST_COLUMNS))
}

/// What explanations are written with.
pub fn page(manner: &Manner) -> Page {
    let color = color(manner.color.unwrap_or(Color::Auto));
    Page {
        pen: Pen::new(color, unicode()),
        texts: texts(manner.lang),
        columns: width(manner.width),
    }
}

fn first_set(names: &[&str]) -> Option<String> {
    names
        .iter()
        .filter_map(|name| env::var(name).ok())
        .find(|value| !value.is_empty())
}

/// The language of a locale such as `zh_TW.UTF-8`.
fn language(locale: &str) -> Lang {
    let name = locale
        .split(['.', '@'])
        .next()
        .unwrap_or_default()
        .replace('-', "_")
        .to_ascii_lowercase();
    let mut parts = name.split('_');
    if parts.next() != Some("zh") {
        return Lang::En;
    }
    match parts.next() {
        Some("tw" | "hk" | "mo" | "hant") => Lang::ZhHant,
        _ => Lang::ZhHans,
    }
}

/// Whether a locale's character set is UTF-8. One that names none is taken for UTF-8, as systems
/// without the full list of locales have it, save for `C` and `POSIX`.
fn is_unicode(locale: &str) -> bool {
    let charset = locale
        .split('@')
        .next()
        .unwrap_or_default()
        .split_once('.')
        .map(|(_, charset)| charset);
    match charset {
        Some(charset) => charset.to_ascii_lowercase().replace('-', "") == "utf8",
        None => !matches!(locale, "C" | "POSIX"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_country_tells_the_characters() {
        for (locale, expected) in [
            ("zh_CN.UTF-8", Lang::ZhHans),
            ("zh_SG", Lang::ZhHans),
            ("zh", Lang::ZhHans),
            ("zh_TW.UTF-8", Lang::ZhHant),
            ("zh_HK", Lang::ZhHant),
            ("zh_MO", Lang::ZhHant),
            ("zh-Hant", Lang::ZhHant),
            ("de_DE.UTF-8", Lang::En),
            ("C", Lang::En),
            ("", Lang::En),
        ] {
            assert_eq!(language(locale), expected, "{locale}");
        }
    }

    #[test]
    fn only_utf_8_is_drawn_with_more_than_ascii() {
        for (locale, expected) in [
            ("C", false),
            ("POSIX", false),
            ("de_DE.ISO-8859-1", false),
            ("C.UTF-8", true),
            ("zh_TW.utf8", true),
            ("de_DE.UTF-8@euro", true),
            ("en_US", true),
        ] {
            assert_eq!(is_unicode(locale), expected, "{locale}");
        }
    }
}
