//! What the screen of stream says.

texts! {
    /// What the screen of stream says in one language.
    Stream
    words {
        /// Its title.
        title;
    }
    sentences {}
}

/// English.
pub const EN: Stream = Stream { title: "Stream" };

/// 简体中文.
pub const ZH_HANS: Stream = Stream { title: "数据流" };

/// 繁體中文.
pub const ZH_HANT: Stream = Stream { title: "資料流" };
