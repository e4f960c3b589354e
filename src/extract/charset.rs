//! In which character set the names of a session are.
//!
//! RFC 2640 wants UTF-8, and what follows it can be told for certain, because text of other sets is
//! hardly ever valid UTF-8. The other sets are told apart by how common the characters are that the
//! bytes of all names together would be.

use encoding_rs::Encoding;

/// A character set that names are decoded with.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Charset {
    /// UTF-8, ASCII included.
    #[default]
    Utf8,
    /// Simplified Chinese: GBK.
    Gbk,
    /// Traditional Chinese: Big5.
    Big5,
    /// Japanese: Shift-JIS.
    ShiftJis,
    /// Russian: KOI8-R.
    Koi8R,
    /// Western European: Latin-1, as Windows has it (1252).
    Latin1,
}

impl Charset {
    /// Every set but UTF-8, in the order in which they are preferred where they fit as well.
    const GUESSED: [Charset; 5] = [
        Charset::Koi8R,
        Charset::Gbk,
        Charset::Big5,
        Charset::ShiftJis,
        Charset::Latin1,
    ];

    /// The set that all `names` together are most likely in.
    pub fn guess<'n>(names: impl Iterator<Item = &'n [u8]> + Clone) -> Self {
        let foreign = names.filter(|name| std::str::from_utf8(name).is_err());
        if foreign.clone().next().is_none() {
            return Charset::Utf8;
        }
        let score = |charset: Charset| {
            foreign
                .clone()
                .try_fold((0.0, 0.0), |(sum, count), name| {
                    let (points, bytes) = charset.likeness(name)?;
                    Some((sum + points, count + bytes))
                })
                .map_or(0.0, |(sum, count)| sum / f64::max(count, 1.0))
        };
        let scored = Self::GUESSED.map(|charset| (score(charset), charset));
        let best = scored
            .into_iter()
            .reduce(|best, other| if other.0 > best.0 { other } else { best });
        best.map_or(Charset::Latin1, |(_, charset)| charset)
    }

    /// The name in the words of the WHATWG Encoding Standard.
    pub const fn label(self) -> &'static str {
        match self {
            Charset::Utf8 => "UTF-8",
            Charset::Gbk => "GBK",
            Charset::Big5 => "Big5",
            Charset::ShiftJis => "Shift_JIS",
            Charset::Koi8R => "KOI8-R",
            Charset::Latin1 => "windows-1252",
        }
    }

    fn encoding(self) -> &'static Encoding {
        match self {
            Charset::Utf8 => encoding_rs::UTF_8,
            Charset::Gbk => encoding_rs::GBK,
            Charset::Big5 => encoding_rs::BIG5,
            Charset::ShiftJis => encoding_rs::SHIFT_JIS,
            Charset::Koi8R => encoding_rs::KOI8_R,
            Charset::Latin1 => encoding_rs::WINDOWS_1252,
        }
    }

    /// A name as text: in UTF-8 where it is that, else in this set; what that has no character for
    /// is written as `%` and two hexadecimal digits a byte.
    pub fn decode(self, name: &[u8]) -> String {
        if let Ok(text) = std::str::from_utf8(name) {
            return text.to_owned();
        }
        let encoding = self.encoding();
        if self != Charset::Utf8
            && let Some(text) = encoding.decode_without_bom_handling_and_without_replacement(name)
        {
            return text.into_owned();
        }
        let mut text = String::new();
        for chunk in name.utf8_chunks() {
            text.push_str(chunk.valid());
            for byte in chunk.invalid() {
                text.push_str(&format!("%{byte:02X}"));
            }
        }
        text
    }

    /// How common the characters are that a name would be made of, summed up over its bytes beyond
    /// ASCII, and how many these are; `None` where it cannot be in this set at all.
    fn likeness(self, name: &[u8]) -> Option<(f64, f64)> {
        let encoding = self.encoding();
        encoding.decode_without_bom_handling_and_without_replacement(name)?;
        let high = |byte: u8| byte >= 0x80;
        let count = name.iter().filter(|&&byte| high(byte)).count() as f64;
        let points = match self {
            Charset::Utf8 => 0.0,
            Charset::Koi8R => cyrillic(name),
            Charset::Latin1 => western(name),
            Charset::Gbk | Charset::Big5 | Charset::ShiftJis => self.eastern(name),
        };
        Some((points, count))
    }

    fn eastern(self, name: &[u8]) -> f64 {
        let mut rest = name;
        let mut points = 0.0;
        while let [lead, tail @ ..] = rest {
            rest = tail;
            if *lead < 0x80 {
                continue;
            }
            if self == Charset::ShiftJis && matches!(lead, 0xa1..=0xdf) {
                points += 0.15;
                continue;
            }
            let Some((&trail, tail)) = rest.split_first() else {
                break;
            };
            rest = tail;
            let share = self.commonness(*lead, trail);
            points += if trail >= 0x80 { 2.0 * share } else { share };
        }
        points
    }

    /// How common a character of two bytes is, from 0 to 1.
    fn commonness(self, lead: u8, trail: u8) -> f64 {
        match (self, lead, trail) {
            // GB 2312 has the common characters first, and all trail bytes from 0xa1 on.
            (Charset::Gbk, 0xb0..=0xd7, 0xa1..) => 1.0,
            (Charset::Gbk, 0xd8..=0xf7, 0xa1..) => 0.3,
            (Charset::Gbk, 0xa1..=0xa9, 0xa1..) => 0.3,
            (Charset::Gbk, ..) => 0.05,
            (Charset::Big5, 0xa4..=0xc6, _) => 0.95,
            (Charset::Big5, 0xa1..=0xa3, _) => 0.3,
            (Charset::Big5, 0xc9..=0xf9, _) => 0.2,
            (Charset::ShiftJis, 0x82, 0x9f..=0xf1) => 1.0,
            (Charset::ShiftJis, 0x83, 0x40..=0x96) => 1.0,
            (Charset::ShiftJis, 0x88..=0x97, _) => 0.97,
            (Charset::ShiftJis, 0x81, _) => 0.5,
            (Charset::ShiftJis, 0x98..=0xea, _) => 0.3,
            _ => 0.0,
        }
    }
}

