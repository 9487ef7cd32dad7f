//! The texts of the pages: the same keys in both languages, and one for every word and code that a page may show.

use std::collections::BTreeSet;

use krachtig_core::domain::access_log::{AccessPurpose, LogEvent};
use krachtig_core::domain::break_glass::GlassVerdict;
use krachtig_core::domain::budget::{LedgerKind, RequestState};
use krachtig_core::domain::consent::{ConsentForm, Purpose};
use krachtig_core::domain::destruction::{DestructionCause, DestructionOutcome, DestructionState};
use krachtig_core::domain::dossier_part::DossierPart;
use krachtig_core::domain::family::Relation;
use krachtig_core::domain::goal::GoalOutcome;
use krachtig_core::domain::identity::SignInMethod;
use krachtig_core::domain::introduction::Via;
use krachtig_core::domain::limit::LimitKind;
use krachtig_core::domain::mapping::FindingKind;
use krachtig_core::domain::member::MemberState;
use krachtig_core::domain::notice::{NoticeChannel, NoticeKind};
use krachtig_core::domain::obstacle::{Bridge, SuggestionState};
use krachtig_core::domain::partner::{ReferralOutcome, ReferralState};
use krachtig_core::domain::period::Indicator;
use krachtig_core::domain::period_check::CheckCode;
use krachtig_core::domain::period_count::CountState;
use krachtig_core::domain::progress::StepState;
use krachtig_core::domain::refusal::RefusalCode;
use krachtig_core::domain::replay::{DifferenceKind, ReplayDimension, ReplayState};
use krachtig_core::domain::retention::{RetentionBasis, RetentionStart};
use krachtig_core::domain::rights::{Right, RightsRefusal, RightsState};
use krachtig_core::domain::role_check::PlayerKind;
use krachtig_core::domain::room::ConnectionSide;
use krachtig_core::domain::rule_set::{RuleSetState, RuleUse};
use krachtig_core::domain::talk::TalkSetting;
use krachtig_core::domain::terms::{ConsentStop, ConsentUse, DataCategory, LegalBasis, Use};
use krachtig_core::domain::token::TokenScope;
use krachtig_core::domain::trajectory::{ClosingReason, Side, Step};
use krachtig_core::domain::vocabulary::{
    Audience, Carrier, Effect, FundingSilo, LifeDomain, ObligationKind, ObstacleGround, PartnerType, PayeeKind,
    ProblemCategory, ProblemGroup, Role, Vocabulary,
};
use krachtig_core::service::PublishedStatus;

use super::office::Duty;
use super::words::{Language, Words};
use super::write::Write;

/// The keys of a file of texts, each with the values that its text takes.
fn keys(text: &str) -> BTreeSet<(String, Vec<String>)> {
    let mut keys: Vec<(String, Vec<String>)> = Vec::new();
    for line in text.lines() {
        let begins = line.starts_with(|c: char| c.is_ascii_alphabetic());
        if let Some((key, _)) = line.split_once(" =").filter(|_| begins) {
            keys.push((key.to_owned(), Vec::new()));
        }
        let taken = line.split('$').skip(1).map(|rest| {
            let name: String = rest.chars().take_while(char::is_ascii_alphanumeric).collect();
            name
        });
        if let Some((_, values)) = keys.last_mut() {
            values.extend(taken);
            values.sort();
            values.dedup();
        }
    }
    keys.into_iter().collect()
}

#[test]
fn both_languages_have_the_same_keys_with_the_same_values() {
    let dutch = keys(include_str!("../../i18n/nl/web.ftl"));
    let english = keys(include_str!("../../i18n/en/web.ftl"));
    let only: Vec<_> = dutch.symmetric_difference(&english).collect();
    assert!(only.is_empty() && dutch.len() > 500, "{only:?}");
}

fn every_word<V: Vocabulary>(missing: &mut Vec<String>) {
    for language in Language::ALL {
        for word in V::ALL {
            let key = format!("{}-{}", V::NAME, word.code());
            if !Words::of(language).has(&key) {
                missing.push(format!("{}: {key}", language.code()));
            }
        }
    }
}

