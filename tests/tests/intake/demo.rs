//! Demo data goes through the same use case as any import, and what the database says of it is what the domain says.

use krachtig_core::domain::dossier::Dossier;
use krachtig_core::domain::refusal::RefusalCode;
use krachtig_core::service::Failure;
use krachtig_server::demo::fill::{FillOrder, fill};
use krachtig_server::import::intake::ImportOrder;

use crate::import::export;
use crate::support::{Setting, on_both, without_ids};

const ORDER: FillOrder = FillOrder {
    families: Some(200),
    seed: Some(11),
};

#[tokio::test]
async fn a_tenant_is_filled_alike_every_time_and_stands_where_the_domain_says() {
    on_both(async |setting: Setting| {
        let ctx = setting.empty_tenant("exodus-rijnmond").await;
        let filled = fill(&setting.services, &ctx, ORDER, &mut |_| {})
            .await
            .expect("it fills");
        assert_eq!((filled.families, filled.members), (200, 8));
        assert!(filled.partners > 20 && filled.records > 4_000, "{filled:?}");
        assert_eq!(setting.expect_same_progress(&ctx).await, 200);

        let again = setting.empty_tenant("nog-een").await;
        let second = fill(&setting.services, &again, ORDER, &mut |_| {})
            .await
            .expect("it fills");
        assert_eq!(second.records, filled.records);
        let twice = fill(&setting.services, &ctx, ORDER, &mut |_| {})
            .await
            .expect_err("once is enough");
        assert!(matches!(twice, Failure::Refused(refusals) if refusals.first().code == RefusalCode::AlreadyExists));
    })
    .await;
}

#[tokio::test]
async fn generated_casework_goes_through_files_and_back() {
    on_both(async |setting: Setting| {
        let home = setting.empty_tenant("exodus-rijnmond").await;
        let order = FillOrder {
            families: Some(60),
            ..ORDER
        };
        fill(&setting.services, &home, order, &mut |_| {})
            .await
            .expect("it fills");
        let dossiers = setting.dossiers(&home).await;
        let order = ImportOrder {
            files: export(&dossiers, setting.dir.path()),
            ..ImportOrder::default()
        };
        let away = setting.tenant("elders").await;
        let report = setting.import(&away, &order).await;
        assert_eq!((report.families, report.skipped, report.problems), (60, 0, Vec::new()));
        let copies = setting.dossiers(&away).await;
        for dossier in &dossiers {
            let same = |copy: &&Dossier| copy.family.external_ref == dossier.family.external_ref;
            let copy = copies.iter().find(same).expect("every family arrives");
            expect_what_rows_carry(copy, dossier);
        }
        setting.expect_same_progress(&away).await;

        // What is exported and imported once more is the same: nothing is lost twice.
        let third = setting.tenant("derden").await;
        let order = ImportOrder {
            files: export(&copies, setting.dir.path()),
            ..ImportOrder::default()
        };
        assert_eq!(setting.import(&third, &order).await.problems, Vec::new());
        for copy in &setting.dossiers(&third).await {
            let same = |first: &&Dossier| first.family.external_ref == copy.family.external_ref;
            let first = copies.iter().find(same).expect("every family arrives");
            assert_eq!(without_ids(copy), without_ids(first), "{}", first.family.name);
        }
    })
    .await;
}

fn expect_what_rows_carry(copy: &Dossier, dossier: &Dossier) {
    assert_eq!(
        (&copy.family.name, &copy.family.note),
        (&dossier.family.name, &dossier.family.note)
    );
    assert_eq!(copy.trajectory.closed_on, dossier.trajectory.closed_on);
    let names = |dossier: &Dossier| -> Vec<_> { dossier.persons.iter().map(|p| (p.name.clone(), p.born_on)).collect() };
    assert_eq!(names(copy), names(dossier));
    let consents = |dossier: &Dossier| -> Vec<_> {
        let told = dossier
            .consents
            .iter()
            .map(|c| (c.purpose, c.given_on, c.valid_until, c.withdrawn_on));
        told.collect()
    };
    assert_eq!(consents(copy), consents(dossier));
    let levels = |dossier: &Dossier| -> Vec<_> { dossier.mappings.iter().flat_map(|m| m.scores.clone()).collect() };
    assert_eq!(levels(copy), levels(dossier));
    assert_eq!(copy.budget().balance(), dossier.budget().balance());
    let asked = |dossier: &Dossier| -> Vec<_> {
        let budget = dossier.budget();
        let told = dossier
            .requests
            .iter()
            .map(|r| (r.amount, r.purpose.clone(), r.state(&budget)));
        told.collect()
    };
    assert_eq!(asked(copy), asked(dossier));
    let referred = |dossier: &Dossier| -> Vec<_> {
        let told = dossier.referrals.iter().filter(|r| r.withdrawn_on.is_none());
        told.map(|r| (r.need.clone(), r.state(), r.sent_on, r.closed_on()))
            .collect()
    };
    assert_eq!(referred(copy), referred(dossier));
    let problems =
        |dossier: &Dossier| -> Vec<_> { dossier.problems.iter().map(|p| (p.category, p.noted_on)).collect() };
    assert_eq!(problems(copy), problems(dossier));
}
