// The institution's own indicators: what contact cost, and how many children it was for.

import { inPeriod } from "./day.js";
import { texts } from "./findings.js";

const PAID_FOR_CONTACT = {
  code: "paid_for_contact",
  unit: "cents",
  combine: "sum",
  concerns: "organisation",
  smallest: 0,
  largest: 100_000_000,
  dimensions: [],
  labels: texts({ nl: "Betaald voor contact tussen kind en ouder", en: "Paid for contact between child and parent" }),
};

const CHILDREN_REACHED = {
  code: "children_reached",
  unit: "count",
  combine: "sum",
  concerns: "family",
  smallest: 0,
  largest: 20,
  dimensions: [
    {
      code: "contact",
      labels: texts({ nl: "Contact door de detentie", en: "Contact because of the detention" }),
      values: [
        { code: "worse", labels: texts({ nl: "Slechter", en: "Worse" }) },
        { code: "same", labels: texts({ nl: "Gelijk", en: "The same" }) },
        { code: "better", labels: texts({ nl: "Beter", en: "Better" }) },
        { code: "unknown", labels: texts({ nl: "Onbekend", en: "Unknown" }) },
      ],
    },
  ],
  labels: texts({ nl: "Kinderen voor wie contact betaald werd", en: "Children for whom contact was paid" }),
};

/** The indicators, as the WIT has them. */
export const INDICATORS = [PAID_FOR_CONTACT, CHILDREN_REACHED];

/** What a case says. Where nothing was paid for contact in the period it says nothing, which is not zero. */
export function observe(snapshot, settings) {
  const counts = ({ day, lifeDomain }) => settings.contact_domains.includes(lifeDomain) && inPeriod(snapshot, day);
  const payments = snapshot.ledger.filter((line) => line.paid !== 0 && counts(line));
  if (payments.length === 0) {
    return [];
  }
  const paid = payments.reduce((sum, line) => sum + line.paid, 0);
  const observations = [observed(PAID_FOR_CONTACT, paid)];
  if (payments.some((line) => line.paid > 0) && snapshot.family.children > 0) {
    observations.push(observed(CHILDREN_REACHED, snapshot.family.children, effectOnContact(snapshot)));
  }
  return observations;
}

/** What the detention did to the contact, as the newest entry in the dossier has it. */
function effectOnContact(snapshot) {
  const known = CHILDREN_REACHED.dimensions[0].values.map(({ code }) => code);
  const entries = snapshot.problems.filter(({ category }) => category === "detainee_contact");
  const newest = entries.reduce((one, other) => (one && one.day.number > other.day.number ? one : other), null);
  return known.includes(newest?.effect) ? newest.effect : "unknown";
}

/** A value held within the indicator's bounds, with a position for each of its dimensions. */
function observed(indicator, value, ...places) {
  return {
    indicator: indicator.code,
    value: Math.min(Math.max(value, indicator.smallest), indicator.largest),
    positions: indicator.dimensions.map(({ code }, index) => ({ dimension: code, value: places[index] })),
  };
}
