import assert from "node:assert/strict";
import { readEvents } from "services/ai-reply/pages/sidebar/event_stream.ts";
import type { CustomerMessage } from "services/ai-reply/pages/sidebar/sidebar_api.ts";
import {
  type Answer,
  applyEvent,
  canSend,
  unansweredQuestion,
} from "services/ai-reply/pages/sidebar/sidebar_state.ts";

const message = (author: CustomerMessage["author"], text: string | null): CustomerMessage => ({
  id: `${author}-${text}`,
  at: "2026-01-01T00:00:00Z",
  author,
  type: text === null ? "image" : "text",
  text,
});
const waiting: Answer = { status: "waiting", text: "", sources: [] };

Deno.test("the initial question is all unanswered messages, oldest first", () => {
  const newestFirst = [
    message("customer", "周末的"),
    message("customer", null),
    message("customer", "还有名额吗"),
    message("bot", "您好"),
    message("customer", "在吗"),
  ];
  assert.equal(unansweredQuestion(newestFirst), "还有名额吗\n周末的");
  assert.equal(unansweredQuestion(newestFirst.slice(3)), "在吗", "else the last message");
  assert.equal(unansweredQuestion([]), "");
});

Deno.test("answers grow, end and fail independently; after the end of the stream none waits", () => {
  let answers: readonly Answer[] = [waiting, waiting, waiting];
  answers = applyEvent(answers, { name: "suggestion", data: { index: 1, text: "有" } });
  assert.deepEqual(answers.map(({ status }) => status), ["waiting", "growing", "waiting"]);
  const sources = [{ title: "价目", path: "prices.md" }];
  const done = { index: 1, text: "有的", tone: "warm", sources };
  answers = applyEvent(answers, { name: "done", data: done });
  answers = applyEvent(answers, { name: "error", data: { index: 0, message: "拒绝" } });
  answers = applyEvent(answers, { name: "end", data: {} });
  assert.deepEqual(answers.map(({ status }) => status), ["failed", "done", "failed"]);
  assert.deepEqual(answers[1]!.sources, sources);
  assert.equal(answers[0]!.message, "拒绝");
});

Deno.test("text can be sent from chats alone", () => {
  assert.ok(canSend({ place: { kind: "wecom", entry: "single_chat_tools" } }));
  assert.ok(!canSend({ place: { kind: "wecom", entry: "contact_profile" } }));
  assert.ok(!canSend({ place: { kind: "outside" } }));
});

Deno.test("events are read whole, wherever the network cuts them", async () => {
  const wire = new TextEncoder().encode(
    ': keep-alive\n\nevent: suggestion\ndata: {"index":0,"text":"你好"}\n\nevent: end\ndata: {}\n\n',
  );
  for (const size of [1, 7, wire.length]) {
    const pieces = Array.from(
      { length: Math.ceil(wire.length / size) },
      (_, index) => wire.slice(index * size, (index + 1) * size),
    );
    assert.deepEqual(await Array.fromAsync(readEvents(ReadableStream.from(pieces))), [
      { name: "suggestion", data: { index: 0, text: "你好" } },
      { name: "end", data: {} },
    ]);
  }
});
