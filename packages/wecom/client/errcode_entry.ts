/**
 * What can be done about an error code:
 * - `retry`: the same call may succeed later
 * - `refresh`: a new access token is needed
 * - `configuration`: the operator must change something in WeCom's console or in the settings
 * - `user`: the person must do something again
 * - `unknown`: the code is not in the table
 */
export type ErrcodeClass = "retry" | "refresh" | "configuration" | "user" | "unknown";

/** A sentence for the operator, in both languages. */
export interface OperatorText {
  readonly zh: string;
  readonly en: string;
}

/** One row of the table. `{ip}` in a sentence is replaced by the address that WeCom saw. */
export interface ErrcodeEntry {
  readonly class: ErrcodeClass;
  readonly operator: OperatorText;
}

/** Makes a row of the table. */
export function row(errcodeClass: ErrcodeClass, zh: string, en: string): ErrcodeEntry {
  return { class: errcodeClass, operator: { zh, en } };
}
