//! The words that an import knows: the field's own lists, those below that only an import needs, and how all of them
//! are called in Dutch. Headers of columns do not belong here.

pub(super) mod dutch;
pub(super) mod places;

use krachtig_core::domain::vocabulary::Vocabulary;

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
    /// What somebody is within the family.
    Relation = "relation" {
        /// The detainee's partner, or former partner.
        Partner = "partner",
        /// A father or mother of the detainee.
        Parent = "parent",
        /// A child of the detainee or of the partner; always has a date of birth.
        Child = "child",
        /// A brother or sister of the detainee.
        Sibling = "sibling",
        /// A grandparent of the children.
        Grandparent = "grandparent",
        /// Anybody else who belongs to the home.
        Other = "other",
    }
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
    /// Through whom an introduction went.
    IntroducedVia = "introduced_via" {
        /// The detainee.
        Detainee = "detainee",
        /// The detainee's contact person.
        ContactPerson = "contact_person",
    }
}

word_list! {
    /// What a consent is for.
    ConsentPurpose = "consent_purpose" {
        /// Being introduced and getting in touch.
        Introduction = "introduction",
        /// Mapping needs and strengths.
        Mapping = "mapping",
        /// Requesting money from the perspective budget.
        Budget = "budget",
        /// Sharing what is needed with a party.
        Referral = "referral",
        /// Telling the story.
        Story = "story",
    }
}

word_list! {
    /// What a line does to a perspective budget.
    LedgerKind = "ledger_kind" {
        /// Money is made available to the family (toekenning).
        Allocation = "allocation",
        /// The family asks for money (aanvraag). Moves nothing.
        Request = "request",
        /// A request is approved (akkoord). Moves nothing.
        Approval = "approval",
        /// Money is set apart for what was approved (reservering).
        Reservation = "reservation",
        /// Money is paid (uitgave), out of what was set apart if anything was.
        Payment = "payment",
        /// Money comes back (terugbetaling).
        Refund = "refund",
        /// What was set apart is no longer needed (vrijval).
        Release = "release",
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
