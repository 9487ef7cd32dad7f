//! How much room is left where the installation keeps its files.
//!
//! What is done about it does not belong here: an operator looks, see [`crate::web`].

use std::path::{Path, PathBuf};

use crate::settings::Settings;

/// Below this share of a disk, in percent, it is time to do something.
const LOW: u64 = 10;

/// What is kept in a folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keeps {
    /// The databases.
    Databases,
    /// The contents of attachments.
    Attachments,
    /// Compiled rules.
    Rules,
}

/// The room on the disk of a folder.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Room {
    /// Bytes that may still be written.
    pub free: u64,
    /// Bytes in all.
    pub total: u64,
}

impl Room {
    /// How much of it is free, in percent.
    #[must_use]
    pub fn free_percent(self) -> u64 {
        (self.free / (self.total / 100).max(1)).min(100)
    }

    /// Whether it is time to do something.
    #[must_use]
    pub fn is_low(self) -> bool {
        self.free_percent() < LOW
    }
}

/// The folders of an installation.
#[derive(Clone, Debug)]
pub struct Disks(Vec<(Keeps, PathBuf)>);

impl Disks {
    /// Those that the settings name. What lies elsewhere, as in PostgreSQL or a bucket, is another machine's.
    #[must_use]
    pub fn of(settings: &Settings) -> Self {
        let databases = settings.database.url.strip_prefix("sqlite:").map(PathBuf::from);
        let objects = settings.objects.url.strip_prefix("folder:").map(PathBuf::from);
        let all = [
            (Keeps::Databases, databases),
            (Keeps::Attachments, objects),
            (Keeps::Rules, Some(settings.plugins.dir.clone())),
        ];
        Self(all.into_iter().filter_map(|(keeps, dir)| Some((keeps, dir?))).collect())
    }

    /// The room in each; nothing where the operating system does not say.
    pub async fn room(&self) -> Vec<(Keeps, Option<Room>)> {
        let folders = self.0.clone();
        let look = move || folders.iter().map(|(keeps, dir)| (*keeps, room(dir))).collect();
        tokio::task::spawn_blocking(look).await.unwrap_or_default()
    }
}

/// The room on the disk of a folder, or of the nearest one above it that there is: it may be made only when it is used.
fn room(dir: &Path) -> Option<Room> {
    let here = dir.ancestors().find(|one| one.exists());
    let told = rustix::fs::statvfs(here.unwrap_or(Path::new("."))).ok()?;
    Some(Room {
        free: told.f_bavail.saturating_mul(told.f_frsize),
        total: told.f_blocks.saturating_mul(told.f_frsize),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn each_folder_is_on_a_disk_and_what_lies_elsewhere_is_left_out() {
        let mut settings = Settings::default();
        settings.objects.url = "s3:bucket".to_owned();
        settings.plugins.dir = std::env::temp_dir().join("krachtig-none-there/rules");
        let told = Disks::of(&settings).room().await;
        let kept: Vec<Keeps> = told.iter().map(|(keeps, _)| *keeps).collect();
        assert_eq!(kept, [Keeps::Databases, Keeps::Rules]);
        for (_, room) in told {
            let room = room.expect("the system says");
            assert!(room.total > 0 && room.free <= room.total && room.free_percent() <= 100);
        }
    }

    #[test]
    fn a_disk_is_low_below_a_tenth() {
        let of = |free, total| Room { free, total }.is_low();
        assert!(of(9, 100) && of(0, 0));
        assert!(!of(10, 100) && !of(u64::MAX, u64::MAX));
    }
}
