//! Demo data goes through the same use case as any import, and what the database says of it is what the domain says.

use krachtig_core::domain::refusal::RefusalCode;
use krachtig_core::service::Failure;
use krachtig_server::demo::fill::{FillOrder, fill};
use krachtig_server::import::intake::ImportOrder;

use crate::import::export;
use crate::support::{Setting, on_both};

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
            skip_bad: true,
            ..ImportOrder::default()
        };
        let away = setting.tenant("elders").await;
        let report = setting.import(&away, &order).await;
        assert_eq!(report.families, 60);
        let copies = setting.dossiers(&away).await;
        for (dossier, copy) in dossiers.iter().zip(&copies) {
            assert_eq!(copy.family.name, dossier.family.name);
            assert_eq!(copy.persons.len(), dossier.persons.len());
            assert_eq!(copy.talks.len(), dossier.talks.len());
        }
        setting.expect_same_progress(&away).await;
        let codes: std::collections::BTreeMap<_, usize> =
            report.problems.iter().fold(Default::default(), |mut all, p| {
                *all.entry((p.place.file.clone(), p.code)).or_default() += 1;
                all
            });
        assert_eq!(codes, Default::default());
    })
    .await;
}
