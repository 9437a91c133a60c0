import assert from "node:assert/strict";
import { renderForTest } from "packages/ui/testing/test_frame.ts";
import { ChatTurn } from "services/ai-reply/pages/conversations/chat_turn.tsx";
import type { HistoryTurn } from "services/ai-reply/conversations/read_history.ts";

const at = new Date("2026-01-01T00:00:00Z");

function show(text: string): string {
  const delivery = { part: 1, text, status: "sent", firstTriedAt: at, endedAt: at, error: null };
  const turn = {
    id: "t",
    number: 1,
    status: "delivered",
    answer: text,
    model: null,
    sources: [],
    startedAt: at,
    answeredAt: at,
    endedAt: at,
    apologisedAt: null,
    deliveries: [delivery],
  } as unknown as HistoryTurn;
  return renderForTest(<ChatTurn conversationId="c" turn={turn} isNewest />);
}

Deno.test("only a link in a message to a member is shown as a link, all other markup as text", () => {
  const html = show(
    '看<a href="https://www.example.com/?a=1&b=2">课程表</a>和<a href="http://b.example.com/">这里</a>吧' +
      '<b>x</b><a href="javascript:alert(1)">y</a><a href="https://c.example.com/" onclick="z">z</a>',
  );
  assert.match(
    html,
    /看<a href="https:\/\/www\.example\.com\/\?a=1&amp;b=2"[^>]*>课程表<\/a>和<a /,
  );
  assert.match(html, />这里<\/a>吧&lt;b&gt;x&lt;\/b&gt;&lt;a href=/);
  assert.equal(html.match(/<a /g)?.length, 2);
});
