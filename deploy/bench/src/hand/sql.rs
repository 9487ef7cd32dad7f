//! The statements of the hand-written handlers, in the two dialects. What is done with the rows does not belong here.

/// In which database's words a statement is put.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Dialect {
    /// SQLite.
    Sqlite,
    /// PostgreSQL.
    Postgres,
}

impl Dialect {
    fn object(self, fields: &[(&str, &str)]) -> String {
        let name = match self {
            Self::Sqlite => "json_object",
            Self::Postgres => "json_build_object",
        };
        let fields: Vec<String> = fields.iter().map(|(name, sql)| format!("'{name}', {sql}")).collect();
        format!("{name}({})", fields.join(", "))
    }

    fn array(self, object: &str, rows: &str) -> String {
        match self {
            Self::Sqlite => format!("(SELECT json_group_array({object}) FROM ({rows}) x)"),
            Self::Postgres => format!("(SELECT coalesce(json_agg({object}), '[]') FROM ({rows}) x)"),
        }
    }

    /// An id as it is told on the wire.
    pub(crate) fn id(self, prefix: &str, column: &str) -> String {
        match self {
            Self::Sqlite => format!("'{prefix}_' || lower(hex({column}))"),
            Self::Postgres => format!("'{prefix}_' || replace(CAST({column} AS text), '-', '')"),
        }
    }

    fn bare_id(self, column: &str) -> String {
        match self {
            Self::Sqlite => format!("lower(hex({column}))"),
            Self::Postgres => column.to_owned(),
        }
    }

    fn may_be_id(self, prefix: &str, column: &str) -> String {
        format!(
            "CASE WHEN {column} IS NULL THEN NULL ELSE {} END",
            self.id(prefix, column)
        )
    }

    fn truth(self, column: &str) -> String {
        match self {
            Self::Sqlite => format!("json(CASE {column} WHEN 1 THEN 'true' WHEN 0 THEN 'false' END)"),
            Self::Postgres => column.to_owned(),
        }
    }

    fn json(self, column: &str) -> String {
        match self {
            Self::Sqlite => format!("json({column})"),
            Self::Postgres => column.to_owned(),
        }
    }
}

/// An adult of the family: `$2` is today, `$3` the last birth date that makes an adult.
const ADULT: &str = "(CASE WHEN p.born_on IS NULL THEN p.relation <> 'child' ELSE p.born_on <= $3 END)";
const HOLDS: &str = "(c.given_on <= $2 AND (c.valid_until IS NULL OR c.valid_until >= $2) \
                     AND (c.withdrawn_on IS NULL OR c.withdrawn_on > $2))";
/// A consent is found by its family, which has an index, and not by its person, which has none.
const OWN: &str = "c.family_id = p.family_id AND c.person_id = p.id AND c.given_by IS NULL";

