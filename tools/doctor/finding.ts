import type { Text } from "packages/platform/lang.ts";

/** `fail`: it cannot work so. `warn`: it works, or may work, and is not right. `skip`: could not or need not be looked at. */
export type Level = "ok" | "warn" | "fail" | "skip";

/** One thing that was looked at. What is not right says how it is mended: the types see to that. */
export type Finding = Settled | Trouble;

interface Settled {
  readonly id: string;
  readonly level: "ok" | "skip";
  /** What was looked at. */
  readonly looked: Text;
  /** How it is, or why it was not looked at. */
  readonly found: Text;
}

interface Trouble {
  readonly id: string;
  readonly level: "warn" | "fail";
  readonly looked: Text;
  /** What is wrong. */
  readonly found: Text;
  /** The command to run, or the step in WeCom's console. */
  readonly remedy: Text;
}

/** What {@link Finding}s of one subject share. */
export interface Subject {
  /** `<area>.<what>`, such as `callback.token`: stable, for scripts and searches. */
  readonly id: string;
  readonly looked: Text;
}

/** It is as it should be. */
export function ok(subject: Subject, found: Text): Finding {
  return { ...subject, level: "ok", found };
}

/** It could not, or need not, be looked at: `found` says why. */
export function skip(subject: Subject, found: Text): Finding {
  return { ...subject, level: "skip", found };
}

/** It works, or may work, and is not right. */
export function warn(subject: Subject, found: Text, remedy: Text): Finding {
  return { ...subject, level: "warn", found, remedy };
}

/** It cannot work so. */
export function fail(subject: Subject, found: Text, remedy: Text): Finding {
  return { ...subject, level: "fail", found, remedy };
}

/** A text that is the same in every language: a name, a number, a sentence of another program. */
export function same(text: string): Text {
  return { zh: text, en: text };
}
