//! An independent model of who may do what, written from what the policies say in plain words and from the domain's
//! rules, not from the code: a few lists and a few conditions. Where it differs from the policies, one of them is wrong.
//!
//! It knows nothing of Cedar, of the table in the program, nor of the program's own words: it says them itself.

/// A word as the policies say it.
pub type Word = &'static str;

/// How a dossier lies open to somebody.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Open {
    /// Not at all.
    Not,
    /// By an assignment: in which role, on which side.
    Assigned(Word, Word),
    /// By a broken glass.
    Glass,
}

/// Who asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Who {
    /// A member: in which role, in which state.
    Member(Word, Word),
    /// An operator of the platform.
    Operator,
    /// A party without an account, who holds the link of a referral.
    Party,
}

/// What is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    /// To see a part of a dossier.
    See(Word),
    /// To do something to the office.
    ToOffice(Word),
    /// To do something to a part of a dossier.
    ToPart(Word, Word),
}

/// What stands behind an action that somebody on one side of the wall may not do: it reaches through the wall.
const THROUGH_THE_WALL: [&str; 20] = [
    "record_introduction",
    "revise_introduction",
    "skip_step",
    "resume_step",
    "open_trajectory",
    "close_trajectory",
    "assign_member",
    "end_assignment",
    "share_with_party",
    "end_share",
    "tell_party_of_end",
    "list_shares",
    "receive_rights_request",
    "carry_out_rights_request",
    "withdraw_rights_request",
    "limit_processing",
    "record_own_words",
    "rectify_person",
    "keep_under",
    "read_access_log",
];

/// What is done by the link of a referral, by its party and by nobody else.
const BY_LINK: [&str; 4] = ["open_by_link", "answer_by_link", "write_by_link", "report_by_link"];

/// What a person of a family does by the own login, and nobody else.
const BY_LOGIN: [&str; 12] = [
    "open_own_plan",
    "comment_on_plan",
    "cosign_plan",
    "add_own_action",
    "finish_own_action",
    "give_own_consent",
    "withdraw_own_consent",
    "approve_own_story",
    "withdraw_own_story_approval",
    "read_own_access",
    "export_own_data",
    "end_own_login",
];

/// What a volunteer sees of a family, before the wall takes away.
const NEEDED_BY_VOLUNTEERS: [&str; 7] = [
    "trajectory",
    "progress",
    "family",
    "child",
    "work",
    "budget_left",
    "story",
];

/// Whether somebody may do something to a dossier that lies open in this way.
#[must_use]
pub fn may(who: Who, deed: Deed, open: Open) -> bool {
    match who {
        Who::Operator => matches!(deed, Deed::ToOffice(action) if runs_the_platform(action)),
        Who::Party => matches!(deed, Deed::ToPart(action, "partner") if BY_LINK.contains(&action)),
        Who::Member(role, "active") => member_may(role, deed, open),
        Who::Member(..) => false,
    }
}

fn member_may(role: Word, deed: Deed, open: Open) -> bool {
    if matches!(deed, Deed::ToPart(action, _) if BY_LINK.contains(&action)) {
        return false;
    }
    if role == "family_member" || matches!(deed, Deed::ToPart(action, _) if BY_LOGIN.contains(&action)) {
        return role == "family_member" && by_login(deed);
    }
    if role == "coordinator" {
        let of_others = matches!(
            deed,
            Deed::ToOffice("import" | "manage_identity_providers" | "find_for_glass" | "keep_facts" | "keep_notices")
                | Deed::ToPart("break_glass", _)
        );
        return !of_others;
    }
    match deed {
        Deed::ToOffice(action) => of_the_office(role, action),
        Deed::See(part) => beside_the_wall(role, part, open) && sees(role, part, open),
        Deed::ToPart(action, part) => {
            let both = !matches!(open, Open::Assigned(as_what, side) if as_what == role && side != "both");
            beside_the_wall(role, part, open)
                && (both || !THROUGH_THE_WALL.contains(&action))
                && (works(role, action, open)
                    || decides_on_money(role, action)
                    || in_an_emergency(role, action, open)
                    || attaches(role, (action, part), open))
        }
    }
}

/// A person of a family has an account to look after, without tokens, and the own plan.
fn by_login(deed: Deed) -> bool {
    match deed {
        Deed::ToPart(action, _) => BY_LOGIN.contains(&action),
        Deed::ToOffice(action) => action != "issue_token" && looks_after_the_own_account(action),
        Deed::See(_) => false,
    }
}

