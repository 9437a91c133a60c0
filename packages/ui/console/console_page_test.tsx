import assert from "node:assert/strict";
import { ConfirmForm } from "packages/ui/console/confirm_form.tsx";
import { ConsolePage } from "packages/ui/console/console_page.tsx";
import { Paging } from "packages/ui/console/paging.tsx";
import { ShortId } from "packages/ui/console/short_id.tsx";
import { renderForTest } from "packages/ui/testing/test_frame.ts";

const HERE = "/console/inbox?state=failed&sent=1&cursor=abc";

Deno.test("the console links the deployed parts, marks the open one, and names the member", () => {
  const html = renderForTest(<ConsolePage part="/console/inbox" title="Inbox" />, {
    lang: "en",
    member: { subject: "ww0/zhangsan", name: "<b>张三</b>", roles: ["operator"] },
    components: ["auth", "callback"],
  });
  assert.match(html, /<a href="\/console\/inbox" aria-current="page">Inbox<\/a>/);
  assert.match(html, /href="\/console\/inbox\/dead-letters"/);
  assert.doesNotMatch(html, /\/console\/conversations/);
  assert.match(html, /&lt;b&gt;张三/);
  assert.match(html, /<form method="post" action="\/api\/auth\/logout">/);
});

Deno.test("a console page without a member is an error: the route lacks a role", () => {
  assert.throws(
    () => renderForTest(<ConsolePage part="/console" title="x" />, { member: undefined }),
    /Cannot render a console page: no one is signed in/,
  );
});

Deno.test("paging keeps the filters, leaves out what belongs to one page, and is absent on a single page", () => {
  const both = renderForTest(<Paging nextCursor="x/y" without="sent" />, { here: HERE });
  assert.match(both, /href="\/console\/inbox\?state=failed">/);
  assert.match(both, /rel="next" href="\/console\/inbox\?state=failed&amp;cursor=x%2Fy"/);
  assert.equal(renderForTest(<Paging nextCursor={null} />, { here: "/console/inbox" }), "");
});

Deno.test("an action that cannot be undone asks once, in a form that needs no script", () => {
  const html = renderForTest(
    <ConfirmForm
      action="/console/inbox/dead-letters/1/remove"
      label="Delete"
      question="Delete the job 456789ab?"
      fields={{ id: "1" }}
    />,
    { lang: "en" },
  );
  assert.match(html, /^<details class="ask"><summary[^>]*>Delete<\/summary><form/);
  assert.match(html, /<p>Delete the job 456789ab\?<\/p><button [^>]*>Yes, delete</);
  assert.match(html, /<input type="hidden" name="id" value="1"\/>/);
});

Deno.test("a long id shows its end, and has the whole id on hover and for copying", () => {
  const html = renderForTest(<ShortId id="0193f3a2-1c2d-7abc-8def-0123456789ab" />);
  assert.match(html, /<code title="0193f3a2-1c2d-7abc-8def-0123456789ab">…456789ab</);
  assert.match(html, /data-copy="0193f3a2-1c2d-7abc-8def-0123456789ab"/);
  assert.match(renderForTest(<ShortId id="zhangsan" />), />zhangsan</);
});
