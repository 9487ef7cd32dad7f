// What the rules tell about themselves.

import { FINDINGS, LANGUAGES, texts } from "./findings.js";

/** The rules' version; a test holds it against the package's. */
export const VERSION = "0.1.0";

/** What these rules are, as the WIT has it. */
export const describe = () => ({
  name: "pi-krimpen",
  version: VERSION,
  languages: LANGUAGES,
  summary: texts({
    nl:
      "Contact: betaald wordt alleen wat kind en ouder in de inrichting bij elkaar brengt, tot een bedrag per kind " +
      "per jaar. Fictieve regels van een demo-inrichting.",
    en:
      "Contact: money only for what brings child and parent together in the institution, up to an amount per child " +
      "a year. Fictional rules of a demo institution.",
  }),
  findings: FINDINGS,
});
