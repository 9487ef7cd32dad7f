//! Families, their people, consents, assignments, and a trajectory's opening and closing.

use krachtig_core::domain::consent::Consent;
use krachtig_core::domain::family::{Detainee, Family, Person};
use krachtig_core::domain::trajectory::{Assignment, Trajectory};

use super::mutations;
use crate::graphql::input::people::{
    AddDetaineeInput, AddPersonInput, AssignMemberInput, CloseTrajectoryInput, EndAssignmentInput, GiveConsentInput,
    OpenTrajectoryInput, RegisterFamilyInput, ReopenTrajectoryInput, ReviseDetaineeInput, ReviseFamilyInput,
    RevisePersonInput, WishNoStoryInput, WithdrawConsentInput,
};
use crate::graphql::object::DossierView;

mutations! {
    /// Families, their people, consents and assignments.
    PeopleMutation {
        /// Registers a family and opens its trajectory. A professional who does so is assigned and leads.
        register_family(RegisterFamilyInput) -> DossierView;
        /// Opens another trajectory for a family whose last one is closed.
        open_trajectory(OpenTrajectoryInput) -> Trajectory;
        /// Edits a family.
        revise_family(ReviseFamilyInput) -> Family;
        /// Adds a person to the family of a trajectory.
        add_person(AddPersonInput) -> Person;
        /// Edits a person.
        revise_person(RevisePersonInput) -> Person;
        /// Adds the detainee whom the family of a trajectory misses.
        add_detainee(AddDetaineeInput) -> Detainee;
        /// Edits what the detainee shared.
        revise_detainee(ReviseDetaineeInput) -> Detainee;
        /// Records a consent.
        give_consent(GiveConsentInput) -> Consent;
        /// Records that a consent was withdrawn. What depends on it stops from now on.
        withdraw_consent(WithdrawConsentInput) -> Consent;
        /// Assigns a member to a trajectory.
        assign_member(AssignMemberInput) -> Assignment;
        /// Ends an assignment.
        end_assignment(EndAssignmentInput) -> Assignment;
        /// Closes a trajectory, with an outcome for every goal.
        close_trajectory(CloseTrajectoryInput) -> Trajectory;
        /// Takes a closed trajectory up again.
        reopen_trajectory(ReopenTrajectoryInput) -> Trajectory;
        /// Records the family's wish that no story is told.
        wish_no_story(WishNoStoryInput) -> Trajectory;
    }
}
