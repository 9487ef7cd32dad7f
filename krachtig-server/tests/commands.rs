//! The commands that fill a tenant and empty it into files, run as the program that people run.

#[path = "commands/audit.rs"]
mod audit;
#[path = "commands/bounds.rs"]
mod bounds;
#[path = "commands/clock.rs"]
mod clock;
#[path = "commands/crash.rs"]
mod crash;
#[path = "commands/keys.rs"]
mod keys;
#[path = "commands/plugin.rs"]
mod plugin;
#[path = "commands/tools.rs"]
mod tools;
#[path = "commands/user.rs"]
mod user;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use krachtig_core::domain::dossier::Dossier;
use krachtig_core::domain::id::TenantId;
use krachtig_core::domain::member::{MemberDraft, MemberState};
use krachtig_core::domain::vocabulary::Role;
use krachtig_core::service::{Services, set_up};
use krachtig_core::store::{CreateTenant, TenantKind};
use krachtig_server::app::open::{open, operator_ctx};
use krachtig_server::settings::Settings;
use serde_json::{Value, json};
use uuid::Uuid;

/// An installation in a directory that goes when this does.
struct Installation {
    dir: tempfile::TempDir,
    /// Where its stores are, where not in files of that directory.
    elsewhere: Option<String>,
}

impl Installation {
    /// Tenants by slug, each marked as fictional or not; those called an office have people.
    fn new(slugs: &[(&str, bool)]) -> Self {
        Self::at(None, slugs)
    }

    /// The same with its stores elsewhere.
    fn at(elsewhere: Option<String>, slugs: &[(&str, bool)]) -> Self {
        let dir = tempfile::tempdir().expect("a temporary directory");
        let installation = Self { dir, elsewhere };
        let runtime = tokio::runtime::Runtime::new().expect("a runtime");
        runtime.block_on(async {
            let mut settings = Settings::default();
            settings.database.url = installation.url();
            settings.audit.key_file = installation.path("var/audit-log.key");
            settings.national.key_file = installation.path("var/release.key");
            settings.keys.file = installation.path("var/master.key");
            let services = open(&settings).await.expect("it opens").services;
            for (number, (slug, fictional)) in slugs.iter().enumerate() {
                make(&services, (number, slug, *fictional)).await;
            }
            services.tenants().close().await;
        });
        installation
    }

    fn url(&self) -> String {
        let here = || format!("sqlite:{}", self.dir.path().join("home").display());
        self.elsewhere.clone().unwrap_or_else(here)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    fn run(&self, arguments: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_krachtig"))
            .args(arguments)
            .current_dir(self.dir.path())
            .env("KRACHTIG__DATABASE__URL", self.url())
            .env("KRACHTIG__KEYS__FILE", self.path("var/master.key"))
            .output()
            .expect("the program runs")
    }

    /// What the program answers to another program, whether it is an answer or a failure.
    fn answer(&self, arguments: &[&str]) -> Value {
        let output = self.run(&[&["--json"], arguments].concat());
        let said = if output.status.success() {
            &output.stdout
        } else {
            &output.stderr
        };
        serde_json::from_slice(said).unwrap_or_else(|error| panic!("{error}: {output:?}"))
    }
}

async fn make(services: &Services, (number, slug, fictional): (usize, &str, bool)) {
    let order = CreateTenant {
        id: TenantId::from_uuid(Uuid::from_u128(
            0x0190_0000_0000_7000_8000_0000_0000_0100 + number as u128,
        )),
        slug: slug.parse().expect("a slug"),
        name: slug.to_owned(),
        kind: TenantKind::Region,
        controller: "Stichting Voorbeeld".to_owned(),
        fictional,
    };
    let tenant = services.tenants().create(order).await.expect("it is made");
    let ctx = operator_ctx(services, &tenant.slug).await.expect("it opens");
    set_up(services, &ctx).await.expect("it is set up");
    if slug.starts_with("kantoor") {
        for (post, role) in [("coordinator", Role::Coordinator), ("budget", Role::BudgetApprover)] {
            let draft = MemberDraft {
                name: format!("{post} (fictief)"),
                email: format!("{post}@voorbeeld.invalid"),
                roles: vec![role],
                state: MemberState::Active,
            };
            services.add_member(&ctx, draft).await.expect("an account");
        }
    }
}

fn pilot() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../deploy/pilot");
    let names = [
        "gezinnen-en-personen.xlsx",
        "metingen.csv",
        "budgetregels.csv",
        "doorverwijzingen.csv",
        "problemen.csv",
    ];
    names.map(|name| folder.join(name).display().to_string()).to_vec()
}

