import assert from "node:assert/strict";
import { fail, ok, skip, untranslated } from "tools/doctor/create_finding.ts";
import { createRedact } from "tools/doctor/redact.ts";
import { renderJson, renderText } from "tools/doctor/render_report.ts";
import { buildReport, exitCodeOf } from "tools/doctor/report.ts";

const subject = (id: string) => ({ id, looked: { zh: "看了什么", en: "What was looked at" } });
const FAILED = fail(subject("a.wrong"), { zh: "坏了", en: "It is broken" }, {
  zh: "修好它",
  en: "Fix it",
});
const FINE = ok(subject("b.fine"), untranslated("fine"));

Deno.test("the report shows failures last, with the remedy, in the requested language", () => {
  const zh = renderText(build("zh", [FAILED, FINE]), { lang: "zh", colour: false });
  const en = renderText(build("en", [FAILED, FINE]), { lang: "en", colour: false });
  assert.match(
    zh,
    /\[正常\] b\.fine[\s\S]*\[失败\] a\.wrong: 看了什么\n +坏了\n +处理: 修好它\n\n1 项失败/,
  );
  assert.match(
    en,
    /\[ ok \] b\.fine[\s\S]*\[FAIL\] a\.wrong: What was looked at\n +It is broken\n +fix: Fix it\n\n1 failed/,
  );
  assert.match(en, /--log wecom\.log[\s\S]*When you ask for help/);
});

Deno.test("JSON contains the same findings with counts; only a failure makes the exit code 1", () => {
  const failed = build("en", [FAILED, FINE, skip(subject("c"), untranslated("not now"))]);
  const parsed = JSON.parse(renderJson(failed));
  assert.deepEqual(parsed.counts, { ok: 1, warn: 0, fail: 1, skip: 1 });
  assert.deepEqual(parsed.findings[0], {
    id: "a.wrong",
    level: "fail",
    looked: "What was looked at",
    found: "It is broken",
    remedy: "Fix it",
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
