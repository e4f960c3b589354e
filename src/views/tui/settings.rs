//! What is remembered from one run to the next.

use super::context::Clock;
use super::theme::ThemeName;
use serde::{Deserialize, Serialize};

/// A language of the UI.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Language {
    /// English.
    #[default]
    #[serde(rename = "en")]
    En,
    /// 简体中文.
    #[serde(rename = "zh-Hans")]
    ZhHans,
    /// 繁體中文.
    #[serde(rename = "zh-Hant")]
    ZhHant,
}

impl Language {
    /// Its texts.
    pub fn texts(self) -> &'static crate::texts::Texts {
        match self {
            Self::En => &crate::texts::EN,
            Self::ZhHans => &crate::texts::ZH_HANS,
            Self::ZhHant => &crate::texts::ZH_HANT,
        }
    }

    /// The next one, round and round.
    pub fn next(self) -> Self {
        match self {
            Self::En => Self::ZhHans,
            Self::ZhHans => Self::ZhHant,
            Self::ZhHant => Self::En,
        }
    }
}

/// What people choose once and expect to find again; `None` where they have not chosen.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, rename_all = "kebab-case")]
pub struct Settings {
    /// The language.
    pub language: Option<Language>,
    /// The colours.
    pub theme: Option<ThemeName>,
    /// How times are shown.
    pub time: Option<Clock>,
    /// The column that sessions are sorted by, and whether downwards.
    pub sort: Option<(String, bool)>,
    /// The columns of the list of sessions, in order.
    pub columns: Option<Vec<String>>,
    /// The share of the screen that each movable border leaves to what is before it, in percent.
    pub borders: std::collections::BTreeMap<String, u16>,
}