/// In KOI8-R small letters stand before capitals; Chinese text has as many of either range.
fn cyrillic(name: &[u8]) -> f64 {
    let high = name.iter().filter(|&&byte| byte >= 0x80);
    let (mut small, mut capital, mut other) = (0.0, 0.0, 0.0);
    for byte in high {
        match byte {
            0xc0..=0xdf | 0xa3 => small += 1.0,
            0xe0..=0xff | 0xb3 => capital += 1.0,
            _ => other += 1.0,
        }
    }
    let all = small + capital + other;
    if other == 0.0 && all >= 4.0 && small >= 0.7 * all {
        1.1 * all
    } else {
        0.4 * small + 0.2 * capital
    }
}

/// Letters with accents stand alone, or in twos, among others.
fn western(name: &[u8]) -> f64 {
    let runs = name
        .split(|byte| *byte < 0x80)
        .filter(|run| !run.is_empty());
    let points = runs.map(|run| {
        let letters = run.iter().filter(|&&byte| byte >= 0xc0).count() as f64;
        letters * if run.len() <= 2 { 0.7 } else { 0.1 }
    });
    points.sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn guessed(charset: Charset, names: &[&str]) -> (Charset, Vec<String>) {
        let bytes: Vec<Vec<u8>> = names
            .iter()
            .map(|name| charset.encoding().encode(name).0.into_owned())
            .collect();
        let found = Charset::guess(bytes.iter().map(Vec::as_slice));
        let decoded = bytes.iter().map(|name| found.decode(name));
        (found, decoded.collect())
    }

    #[test]
    fn the_set_is_guessed_from_all_names_of_a_session() {
        for (charset, names) in [
            (Charset::Utf8, &["文件.txt", "naïve"][..]),
            (Charset::Gbk, &["/下载/中文文件.txt", "报告.doc"]),
            (Charset::Big5, &["/下載/中文檔案.txt", "報告.doc"]),
            (Charset::ShiftJis, &["/日本語/ファイル.txt", "おはよう"]),
            (Charset::Koi8R, &["/загрузки/привет мир.txt"]),
            (Charset::Latin1, &["/Müller/größe.txt", "café.doc", "año"]),
        ] {
            let (found, decoded) = guessed(charset, names);
            assert_eq!((found, &decoded[..]), (charset, &names.map_str()[..]));
        }
    }

    trait MapStr {
        fn map_str(&self) -> Vec<String>;
    }

    impl MapStr for &[&str] {
        fn map_str(&self) -> Vec<String> {
            self.iter().map(|&name| name.to_owned()).collect()
        }
    }

    #[test]
    fn what_no_set_explains_is_written_byte_by_byte() {
        assert_eq!(Charset::Utf8.decode(b"a\xff\xfeb"), "a%FF%FEb");
        assert_eq!(Charset::Gbk.decode(b"a\xff"), "a%FF");
    }
}
