//! What the screen of packets says.

texts! {
    /// What the screen of packets says in one language.
    Packets
    words {
        /// Its title.
        title;
    }
    sentences {}
}

/// English.
pub const EN: Packets = Packets { title: "Packets" };

/// 简体中文.
pub const ZH_HANS: Packets = Packets { title: "数据包" };

/// 繁體中文.
pub const ZH_HANT: Packets = Packets { title: "封包" };
