//! Files of the demo: a photo with a goal and a receipt with a request for money, drawn for it and of nobody.

use krachtig_core::domain::attachment::AttachmentDraft;
use krachtig_core::domain::dossier::{Dossier, Parts};
use krachtig_core::domain::record::RecordKind;
use krachtig_core::service::{AddAttachment, Ask, Ctx, Outcome, Services, TrajectoryFilter, TrajectorySort};
use uuid::Uuid;

/// A file that is shipped for this.
struct Picture {
    name: &'static str,
    about: &'static str,
    bytes: &'static [u8],
}

const PHOTO: Picture = Picture {
    name: "tafel.jpg",
    about: "De nieuwe tafel staat (getekend, fictief)",
    bytes: include_bytes!("pictures/table.jpg"),
};

const RECEIPT: Picture = Picture {
    name: "bon.jpg",
    about: "Bon van de kringloop (fictief)",
    bytes: include_bytes!("pictures/receipt.jpg"),
};

/// How many families get some.
const FAMILIES: u32 = 30;

/// Adds a receipt to each of the newest open families that asked for money, and a photo to those that told a story.
///
/// # Errors
/// Whatever a service refuses.
pub(super) async fn add(services: &Services, office: &Ctx) -> Outcome<()> {
    let ask = Ask {
        first: FAMILIES,
        after: None,
        filter: TrajectoryFilter {
            open: Some(true),
            ..TrajectoryFilter::default()
        },
        sort: TrajectorySort::OpenedOn,
        descending: true,
    };
    let parts = Parts::of(&[RecordKind::StoryVersion, RecordKind::Goal, RecordKind::BudgetRequest]);
    for (_, trajectory) in services.trajectories(office, &ask).await?.rows {
        let dossier = services.dossier(office, trajectory.id, parts).await?;
        if let Some(goal) = dossier.goals.first().filter(|_| !dossier.stories.is_empty()) {
            let of = (RecordKind::Goal, goal.id.uuid());
            attach(services, office, (&dossier, of, &PHOTO)).await?;
        }
        if let Some(request) = dossier.requests.first() {
            let of = (RecordKind::BudgetRequest, request.id.uuid());
            attach(services, office, (&dossier, of, &RECEIPT)).await?;
        }
    }
    Ok(())
}

async fn attach(
    services: &Services,
    office: &Ctx,
    (dossier, (record_kind, record_id), picture): (&Dossier, (RecordKind, Uuid), &Picture),
) -> Outcome<()> {
    let cmd = AddAttachment {
        trajectory_id: dossier.trajectory.id,
        draft: AttachmentDraft {
            record_kind,
            record_id,
            name: picture.name.to_owned(),
            about: picture.about.to_owned(),
        },
        content: picture.bytes.to_vec(),
    };
    services.add_attachment(office, cmd).await.map(|_| ())
}
