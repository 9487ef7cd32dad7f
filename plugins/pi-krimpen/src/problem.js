// Why there is no answer: a fault of the caller or of the rules, never an outcome for a family.

/** A problem as the WIT has it: rules throw one, and the host gets it as the error of the call. */
export class Problem {
  /**
   * @param {string} code `bad_settings`, `bad_question`, or a code of the rules' own.
   * @param {string} detail What was wrong, for those who look after the rules. It quotes nothing from a request.
   */
  constructor(code, detail) {
    this.code = code;
    this.detail = detail;
  }
}

/** A question that makes no sense. */
export const badQuestion = (detail) => new Problem("bad_question", detail);

/** Settings that make no sense. */
export const badSettings = (detail) => new Problem("bad_settings", detail);
