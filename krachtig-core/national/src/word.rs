//! Closed lists of words: one enum per list, one stable code per word.
//!
//! A code is what is stored, signed and sent; it never changes once released.

/// A closed list of words with a stable code each.
pub trait Word: Copy + Eq + Sized + Send + Sync + 'static {
    /// The list's own name.
    const NAME: &'static str;
    /// What the list is about, in English.
    const ABOUT: &'static str;
    /// Every word, in the order in which people are shown them.
    const ALL: &'static [Self];
    /// The word's stable code, in snake_case.
    fn code(self) -> &'static str;
    /// What the word means, in English.
    fn about(self) -> &'static str;
    /// The word with this code, if the list has it.
    fn from_code(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|word| word.code() == code)
    }
}

/// Declares a word list: the enum, its codes, its texts, and serde under the codes.
macro_rules! words {
    ($(#[doc = $about:literal])* $name:ident { $($(#[doc = $word_about:literal])* $word:ident = $code:literal),+ $(,)? }) => {
        $(#[doc = $about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        pub enum $name { $($(#[doc = $word_about])* #[serde(rename = $code)] $word),+ }

        impl $crate::word::Word for $name {
            const NAME: &'static str = stringify!($name);
            const ABOUT: &'static str = concat!($($about),*);
            const ALL: &'static [Self] = &[$(Self::$word),+];
            fn code(self) -> &'static str {
                match self { $(Self::$word => $code),+ }
            }
            fn about(self) -> &'static str {
                match self { $(Self::$word => concat!($($word_about),*)),+ }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str($crate::word::Word::code(*self))
            }
        }
    };
}
pub(crate) use words;
