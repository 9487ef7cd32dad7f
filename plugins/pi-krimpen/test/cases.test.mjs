// Every file in `cases` has its answer, and every finding that the rules declare occurs in one.

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";

import { decide } from "../src/budget.js";
import { FINDINGS } from "../src/findings.js";
import { Problem } from "../src/problem.js";
import { readSettings } from "../src/settings.js";
import { expected, facts, request, shown } from "./golden.mjs";

const folder = new URL("../cases/", import.meta.url);
const files = readdirSync(folder).filter((name) => name.endsWith(".json"));
const seen = new Set();

function answer(given) {
  try {
    const asked = request(given.request ?? {});
    return shown(decide(asked, facts(given.facts ?? {}), readSettings(JSON.stringify(given.settings ?? {}))));
  } catch (thrown) {
    if (thrown instanceof Problem) {
      return { problem: thrown.code };
    }
    throw thrown;
  }
}

for (const file of files) {
  const given = JSON.parse(readFileSync(new URL(file, folder), "utf8"));
  test(`${file}: ${given.about}`, () => {
    const known = ["about", "request", "facts", "settings", "expect"];
    assert.deepEqual(Object.keys(given).filter((key) => !known.includes(key)), []);
    const found = answer(given);
    found.findings?.forEach(({ code }) => seen.add(code));
    const amount = given.request?.amount ?? 10_000;
    assert.deepEqual(found, given.expect.problem ? given.expect : expected(given.expect, amount));
  });
}

test("every finding that is declared occurs in a case", () => {
  assert.deepEqual([...seen].sort(), FINDINGS.map(({ code }) => code).sort());
});