fn import<'a>(tenant: &'a str, flags: &[&'a str], files: &'a [String]) -> Vec<&'a str> {
    let mut arguments = vec!["import", "--tenant", tenant];
    arguments.extend(flags);
    arguments.extend(files.iter().map(String::as_str));
    arguments
}

/// The values of these keys.
fn told(answer: &Value, keys: &[&str]) -> Value {
    keys.iter().map(|key| answer[*key].clone()).collect()
}

#[test]
fn an_office_goes_in_and_out_again() {
    let here = Installation::new(&[("kantoor", true), ("kantoor-twee", true)]);
    let files = pilot();
    let dry = here.answer(&import("kantoor", &["--dry-run"], &files));
    assert_eq!(told(&dry, &["families", "written"]), json!([17, false]), "{dry}");
    let by = ["--as", "budget@voorbeeld.invalid"];
    let done = here.answer(&import("kantoor", &by, &files));
    assert_eq!(told(&done, &["families", "written"]), json!([17, true]), "{done}");

    let out = here.path("uit").display().to_string();
    let exported = here.answer(&["export", "--tenant", "kantoor", "--out", &out]);
    assert_eq!(exported["dossiers"], 17);
    let names = exported["files"].as_array().expect("a list of files");
    let name = |name: &Value| format!("{out}/{}", name.as_str().expect("a name"));
    let files: Vec<String> = names.iter().map(name).collect();
    let copied = here.answer(&import("kantoor-twee", &[], &files));
    assert_eq!(told(&copied, &["families", "problems"]), json!([17, []]));

    let out = here.path("json").display().to_string();
    let exported = here.answer(&["export", "--tenant", "kantoor", "--out", &out, "--format", "json"]);
    let name = exported["files"][0].as_str().expect("a name");
    let text = std::fs::read_to_string(Path::new(&out).join(name)).expect("it is there");
    let dossier: Dossier = serde_json::from_str(&text).expect("it is a dossier");
    assert_eq!(format!("{}.json", dossier.trajectory.id), name);
}

#[test]
fn a_bad_file_is_told_place_by_place_and_fails() {
    let here = Installation::new(&[("kantoor", true)]);
    let file = here.path("gezinnen.csv");
    let rows = "gezinsnummer;naam;aanmelddatum\nG1;Goed;1-2-2026\nG2;Fout;32-2-2026\n";
    std::fs::write(&file, rows).expect("the directory takes it");
    let files = [file.display().to_string()];
    let output = here.run(&import("kantoor", &[], &files));
    assert_eq!(output.status.code(), Some(1));
    let text = String::from_utf8_lossy(&output.stderr).into_owned();
    let place = "gezinnen.csv, row 3, column aanmelddatum";
    assert!(text.contains(place) && text.contains("[bad_date]"), "{text}");
    let failed = here.answer(&import("kantoor", &[], &files));
    let problem = told(
        &failed["error"]["details"]["problems"][0],
        &["file", "row", "column", "code"],
    );
    assert_eq!(
        problem,
        json!(["gezinnen.csv", 3, "aanmelddatum", "bad_date"]),
        "{failed}"
    );
    let skipped = here.answer(&import("kantoor", &["--skip-bad"], &files));
    assert_eq!(told(&skipped, &["families", "skipped"]), json!([1, 1]), "{skipped}");
}

#[test]
fn demo_data_is_for_demos() {
    let here = Installation::new(&[("exodus-rijnmond", true), ("echt", false)]);
    let demo = |tenant| ["demo-data", "--tenant", tenant, "--families", "12", "--seed", "5"];
    let filled = here.answer(&demo("exodus-rijnmond"));
    assert_eq!(told(&filled, &["families", "members"]), json!([12, 8]), "{filled}");
    assert_eq!(here.answer(&demo("echt"))["error"]["code"], "tenant_not_fictional");
    assert_eq!(here.answer(&demo("nergens"))["error"]["code"], "tenant_unknown");
}