/// The columns from which a trajectory's progress is worked out, of trajectory `t`, each under its name.
pub(crate) fn facts() -> String {
    let first = |name: &str, column: &str, table: &str, also: &str| {
        format!("(SELECT min(x.{column}) FROM {table} x WHERE x.trajectory_id = t.id{also}) AS {name}")
    };
    let adults = format!("FROM person p WHERE p.family_id = t.family_id AND {ADULT}");
    let consents = format!("consent c JOIN person p ON {OWN} WHERE p.family_id = t.family_id AND {ADULT} AND {HOLDS}");
    let told = " AND NOT (x.worries = '[]' AND x.key_factors = '[]')";
    let learned = " AND x.brought IS NOT NULL AND x.learned IS NOT NULL";
    let closed = "CASE WHEN x.withdrawn_on IS NOT NULL THEN NULL WHEN NOT x.accepted THEN x.answered_on ELSE \
                  x.concluded_on END";
    [
        first("talked_on", "held_on", "detainee_talk", ""),
        first("told_on", "held_on", "detainee_talk", told),
        first("roles_checked_on", "agreed_on", "role_check", ""),
        first("introduced_on", "held_on", "introduction", ""),
        format!("(SELECT count(*) {adults}) AS adults"),
        format!("(SELECT count(DISTINCT p.id) FROM {consents} AND c.purpose = 'support') AS consenting_adults"),
        format!(
            "(SELECT max(y.first_on) FROM (SELECT min(c.given_on) AS first_on FROM {consents} \
             AND c.purpose = 'support' GROUP BY p.id) y) AS adults_consented_on"
        ),
        first("mapped_on", "held_on", "mapping", ""),
        first("time_given_on", "spent_on", "time_entry", ""),
        first("connected_on", "laid_on", "connection", ""),
        first("allotted_on", "booked_on", "ledger_line", " AND x.kind = 'allot'"),
        first("referred_on", "sent_on", "referral", ""),
        format!("(SELECT min({closed}) FROM referral x WHERE x.trajectory_id = t.id) AS referral_closed_on"),
        first("tried_on", "noted_on", "learning_entry", ""),
        first("learned_on", "noted_on", "learning_entry", learned),
        "EXISTS (SELECT 1 FROM story_version x WHERE x.trajectory_id = t.id) AS story_written".to_owned(),
        format!(
            "(SELECT min(y.whole_on) FROM (SELECT max(a.approved_on) AS whole_on FROM story_approval a \
             JOIN person p ON p.family_id = t.family_id AND p.id = a.person_id WHERE a.trajectory_id = t.id AND a.withdrawn_on IS NULL \
             AND {ADULT} AND EXISTS (SELECT 1 FROM consent c WHERE {OWN} AND c.purpose = 'story' AND {HOLDS}) \
             GROUP BY a.story_version_id, a.audience \
             HAVING count(DISTINCT a.person_id) = (SELECT count(*) {adults})) y) AS story_approved_on"
        ),
        "t.no_story_on".to_owned(),
        first("suggested_on", "made_on", "suggestion", ""),
        first("agenda_on", "agenda_on", "suggestion", ""),
        "(SELECT string_agg(x.step, ',') FROM step_skip x WHERE x.trajectory_id = t.id AND x.resumed_on IS NULL) \
         AS skipped"
            .to_owned(),
        format!(
            "EXISTS (SELECT 1 FROM consent c LEFT JOIN person p ON p.family_id = c.family_id AND p.id = c.person_id \
             WHERE c.family_id = t.family_id AND c.purpose = 'introduction' AND {HOLDS} \
             AND (c.detainee_id IS NOT NULL OR p.contact_person)) AS may_introduce"
        ),
        format!("(SELECT string_agg(y.purpose, ',') FROM (SELECT DISTINCT c.purpose FROM {consents}) y) AS consents"),
    ]
    .join(", ")
}

/// A whole dossier as one JSON text, with the facts for its progress beside it.
pub(crate) fn whole_dossier(dialect: Dialect) -> String {
    let of = |table: &str, by: &str| format!("SELECT * FROM {table} x WHERE {by} ORDER BY x.id");
    let mine = "x.trajectory_id = t.id";
    let id = |prefix, column| dialect.id(prefix, column);
    let family = dialect.object(&[
        ("id", &id("fam", "f.id")),
        ("name", "f.name"),
        ("municipality", "f.municipality"),
        ("note", "f.note"),
    ]);
    let trajectory = dialect.object(&[
        ("id", &id("tra", "t.id")),
        ("openedOn", "t.opened_on"),
        ("closedOn", "t.closed_on"),
        ("version", "t.version"),
    ]);
    let person = dialect.object(&[
        ("id", &id("per", "x.id")),
        ("name", "x.name"),
        ("relation", "upper(x.relation)"),
        ("bornOn", "x.born_on"),
        ("contactPerson", &dialect.truth("x.contact_person")),
        ("phone", "x.phone"),
        ("email", "x.email"),
    ]);
    let mapping = dialect.object(&[
        ("id", &id("map", "x.id")),
        ("heldOn", "x.held_on"),
        ("note", "x.note"),
        ("scores", &dialect.json("x.scores")),
    ]);
    let goal = dialect.object(&[
        ("id", &id("goa", "x.id")),
        ("lifeDomain", "upper(x.life_domain)"),
        ("title", "x.title"),
        ("setOn", "x.set_on"),
        ("targetOn", "x.target_on"),
        ("outcome", "upper(x.outcome)"),
        ("outcomeNote", "x.outcome_note"),
    ]);
    let line = dialect.object(&[
        ("id", &id("led", "x.id")),
        ("requestId", &dialect.may_be_id("req", "x.request_id")),
        ("kind", "upper(x.kind)"),
        ("amount", "x.amount"),
        ("bookedOn", "x.booked_on"),
        ("note", "x.note"),
    ]);
    let partner = dialect.object(&[
        ("id", &id("par", "x.partner_id")),
        ("name", "x.partner_name"),
        ("partnerType", "upper(x.partner_type)"),
        ("phone", "x.partner_phone"),
        ("email", "x.partner_email"),
    ]);
    let referral = dialect.object(&[
        ("id", &id("ref", "x.id")),
        ("need", "x.need"),
        ("lifeDomain", "upper(x.life_domain)"),
        ("sentOn", "x.sent_on"),
        ("accepted", &dialect.truth("x.accepted")),
        ("outcome", "upper(x.outcome)"),
        ("outcomeNote", "x.outcome_note"),
        ("partner", &partner),
    ]);
    let entry = dialect.object(&[
        ("id", &id("lrn", "x.id")),
        ("tried", "x.tried"),
        ("brought", "x.brought"),
        ("learned", "x.learned"),
        ("notedOn", "x.noted_on"),
    ]);
    let balance = balance(dialect);
    let budget = dialect.object(&[
        ("balance", &balance),
        ("ledger", &dialect.array(&line, &of("ledger_line", mine))),
    ]);
    let body = dialect.object(&[
        ("family", &family),
        ("trajectory", &trajectory),
        (
            "persons",
            &dialect.array(&person, &of("person", "x.family_id = t.family_id")),
        ),
        ("mappings", &dialect.array(&mapping, &of("mapping", mine))),
        ("goals", &dialect.array(&goal, &of("goal", mine))),
        ("budget", &budget),
        ("referrals", &dialect.array(&referral, REFERRALS_OF_T)),
        ("learningEntries", &dialect.array(&entry, &of("learning_entry", mine))),
    ]);
    format!(
        "SELECT CAST({body} AS text) AS body, {} FROM trajectory t JOIN family f ON f.id = t.family_id WHERE t.id = $1",
        facts()
    )
}

