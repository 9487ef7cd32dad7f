// Deciding on a request. Amounts are euro cents, which a JavaScript number holds exactly as far as it matters here.

import { newYear, plusDays } from "./day.js";
import { finding } from "./findings.js";
import { badQuestion } from "./problem.js";

/** The largest amount that makes sense: ten billion euros, so that no sum of them is inexact. */
const LARGEST_CENTS = 1_000_000_000_000;

/**
 * Decides on a request, all as the WIT has it but for the settings, which have been read.
 *
 * @throws {import("./problem.js").Problem} `bad_question` for an amount that no ledger can hold.
 */
export function decide(request, facts, settings) {
  checkAmounts(request, facts);
  const { children } = facts.family;
  const cap = Math.min(settings.year_cap_per_child_cents * children, LARGEST_CENTS);
  const left = Math.max(cap - givenThisYear(request, facts, settings), 0);
  const inTheWay = whatStandsInTheWay(request, { children, cap, left }, settings);
  if (inTheWay.length > 0) {
    return { decision: { tag: "refuse" }, findings: inTheWay, tranches: [], obligations: [] };
  }
  const [decision, found] = whoDecides(request, facts, left - request.amount, settings);
  return {
    decision,
    findings: [found],
    tranches: [{ amount: request.amount, after: [], notBefore: null }],
    obligations: obligations(request, settings),
  };
}

function checkAmounts(request, facts) {
  const fits = (amount, least) => Number.isSafeInteger(amount) && amount >= least && amount <= LARGEST_CENTS;
  if (!fits(request.amount, 0)) {
    throw badQuestion("the amount is out of bounds");
  }
  let sum = 0;
  for (const line of facts.ledger) {
    sum += line.promised;
    if (!fits(line.promised, -LARGEST_CENTS) || !fits(sum, -LARGEST_CENTS)) {
      throw badQuestion("the ledger's sum is out of bounds");
    }
  }
}

/**
 * What was promised for contact in the calendar year of the request. What was given for anything else, under other
 * rules, takes no room; a promise of an earlier year that is taken back in this one makes none.
 */
function givenThisYear(request, facts, settings) {
  const counts = (line) =>
    line.day.year === request.day.year && settings.contact_domains.includes(line.lifeDomain);
  const sum = facts.ledger.filter(counts).reduce((total, line) => total + line.promised, 0);
  return Math.max(sum, 0);
}

function whatStandsInTheWay(request, { children, cap, left }, settings) {
  const found = [];
  if (request.amount === 0) {
    found.push(finding("nothing_asked"));
  }
  if (!settings.contact_domains.includes(request.lifeDomain)) {
    found.push(finding("not_for_contact", { domain: request.lifeDomain }));
  }
  if (!["supplier", "family"].includes(request.payeeKind)) {
    found.push(finding("payee_not_allowed"));
  }
  if (children === 0) {
    found.push(finding("no_child"));
  } else if (request.amount > left) {
    const renews = newYear(request.day.year + 1);
    found.push(finding("year_cap_exceeded", { asked: request.amount, left, cap, children, renews }));
  }
  return found;
}

/** Whoever asks decides on a small amount; above it a coordinator does who is somebody else. */
function whoDecides(request, facts, left, settings) {
  const bound = settings.bound_cents;
  if (request.amount <= bound) {
    return [{ tag: "approve" }, finding("within_bound", { bound, left })];
  }
  const roles = settings.coordinator_roles;
  const decides = ({ role, member }) => roles.includes(role) && member !== request.requester;
  if (facts.approvals.some(decides)) {
    return [{ tag: "approve" }, finding("coordinator_agrees", { left })];
  }
  const groups = [{ roles, count: 1, excluded: [request.requester] }];
  return [{ tag: "needs-approvals", val: { subject: "request", groups } }, finding("coordinator_needed", { bound })];
}

/** Money in the family's hand always comes with a receipt, a supplier's small bill does not. */
function obligations(request, settings) {
  const due = request.payeeKind === "family" || request.amount > settings.receipt_above_cents;
  return due ? [{ kind: "receipt", due: plusDays(request.day, settings.receipt_days) }] : [];
}
