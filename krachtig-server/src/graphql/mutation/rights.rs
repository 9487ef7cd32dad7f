//! Sharing with parties, the rights of the people in the dossiers, and destroying.

use std::sync::Arc;

use async_graphql::{Context, Object, Result};
use krachtig_core::domain::destruction::Destruction;
use krachtig_core::domain::family::{Detainee, Person};
use krachtig_core::domain::limit::ProcessingLimit;
use krachtig_core::domain::own_words::OwnWords;
use krachtig_core::domain::retention::{LegalHold, RetentionPolicy};
use krachtig_core::domain::rights::RightsRequest;
use krachtig_core::domain::share::Share;
use krachtig_core::domain::trajectory::Trajectory;
use krachtig_core::service::{ExportedPerson, Failure, Recorded};
use time::Date;

use super::{Answered, answered_alone, mutations, payload};
use crate::graphql::asked::Asked;
use crate::graphql::input::rights::{
    CarryOutRightsRequestInput, ConfirmDestructionInput, DecideRightsRequestInput, EndShareInput, ExportPersonInput,
    ExtendRightsRequestInput, KeepUnderInput, LiftHoldInput, LiftLimitInput, LimitProcessingInput, PlaceHoldInput,
    ProposeDestructionInput, ProposeErasureInput, ReceiveRightsRequestInput, RecordOwnWordsInput, RectifyDetaineeInput,
    RectifyPersonInput, RejectDestructionInput, RunDestructionInput, SetRetentionInput, ShareWithPartyInput,
    TellPartyOfEndInput, WithdrawRightsRequestInput,
};
use crate::graphql::object::RightsRequestView;
use crate::graphql::payload::Payload;
use crate::graphql::shown::Object as Told;

mutations! {
    /// Sharing, rights and destroying.
    PlainRightsMutation {
        /// Records that data was shared with a party. A referral does so by itself.
        share_with_party(ShareWithPartyInput) -> Share;
        /// Ends what is shared with a party. The party has to be told.
        end_share(EndShareInput) -> Share;
        /// Notes that the party was told that a sharing ended.
        tell_party_of_end(TellPartyOfEndInput) -> Share;
        /// Records somebody's request to use a right. It is to be answered within a month.
        receive_rights_request(ReceiveRightsRequestInput) -> RightsRequestView;
        /// Takes two months more for a request, with the reason that whoever asked is told.
        extend_rights_request(ExtendRightsRequestInput) -> RightsRequestView;
        /// Grants or refuses a request.
        decide_rights_request(DecideRightsRequestInput) -> RightsRequestView;
        /// Notes that what was granted was done.
        carry_out_rights_request(CarryOutRightsRequestInput) -> RightsRequestView;
        /// Notes that a request was taken back.
        withdraw_rights_request(WithdrawRightsRequestInput) -> RightsRequestView;
        /// Restricts the use of somebody's data, or records an objection to a purpose.
        limit_processing(LimitProcessingInput) -> ProcessingLimit;
        /// Lifts such a limit.
        lift_limit(LiftLimitInput) -> ProcessingLimit;
        /// Corrects what is recorded of a person. The person's words and what stood there before are kept beside it.
        rectify_person(RectifyPersonInput) -> Person;
        /// Exports everything that is recorded about one person, for that person.
        export_person(ExportPersonInput) -> ExportedPerson;
        /// Places a legal hold on a family's dossier: nothing of it is destroyed as long as it stands.
        place_hold(PlaceHoldInput) -> LegalHold;
        /// Lifts a legal hold.
        lift_hold(LiftHoldInput) -> LegalHold;
        /// Says what a trajectory's dossier is kept under.
        keep_under(KeepUnderInput) -> Trajectory;
        /// Sets how long dossiers of a basis are kept.
        set_retention(SetRetentionInput) -> RetentionPolicy;
        /// Proposes to erase one person, or a family. Nothing is erased before somebody else confirms it.
        propose_erasure(ProposeErasureInput) -> Destruction;
        /// Proposes to destroy what is due and under no legal hold.
        propose_destruction(ProposeDestructionInput) -> Destruction;
        /// Confirms what somebody else proposed. Refused where a dossier changed since: propose it again.
        confirm_destruction(ConfirmDestructionInput) -> Destruction;
        /// Turns a proposed destruction down.
        reject_destruction(RejectDestructionInput) -> Destruction;
        /// Carries a confirmed destruction out, or goes on where it was interrupted, to its certificate.
        run_destruction(RunDestructionInput) -> Destruction;
        /// Corrects what is recorded of the detainee. His or her words and what stood there before are kept beside it.
        rectify_detainee(RectifyDetaineeInput) -> Detainee;
    }
}

/// People's own words.
#[derive(Default)]
struct OwnWordsMutation;

/// People's own words.
#[Object]
impl OwnWordsMutation {
    /// Puts a person's own words beside a record of the dossier.
    async fn record_own_words(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What it takes.")] input: RecordOwnWordsInput,
    ) -> Result<Told<Payload<OwnWords>>> {
        let asked = Asked::of(ctx)?;
        let outcome = match input.decoded() {
            Ok(command) => asked.services.record_own_words(asked.ctx, command).await,
            Err(refusals) => Err(Failure::from(refusals)),
        };
        payload(asked, outcome)
    }
}

/// Sharing with parties, the rights of the people in the dossiers, and destroying.
#[derive(Default, async_graphql::MergedObject)]
pub(super) struct RightsMutation(PlainRightsMutation, OwnWordsMutation);

answered_alone!(RetentionPolicy, Destruction, ExportedPerson);

impl Answered for Recorded<RightsRequest> {
    type Shown = RightsRequestView;

    fn shown(self, today: Date) -> (RightsRequestView, Arc<()>) {
        let request = self.record;
        (RightsRequestView { request, today }, Arc::new(()))
    }
}
