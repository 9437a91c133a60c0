import type { Text } from "packages/platform/lang.ts";

/** `fail`: it cannot work like this. `warn`: it may work, but is not right. `skip`: not checked, `found` contains the reason. */
export type Level = "ok" | "warn" | "fail" | "skip";

/** The result of one check. A `warn` or `fail` without a remedy does not compile. */
export type Finding = Settled | Trouble;

/** What the findings about one thing share. */
export interface Subject {
  /** `<area>.<part>`, such as `callback.token`. Never changes: scripts and guides use it. */
  readonly id: string;
  /** What was checked. */
  readonly looked: Text;
}

interface Settled extends Subject {
  readonly level: "ok" | "skip";
  /** The state, or why it was not checked. */
  readonly found: Text;
}

interface Trouble extends Subject {
  readonly level: "warn" | "fail";
  /** What is wrong. */
  readonly found: Text;
  /** The command to run, or the step in the WeCom console. */
  readonly remedy: Text;
}

/** The result of a check, or of a part of one. */
export type Findings = Finding | readonly Finding[];

/** A text in both languages: in Chinese and in English, or one that another module has. */
export type Wording = readonly [zh: string, en: string] | Text;
