// The rules as a component: what the WIT's world exports, and the one place that touches what it imports.
//
// It converts nothing and decides nothing. Whatever goes wrong in the rules ends here: a problem is handed over with
// a note, and a mistake in the rules becomes a problem, because a component without a system has no other way to say
// what happened.

import log from "krachtig:region/log@1.0.0";

import { decide } from "./budget.js";
import { describe } from "./description.js";
import { guarded } from "./guard.js";
import { INDICATORS, observe } from "./reporting.js";
import { readSettings, SCHEMA } from "./settings.js";

const guard = (rule) => guarded(rule, (level, message) => log.write(level, message));

export const ruleSet = {
  describe,
  settingsSchema: () => JSON.stringify(SCHEMA),
};

export const budget = {
  decide: guard((request, facts, settings) => decide(request, facts, readSettings(settings))),
};

export const reporting = {
  indicators: () => INDICATORS,
  observe: guard((snapshot, settings) => observe(snapshot, readSettings(settings))),
};
