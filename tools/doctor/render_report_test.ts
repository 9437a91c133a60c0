import assert from "node:assert/strict";
import { fail, ok, same, skip } from "tools/doctor/finding.ts";
import { createRedact } from "tools/doctor/redact.ts";
import { renderJson, renderText } from "tools/doctor/render_report.ts";
import { buildReport, exitCodeOf } from "tools/doctor/report.ts";

const subject = (id: string) => ({ id, looked: { zh: "看了什么", en: "What was looked at" } });
const FAILED = fail(subject("a.wrong"), { zh: "坏了", en: "It is broken" }, {
  zh: "修好它",
  en: "Mend it",
});
const FINE = ok(subject("b.fine"), same("fine"));

Deno.test("the report tells what failed last, with its remedy, in the language asked for", () => {
  const zh = renderText(build("zh", [FAILED, FINE]), { lang: "zh", colour: false });
  const en = renderText(build("en", [FAILED, FINE]), { lang: "en", colour: false });
  assert.match(
    zh,
    /\[正常\] b\.fine[\s\S]*\[失败\] a\.wrong: 看了什么\n +坏了\n +处理: 修好它\n\n1 项失败/,
  );
  assert.match(
    en,
    /\[ ok \] b\.fine[\s\S]*\[FAIL\] a\.wrong: What was looked at\n +It is broken\n +mend: Mend it\n\n1 failed/,
  );
  assert.match(en, /--log wecom\.log[\s\S]*Before you ask for help/);
});

Deno.test("JSON holds the same, with counts; only what failed makes the exit code 1", () => {
  const failed = build("en", [FAILED, FINE, skip(subject("c"), same("not now"))]);
  const parsed = JSON.parse(renderJson(failed));
  assert.deepEqual(parsed.counts, { ok: 1, warn: 0, fail: 1, skip: 1 });
  assert.deepEqual(parsed.findings[0], {
    id: "a.wrong",
    level: "fail",
    looked: "What was looked at",
    found: "It is broken",
    remedy: "Mend it",
  });
  assert.equal(exitCodeOf(failed), 1);
  assert.equal(exitCodeOf(build("en", [FINE])), 0);
});

function build(lang: "zh" | "en", findings: Parameters<typeof buildReport>[0]["findings"]) {
  return buildReport({
    at: 0,
    lang,
    system: { os: "linux", deno: "2", version: "abc", port: "3000, free" },
    findings,
    log: undefined,
    redact: createRedact([]),
  });
}
