import assert from "node:assert/strict";
import type { Finding } from "tools/doctor/finding.ts";

/** The ids of failures, sorted. */
export function failedIds(findings: readonly Finding[]): string[] {
  return findings.filter(({ level }) => level === "fail").map(({ id }) => id).sort();
}

/** The English text of one finding. */
export function textOf(findings: readonly Finding[], id: string): string {
  const finding = findings.find((finding) => finding.id === id);
  assert.ok(finding !== undefined, `no finding ${id}`);
  const remedy = "remedy" in finding ? finding.remedy.en : "";
  return `${finding.looked.en}\n${finding.found.en}\n${remedy}`;
}
