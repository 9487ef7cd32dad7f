//! Files that belong to a record: they are seen with it, their contents lie sealed apart, and both go together.

use std::path::PathBuf;

use image::{DynamicImage, ImageFormat, Rgb, RgbImage};
use krachtig_core::domain::attachment::{Attachment, AttachmentDraft, MediaType, Rendition};
use krachtig_core::domain::budget::BudgetRequest;
use krachtig_core::domain::consent::Purpose;
use krachtig_core::domain::goal::{Goal, GoalOutcome};
use krachtig_core::domain::id::TrajectoryId;
use krachtig_core::domain::record::{Record, RecordKind};
use krachtig_core::domain::refusal::RefusalCode;
use krachtig_core::domain::rights::DataSubject;
use krachtig_core::domain::talk::DetaineeTalk;
use krachtig_core::domain::trajectory::{ClosingDraft, ClosingReason, Side, Trajectory};
use krachtig_core::domain::vocabulary::{Role, Vocabulary};
use krachtig_core::service::{
    AccessLogFilter, AddAttachment, AssignMember, AttachmentContent, Ctx, ExportPerson, Failure, Outcome,
    ReadAttachment, RecordedSort,
};
use krachtig_core::store::Tenants;
use time::{Duration, OffsetDateTime};
use uuid::Uuid;

use crate::access_log::everything;
use crate::family_login::goal;
use crate::life::{Life, act, revise};
use crate::office::{Office, TODAY, code};
use crate::retention::{erase, second};
use crate::support::{Setting, on_both, slug};

/// A photo, different for each seed.
pub(crate) fn photo(seed: u8) -> Vec<u8> {
    let picture = RgbImage::from_fn(64, 48, |x, _| Rgb([seed, u8::try_from(x).unwrap_or(0), 90]));
    let mut bytes = std::io::Cursor::new(Vec::new());
    DynamicImage::from(picture)
        .write_to(&mut bytes, ImageFormat::Jpeg)
        .expect("made");
    bytes.into_inner()
}

const DOCUMENT: &[u8] = b"%PDF-1.7\n1 0 obj <<>> endobj\ntrailer <<>>\n%%EOF\n";

/// What somebody says of a file for a record.
fn draft_for(record_kind: RecordKind, record_id: Uuid) -> AttachmentDraft {
    AttachmentDraft {
        record_kind,
        record_id,
        name: "../foto van de bon.JPG".to_owned(),
        about: "De bon van het bed (fictief)".to_owned(),
    }
}

/// Adds a file to a record.
pub(crate) async fn attach<R: Record>(
    (office, ctx): (&Office, &Ctx),
    trajectory_id: TrajectoryId,
    (record, content): (&R, Vec<u8>),
) -> Outcome<Attachment> {
    use krachtig_core::domain::id::Id;
    let cmd = AddAttachment {
        trajectory_id,
        draft: draft_for(R::KIND, record.id().uuid()),
        content,
    };
    let added = office.services.add_attachment(ctx, cmd).await?;
    Ok(added.record)
}

/// The content of one, as somebody asks for it.
async fn content(
    (office, ctx): (&Office, &Ctx),
    attachment: &Attachment,
    rendition: Rendition,
) -> Outcome<AttachmentContent> {
    let cmd = ReadAttachment {
        trajectory_id: attachment.trajectory_id,
        id: attachment.id,
        rendition,
    };
    office.services.attachment_content(ctx, cmd).await
}

async fn whole(office: &Office, ctx: &Ctx, attachment: &Attachment) -> Outcome<Vec<u8>> {
    let read = content((office, ctx), attachment, Rendition::Whole).await?;
    Ok(read.bytes)
}

#[expect(clippy::disallowed_methods, reason = "files have the machine's own time")]
fn machine_time() -> OffsetDateTime {
    OffsetDateTime::now_utc()
}

/// The names of all objects of a tenant.
fn objects(setting: &Setting, office: &Office) -> Vec<String> {
    let Ok(entries) = std::fs::read_dir(folder(setting, office)) else {
        return Vec::new();
    };
    let names = entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned());
    let mut names: Vec<String> = names.collect();
    names.sort();
    names
}

