import assert from "node:assert/strict";
import { eventually } from "packages/testkit/eventually.ts";
import { createBrowser, expectJson, signIn } from "tests/support/browser.ts";
import { seedConversation } from "tests/support/conversation_seed.ts";
import { startStack } from "tests/support/start_stack.ts";
import { openTestSimulator } from "simulators/llm/test_simulator.ts";

const PATH = "/api/v1/ai-responses";

const llm = openTestSimulator();
const stack = await startStack({
  env: { AI_API_KEY: "simulated-llm-key", AI_BASE_URL: `${llm.url}/v1`, RATE_LIMIT_FACTOR: "10" },
});
Deno.test.afterAll(async () => {
  await stack.stop();
  await llm[Symbol.asyncDispose]();
});

async function enter(user = "lisi") {
  const browser = createBrowser(stack);
  await signIn(stack, browser, user);
  return browser;
}

const ask = (content: string, more = {}) => ({ external_userid: "wm-demo-1", content, ...more });

/** The events of an answer, by name and data. */
function parseEvents(text: string): { name: string; data: Record<string, unknown> }[] {
  return text.split("\n\n").filter((block) => block.startsWith("event: ")).map((block) => {
    const [, name, data] = /^event: (\w+)\ndata: (.*)$/s.exec(block)!;
    return { name: name!, data: JSON.parse(data!) };
  });
}

Deno.test("the JSON response has three answers in three tones, or the requested number", async () => {
  const browser = await enter();
  const answer = await expectJson<{ suggestions: { text: string; tone: string }[]; model: string }>(
    await browser.postJson(PATH, ask("暑期班还有名额吗？")),
  );
  assert.deepEqual(answer.suggestions.map(({ tone }) => tone), ["short", "warm", "detailed"]);
  assert.ok(answer.suggestions.every(({ text }) => text.includes("暑期班还有名额吗？")));
  assert.match(answer.model, /deepseek-chat/);
  const five = await expectJson<{ suggestions: unknown[] }>(
    await browser.postJson(PATH, ask("多少钱", { count: 5 })),
  );
  assert.equal(five.suggestions.length, 5);
  for (const bad of [ask(""), ask("x".repeat(4001)), ask("x", { count: 6 }), { content: "x" }]) {
    assert.equal((await browser.postJson(PATH, bad)).status, 400);
  }
});

Deno.test("answers are streamed in parallel, and each ends with its whole text", async () => {
  const browser = await enter();
  await llm.scenario({
    match: "流式",
    reply: "一二三四五六七八九十".repeat(3),
    chunkChars: 5,
    chunkDelayMs: 1_000,
    count: 3,
  });
  const response = await browser.postJson(PATH, ask("流式"), { accept: "text/event-stream" });
  assert.equal(response.headers.get("content-type"), "text/event-stream");
  const events = parseEvents(await response.text());
  const growing = events.filter(({ name }) => name === "suggestion");
  assert.ok(growing.length > 3, "each answer comes in several parts");
  const firstDone = events.findIndex(({ name }) => name === "done");
  const begun = new Set(
    events.slice(0, firstDone).filter(({ name }) => name === "suggestion")
      .map(({ data }) => data["index"]),
  );
  assert.deepEqual([...begun].sort(), [0, 1, 2], "in parallel");
  const done = events.filter(({ name }) => name === "done");
  assert.ok(done.every(({ data }) => data["text"] === "一二三四五六七八九十".repeat(3)));
  assert.equal(events.at(-1)!.name, "end");
});

Deno.test("the model gets the earlier messages, and the question only once", async () => {
  const browser = await enter();
  const now = stack.clock.now();
  await seedConversation(stack.sql, {
    person: "wm-past",
    lines: [
      {
        at: new Date(now - 60_000),
        says: "你们周末开门吗",
        turn: { status: "delivered", parts: [{ text: "周末照常", status: "sent" }] },
      },
      { at: new Date(now), says: "那周日几点" },
    ],
  });
  const body = { external_userid: "wm-past", content: "那周日几点", count: 1 };
  await expectJson(await browser.postJson(PATH, body));
  const request = (await llm.journal()).findLast((entry) =>
    JSON.stringify(entry).includes("那周日几点")
  );
  const sent = JSON.stringify(request);
  assert.match(sent, /你们周末开门吗/);
  assert.equal(sent.split("那周日几点").length - 1, 1);
});

Deno.test("one failed answer does not affect the others; when all fail the response is an error with a code", async () => {
  const browser = await enter();
  await llm.scenario({ match: "一个坏", reply: "", finishReason: "content_filter", count: 1 });
  const some = await browser.postJson(PATH, ask("一个坏"), {
    accept: "text/event-stream",
    "accept-language": "zh-CN",
  });
  const events = parseEvents(await some.text());
  assert.equal(events.filter(({ name }) => name === "done").length, 2);
  const [error] = events.filter(({ name }) => name === "error");
  assert.equal(error?.data["code"], "ai_content_refused");
  assert.match(String(error?.data["message"]), /拒绝/);

  await llm.scenario({ match: "全坏", reply: "", finishReason: "content_filter" });
  const none = await browser.postJson(PATH, ask("全坏"));
  assert.equal(none.status, 400);
  assert.equal((await none.json()).code, "ai_content_refused");
});

Deno.test("when the client disconnects, the requests to the model end", async () => {
  const browser = await enter();
  await llm.scenario({ match: "挂断", reply: "慢".repeat(400), chunkChars: 1, chunkDelayMs: 200 });
  const abort = new AbortController();
  const asking = browser.fetch(PATH, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      accept: "text/event-stream",
      origin: stack.publicUrl,
    },
    body: JSON.stringify(ask("挂断")),
    signal: abort.signal,
  });
  const response = await asking;
  const endings = async () =>
    (await llm.journal()).filter((entry) => JSON.stringify(entry).includes("挂断"))
      .map(({ ending }) => ending);
  await eventually(async () => assert.deepEqual(await endings(), Array(3).fill(undefined)));
  abort.abort();
  await assert.rejects(response.text());
  await eventually(async () => assert.deepEqual(await endings(), Array(3).fill("gone")));
});

Deno.test("answers need sign-in, and one member gets at most twenty a minute", async () => {
  const stranger = createBrowser(stack);
  assert.equal((await stranger.postJson(PATH, ask("x"))).status, 401);
  const browser = await enter("wangwu");
  const body = ask("x", { count: 1 });
  const answers: number[] = [];
  for (let n = 0; n < 201; n++) {
    const response = await browser.postJson(PATH, body);
    await response.body?.cancel();
    answers.push(response.status);
  }
  assert.equal(answers.filter((status) => status === 429).length, 1, "twenty times the factor");
});

Deno.test("without a configured model the response is 503 with the code ai_model_missing", async () => {
  const bare = await startStack();
  try {
    const browser = createBrowser(bare);
    await signIn(bare, browser, "lisi");
    const response = await browser.postJson(PATH, ask("x"));
    assert.equal(response.status, 503);
    assert.equal((await response.json()).code, "ai_model_missing");
  } finally {
    await bare.stop();
  }
});
