//! What commands ask for, what reply codes say, how both are used, and what verdicts mean.

/// Declares the sentences of one language: one for each verb and each code, and what the first two
/// digits say of any other code, each first digit together with each second one.
macro_rules! explanations {
    (
        verbs { $($name:literal => $asks:literal;)* }
        codes { $($code:literal => $says:literal;)* }
        first { $($first:literal => $begins:literal;)* }
        second $second:tt
    ) => {
        pub(super) fn verb(name: &str) -> &'static str {
            match name {
                $($name => $asks,)*
                _ => "",
            }
        }

        pub(super) fn code(code: u16) -> &'static str {
            match code {
                $($code => $says,)*
                _ => by_digits(code),
            }
        }

        fn by_digits(code: u16) -> &'static str {
            match code / 100 {
                $($first => explanations!(@second code, $begins, $second),)*
                _ => "",
            }
        }

        #[cfg(test)]
        pub(super) const VERBS: &[&str] = &[$($name),*];
        #[cfg(test)]
        pub(super) const CODES: &[u16] = &[$($code),*];
    };
    (@second $code:ident, $begins:literal, { $($second:pat => $about:literal;)* }) => {
        match $code / 10 % 10 {
            $($second => concat!($begins, $about),)*
        }
    };
}

mod en;
mod meaning;
mod usage;
mod zh_hans;
mod zh_hant;

pub use meaning::Meaning;
pub use usage::{Stage, Usage};

use crate::catalog::Id;

/// What commands, replies and verdicts mean, in one language.
#[derive(Debug)]
pub struct Explain {
    /// What the client asks for with a verb, by its name in capitals, and what is worth knowing when
    /// it fails; empty for an unknown name.
    pub verb: fn(&str) -> &'static str,
    /// What a reply code says, and the usual causes of a failure; of a code without an agreed
    /// meaning, what its first two digits say (RFC 959 §4.2). Empty outside of 100 to 699.
    pub code: fn(u16) -> &'static str,
    /// How commands and replies are used.
    pub usage: Usage,
    /// What a verdict means.
    pub meaning: fn(Id) -> Meaning,
}

/// English.
pub const EN: Explain = Explain {
    verb: en::verb,
    code: en::code,
    usage: usage::EN,
    meaning: meaning::en,
};

/// 简体中文.
pub const ZH_HANS: Explain = Explain {
    verb: zh_hans::verb,
    code: zh_hans::code,
    usage: usage::ZH_HANS,
    meaning: meaning::zh_hans,
};

/// 繁體中文.
pub const ZH_HANT: Explain = Explain {
    verb: zh_hant::verb,
    code: zh_hant::code,
    usage: usage::ZH_HANT,
    meaning: meaning::zh_hant,
};

#[cfg(test)]
impl Explain {
    /// Every sentence under what it explains: each verb, each code, and for each pair of digits one
    /// code that has no sentence of its own.
    pub(super) fn samples(&self) -> Vec<(&'static str, String)> {
        let verbs = en::VERBS
            .iter()
            .map(|&name| (name, (self.verb)(name).to_owned()));
        let digits = (10..70).filter(|pair| pair % 10 <= 5 && pair % 10 != 4);
        let others = digits
            .filter_map(|pair| (pair * 10..pair * 10 + 10).find(|code| !en::CODES.contains(code)));
        let codes = en::CODES.iter().copied().chain(others);
        let codes = codes.map(|code| ("code", (self.code)(code).to_owned()));
        let meanings = Id::ALL.iter().flat_map(|&id| {
            let Meaning {
                means,
                proof,
                otherwise,
            } = (self.meaning)(id);
            [means, proof, otherwise].map(|text| (id.name(), text.to_owned()))
        });
        let usage = self.usage.samples();
        verbs.chain(codes).chain(meanings).chain(usage).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_languages_explain_the_same_verbs_and_codes() {
        assert_eq!(zh_hans::VERBS, en::VERBS);
        assert_eq!(zh_hant::VERBS, en::VERBS);
        assert_eq!(zh_hans::CODES, en::CODES);
        assert_eq!(zh_hant::CODES, en::CODES);
    }

    #[test]
    fn codes_stand_in_their_order() {
        assert!(en::CODES.is_sorted());
    }

    #[test]
    fn a_code_without_a_meaning_is_explained_by_its_first_two_digits() {
        assert_eq!(
            (EN.code)(429),
            "A code that begins with 4: it failed for now; the same command may work later. \
             The second digit, 2, stands for the control or data connection."
        );
        assert_eq!(
            (ZH_HANS.code)(429),
            "代码以 4 开头：暂时失败，同样的命令过后可能成功。第二位是 2，与控制连接或数据连接有关。"
        );
        assert_eq!(
            (ZH_HANT.code)(429),
            "代碼以 4 開頭：暫時失敗，同樣的命令過一陣子也許會成功。第二位是 2，與控制連線或資料連線有關。"
        );
    }

    #[test]
    fn a_code_that_cannot_be_assigned_has_no_sentence() {
        for explain in [&EN, &ZH_HANS, &ZH_HANT] {
            for code in [0, 99, 700, 999, u16::MAX] {
                assert_eq!((explain.code)(code), "", "{code}");
            }
        }
    }
}
