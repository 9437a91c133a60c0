import assert from "node:assert/strict";
import { systemClock } from "packages/platform/clock.ts";
import { eventually } from "packages/testkit/eventually.ts";
import { recordSpans } from "packages/testkit/span_recorder.ts";
import { createModel, type ModelOptions } from "services/ai-reply/model/create_model.ts";
import {
  ModelRefusedError,
  ModelUnavailableError,
  type PromptMessage,
} from "services/ai-reply/model/model.ts";
import {
  createMemoryLog,
  eventStream,
  KEY,
  openModelStage,
  openOddProvider,
} from "services/ai-reply/model/testing/model_stage.ts";

const QUESTION: readonly PromptMessage[] = [
  { role: "system", content: "你是客服。" },
  { role: "user", content: "几点开门？" },
];

Deno.test("an answer grows while it is said, and names provider and model", async () => {
  await using stage = openModelStage(["deepseek"]);
  await stage.first.scenario({ reply: "早上九点开门，晚上六点关门。" });
  const shown: string[] = [];
  const answer = await stage.model.ask(QUESTION, { onText: (text) => shown.push(text) });
  assert.deepEqual(answer, {
    text: "早上九点开门，晚上六点关门。",
    model: "deepseek/deepseek-chat",
  });
  assert.equal(shown.at(-1), answer.text);
  assert.ok(shown.length > 2);
  for (const text of shown) assert.ok(answer.text.startsWith(text));
});

Deno.test("B5.2 reasoning is never shown and never sent back, however it is wrapped", async () => {
  await using stage = openModelStage();
  await stage.first.control("settings", { rejectReasoningInput: true });
  await stage.first.scenario({
    reasoning: "SECRET in a field",
    think: "SECRET in a block",
    reply: "九点。",
    chunkChars: 1,
  });
  const shown: string[] = [];
  const { text } = await stage.model.ask(QUESTION, { onText: (it) => shown.push(it) });
  assert.equal(text, "九点。");
  assert.doesNotMatch(shown.join("|"), /SECRET|think/);
  // What came out goes in again, even with a field too many.
  const earlier = { role: "assistant" as const, content: text, reasoning_content: "SECRET" };
  await stage.model.ask([earlier, ...QUESTION]);
  assert.doesNotMatch(JSON.stringify((await stage.first.journal()).at(-1)), /SECRET/);
});

Deno.test("B5.2 a block that is never closed is no answer", async () => {
  await using stage = openModelStage();
  await stage.first.scenario({ reply: "<think>SECRET and nothing else" });
  await assert.rejects(stage.model.ask(QUESTION), {
    name: "ModelUnavailableError",
    message: "Cannot get an answer: no provider gave one (first: empty answer)",
  });
});

Deno.test("B5.2 a provider whose answers begin within a block is not shown early again", async () => {
  await using stage = openModelStage();
  await stage.first.scenario({ reply: "SECRET</think>九点。", chunkChars: 2 });
  assert.equal((await stage.model.ask(QUESTION)).text, "九点。");
  const shown: string[] = [];
  const { text } = await stage.model.ask(QUESTION, { onText: (it) => shown.push(it) });
  assert.equal(text, "九点。");
  assert.equal(shown.at(-1), "九点。");
  assert.doesNotMatch(shown.join("|"), /S|think/);
});

Deno.test("keep-alive comments and empty lines of a slow provider do no harm", async () => {
  await using stage = openModelStage();
  await stage.first.scenario({ delayMs: 200, keepAliveMs: 20, reply: "好。" });
  assert.equal((await stage.model.ask(QUESTION)).text, "好。");
  await using odd = openOddProvider(() =>
    eventStream(
      ': keep-alive\r\n\r\n\r\n\r\ndata: {"choices":[]}\r\n\r\n' +
        'data: {"choices":[{"delta":{"content":"好"}}]}\r\n\r\n: keep-alive\r\n\r\n' +
        'data: {"choices":[{"delta":{},"finish_reason":"stop"}]}\r\n\r\ndata: [DONE]\r\n\r\n',
    )
  );
  assert.equal((await stage.build({ providers: [odd.provider] }).ask(QUESTION)).text, "好");
});

Deno.test("an answer that was cut by its length ends with its last whole sentence", async () => {
  await using stage = openModelStage();
  await stage.first.scenario({ reply: "第一句话。第二句话很长很长很长。" });
  assert.equal((await stage.model.ask(QUESTION, { maxTokens: 8 })).text, "第一句话。");
});

