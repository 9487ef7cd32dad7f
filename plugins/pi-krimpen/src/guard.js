// Where a rule's errors end. What a rule decides does not belong here.

import { Problem } from "./problem.js";

/**
 * The same rule, with a note for every problem, and a problem for every mistake.
 *
 * A mistake's own words may quote what was asked, so only its kind and its place leave.
 *
 * @param {Function} rule The rule.
 * @param {(level: string, message: string) => void} write Leaves a note.
 */
export function guarded(rule, write) {
  return (...given) => {
    try {
      return rule(...given);
    } catch (thrown) {
      if (thrown instanceof Problem) {
        write("warn", `${thrown.code}: ${thrown.detail}`);
        throw thrown;
      }
      const detail = mistake(thrown);
      write("error", `rules_broken: ${detail}`);
      throw new Problem("rules_broken", detail);
    }
  };
}

/** The kind of a mistake and where it was made: `TypeError at decide (budget.js:12:3)`. */
function mistake(thrown) {
  if (!(thrown instanceof Error)) {
    return "something was thrown that is no error";
  }
  // Some engines begin the stack with the error's words, so the first line that names a place is looked for.
  const frame = /^\s*at (.*)$/m.exec(thrown.stack ?? "");
  const place = frame ? frame[1].trim() : "an unknown place";
  return `${thrown.constructor.name} at ${place}`;
}