const REFERRALS_OF_T: &str = "SELECT r.*, p.name AS partner_name, p.partner_type, p.phone AS partner_phone, \
                              p.email AS partner_email FROM referral r JOIN partner p ON p.id = r.partner_id \
                              WHERE r.trajectory_id = t.id ORDER BY r.id";

/// What is looked at before a request for money is written: whether the family may ask, whether rules are installed,
/// and what rules weigh, as one JSON text. `$1` is the trajectory, `$2` today, `$3` the last birth date of an adult.
pub(crate) fn look(dialect: Dialect) -> String {
    let mine = "x.trajectory_id = t.id";
    let line = dialect.object(&[
        ("day", "x.booked_on"),
        ("kind", "x.kind"),
        ("amount", "x.amount"),
        ("silo", "x.silo"),
        ("life_domain", "x.life_domain"),
    ]);
    let lines = "SELECT l.booked_on, l.kind, l.amount, r.silo, r.life_domain FROM ledger_line l \
                 JOIN budget_request r ON r.id = l.request_id WHERE l.trajectory_id = t.id \
                 AND l.kind NOT IN ('request', 'approve', 'refuse') ORDER BY l.id";
    let plan = dialect.object(&[
        ("id", &dialect.bare_id("x.id")),
        ("total", "x.total"),
        ("made_by", &dialect.bare_id("x.recorded_by")),
        ("approvals", &dialect.json("x.approvals")),
        ("benefit_impact_checked", "x.benefit_impact_checked_on"),
        ("review_talk", "x.reviewed_on"),
    ]);
    let of_family =
        |condition: &str| format!("(SELECT count(*) FROM person p WHERE p.family_id = t.family_id AND {condition})");
    let family = dialect.object(&[
        ("adults", &of_family(ADULT)),
        ("children", &of_family(&format!("NOT {ADULT}"))),
    ]);
    let check = dialect.object(&[
        ("day", "x.met_on"),
        ("silo", "x.silo"),
        ("answer", "'refuses'"),
        ("ground", "x.ground"),
    ]);
    let has =
        |kind: &str| format!("EXISTS (SELECT 1 FROM ledger_line l WHERE l.request_id = x.id AND l.kind = '{kind}')");
    let decision = dialect.object(&[
        ("day", "x.requested_on"),
        (
            "outcome",
            &format!("CASE WHEN {} THEN 'refused' ELSE 'approved' END", has("refuse")),
        ),
        ("amount", "x.amount"),
        ("life_domain", "x.life_domain"),
    ]);
    let decided = format!(
        "SELECT * FROM budget_request x WHERE {mine} AND ({} OR {}) ORDER BY x.id",
        has("refuse"),
        has("reserve")
    );
    let weighed = dialect.object(&[
        ("ledger", &dialect.array(&line, lines)),
        (
            "plan",
            &format!("(SELECT {plan} FROM budget_plan x WHERE {mine} ORDER BY x.id DESC LIMIT 1)"),
        ),
        ("family", &family),
        (
            "silo_checks",
            &dialect.array(
                &check,
                &format!("SELECT * FROM silo_obstacle x WHERE {mine} ORDER BY x.id"),
            ),
        ),
        ("decisions", &dialect.array(&decision, &decided)),
    ]);
    format!(
        "SELECT (t.closed_on IS NULL AND EXISTS (SELECT 1 FROM consent c JOIN person p ON p.id = c.person_id \
         WHERE c.family_id = t.family_id AND c.given_by IS NULL AND c.purpose = 'perspective_budget' \
         AND {ADULT} AND {HOLDS})) AS may_ask, EXISTS (SELECT 1 FROM rule_set) AS has_rules, \
         CAST({weighed} AS text) AS weighed FROM trajectory t WHERE t.id = $1"
    )
}

