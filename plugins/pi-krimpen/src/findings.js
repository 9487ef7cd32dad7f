// What the rules find, with the sentences. When something is found does not belong here: see budget.js.

/** The languages of every text. */
export const LANGUAGES = ["nl", "en"];

/** A text in every language, as the WIT has it. */
export const texts = (byLanguage) => LANGUAGES.map((language) => ({ language, text: byLanguage[language] }));

// The kind of each argument stands beside its name, so that a finding can't be given an amount as a count.
const DECLARED = {
  nothing_asked: {
    arguments: {},
    nl: "Er wordt geen bedrag gevraagd.",
    en: "No amount is asked.",
  },
  not_for_contact: {
    arguments: { domain: "word" },
    nl: "Deze inrichting betaalt alleen wat het contact tussen kind en ouder dient, niet {domain}.",
    en: "This institution pays only for what serves contact between child and parent, not for {domain}.",
  },
  no_child: {
    arguments: {},
    nl: "In het dossier staat geen kind om wiens contact het gaat.",
    en: "The dossier has no child whose contact it is about.",
  },
  payee_not_allowed: {
    arguments: {},
    nl: "Betaald wordt aan een leverancier, of aan het gezin tegen een bon; personeel schiet niets voor.",
    en: "A supplier is paid, or the family against a receipt; staff pay nothing in advance.",
  },
  year_cap_exceeded: {
    arguments: { asked: "amount", left: "amount", cap: "amount", children: "count", renews: "date" },
    nl:
      "Gevraagd is {asked}; van de {cap} dit jaar voor {children} kind(eren) is nog {left} over. " +
      "Vanaf {renews} telt een nieuw jaar.",
    en:
      "{asked} is asked; {left} is left of the {cap} this year for {children} child(ren). " +
      "A new year counts from {renews}.",
  },
  within_bound: {
    arguments: { bound: "amount", left: "amount" },
    nl: "Tot {bound} beslist wie het vraagt; dit jaar is daarna nog {left} over.",
    en: "Up to {bound} whoever asks decides; {left} is left this year after it.",
  },
  coordinator_needed: {
    arguments: { bound: "amount" },
    nl: "Boven {bound} beslist een coördinator die het niet zelf vraagt.",
    en: "Above {bound} a coordinator decides who does not ask it.",
  },
  coordinator_agrees: {
    arguments: { left: "amount" },
    nl: "Een coördinator is akkoord; dit jaar is daarna nog {left} over.",
    en: "A coordinator agrees; {left} is left this year after it.",
  },
};

/** Every finding that the rules can give, as the WIT has it. */
export const FINDINGS = Object.entries(DECLARED).map(([code, declared]) => ({
  code,
  arguments: Object.keys(declared.arguments),
  texts: texts(declared),
}));

/**
 * A finding as the WIT has it.
 *
 * @param {keyof typeof DECLARED} code One of those that are declared.
 * @param {Record<string, number | string>} values A value for each argument that it declares: euro cents, a count, a
 *   day's number or a code.
 * @throws {TypeError} Where it is not declared, or not with these arguments: a mistake in the rules.
 */
export function finding(code, values = {}) {
  const declared = DECLARED[code]?.arguments;
  if (!declared || Object.keys(declared).join() !== Object.keys(values).join()) {
    throw new TypeError("a finding that is not declared with these arguments");
  }
  const argument = ([name, val]) => ({ name, value: { tag: declared[name], val } });
  return { code, arguments: Object.entries(values).map(argument) };
}
