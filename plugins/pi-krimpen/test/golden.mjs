// Rules by example: the files in `cases`, in the very form that rules in Rust have them. Each is a request, what is
// known, and the answer that is expected.
//
// A case is written in snake_case with days such as `2026-06-15`. Here it becomes what the host hands over, and an
// answer becomes what a case expects. No rule belongs here.

const MILLISECONDS = 86_400_000;

/** A day as the host hands it over, from `2026-06-15`. */
export function day(text) {
  const date = new Date(`${text}T00:00:00Z`);
  const number = date.getTime() / MILLISECONDS;
  // 30 February is a date to JavaScript, but another one than was written.
  if (Number.isNaN(number) || written(number) !== text) {
    throw new TypeError(`${text} is no day such as 2026-11-23`);
  }
  return { year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate(), number };
}

const written = (number) => new Date(number * MILLISECONDS).toISOString().slice(0, 10);

const same = (value) => value;
const or = (read) => (value) => (value === null ? null : read(value));
const each = (read) => (list) => list.map(read);

// What a case leaves out has this; a property without a default must be there.
const NEEDED = Symbol("needed");

/** Reads an object: nothing undeclared in it, a default for what is left out, and names as JavaScript has them. */
function shape(name, declared) {
  return (given) => {
    const stranger = Object.keys(given).find((key) => !Object.hasOwn(declared, key));
    if (stranger) {
      throw new TypeError(`${name} has no ${stranger}`);
    }
    const properties = Object.entries(declared).map(([key, [read, otherwise]]) => {
      const value = Object.hasOwn(given, key) ? given[key] : otherwise;
      if (value === NEEDED) {
        throw new TypeError(`${name} needs ${key}`);
      }
      return [key.replace(/_(.)/g, (_, letter) => letter.toUpperCase()), read(value)];
    });
    return Object.fromEntries(properties);
  };
}

/** A request for money, by default the example that the SDK for Rust has. */
export const request = shape("a request", {
  day: [day, "2026-06-15"],
  amount: [same, 10_000],
  purpose: [same, ""],
  life_domain: [same, "finances"],
  payee_kind: [same, "supplier"],
  silo: [same, "none"],
  requester: [same, "requester"],
});

/** A line of the ledger. */
export const line = shape("a ledger line", {
  day: [day, NEEDED],
  kind: [same, "reserve"],
  promised: [same, 0],
  paid: [same, 0],
  silo: [same, "none"],
  life_domain: [same, "finances"],
});

const approval = shape("an approval", { member: [same, NEEDED], role: [same, NEEDED], day: [day, NEEDED] });

/** What the dossier holds, by default nothing but an adult with two children. */
export const facts = shape("the facts", {
  ledger: [each(line), []],
  plan: [
    or(
      shape("a plan", {
        day: [day, NEEDED],
        total: [same, NEEDED],
        made_by: [same, NEEDED],
        approvals: [each(approval), []],
      }),
    ),
    null,
  ],
  approvals: [each(approval), []],
  family: [same, { adults: 1, children: 2 }],
  silo_checks: [
    each(
      shape("a silo check", { day: [day, NEEDED], silo: [same, NEEDED], answer: [same, NEEDED], ground: [same, null] }),
    ),
    [],
  ],
  decisions: [
    each(
      shape("an earlier decision", {
        day: [day, NEEDED],
        outcome: [same, NEEDED],
        amount: [same, NEEDED],
        life_domain: [same, NEEDED],
      }),
    ),
    [],
  ],
  benefit_impact_checked: [or(day), null],
  review_talk: [or(day), null],
});

/** What is expected, with what it leaves out: all at once where money is given, and nothing to do for it. */
export function expected(expect, amount) {
  const known = ["decision", "findings", "tranches", "obligations"];
  const stranger = Object.keys(expect).find((key) => !known.includes(key));
  if (stranger || !expect.decision || !expect.findings) {
    throw new TypeError(`what is expected has ${stranger ?? "no decision or no findings"}`);
  }
  const whole = expect.decision === "refuse" ? [] : [{ amount }];
  return {
    decision: expect.decision,
    findings: expect.findings.map((finding) => ({ arguments: {}, ...finding })),
    tranches: (expect.tranches ?? whole).map((tranche) => ({ after: [], not_before: null, ...tranche })),
    obligations: (expect.obligations ?? []).map((obligation) => ({ due: null, ...obligation })),
  };
}

/** An answer as a case writes it. */
export function shown({ decision, findings, tranches, obligations }) {
  const dated = (number) => (number === null ? null : written(number));
  const value = ({ tag, val }) => ({ [tag]: tag === "date" ? written(val) : val });
  return {
    decision: decision.tag === "needs-approvals" ? { needs_approvals: decision.val } : decision.tag,
    findings: findings.map((finding) => ({
      code: finding.code,
      arguments: Object.fromEntries(finding.arguments.map((argument) => [argument.name, value(argument.value)])),
    })),
    tranches: tranches.map(({ amount, after, notBefore }) => ({ amount, after, not_before: dated(notBefore) })),
    obligations: obligations.map(({ kind, due }) => ({ kind, due: dated(due) })),
  };
}
