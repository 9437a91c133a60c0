import type { Text } from "packages/platform/lang.ts";

/** `fail`: it cannot work like this. `warn`: it may work, but is not right. `skip`: not checked, `found` says why. */
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

/** A finding without a problem. */
export function ok(subject: Subject, found: Text): Finding {
  return { ...subject, level: "ok", found };
}

/** Not checked; `found` contains the reason. */
export function skip(subject: Subject, found: Text): Finding {
  return { ...subject, level: "skip", found };
}

/** It may work, but is not right. */
export function warn(subject: Subject, found: Text, remedy: Text): Finding {
  return { ...subject, level: "warn", found, remedy };
}

/** It cannot work like this. */
export function fail(subject: Subject, found: Text, remedy: Text): Finding {
  return { ...subject, level: "fail", found, remedy };
}

/** A text that is the same in both languages: a name, a number, a message of another program. */
export function untranslated(text: string): Text {
  return { zh: text, en: text };
}
