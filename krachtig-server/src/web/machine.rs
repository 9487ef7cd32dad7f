//! What the installation depends on, as an operator sees it: whether its parts answer, and how much room is left on disks.
//!
//! How a tenant does is not told here: see [`super::platform`].

use i18n_embed_fl::fl;
use krachtig_core::service::Services;

use super::part::{Badge, Row, Tone};
use super::words::Words;
use crate::http::disks::{Disks, Keeps, Room};

const GIB: u64 = 1 << 30;

/// A row for each part.
pub(super) async fn rows(t: &'static Words, (services, disks): (&Services, &Disks)) -> Vec<Row> {
    let tenants = services.tenants();
    let parts = [
        (fl!(t, "plat-part-directory"), tenants.list().await.is_ok()),
        (fl!(t, "plat-part-national"), tenants.national_stores().await.is_ok()),
    ];
    let answers = |(label, answers): (String, bool)| {
        let badge = match answers {
            true => Badge::new(Tone::Good, fl!(t, "plat-part-answers")),
            false => Badge::new(Tone::Bad, fl!(t, "plat-part-silent")),
        };
        Row::new(label).badge(Some(badge))
    };
    let parts: Vec<Row> = parts.into_iter().map(answers).collect();
    let disks = disks.room().await;
    let disks = disks.into_iter().map(|(keeps, room)| disk(t, keeps, room));
    parts.into_iter().chain(disks).collect()
}

fn disk(t: &'static Words, keeps: Keeps, room: Option<Room>) -> Row {
    let label = match keeps {
        Keeps::Databases => fl!(t, "plat-disk-databases"),
        Keeps::Attachments => fl!(t, "plat-disk-attachments"),
        Keeps::Rules => fl!(t, "plat-disk-rules"),
    };
    let Some(room) = room else {
        return Row::new(label).badge(Some(Badge::new(Tone::Wait, fl!(t, "plat-disk-unknown"))));
    };
    let (free, total) = (gib(t, room.free), gib(t, room.total));
    let told = fl!(
        t,
        "plat-disk-room",
        free = free,
        total = total,
        percent = room.free_percent()
    );
    let badge = if room.is_low() {
        Badge::new(Tone::Bad, fl!(t, "plat-disk-low"))
    } else {
        Badge::new(Tone::Good, fl!(t, "plat-disk-enough"))
    };
    Row::new(label).about([told]).badge(Some(badge))
}

/// Bytes in GiB, with a tenth behind the comma.
fn gib(t: &'static Words, bytes: u64) -> String {
    t.format
        .decimal(i64::try_from(bytes / (GIB / 10)).unwrap_or(i64::MAX), 1)
}
