// What a case says for the institution's own indicators.

import assert from "node:assert/strict";
import { test } from "node:test";

import { INDICATORS, observe } from "../src/reporting.js";
import { readSettings } from "../src/settings.js";
import { day, line } from "./golden.mjs";

const said = (snapshot) => observe(snapshot, readSettings("{}"));
const paid = (text, cents, domain = "social_network") =>
  line({ day: text, kind: "spend", paid: cents, life_domain: domain });
const met = (text, effect, category = "detainee_contact") => ({ day: day(text), category, effect, preexisting: false });

const snapshot = (ledger, problems = [], children = 2) => ({
  firstDay: day("2026-07-01"),
  lastDay: day("2026-09-30"),
  opened: day("2026-06-01"),
  closed: null,
  family: { adults: 1, children },
  steps: [],
  mapped: [],
  problems,
  siloObstacles: [],
  referrals: [],
  time: [],
  ledger,
  reviewTalks: [],
});

test("a case says what contact cost in the period, and for how many children", () => {
  const ledger = [
    paid("2026-06-30", 1),
    paid("2026-07-01", 5_000),
    paid("2026-09-30", 2_000),
    paid("2026-08-01", -500),
    paid("2026-08-02", 9_000, "housing"),
    paid("2026-10-01", 1),
  ];
  const problems = [met("2026-08-01", "better"), met("2026-07-01", "worse"), met("2026-09-01", "worse", "debts")];
  assert.deepEqual(said(snapshot(ledger, problems)), [
    { indicator: "paid_for_contact", value: 6_500, positions: [] },
    { indicator: "children_reached", value: 2, positions: [{ dimension: "contact", value: "better" }] },
  ]);
});

test("what is not known is not zero, and money that only came back reached nobody", () => {
  assert.deepEqual(said(snapshot([])), []);
  assert.deepEqual(said(snapshot([paid("2026-08-01", 5_000, "housing")])), []);
  const back = said(snapshot([paid("2026-08-01", -500)]));
  assert.deepEqual(back, [{ indicator: "paid_for_contact", value: 0, positions: [] }]);
  const [, unknown] = said(snapshot([paid("2026-08-01", 500)], [met("2026-08-01", "a_later_word")]));
  assert.deepEqual(unknown.positions, [{ dimension: "contact", value: "unknown" }]);
});

test("observations are declared and within bounds, however large the case", () => {
  for (const [cents, children] of [[2 ** 62, 4_294_967_295], [-(2 ** 62), 0], [1, 1]]) {
    for (const { indicator, value, positions } of said(snapshot([paid("2026-08-01", cents)], [], children))) {
      const declared = INDICATORS.find(({ code }) => code === indicator);
      assert.ok(value >= declared.smallest && value <= declared.largest);
      assert.equal(positions.length, declared.dimensions.length);
      positions.forEach(({ value: place }, index) =>
        assert.ok(declared.dimensions[index].values.some(({ code }) => code === place)),
      );
    }
  }
});
