//! The words that an import knows: the field's own lists, those below that only an import needs, and how all of them
//! are called in Dutch. Headers of columns do not belong here.

pub(super) mod dutch;
pub(super) mod places;

use krachtig_core::domain::vocabulary::{FundingSilo, LifeDomain, ObstacleGround, Vocabulary};

/// What a word of the lists that rules speak of is called in Dutch; none for a code that they don't have.
#[must_use]
pub fn in_dutch(code: &str) -> Option<&'static str> {
    fn of<V: dutch::Dutch>(code: &str) -> Option<&'static str> {
        V::from_code(code).map(dutch::Dutch::label)
    }
    of::<FundingSilo>(code)
        .or_else(|| of::<LifeDomain>(code))
        .or_else(|| of::<ObstacleGround>(code))
}

/// Declares one word list under the field's own trait, so that all lists are read alike.
macro_rules! word_list {
    ($(#[doc = $about:literal])* $name:ident = $list:literal {
        $($(#[doc = $word_about:literal])* $word:ident = $code:literal),+ $(,)?
    }) => {
        $(#[doc = $about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum $name { $($(#[doc = $word_about])* $word),+ }

        impl Vocabulary for $name {
            const NAME: &'static str = $list;
            const ABOUT: &'static str = concat!($($about),*);
            const ALL: &'static [Self] = &[$(Self::$word),+];
            fn code(self) -> &'static str {
                match self { $(Self::$word => $code),+ }
            }
            fn about(self) -> &'static str {
                match self { $(Self::$word => concat!($($word_about),*)),+ }
            }
        }
    };
}

word_list! {
    /// What a contact moment was.
    ContactKind = "contact_kind" {
        /// A talk with the detainee.
        DetaineeTalk = "detainee_talk",
        /// An introduction to the family.
        Introduction = "introduction",
    }
}

word_list! {
    /// A party's answer to a referral.
    ReferralAnswer = "referral_answer" {
        /// The party takes it up.
        Accepted = "accepted",
        /// The party refuses, on a ground.
        Declined = "declined",
    }
}