/// Nothing of the other side.
fn beside_the_wall(role: Word, part: Word, open: Open) -> bool {
    match open {
        Open::Assigned(as_what, "family") if as_what == role => part != "detainee" && part != "progress",
        Open::Assigned(as_what, "detainee") if as_what == role => part == "detainee" || part == "trajectory",
        _ => true,
    }
}

fn sees(role: Word, part: Word, open: Open) -> bool {
    let money = part == "budget" || part == "budget_left";
    match (role, open) {
        ("professional", Open::Assigned("professional", _) | Open::Glass) => true,
        ("volunteer", Open::Assigned("volunteer", _)) => NEEDED_BY_VOLUNTEERS.contains(&part),
        ("professional" | "budget_approver", _) => money,
        _ => false,
    }
}

fn works(role: Word, action: Word, open: Open) -> bool {
    match (role, open) {
        ("professional", Open::Assigned("professional", _)) => !matches!(
            action,
            // What a coordinator decides, and what is money's.
            "reopen_trajectory"
                | "allot_budget"
                | "approve_budget_plan"
                | "approve_budget_request"
                | "refuse_budget_request"
                | "review_break_glass"
                | "break_glass"
                | "extend_rights_request"
                | "decide_rights_request"
                | "lift_limit"
                | "export_person"
                | "place_hold"
                | "lift_hold"
                | "propose_erasure"
        ),
        ("volunteer", Open::Assigned("volunteer", _)) => matches!(
            action,
            "read_dossier"
                | "list_trajectories"
                | "list_families"
                | "record_time"
                | "revise_time"
                | "record_connection"
                | "revise_connection"
                | "record_learning"
                | "revise_learning"
                | "plan_action"
                | "revise_action"
                | "record_problem"
                | "revise_problem"
                | "write_story"
                | "revise_story"
        ),
        _ => false,
    }
}

/// An attachment is looked at by whoever sees the part that it is in, and added and taken away by who works on it.
fn attaches(role: Word, (action, part): (Word, Word), open: Open) -> bool {
    match action {
        "read_attachment" => sees(role, part, open),
        "add_attachment" | "remove_attachment" => {
            role == "volunteer" && sees(role, part, open) && matches!(part, "family" | "work" | "story")
        }
        _ => false,
    }
}

fn decides_on_money(role: Word, action: Word) -> bool {
    let approves = matches!(
        action,
        "approve_budget_plan" | "approve_budget_request" | "refuse_budget_request"
    );
    match role {
        "professional" => approves,
        "budget_approver" => {
            approves
                || matches!(
                    action,
                    "allot_budget" | "settle_budget_request" | "list_budget_requests"
                )
        }
        _ => false,
    }
}

fn in_an_emergency(role: Word, action: Word, open: Open) -> bool {
    let opens = action == "break_glass" || (action == "read_dossier" && open == Open::Glass);
    role == "professional" && opens
}

fn of_the_office(role: Word, action: Word) -> bool {
    let looks_up = matches!(action, "list_partners" | "list_instruments" | "list_members");
    match role {
        _ if looks_after_the_own_account(action) => true,
        "professional" => {
            let keeps = matches!(action, "record_partner" | "revise_partner" | "register_family");
            looks_up || keeps || matches!(action, "list_periods" | "list_rules" | "find_for_glass")
        }
        "volunteer" => looks_up,
        "budget_approver" => matches!(
            action,
            "list_periods" | "list_rules" | "list_differences" | "confirm_rules" | "list_members"
        ),
        "reader" => action == "list_periods",
        "plugin_developer" => matches!(
            action,
            "list_rules" | "list_differences" | "upload_plugin" | "replay_rules" | "propose_rules" | "roll_back_rules"
        ),
        _ => false,
    }
}

fn looks_after_the_own_account(action: Word) -> bool {
    matches!(
        action,
        "sign_in"
            | "end_own_session"
            | "change_own_credentials"
            | "accept_invitation"
            | "issue_token"
            | "list_notices"
            | "see_notices"
            | "choose_notices"
    )
}

fn runs_the_platform(action: Word) -> bool {
    matches!(
        action,
        "add_member"
            | "revise_member"
            | "limit_member"
            | "issue_token"
            | "list_members"
            | "record_instrument"
            | "import"
            | "export"
            | "list_rules"
            | "trust_key"
            | "withdraw_key"
            | "upload_plugin"
            | "replay_rules"
            | "propose_rules"
            | "roll_back_rules"
            | "export_access_log"
            | "keep_access_log"
            | "preview_retention"
            | "propose_destruction"
            | "run_destruction"
            | "invite_member"
            | "end_sessions"
            | "manage_identity_providers"
            | "keep_facts"
            | "keep_notices"
    )
}