/// What the ledger adds up to, worked out by the database.
fn balance(dialect: Dialect) -> String {
    let sum = |plus: &str, minus: &str| {
        format!(
            "coalesce(sum(CASE WHEN x.kind IN ({plus}) THEN x.amount WHEN x.kind IN ({minus}) THEN -x.amount END), 0)"
        )
    };
    let object = dialect.object(&[
        ("allotted", &sum("'allot'", "''")),
        ("reserved", &sum("'reserve'", "'spend', 'release'")),
        ("spent", &sum("'spend'", "'refund'")),
        ("available", &sum("'allot', 'release', 'refund'", "'reserve'")),
    ]);
    format!("(SELECT {object} FROM ledger_line x WHERE x.trajectory_id = t.id)")
}

/// The statements that read a dossier's parts one by one, each by the trajectory's id but for the persons, who go by
/// the family's.
pub(crate) struct Parts {
    /// The family, the trajectory and the facts for its progress.
    pub(crate) head: String,
    /// The persons.
    pub(crate) persons: &'static str,
    /// The mappings.
    pub(crate) mappings: &'static str,
    /// The goals.
    pub(crate) goals: &'static str,
    /// The ledger.
    pub(crate) ledger: &'static str,
    /// The referrals with their parties.
    pub(crate) referrals: &'static str,
    /// What was tried and learned.
    pub(crate) learning: &'static str,
}

/// Those statements.
pub(crate) fn parts() -> Parts {
    Parts {
        head: format!(
            "SELECT t.id, t.opened_on, t.closed_on, t.version, f.id AS family_id, f.name, f.municipality, f.note, {} \
             FROM trajectory t JOIN family f ON f.id = t.family_id WHERE t.id = $1",
            facts()
        ),
        persons: "SELECT id, name, relation, born_on, contact_person, phone, email FROM person WHERE family_id = $1 \
                  ORDER BY id",
        mappings: "SELECT id, held_on, note, CAST(scores AS text) AS scores FROM mapping WHERE trajectory_id = $1 \
                   ORDER BY id",
        goals: "SELECT id, life_domain, title, set_on, target_on, outcome, outcome_note FROM goal \
                WHERE trajectory_id = $1 ORDER BY id",
        ledger: "SELECT id, request_id, kind, amount, booked_on, note FROM ledger_line WHERE trajectory_id = $1 \
                 ORDER BY id",
        referrals: "SELECT r.id, r.need, r.life_domain, r.sent_on, r.accepted, r.outcome, r.outcome_note, p.id AS partner_id, \
                    p.name, p.partner_type, p.phone, p.email FROM referral r JOIN partner p ON p.id = r.partner_id \
                    WHERE r.trajectory_id = $1 ORDER BY r.id",
        learning: "SELECT id, tried, brought, learned, noted_on FROM learning_entry WHERE trajectory_id = $1 \
                   ORDER BY id",
    }
}

/// A page of the newest trajectories with family, lead and the facts for their progress: one statement. `$1` is how
/// many, and one more.
pub(crate) fn page() -> String {
    format!(
        "SELECT t.id, t.opened_on, t.closed_on, f.id AS family_id, f.name, m.id AS lead_id, m.name AS lead_name, {} \
         FROM (SELECT * FROM trajectory ORDER BY id LIMIT $1) t JOIN family f ON f.id = t.family_id \
         LEFT JOIN assignment a ON a.trajectory_id = t.id AND a.lead AND a.from_on <= $2 \
         AND (a.ended_on IS NULL OR a.ended_on > $2) LEFT JOIN member m ON m.id = a.member_id ORDER BY t.id",
        facts()
    )
}