#[test]
fn every_word_that_a_page_shows_has_a_text() {
    let mut missing = Vec::new();
    macro_rules! every {
        ($($list:ty),+ $(,)?) => { $(every_word::<$list>(&mut missing);)+ };
    }
    every![
        AccessPurpose,
        Audience,
        Bridge,
        Carrier,
        ClosingReason,
        ConnectionSide,
        ConsentForm,
        ConsentStop,
        ConsentUse,
        DestructionCause,
        DestructionState,
        DossierPart,
        Effect,
        FindingKind,
        FundingSilo,
        GlassVerdict,
        GoalOutcome,
        Indicator,
        LedgerKind,
        LifeDomain,
        LogEvent,
        MemberState,
        ObligationKind,
        ObstacleGround,
        PartnerType,
        PayeeKind,
        PlayerKind,
        ProblemCategory,
        ProblemGroup,
        Purpose,
        ReferralOutcome,
        ReferralState,
        Relation,
        RequestState,
        RetentionBasis,
        RetentionStart,
        Right,
        RightsRefusal,
        RightsState,
        Role,
        Side,
        SignInMethod,
        Step,
        StepState,
        SuggestionState,
        TalkSetting,
        TokenScope,
        Via,
        CheckCode,
        CountState,
        PublishedStatus,
        DifferenceKind,
        ReplayDimension,
        ReplayState,
        RuleSetState,
        RuleUse,
        LimitKind,
        DestructionOutcome,
        Use,
        DataCategory,
        LegalBasis,
        NoticeKind,
        NoticeChannel,
    ];
    assert!(missing.is_empty(), "{missing:?}");
}

#[test]
fn every_refusal_has_a_text() {
    for language in Language::ALL {
        for code in RefusalCode::ALL {
            let key = format!("refusal-{}", code.code());
            assert!(Words::of(language).has(&key), "{}: {key}", language.code());
        }
    }
}

#[test]
fn every_form_is_named_and_says_what_it_did() {
    let others = [
        "register",
        "mapping",
        "tick",
        "approve",
        "refuse",
        "glass",
        "password",
        "app-removed",
        "passkey-added",
        "passkey-removed",
        "session-ended",
        "sessions-ended",
        "token-revoked",
        "own-comment",
        "own-sign",
        "own-add",
        "own-finish",
        "own-give",
        "own-withdraw",
        "own-approve",
        "own-disapprove",
        "rules-upload",
        "replay-stop",
        "destruction-step",
        "provider-unlinked",
        "notices-seen",
        "undone",
    ];
    for t in Language::ALL.map(Words::of) {
        for key in Write::ALL.iter().map(|write| write.key()).chain(others) {
            assert!(t.has(&format!("done-{key}")), "done-{key}");
        }
        let forms = Write::ALL.iter().map(|write| (write.changes(), write.key()));
        for (changes, key) in forms.chain(Duty::ALL.iter().map(|duty| (duty.changes(), duty.key()))) {
            match changes {
                Some(kind) => assert!(t.has(&format!("record_kind-{}", kind.code())), "{kind:?}"),
                None => assert!(t.has(&format!("do-{key}")) && t.has(&format!("done-{key}")), "{key}"),
            }
        }
        for kind in ["spend", "refund", "release"] {
            assert!(t.has(&format!("settle-{kind}")), "{kind}");
        }
    }
}

#[test]
fn no_two_pages_stand_at_one_address() {
    let mut seen = BTreeSet::new();
    for (method, path, _) in super::routes::all() {
        assert!(path.starts_with('/') && seen.insert((method, path)), "{method} {path}");
    }
}

#[test]
fn a_browser_is_answered_in_the_language_that_it_asks_for() {
    let asked = |accept: &str, cookie: &str| {
        let request = poem::Request::builder()
            .header("accept-language", accept)
            .header("cookie", cookie);
        Language::of(&request.finish())
    };
    assert_eq!(asked("", ""), Language::Dutch);
    assert_eq!(asked("en-GB,en;q=0.9,nl;q=0.8", ""), Language::English);
    assert_eq!(asked("fr,nl", ""), Language::Dutch);
    assert_eq!(
        asked("en", "__Host-krachtig-language=nl"),
        Language::Dutch,
        "what was chosen goes first"
    );
    assert_eq!(asked("en", "__Host-krachtig-language=xx"), Language::English);
}

/// A mail lies on servers and screens of others: it says how much there is, and where to look.
#[test]
fn a_mail_about_notices_says_how_much_and_nothing_of_whom() {
    use krachtig_core::domain::notice::Language as InMail;

    use super::NoticeText;

    let counts = [(NoticeKind::ActionLate, 3), (NoticeKind::BrokenGlass, 1)].into();
    for (language, late) in [
        (InMail::Dutch, "3 × Een actie is te laat"),
        (InMail::English, "3 × An action is late"),
    ] {
        let said = NoticeText::of(
            language,
            &counts,
            ("Exodus <b>Test</b>", "https://krachtig.example/t/test"),
        );
        let said = said.expect("rendered");
        assert!(said.text.contains(late) && said.html.contains(late), "{said:?}");
        assert!(
            said.text.contains("https://krachtig.example/t/test/notices\n"),
            "{said:?}"
        );
        assert!(said.html.contains("Exodus &#60;b&#62;Test"), "{said:?}");
        assert_eq!(said.unsubscribe, "https://krachtig.example/t/test/notices/ways");
    }
}
