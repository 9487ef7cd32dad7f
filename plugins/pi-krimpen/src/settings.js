// The settings of the rules: every amount and every number in them, each with its default and its bounds.
//
// The schema is all there is: defaults and checks are read from it, so that what is declared is what holds.

import { badSettings } from "./problem.js";

const cents = (description, otherwise) => ({
  description,
  type: "integer",
  minimum: 0,
  maximum: 100_000_000,
  default: otherwise,
});

const codes = (description, ...otherwise) => ({
  description,
  type: "array",
  items: { type: "string" },
  minItems: 1,
  default: otherwise,
});

/** The JSON Schema of the settings. */
export const SCHEMA = {
  $schema: "https://json-schema.org/draft/2020-12/schema",
  type: "object",
  additionalProperties: false,
  properties: {
    contact_domains: codes("The life domains that count as contact between child and parent.", "social_network"),
    year_cap_per_child_cents: cents("The most that is paid per child in a calendar year, in euro cents.", 30_000),
    bound_cents: cents("Up to which amount whoever asks decides, in euro cents.", 7_500),
    coordinator_roles: codes("The roles that decide as a coordinator above it.", "coordinator"),
    receipt_above_cents: cents("Above which amount a supplier's receipt is due, in euro cents.", 2_500),
    receipt_days: {
      description: "Within how many days a receipt is due.",
      type: "integer",
      minimum: 0,
      maximum: 3_660,
      default: 30,
    },
  },
};

const checks = {
  integer: (value, { minimum, maximum }) => Number.isSafeInteger(value) && value >= minimum && value <= maximum,
  array: (value, { minItems }) =>
    Array.isArray(value) && value.length >= minItems && value.every((item) => typeof item === "string"),
};

/**
 * Reads settings: what is missing has its default.
 *
 * @param {string} json A JSON object.
 * @throws {import("./problem.js").Problem} `bad_settings` for anything but the declared properties within their bounds.
 */
export function readSettings(json) {
  const given = parse(json);
  const undeclared = Object.keys(given).some((name) => !Object.hasOwn(SCHEMA.properties, name));
  if (undeclared) {
    throw badSettings("a property that is not declared");
  }
  const settings = {};
  for (const [name, declared] of Object.entries(SCHEMA.properties)) {
    const value = Object.hasOwn(given, name) ? given[name] : declared.default;
    if (!checks[declared.type](value, declared)) {
      throw badSettings(`${name} is out of bounds`);
    }
    settings[name] = value;
  }
  return settings;
}

function parse(json) {
  let given;
  try {
    given = JSON.parse(json);
  } catch {
    throw badSettings("not JSON");
  }
  if (given === null || typeof given !== "object" || Array.isArray(given)) {
    throw badSettings("not a JSON object");
  }
  return given;
}