/** Long enough for the provider behind it on a busy machine. */
const SHORT_MS = 4_000;
const FIRST_CHUNK = { firstChunkTimeoutMs: SHORT_MS };

const FAILURES: ReadonlyArray<
  readonly [scenario: Record<string, unknown>, reason: RegExp, patience?: Partial<ModelOptions>]
> = [
  [{ status: 429, retryAfterSeconds: 7 }, /^rate limit \(HTTP 429\)$/],
  [{ status: 402 }, /^no balance \(HTTP 402\)$/],
  [{ status: 500 }, /^server error \(HTTP 500\)$/],
  [{ status: 503 }, /^server error \(HTTP 503\)$/],
  [{ status: 400 }, /^request refused \(HTTP 400\)$/],
  [{ status: 401 }, /^configuration \(HTTP 401\)$/],
  [{ status: 404 }, /^configuration \(HTTP 404\)$/],
  [{ cutAfterChunks: 0 }, /^answer cut off$/],
  [{ cutAfterChunks: 3 }, /^answer cut off$/],
  [{ malformedAfterChunks: 2 }, /^malformed answer$/],
  [{ neverAnswers: true }, /^first chunk too late$/, FIRST_CHUNK],
  [{ delayMs: 60_000, keepAliveMs: 20 }, /^first chunk too late$/, FIRST_CHUNK],
  [{ chunkDelayMs: 60_000 }, /^silent for too long$/, { silenceTimeoutMs: SHORT_MS }],
  [{ chunkDelayMs: 1_000, chunkChars: 1 }, /^answer took too long$/, {
    totalTimeoutMs: SHORT_MS,
  }],
  [{ reply: "" }, /^empty answer$/],
];

for (const [scenario, reason, patience] of FAILURES) {
  Deno.test(`the next provider answers after ${JSON.stringify(scenario)}`, async () => {
    await using stage = openModelStage(["first", "second"], patience);
    await stage.first.scenario(scenario);
    const answer = await stage.model.ask(QUESTION);
    assert.deepEqual(answer, { text: "模拟回答：几点开门？", model: "second/deepseek-chat" });
    const [line, ...others] = stage.lines;
    assert.deepEqual(others, []);
    assert.match(String(line!["reason"]), reason);
    const isForPerson = [400, 401, 402, 404].includes(Number(scenario["status"]));
    assert.equal(line!["level"], isForPerson ? "error" : "warn");
    assert.doesNotMatch(JSON.stringify(line), new RegExp(`${KEY}|开门`));
  });
}

Deno.test("a provider that cannot be reached is passed over", async () => {
  await using stage = openModelStage(["second"]);
  const closed = openOddProvider(() => new Response());
  await closed[Symbol.asyncDispose]();
  const second = { name: "second", baseUrl: stage.first.url, apiKey: KEY, model: "deepseek-chat" };
  const model = stage.build({ providers: [closed.provider, second] });
  assert.equal((await model.ask(QUESTION)).model, "second/deepseek-chat");
  assert.equal(stage.lines[0]!["reason"], "unreachable");
});

Deno.test("an error inside a stream, an end without a word, and a redirect are failures too", async () => {
  await using stage = openModelStage();
  const cases: ReadonlyArray<readonly [() => Response, string]> = [
    [() => eventStream('data: {"error":{"message":"overloaded"}}\n\n'), "server error"],
    [
      () => eventStream('data: {"choices":[{"delta":{"content":"半"}}]}\n\n'),
      "answer cut off",
    ],
    [
      () =>
        eventStream(
          'data: {"choices":[{"delta":{"content":"半"},"finish_reason":"insufficient_system_resource"}]}\n\ndata: [DONE]\n\n',
        ),
      "answer cut off",
    ],
    [() => new Response("<html>", { headers: { "content-type": "text/html" } }), "answer cut off"],
    [
      () => new Response(null, { status: 307, headers: { location: stage.first.url } }),
      "configuration (HTTP 307)",
    ],
  ];
  for (const [respond, reason] of cases) {
    await using odd = openOddProvider(respond);
    await assert.rejects(stage.build({ providers: [odd.provider] }).ask(QUESTION), {
      message: `Cannot get an answer: no provider gave one (odd: ${reason})`,
    });
  }
  assert.deepEqual(await stage.first.journal(), []);
});

