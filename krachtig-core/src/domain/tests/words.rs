//! A released code never changes: programs, translations, stored records and closed periods rely on it.

use std::collections::BTreeSet;

use crate::domain::vocabulary::Vocabulary;

fn list<V: Vocabulary + serde::Serialize + serde::de::DeserializeOwned + std::fmt::Debug>() -> String {
    let codes: Vec<&str> = V::ALL.iter().map(|word| word.code()).collect();
    assert_eq!(
        codes.iter().collect::<BTreeSet<_>>().len(),
        codes.len(),
        "a code twice in {}",
        V::NAME
    );
    for word in V::ALL {
        let code = word.code();
        assert!(
            code.chars()
                .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_'),
            "{code}"
        );
        assert_eq!(V::from_code(code), Some(*word));
        assert_eq!(
            serde_json::to_value(word).expect("a word is a string"),
            code,
            "stored under its code"
        );
        assert!(!word.about().trim().is_empty(), "{code} says what it means");
    }
    assert_eq!(V::from_code("no_such_word"), None);
    format!("{}: {}\n", V::NAME, codes.join(" "))
}

macro_rules! lists {
    ($($path:path),+ $(,)?) => { [$(list::<$path>()),+] };
}

#[test]
fn codes_are_unique_and_stay_as_they_were_released() {
    use crate::domain::{
        budget, consent, family, goal, introduction, mapping, member, obstacle, partner, period, progress, record,
        refusal, role_check, room, talk, trajectory, vocabulary,
    };
    let lists = lists![
        crate::domain::rule_set::RuleUse,
        crate::domain::rule_set::RuleSetState,
        crate::domain::replay::ReplayState,
        crate::domain::replay::DifferenceKind,
        crate::domain::replay::ReplayDimension,
        budget::LedgerKind,
        budget::RequestState,
        budget::RuleOutcome,
        consent::ConsentForm,
        consent::Purpose,
        family::Relation,
        goal::GoalOutcome,
        introduction::Via,
        mapping::FindingKind,
        member::MemberState,
        obstacle::Bridge,
        obstacle::SuggestionState,
        partner::ReferralOutcome,
        partner::ReferralState,
        period::Indicator,
        progress::StepState,
        record::RecordKind,
        refusal::RefusalCode,
        role_check::PlayerKind,
        room::ConnectionSide,
        talk::TalkSetting,
        trajectory::ClosingReason,
        trajectory::Step,
        vocabulary::ApprovalSubject,
        vocabulary::Audience,
        vocabulary::BasicCondition,
        vocabulary::Carrier,
        vocabulary::Effect,
        vocabulary::FundingSilo,
        vocabulary::LifeDomain,
        vocabulary::ObligationKind,
        vocabulary::ObstacleGround,
        vocabulary::PartnerType,
        vocabulary::PayeeKind,
        vocabulary::ProblemCategory,
        vocabulary::ProblemGroup,
        vocabulary::RequestOutcome,
        vocabulary::Role,
        vocabulary::SiloAnswer,
        crate::domain::access_log::AccessPurpose,
        crate::domain::access_log::LogEvent,
        crate::domain::terms::Use,
        crate::domain::terms::DataCategory,
        crate::domain::terms::LegalBasis,
        crate::domain::terms::ConsentUse,
        crate::domain::terms::ConsentStop,
        crate::domain::rights::Right,
        crate::domain::rights::RightsRefusal,
        crate::domain::rights::RightsState,
        crate::domain::limit::LimitKind,
        crate::domain::retention::RetentionBasis,
        crate::domain::retention::RetentionStart,
        crate::domain::destruction::DestructionCause,
        crate::domain::destruction::DestructionOutcome,
        crate::domain::destruction::DestructionState,
        crate::domain::break_glass::GlassVerdict,
        crate::domain::dossier_part::DossierPart,
        trajectory::Side,
        crate::domain::attachment::MediaType,
    ];
    let names: BTreeSet<_> = lists.iter().map(|list| list.split(':').next()).collect();
    assert_eq!(names.len(), lists.len(), "two lists under one name");
    insta::assert_snapshot!(lists.concat());
}
