import assert from "node:assert/strict";
import { renderForTest } from "packages/ui/testing/test_frame.ts";
import { ConfirmPage } from "services/callback/pages/confirm_page.tsx";

function render(sameNetwork: boolean): string {
  return renderForTest(
    <ConfirmPage
      memberName="<b>张三</b>"
      attempt="a-1"
      secret="s-1"
      choices={["27", "64", "91"]}
      startedAt={Date.UTC(2025, 10, 21, 7, 4)}
      ip="203.0.113.7"
      sameNetwork={sameNetwork}
      userAgent="<script>Chrome/1</script> Windows"
    />,
  );
}

Deno.test("the phone shows site, member, device, time and network, all as text and never as markup", () => {
  const html = render(true);
  for (const text of ["张三", "Chrome，Windows", "2025-11-21 15:04", "203.0.113.7", "同一网络"]) {
    assert.ok(html.includes(text), text);
  }
  assert.doesNotMatch(html, /<b><b>|<script/);
});

Deno.test("three numbers and the refusal are buttons of one form with attempt and secret", () => {
  const form = /<form.*<\/form>/s.exec(render(true))?.[0] ?? "";
  assert.match(form, /method="post" action="\/api\/auth\/wecom\/confirm"/);
  assert.match(form, /name="attempt" value="a-1"/);
  assert.match(form, /name="secret" value="s-1"/);
  assert.deepEqual([...form.matchAll(/name="number" value="(\d+)"/g)].map((match) => match[1]), [
    "27",
    "64",
    "91",
  ]);
  assert.match(form, /name="decision" value="deny"/);
});

Deno.test("the page gives advice only when the networks differ", () => {
  assert.match(render(false), /其他网络.*移动数据/s);
  assert.doesNotMatch(render(true), /移动数据/);
});