Deno.test("when nobody answers the error names every provider and what it did", async () => {
  await using stage = openModelStage(["first", "second"]);
  await stage.first.scenario({ status: 503 });
  await stage.simulators[1]!.scenario({ malformedAfterChunks: 1 });
  await assert.rejects(stage.model.ask(QUESTION), (error) => {
    assert.ok(error instanceof ModelUnavailableError);
    assert.match(error.message, /first: server error \(HTTP 503\); second: malformed answer/);
    assert.doesNotMatch(error.message + error.stack, new RegExp(`${KEY}|开门`));
    return true;
  });
});

Deno.test("what a provider's filter refuses is not asked elsewhere", async () => {
  await using stage = openModelStage(["first", "second"]);
  await stage.first.scenario({ finishReason: "content_filter", reply: "半句" });
  await assert.rejects(stage.model.ask(QUESTION), ModelRefusedError);
  assert.deepEqual(await stage.simulators[1]!.journal(), []);
  await using odd = openOddProvider(() =>
    Response.json({ error: { message: "Content Exists Risk" } }, { status: 400 })
  );
  await assert.rejects(stage.build({ providers: [odd.provider] }).ask(QUESTION), ModelRefusedError);
});

Deno.test("a provider that keeps failing rests, and is asked again after that", async () => {
  await using stage = openModelStage(["first", "second"]);
  await stage.first.scenario({ status: 500, count: 5 });
  const asks = async () => (await stage.first.journal()).length;
  for (let turn = 1; turn <= 7; turn += 1) await stage.model.ask(QUESTION);
  assert.equal(await asks(), 5);
  stage.clock.advance(30_000);
  assert.equal((await stage.model.ask(QUESTION)).model, "first/deepseek-chat");
  assert.equal(await asks(), 6);
});

Deno.test("a provider that says when to come back is not asked before", async () => {
  await using stage = openModelStage();
  await stage.first.scenario({ status: 429, retryAfterSeconds: 7, count: 1 });
  await assert.rejects(stage.model.ask(QUESTION), /rate limit/);
  await assert.rejects(stage.model.ask(QUESTION), /first: rests after failures/);
  stage.clock.advance(7_000);
  assert.equal((await stage.model.ask(QUESTION)).text, "模拟回答：几点开门？");
});

Deno.test("who asked may hang up: the provider notices, and nobody else is asked", async () => {
  await using stage = openModelStage(["first", "second"]);
  await stage.first.scenario({ chunkDelayMs: 100, chunkChars: 1 });
  const caller = new AbortController();
  const asked = stage.model.ask(QUESTION, {
    signal: caller.signal,
    onText: () => caller.abort(new Error("enough")),
  });
  await assert.rejects(asked, { message: "enough" });
  await eventually(async () => assert.equal((await stage.first.journal())[0]!.ending, "gone"));
  assert.deepEqual(await stage.simulators[1]!.journal(), []);
  assert.deepEqual(stage.lines, []);
});

Deno.test("a call is one client span without address, key or question", async () => {
  await using stage = openModelStage();
  using recorder = recordSpans();
  await stage.model.ask(QUESTION);
  const spans = recorder.spans.filter(({ name }) => name.startsWith("model "));
  assert.deepEqual(spans.map(({ name, ended }) => ({ name, ended })), [
    { name: "model first/chat", ended: true },
  ]);
  assert.doesNotMatch(JSON.stringify(recorder.spans), new RegExp(`${KEY}|开门|127\\.0`));
});

Deno.test("the library's own environment variables change nothing", async () => {
  await using stage = openModelStage();
  const names = {
    OPENAI_BASE_URL: "http://127.0.0.1:9",
    OPENAI_API_KEY: "other",
    OPENAI_ORG_ID: "other",
    OPENAI_CUSTOM_HEADERS: "authorization: Bearer other",
  };
  for (const [name, value] of Object.entries(names)) Deno.env.set(name, value);
  try {
    assert.equal((await stage.build().ask(QUESTION)).text, "模拟回答：几点开门？");
  } finally {
    for (const name of Object.keys(names)) Deno.env.delete(name);
  }
});

Deno.test("without providers there is no model", () => {
  const log = createMemoryLog([]);
  assert.equal(createModel({ providers: [], fetch, clock: systemClock, log }), undefined);
});
