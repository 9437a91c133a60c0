import assert from "node:assert/strict";
import { renderPage } from "packages/ui/render_page.ts";
import { ConfirmPage } from "services/callback/pages/confirm_page.tsx";

function render(sameNetwork: boolean): string {
  return renderPage(
    <ConfirmPage
      lang="zh"
      stylesheet="/assets/callback/styles.1.css"
      site="crm.example.com"
      memberName="<b>张三</b>"
      attempt="a-1"
      secret="s-1"
      choices={["27", "64", "91"]}
      startedAt={Date.UTC(2025, 10, 21, 7, 4)}
      timeZone="Asia/Shanghai"
      ip="203.0.113.7"
      sameNetwork={sameNetwork}
      userAgent="<script>Chrome/1</script> Windows"
    />,
  ).body;
}

Deno.test("the phone is told site, member, device, time and network, and nothing it is told is markup", () => {
  const html = render(true);
  for (const told of ["张三", "Chrome，Windows", "2025-11-21 15:04", "203.0.113.7", "同一网络"]) {
    assert.ok(html.includes(told), told);
  }
  assert.doesNotMatch(html, /<b><b>|<script/);
});

Deno.test("three numbers and the refusal are buttons of one form that holds attempt and secret", () => {
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

Deno.test("only another network comes with advice", () => {
  assert.match(render(false), /另一个网络.*移动数据/s);
  assert.doesNotMatch(render(true), /移动数据/);
});
