//! What the screen of transfers says.

texts! {
    /// What the screen of transfers says in one language.
    Transfers
    words {
        /// Its title.
        title;
    }
    sentences {}
}

/// English.
pub const EN: Transfers = Transfers { title: "Transfers" };

/// 简体中文.
pub const ZH_HANS: Transfers = Transfers { title: "传输" };

/// 繁體中文.
pub const ZH_HANT: Transfers = Transfers { title: "傳輸" };