fn folder(setting: &Setting, office: &Office) -> PathBuf {
    let tenant = office.store.tenant().id.uuid().simple().to_string();
    setting.dir.join("objects").join(tenant)
}

fn object(setting: &Setting, office: &Office, attachment: &Attachment) -> PathBuf {
    folder(setting, office).join(attachment.id.uuid().simple().to_string())
}

/// A goal of a family that consents to support.
async fn goal_of(life: &Life<'_>) -> Goal {
    life.consent(Purpose::Support).await;
    life.goal().await.0
}

async fn assigned(office: &Office, id: TrajectoryId, (ctx, role, side): (&Ctx, Role, Side)) {
    let cmd = AssignMember {
        trajectory_id: id,
        member_id: ctx.actor.as_member().expect("a member"),
        role,
        side,
        lead: false,
    };
    office
        .services
        .assign_member(&office.coordinator, cmd)
        .await
        .expect("assigned");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_is_added_looked_at_and_taken_away() {
    on_both(|setting| async move {
        let office = Office::open(&setting.open().await, "alfa").await;
        let by = (&office, &office.professional);
        let life = Life::begin(&office).await;
        let goal = goal_of(&life).await;
        let added = attach(by, life.id, (&goal, photo(1))).await.expect("added");
        assert_eq!(
            added.name.as_ref().map(ToString::to_string).as_deref(),
            Some("foto van de bon.jpg")
        );
        assert_eq!(added.media_type, MediaType::Jpeg);
        let bill = attach(by, life.id, (&goal, DOCUMENT.to_vec())).await.expect("added");
        assert_eq!(objects(&setting, &office).len(), 3, "two, and the preview of one");

        let dossier = office.dossier(life.id).await;
        assert_eq!(dossier.attachments, [added.clone(), bill.clone()]);
        let shown = whole(&office, &office.professional, &added).await.expect("read");
        assert!(image::load_from_memory(&shown).is_ok());
        let small = content(by, &added, Rendition::Preview).await.expect("read").bytes;
        assert!(image::load_from_memory(&small).is_ok());
        assert_eq!(
            whole(&office, &office.professional, &bill).await.expect("read"),
            DOCUMENT
        );
        let no_preview = content(by, &bill, Rendition::Preview).await;
        assert_eq!(code(no_preview), RefusalCode::NotFound);

        let mut looked = everything::<AccessLogFilter, _>(RecordedSort::Recorded);
        looked.filter.trajectory_id = Some(life.id);
        let lines = office
            .services
            .access_log(&office.coordinator, &looked)
            .await
            .expect("listed");
        let lines = lines.rows.iter().map(|(_, line)| line);
        let told: Vec<String> = lines
            .filter(|line| line.record_kind == "attachment")
            .map(|line| {
                format!(
                    "{} {:?} {:?}",
                    line.action,
                    line.event,
                    line.record_id == Some(added.id.uuid())
                )
            })
            .collect();
        insta::assert_snapshot!("lines_of_files", told.join("\n"));

        let removed = office
            .services
            .remove_attachment(&office.professional, act(&added))
            .await;
        let removed = removed.expect("taken away").record;
        assert_eq!(
            (removed.name.clone(), removed.about.clone(), removed.removed_on),
            (None, None, Some(TODAY))
        );
        assert_eq!(
            code(whole(&office, &office.professional, &added).await),
            RefusalCode::NotFound
        );
        assert_eq!(objects(&setting, &office).len(), 1);
        let twice = office
            .services
            .remove_attachment(&office.professional, act(&removed))
            .await;
        assert_eq!(code(twice), RefusalCode::WrongState);
    })
    .await;
}

/// To which of these somebody can add a file. What was added is taken away again, and what was not is not told of.
async fn added_to(
    by: (&Office, &Ctx),
    id: TrajectoryId,
    (talk, goal, request, trajectory): (&DetaineeTalk, &Goal, &BudgetRequest, &Trajectory),
) -> Vec<bool> {
    let mut added = Vec::new();
    for tried in [
        attach(by, id, (talk, photo(5))).await,
        attach(by, id, (goal, photo(6))).await,
        attach(by, id, (request, photo(7))).await,
        attach(by, id, (trajectory, photo(8))).await,
    ] {
        added.push(tried.is_ok());
        match tried {
            Ok(one) => {
                let removed = by.0.services.remove_attachment(by.1, act(&one)).await;
                removed.expect("taken away");
            }
            refused => assert_eq!(code(refused), RefusalCode::NotFound),
        }
    }
    added
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_sees_a_record_sees_its_files_and_nobody_else() {
    on_both(|setting| async move {
        let tenants = setting.open().await;
        let office = Office::open(&tenants, "alfa").await;
        let elsewhere = Office::open(&tenants, "beta").await;
        let life = Life::begin(&office).await;
        life.detainee().await;
        let talk = life.talk().await;
        for purpose in Purpose::ALL {
            life.consent(*purpose).await;
        }
        let (goal, _) = life.goal().await;
        let request = life.request(100).await;
        let by = (&office, &office.professional);
        let of_talk = attach(by, life.id, (&talk, photo(1))).await.expect("added");
        let of_goal = attach(by, life.id, (&goal, photo(2))).await.expect("added");
        let receipt = attach(by, life.id, (&request, photo(3))).await.expect("added");
        let trajectory = office.dossier(life.id).await.trajectory;
        let of_dossier = attach(by, life.id, (&trajectory, photo(4))).await.expect("added");
        let all = [&of_talk, &of_goal, &receipt, &of_dossier];

        let family_side = office.member("gezinskant", &[Role::Professional]).await;
        let detainee_side = office.member("muurkant", &[Role::Professional]).await;
        let colleague = office.member("collega", &[Role::Professional]).await;
        assigned(&office, life.id, (&family_side, Role::Professional, Side::Family)).await;
        assigned(&office, life.id, (&detainee_side, Role::Professional, Side::Detainee)).await;
        assigned(&office, life.id, (&office.volunteer, Role::Volunteer, Side::Both)).await;
        let who = [
            ("coordinator", &office.coordinator, [true, true, true, true]),
            ("professional", &office.professional, [true, true, true, true]),
            ("family's side", &family_side, [false, true, true, true]),
            ("detainee's side", &detainee_side, [true, false, false, false]),
            ("volunteer", &office.volunteer, [false, true, false, true]),
            ("approver", &office.approver, [false, false, true, false]),
            ("colleague", &colleague, [false, false, true, false]),
            ("reader", &office.reader, [false; 4]),
            ("operator", &office.operator, [false; 4]),
            ("elsewhere", &elsewhere.coordinator, [false; 4]),
        ];
        for (name, ctx, sees) in who {
            let place = if name == "elsewhere" { &elsewhere } else { &office };
            let mut seen = Vec::new();
            for attachment in all {
                match whole(place, ctx, attachment).await {
                    Ok(_) => seen.push(true),
                    refused => {
                        assert_eq!(code(refused), RefusalCode::NotFound, "{name}");
                        seen.push(false);
                    }
                }
            }
            assert_eq!(seen, sees, "{name}");
            // What somebody who reads the dossier is told of is what he or she may look at.
            if let Ok(dossier) = place
                .services
                .dossier(ctx, life.id, krachtig_core::domain::dossier::Parts::ALL)
                .await
            {
                let told: Vec<bool> = all.iter().map(|one| dossier.attachments.contains(one)).collect();
                assert_eq!(told, sees, "{name}");
            }
        }
        let adds = [
            ("professional", &office.professional, [true, true, true, true]),
            ("family's side", &family_side, [false, true, true, true]),
            ("detainee's side", &detainee_side, [true, false, false, false]),
            ("volunteer", &office.volunteer, [false, true, false, true]),
            ("approver", &office.approver, [false; 4]),
            ("colleague", &colleague, [false; 4]),
            ("reader", &office.reader, [false; 4]),
        ];
        for (name, ctx, may) in adds {
            let added = added_to((&office, ctx), life.id, (&talk, &goal, &request, &trajectory)).await;
            assert_eq!(added, may, "{name}");
            for (one, may) in all.into_iter().zip(may) {
                if !may {
                    let taken = office.services.remove_attachment(ctx, act(one)).await;
                    assert_eq!(code(taken), RefusalCode::NotFound, "{name}");
                }
            }
        }
        assert_eq!(objects(&setting, &office).len(), 8, "what was refused was not kept");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_cannot_be_attached_is_refused_and_leaves_nothing() {
    on_both(|setting| async move {
        let office = Office::open(&setting.open().await, "alfa").await;
        let life = Life::begin(&office).await;
        let other = Life::begin(&office).await;
        let goal = goal_of(&life).await;
        let person = office.dossier(life.id).await.persons.remove(0);
        let by = (&office, &office.professional);
        let elsewhere = attach(by, other.id, (&goal, photo(1))).await;
        assert_eq!(code(elsewhere), RefusalCode::NotFound);
        let of_person = attach(by, life.id, (&person, photo(1))).await;
        assert_eq!(code(of_person), RefusalCode::NotFound);
        let script = b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>".to_vec();
        assert_eq!(
            code(attach(by, life.id, (&goal, script)).await),
            RefusalCode::FileNotAllowed
        );
        let large = vec![0xff; 10 * 1024 * 1024 + 1];
        assert_eq!(
            code(attach(by, life.id, (&goal, large)).await),
            RefusalCode::FileTooLarge
        );
        let cmd = |about: &str| AddAttachment {
            trajectory_id: life.id,
            draft: AttachmentDraft {
                about: about.to_owned(),
                ..draft_for(RecordKind::Goal, goal.id.uuid())
            },
            content: photo(1),
        };
        let silent = office.services.add_attachment(&office.professional, cmd(" ")).await;
        assert_eq!(code(silent), RefusalCode::Required);
        let numbered = office
            .services
            .add_attachment(&office.professional, cmd("bsn 123456782"))
            .await;
        assert_eq!(code(numbered), RefusalCode::LooksLikeBsn);
        assert_eq!(objects(&setting, &office), [""; 0]);
        assert_eq!(office.dossier(life.id).await.attachments, []);
    })
    .await;
}

/// An object store that cannot take anything: a refusal with a code, and no row.
#[tokio::test(flavor = "multi_thread")]
async fn a_store_that_takes_nothing_is_a_refusal() {
    on_both(|setting| async move {
        let office = Office::open(&setting.open().await, "alfa").await;
        let by = (&office, &office.professional);
        let life = Life::begin(&office).await;
        let goal = goal_of(&life).await;
        std::fs::write(folder(&setting, &office), "no folder").expect("in the way");
        let refused = attach(by, life.id, (&goal, photo(1))).await;
        assert_eq!(code(refused), RefusalCode::StorageUnavailable);
        assert_eq!(office.dossier(life.id).await.attachments, []);
        std::fs::remove_file(folder(&setting, &office)).expect("out of the way");
        attach(by, life.id, (&goal, photo(1))).await.expect("added");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_swapped_or_changed_in_the_store_is_found() {
    on_both(|setting| async move {
        let office = Office::open(&setting.open().await, "alfa").await;
        let by = (&office, &office.professional);
        let life = Life::begin(&office).await;
        let goal = goal_of(&life).await;
        let one = attach(by, life.id, (&goal, photo(1))).await.expect("added");
        let other = attach(by, life.id, (&goal, photo(2))).await.expect("added");
        std::fs::copy(object(&setting, &office, &one), object(&setting, &office, &other)).expect("copied");
        let Err(Failure::Fault(fault)) = whole(&office, &office.professional, &other).await else {
            panic!("it opened");
        };
        assert_eq!(fault.code(), "corrupt");
        whole(&office, &office.professional, &one).await.expect("as it was");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_new_key_and_a_move_leave_the_contents_as_they_are() {
    on_both(|setting| async move {
        let tenants = setting.open().await;
        let office = Office::open(&tenants, "alfa").await;
        let life = Life::begin(&office).await;
        let goal = goal_of(&life).await;
        let added = attach((&office, &office.professional), life.id, (&goal, photo(1)))
            .await
            .expect("added");
        let before = whole(&office, &office.professional, &added).await.expect("read");
        let lies = std::fs::read(object(&setting, &office, &added)).expect("a file");
        let alfa = slug("alfa");
        tenants.new_key(&alfa, office.operator.now()).await.expect("a new key");
        let done = tenants.reseal(&alfa).await.expect("sealed anew");
        assert_eq!((done.left, done.unreadable), (0, 0));
        let due = (office.operator.now() + Duration::hours(2), Duration::hours(1));
        assert_eq!(tenants.destroy_old_keys(&alfa, due).await.expect("destroyed"), [1]);
        assert_eq!(
            whole(&office, &office.professional, &added).await.expect("read"),
            before
        );
        assert_eq!(std::fs::read(object(&setting, &office, &added)).expect("a file"), lies);

        tenants.move_to(&alfa, "files").await.expect("moved");
        let moved = Ctx {
            store: tenants.store(&alfa).await.expect("opens"),
            ..office.professional.clone()
        };
        assert_eq!(whole(&office, &moved, &added).await.expect("read"), before);
    })
    .await;
}

/// What a program leaves that was killed between the object and the row, or between the row and the object.
#[tokio::test(flavor = "multi_thread")]
async fn what_no_row_has_the_key_of_is_swept_and_the_rest_stays() {
    on_both(|setting| async move {
        let tenants: Tenants = setting.open().await;
        let office = Office::open(&tenants, "alfa").await;
        let life = Life::begin(&office).await;
        let goal = goal_of(&life).await;
        let by = (&office, &office.professional);
        let stays = attach(by, life.id, (&goal, photo(1))).await.expect("added");
        let gone = attach(by, life.id, (&goal, photo(2))).await.expect("added");
        let lies = std::fs::read(object(&setting, &office, &gone)).expect("a file");
        office
            .services
            .remove_attachment(&office.professional, act(&gone))
            .await
            .expect("taken away");
        // As if the program had been killed before the object was removed, and another before the row was written.
        let never = folder(&setting, &office).join(Uuid::from_u128(77).simple().to_string());
        for path in [object(&setting, &office, &gone), never] {
            std::fs::write(path, &lies).expect("put back");
        }
        assert_eq!(
            code(whole(&office, &office.professional, &gone).await),
            RefusalCode::NotFound
        );
        let now = machine_time();
        assert_eq!(
            tenants.sweep_objects(&slug("alfa"), now).await.expect("swept"),
            0,
            "they may be on their way"
        );
        let later = now + Duration::days(2);
        assert_eq!(tenants.sweep_objects(&slug("alfa"), later).await.expect("swept"), 2);
        assert_eq!(objects(&setting, &office).len(), 2);
        whole(&office, &office.professional, &stays).await.expect("as it was");
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_erased_family_leaves_no_content_and_the_certificate_counts_it() {
    on_both(|setting| async move {
        let office = Office::open(&setting.open().await, "alfa").await;
        let by = (&office, &office.professional);
        let life = Life::begin(&office).await;
        let id = life.id;
        let goal = goal_of(&life).await;
        attach(by, id, (&goal, photo(1))).await.expect("added");
        attach(by, id, (&goal, DOCUMENT.to_vec())).await.expect("added");
        let before = office.dossier(id).await;
        let closing = ClosingDraft {
            closed_on: TODAY,
            reason: ClosingReason::Completed,
            note: None,
            outcomes: vec![(goal.id, GoalOutcome::Dropped, None)],
        };
        let closed = office
            .services
            .close_trajectory(&office.professional, revise(&before.trajectory, closing))
            .await;
        closed.expect("closed");
        let family = before.family.id;
        let (services, second) = (&office.services, second(&office).await);
        let proposed = services
            .propose_erasure(&office.coordinator, erase(family, DataSubject::Family))
            .await;
        let proposed = proposed.expect("proposed");
        let confirmed = services
            .confirm_destruction(&second, act(&proposed))
            .await
            .expect("confirmed");
        let done = services
            .run_destruction(&office.operator, confirmed.id)
            .await
            .expect("done");
        assert_eq!(objects(&setting, &office), [""; 0]);
        let counted = &done.items[0].records;
        assert_eq!(
            (counted.get("attachment"), counted.get("attachment_key")),
            (Some(&2), Some(&2))
        );
        let left = office.dossier(id).await.attachments;
        assert!(left.iter().all(|one| one.name.is_none() && one.about.is_none()));
        assert_eq!(
            code(whole(&office, &office.coordinator, &left[0]).await),
            RefusalCode::NotFound
        );
    })
    .await;
}

/// Nobody can be taken out of a picture, so that it goes with who may be on it; a receipt stays with the ledger.
#[tokio::test(flavor = "multi_thread")]
async fn pictures_go_with_whom_they_may_show_and_receipts_stay() {
    on_both(|setting| async move {
        let office = Office::open(&setting.open().await, "alfa").await;
        let by = (&office, &office.professional);
        let (id, person) = office.willing_family("Gezin Foto (fictief)", 10_000).await;
        let life = Life {
            office: &office,
            id,
            adult: person,
        };
        let request = life.request(100).await;
        let goal = goal(&office, id, ("Samen eten", None)).await;
        let receipt = attach(by, id, (&request, photo(1))).await.expect("added");
        let picture = attach(by, id, (&goal, photo(2))).await.expect("added");
        let export = ExportPerson {
            subject: DataSubject::Person(person),
        };
        let export = office
            .services
            .export_person(&office.coordinator, export)
            .await
            .expect("exported");
        let text = export.document.to_string();
        assert_eq!(text.matches("foto van de bon.jpg").count(), 2, "each file is told of");
        assert!(!text.contains("\"key\""));
        let (services, second) = (&office.services, second(&office).await);
        let family = office.dossier(id).await.family.id;
        let subject = DataSubject::Person(person);
        let proposed = services
            .propose_erasure(&office.coordinator, erase(family, subject))
            .await;
        let confirmed = services
            .confirm_destruction(&second, act(&proposed.expect("proposed")))
            .await;
        services
            .run_destruction(&office.operator, confirmed.expect("confirmed").id)
            .await
            .expect("done");
        whole(&office, &office.coordinator, &receipt).await.expect("as it was");
        assert_eq!(
            code(whole(&office, &office.coordinator, &picture).await),
            RefusalCode::NotFound
        );
        assert_eq!(objects(&setting, &office).len(), 2);
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_added_while_somebody_restricts_the_use_of_his_or_her_data_and_taking_away_goes_on() {
    on_both(|setting| async move {
        let office = Office::open(&setting.open().await, "alfa").await;
        let by = (&office, &office.professional);
        let (id, person) = office.willing_family("Gezin Stil (fictief)", 0).await;
        let own = goal(&office, id, ("Weer werken", Some(person))).await;
        let added = attach(by, id, (&own, photo(1))).await.expect("added");
        let limit = crate::rights::limit(DataSubject::Person(person), None);
        let limit = krachtig_core::service::Add {
            trajectory_id: id,
            draft: limit,
        };
        office
            .services
            .limit_processing(&office.professional, limit)
            .await
            .expect("limited");
        let refused = attach(by, id, (&own, photo(2))).await;
        assert_eq!(code(refused), RefusalCode::ProcessingRestricted);
        office
            .services
            .remove_attachment(&office.professional, act(&added))
            .await
            .expect("taken away");
        assert_eq!(objects(&setting, &office), [""; 0]);
    })
    .await;
}

/// An edit from another version is refused, as everywhere.
#[tokio::test(flavor = "multi_thread")]
async fn taking_away_takes_the_version_that_was_seen() {
    on_both(|setting| async move {
        let office = Office::open(&setting.open().await, "alfa").await;
        let life = Life::begin(&office).await;
        let goal = goal_of(&life).await;
        let by = (&office, &office.professional);
        let added = attach(by, life.id, (&goal, photo(1))).await.expect("added");
        office
            .services
            .remove_attachment(&office.professional, act(&added))
            .await
            .expect("taken away");
        let stale = office
            .services
            .remove_attachment(&office.professional, act(&added))
            .await;
        assert_eq!(code(stale), RefusalCode::Stale);
    })
    .await;
}
