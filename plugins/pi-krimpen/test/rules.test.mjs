// What holds for every request, and what the host asks of every set of rules.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { decide } from "../src/budget.js";
import { newYear, plusDays } from "../src/day.js";
import { describe, VERSION } from "../src/description.js";
import { finding, FINDINGS } from "../src/findings.js";
import { guarded } from "../src/guard.js";
import { badQuestion, Problem } from "../src/problem.js";
import { readSettings, SCHEMA } from "../src/settings.js";
import { day, facts, line, request } from "./golden.mjs";

const SETTINGS = readSettings("{}");

/** Numbers that look drawn by chance and are the same in every run, so that a failure can be seen again. */
function draw(seed) {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

function question(seed) {
  const next = draw(seed);
  const one = (...of) => of[next(of.length)];
  const asked = request({
    amount: next(80_000),
    life_domain: one("social_network", "social_network", "finances", "a_later_domain"),
    payee_kind: one("supplier", "family", "refund_to_worker", "a_later_kind"),
    requester: `m${next(3)}`,
  });
  const dossier = facts({
    family: { adults: 1, children: next(4) },
    ledger: Array.from({ length: next(4) }, () => ({
      day: one("2025-12-31", "2026-01-01", "2026-06-14"),
      promised: next(20_000),
      life_domain: one("social_network", "finances"),
    })),
    approvals: Array.from({ length: next(3) }, () => ({
      member: `m${next(3)}`,
      role: one("coordinator", "professional", "a_later_role"),
      day: "2026-06-15",
    })),
  });
  return [asked, dossier];
}

test("every answer is one that the host takes", () => {
  const outcomes = new Set();
  for (let seed = 0; seed < 5_000; seed += 1) {
    const [asked, dossier] = question(seed);
    const answer = decide(asked, dossier, SETTINGS);
    outcomes.add(answer.decision.tag);
    for (const { code, arguments: given } of answer.findings) {
      const declared = FINDINGS.find((known) => known.code === code);
      assert.deepEqual(given.map(({ name }) => name), declared.arguments);
    }
    if (answer.decision.tag === "refuse") {
      assert.ok(answer.findings.length > 0);
      assert.deepEqual([answer.tranches, answer.obligations], [[], []]);
    } else {
      assert.equal(answer.tranches.reduce((sum, { amount }) => sum + amount, 0), asked.amount);
      assert.ok(answer.tranches.every(({ amount }) => amount > 0));
    }
    assert.deepEqual(decide(asked, dossier, SETTINGS), answer, "the same question gives the same answer");
  }
  assert.deepEqual([...outcomes].sort(), ["approve", "needs-approvals", "refuse"]);
});

test("a family never gets more in a year than its children's cap, whatever is asked before", () => {
  for (let seed = 0; seed < 200; seed += 1) {
    const next = draw(seed);
    const children = 1 + next(3);
    const approvals = [{ member: "one", role: "coordinator", day: "2026-01-01" }];
    const dossier = facts({ family: { adults: 1, children }, approvals });
    for (let times = 0; times < 30; times += 1) {
      const asked = request({ amount: 1 + next(30_000), life_domain: "social_network" });
      if (decide(asked, dossier, SETTINGS).decision.tag === "approve") {
        dossier.ledger.push(line({ day: "2026-06-15", promised: asked.amount, life_domain: "social_network" }));
      }
    }
    assert.ok(dossier.ledger.reduce((sum, { promised }) => sum + promised, 0) <= 30_000 * children);
  }
});

test("less is never refused where more is given", () => {
  for (let seed = 0; seed < 2_000; seed += 1) {
    const [asked, dossier] = question(seed);
    if (decide(asked, dossier, SETTINGS).decision.tag !== "refuse") {
      const less = { ...asked, amount: 1 + draw(seed)(asked.amount) };
      assert.notEqual(decide(less, dossier, SETTINGS).decision.tag, "refuse");
    }
  }
});

test("amounts that no ledger holds are a bad question", () => {
  const ledger = (...promised) => facts({ ledger: promised.map((cents) => ({ day: "2026-01-01", promised: cents })) });
  const bad = [
    [{ amount: -1 }, facts({})],
    [{ amount: 2 ** 53 }, facts({})],
    [{ amount: 1 }, ledger(2 ** 62, -(2 ** 62))],
    [{ amount: 1 }, ledger(10 ** 12, 1)],
  ];
  for (const [asked, dossier] of bad) {
    assert.throws(() => decide(request(asked), dossier, SETTINGS), { code: "bad_question" });
  }
});

test("the declared defaults and bounds of the settings are the ones that hold", () => {
  const refused = (settings) =>
    assert.throws(() => readSettings(JSON.stringify(settings)), { code: "bad_settings" }, JSON.stringify(settings));
  for (const [name, declared] of Object.entries(SCHEMA.properties)) {
    assert.ok(declared.description);
    assert.deepEqual(SETTINGS[name], declared.default);
    if (declared.type === "integer") {
      const { minimum, maximum } = declared;
      assert.equal(readSettings(JSON.stringify({ [name]: minimum }))[name], minimum);
      assert.equal(readSettings(JSON.stringify({ [name]: maximum }))[name], maximum);
      [minimum - 1, maximum + 1, minimum + 0.5, String(minimum), null].forEach((value) => refused({ [name]: value }));
    } else {
      [[], [1], "coordinator", null].forEach((value) => refused({ [name]: value }));
    }
  }
  [[], null, 7, { colour: "red" }, { __proto__: null, constructor: 1 }].forEach(refused);
  assert.throws(() => readSettings("{"), { code: "bad_settings" });
});

test("every sentence names each declared argument and nothing else", () => {
  const codes = FINDINGS.map(({ code }) => code);
  assert.equal(new Set(codes).size, codes.length);
  for (const { code, arguments: declared, texts } of FINDINGS) {
    assert.match(code, /^[a-z][a-z0-9_]*$/);
    assert.deepEqual(texts.map(({ language }) => language), describe().languages);
    for (const { text } of texts) {
      const named = [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      assert.deepEqual([...new Set(named)].sort(), [...declared].sort(), text);
      assert.equal(text.match(/[{}]/g)?.length ?? 0, named.length * 2, text);
    }
  }
  assert.throws(() => finding("not_declared"), TypeError);
  assert.throws(() => finding("coordinator_agrees"), TypeError);
});

test("the version is the package's", () => {
  assert.equal(JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")).version, VERSION);
});

test("days are counted as the calendar does", () => {
  for (const year of [1969, 1970, 1972, 1973, 2000, 2001, 2026, 2100, 2101]) {
    assert.equal(newYear(year), day(`${year}-01-01`).number);
  }
  assert.equal(plusDays(day("2026-12-31"), 1), day("2027-01-01").number);
  assert.equal(plusDays({ number: 2_147_483_647 }, 1), 2_147_483_647);
});

test("a mistake leaves its kind and its place, and never its words", () => {
  const notes = [];
  const write = (level, message) => notes.push([level, message]);
  const call = (rule) => guarded(rule, write);
  const broken = call(() => {
    throw new RangeError("Anna de Vries asked for shoes");
  });
  assert.throws(broken, (problem) => {
    assert.ok(problem instanceof Problem);
    assert.equal(problem.code, "rules_broken");
    assert.match(problem.detail, /^RangeError at .*rules\.test\.mjs/);
    return true;
  });
  const declined = call(() => {
    throw badQuestion("the amount is out of bounds");
  });
  assert.throws(declined, { code: "bad_question" });
  assert.deepEqual(notes.map(([level]) => level), ["error", "warn"]);
  assert.ok(notes.every(([, message]) => !message.includes("Anna")));
  assert.equal(call((one, other) => one + other)(1, 2), 3);
});
