import type { Text } from "packages/platform/lang.ts";
import type { Finding, Subject, Wording } from "tools/doctor/finding.ts";

/** A subject with its name in Chinese and in English. */
export function about(id: string, zh: string, en: string): Subject {
  return { id, looked: { zh, en } };
}

/** A finding without a problem. */
export function ok(subject: Subject, found: Wording): Finding {
  return { ...subject, level: "ok", found: toText(found) };
}

/** Not checked; `found` contains the reason. */
export function skip(subject: Subject, found: Wording): Finding {
  return { ...subject, level: "skip", found: toText(found) };
}

/** It may work, but is not right. */
export function warn(subject: Subject, found: Wording, remedy: Wording): Finding {
  return { ...subject, level: "warn", found: toText(found), remedy: toText(remedy) };
}

/** It cannot work like this. */
export function fail(subject: Subject, found: Wording, remedy: Wording): Finding {
  return { ...subject, level: "fail", found: toText(found), remedy: toText(remedy) };
}

/** A text that is the same in both languages: a name, a number, a message of another program. */
export function untranslated(text: string): Text {
  return { zh: text, en: text };
}

function toText(wording: Wording): Text {
  return "zh" in wording ? wording : { zh: wording[0], en: wording[1] };
}
