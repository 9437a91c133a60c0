import assert from "node:assert/strict";
import { ConfirmForm } from "packages/ui/console/confirm_form.tsx";
import { type ConsoleFrame, ConsolePage } from "packages/ui/console/console_page.tsx";
import { Paging } from "packages/ui/console/paging.tsx";
import { ShortId } from "packages/ui/console/short_id.tsx";

const FRAME: ConsoleFrame = {
  lang: "en",
  here: "/console/inbox?state=failed&cursor=abc",
  stylesheet: "/assets/callback/styles.1.css",
  script: "/assets/callback/console_client.1.js",
  member: { name: "<b>张三</b>" },
  components: ["auth", "callback"],
};

Deno.test("the console links the parts that are deployed, marks the one that is open, and names the member", () => {
  const html = String(<ConsolePage {...FRAME} part="/console/inbox" title="Inbox" />);
  assert.match(html, /<a href="\/console\/inbox" aria-current="page">Inbox<\/a>/);
  assert.match(html, /href="\/console\/inbox\/dead-letters"/);
  assert.doesNotMatch(html, /\/console\/conversations/);
  assert.match(html, /&lt;b&gt;张三/);
  assert.match(html, /<form method="post" action="\/api\/auth\/logout">/);
});

Deno.test("paging keeps the filters, and leads nowhere when all is on one page", () => {
  const both = String(<Paging lang="en" here={FRAME.here} nextCursor="x/y" />);
  assert.match(both, /href="\/console\/inbox\?state=failed">/);
  assert.match(both, /rel="next" href="\/console\/inbox\?state=failed&amp;cursor=x%2Fy"/);
  assert.equal(String(<Paging lang="en" here="/console/inbox" />), "");
});

Deno.test("what cannot be taken back asks once, in a form that needs no script", () => {
  const html = String(
    <ConfirmForm
      lang="en"
      action="/console/inbox/dead-letters/1/remove"
      label="Delete"
      question="Delete the job 456789ab?"
      fields={{ id: "1" }}
    />,
  );
  assert.match(html, /^<details class="ask"><summary[^>]*>Delete<\/summary><form/);
  assert.match(html, /<p>Delete the job 456789ab\?<\/p><button [^>]*>Yes, delete</);
  assert.match(html, /<input type="hidden" name="id" value="1"\/>/);
});

Deno.test("an id shows its end, and the whole when asked for", () => {
  const html = String(<ShortId lang="en" id="0193f3a2-1c2d-7abc-8def-0123456789ab" />);
  assert.match(html, /<code title="0193f3a2-1c2d-7abc-8def-0123456789ab">…456789ab</);
  assert.match(html, /data-copy="0193f3a2-1c2d-7abc-8def-0123456789ab"/);
  assert.match(String(<ShortId lang="en" id="zhangsan" />), />zhangsan</);
});
