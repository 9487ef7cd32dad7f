//! The identity provider of an organisation (OpenID Connect), and whose account is whose there.

use serde::{Deserialize, Serialize};
use time::Date;

use super::super::clock::Stamp;
use super::super::id::{IdentityProviderId, MemberId, ProviderLinkId};
use super::super::record::{Version, record};
use super::super::refusal::{Check, Decision, RefusalCode};
use super::super::text::Line;
use super::super::vocabulary::Role;
use super::KeptSecret;

/// A group at the provider, and the role that its people have here.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RoleOfGroup {
    /// The group, as the provider names it.
    pub group: String,
    /// The role.
    pub role: Role,
}

/// An identity provider that a tenant trusts to say who somebody is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct IdentityProvider {
    /// Its id.
    pub id: IdentityProviderId,
    /// What people call it.
    pub name: Line,
    /// Its issuer, as it stands in every token: an https address. Unique in the tenant.
    pub issuer: String,
    /// What the provider calls this tenant.
    pub client_id: String,
    /// What proves to the provider that it is this tenant; nothing where the provider asks for no proof.
    pub secret: Option<KeptSecret>,
    /// The claim that lists a person's groups.
    pub groups_claim: String,
    /// Which groups give which roles. Empty: roles are given here and not there.
    pub roles: Vec<RoleOfGroup>,
    /// Whether people can sign in with it.
    pub active: bool,
    /// Its version.
    pub version: Version,
}
record!(IdentityProvider, IdentityProviderId, IdentityProvider);

/// What an operator says about an identity provider.
#[derive(Clone, Debug)]
pub struct IdentityProviderDraft {
    /// See [`IdentityProvider::name`].
    pub name: String,
    /// See [`IdentityProvider::issuer`].
    pub issuer: String,
    /// See [`IdentityProvider::client_id`].
    pub client_id: String,
    /// See [`IdentityProvider::secret`]. Empty for none.
    pub client_secret: String,
    /// See [`IdentityProvider::groups_claim`].
    pub groups_claim: String,
    /// See [`IdentityProvider::roles`].
    pub roles: Vec<RoleOfGroup>,
    /// See [`IdentityProvider::active`].
    pub active: bool,
}

impl IdentityProvider {
    /// Records a provider, or what became of it.
    ///
    /// # Errors
    /// `invalid_format` for an issuer that is neither https nor on this very machine; `required` for what is missing;
    /// `out_of_range` for the role of a family.
    pub fn record((id, version): (IdentityProviderId, Version), draft: &IdentityProviderDraft) -> Decision<Self> {
        let mut check = Check::new();
        let name = check.line("name", &draft.name);
        let issuer = check.line("issuer", &draft.issuer);
        let client_id = check.line("client_id", &draft.client_id);
        let groups_claim = check.line("groups_claim", &draft.groups_claim);
        let loopback = ["http://127.0.0.1", "http://[::1]", "http://localhost"];
        let here = loopback.iter().any(|start| {
            let rest = issuer.as_str().strip_prefix(start);
            rest.is_some_and(|rest| rest.is_empty() || rest.starts_with([':', '/']))
        });
        let trusted = issuer.as_str().starts_with("https://") || here;
        check.ensure(trusted, RefusalCode::InvalidFormat, "issuer");
        // Nobody comes to a family's plan by a group of an office.
        let of_office = !draft.roles.iter().any(|given| given.role == Role::FamilyMember);
        check.ensure(of_office, RefusalCode::OutOfRange, "roles");
        check.pass(Self {
            id,
            name,
            issuer: issuer.into(),
            client_id: client_id.into(),
            secret: Some(draft.client_secret.clone())
                .filter(|secret| !secret.is_empty())
                .map(KeptSecret::new),
            groups_claim: groups_claim.into(),
            roles: draft.roles.clone(),
            active: draft.active,
            version,
        })
    }

    /// The roles of somebody in these groups, each once. Nothing where roles are given here.
    #[must_use]
    pub fn roles_of(&self, groups: &[String]) -> Option<Vec<Role>> {
        if self.roles.is_empty() {
            return None;
        }
        let given = self.roles.iter().filter(|given| groups.contains(&given.group));
        let mut roles: Vec<Role> = given.map(|given| given.role).collect();
        roles.sort_unstable();
        roles.dedup();
        Some(roles)
    }
}

/// Whose account somebody of the provider has here. The provider's subject alone tells: an e-mail address is a claim
/// that anybody may come to have.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ProviderLink {
    /// Its id.
    pub id: ProviderLinkId,
    /// Whose account.
    pub member_id: MemberId,
    /// At which provider.
    pub provider_id: IdentityProviderId,
    /// The SHA-256 of provider and subject. Unique in the tenant. Blotted out when the link is removed, so that the
    /// subject can be linked again.
    pub subject_hash: String,
    /// When the link was removed: nobody comes in by it since.
    pub removed_on: Option<Date>,
    /// Its version.
    pub version: Version,
}
record!(ProviderLink, ProviderLinkId, ProviderLink);

impl ProviderLink {
    /// Links an account.
    #[must_use]
    pub fn link(
        (member_id, provider_id): (MemberId, IdentityProviderId),
        subject_hash: String,
        stamp: Stamp<'_>,
    ) -> Self {
        Self {
            id: stamp.id(),
            member_id,
            provider_id,
            subject_hash,
            removed_on: None,
            version: Version::FIRST,
        }
    }

    /// The link removed, with this in place of what told the subject.
    #[must_use]
    pub fn removed(&self, blot: String, stamp: Stamp<'_>) -> Self {
        Self {
            subject_hash: blot,
            removed_on: Some(stamp.today),
            version: self.version.next(),
            ..self.clone()
        }
    }
}
