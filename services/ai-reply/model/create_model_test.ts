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
  openOddProvider,
  startModelProviders,
} from "services/ai-reply/model/testing/model_providers.ts";

const QUESTION: readonly PromptMessage[] = [
  { role: "system", content: "你是客服。" },
  { role: "user", content: "几点开门？" },
];

Deno.test("an answer grows while it arrives, and names provider and model", async () => {
  await using providers = startModelProviders(["deepseek"]);
  await providers.first.scenario({ reply: "早上九点开门，晚上六点关门。" });
  const shown: string[] = [];
  const answer = await providers.model.ask(QUESTION, { onText: (text) => shown.push(text) });
  assert.deepEqual(answer, {
    text: "早上九点开门，晚上六点关门。",
    model: "deepseek/deepseek-chat",
  });
  assert.equal(shown.at(-1), answer.text);
  assert.ok(shown.length > 2);
  for (const text of shown) assert.ok(answer.text.startsWith(text));
});

Deno.test("reasoning is never shown and never sent back, in any format", async () => {
  await using providers = startModelProviders();
  await providers.first.control("settings", { rejectReasoningInput: true });
  await providers.first.scenario({
    reasoning: "SECRET in a field",
    think: "SECRET in a block",
    reply: "九点。",
    chunkChars: 1,
  });
  const shown: string[] = [];
  const { text } = await providers.model.ask(QUESTION, { onText: (it) => shown.push(it) });
  assert.equal(text, "九点。");
  assert.doesNotMatch(shown.join("|"), /SECRET|think/);
  // An answer is sent back as history, even with an extra field.
  const earlier = { role: "assistant" as const, content: text, reasoning_content: "SECRET" };
  await providers.model.ask([earlier, ...QUESTION]);
  assert.doesNotMatch(JSON.stringify((await providers.first.journal()).at(-1)), /SECRET/);
});

Deno.test("an answer of one unclosed reasoning block is empty", async () => {
  await using providers = startModelProviders();
  await providers.first.scenario({ reply: "<think>SECRET and nothing else" });
  await assert.rejects(providers.model.ask(QUESTION), {
    name: "ModelUnavailableError",
    message: "Cannot get an answer: no provider gave one (first: empty answer)",
  });
});

Deno.test("after an answer that begins with unopened reasoning, the provider's next answers are not shown early", async () => {
  await using providers = startModelProviders();
  await providers.first.scenario({ reply: "SECRET</think>九点。", chunkChars: 2 });
  assert.equal((await providers.model.ask(QUESTION)).text, "九点。");
  const shown: string[] = [];
  const { text } = await providers.model.ask(QUESTION, { onText: (it) => shown.push(it) });
  assert.equal(text, "九点。");
  assert.equal(shown.at(-1), "九点。");
  assert.doesNotMatch(shown.join("|"), /S|think/);
});

Deno.test("keep-alive comments and empty lines of a slow provider are ignored", async () => {
  await using providers = startModelProviders();
  await providers.first.scenario({ delayMs: 200, keepAliveMs: 20, reply: "好。" });
  assert.equal((await providers.model.ask(QUESTION)).text, "好。");
  await using odd = openOddProvider(() =>
    eventStream(
      ': keep-alive\r\n\r\n\r\n\r\ndata: {"choices":[]}\r\n\r\n' +
        'data: {"choices":[{"delta":{"content":"好"}}]}\r\n\r\n: keep-alive\r\n\r\n' +
        'data: {"choices":[{"delta":{},"finish_reason":"stop"}]}\r\n\r\ndata: [DONE]\r\n\r\n',
    )
  );
  assert.equal((await providers.build({ providers: [odd.provider] }).ask(QUESTION)).text, "好");
});

Deno.test("an answer that was cut at its length limit ends with its last complete sentence", async () => {
  await using providers = startModelProviders();
  await providers.first.scenario({ reply: "第一句话。第二句话很长很长很长。" });
  assert.equal((await providers.model.ask(QUESTION, { maxTokens: 8 })).text, "第一句话。");
});

/** Undefined: the answer is incomplete. */
const ENDINGS: ReadonlyArray<
  readonly [scenario: Record<string, unknown>, answer: string | undefined]
> = [
  [{ ending: "done" }, "九点。"],
  [{ ending: "done", emptyReasons: true }, "九点。"],
  [{ ending: "reason" }, "九点。"],
  [{ ending: "reason", emptyReasons: true, contentParts: true }, "九点。"],
  [{ ignoresStream: true }, "九点。"],
  [{ ignoresStream: true, contentParts: true, delayMs: 30, keepAliveMs: 10 }, "九点。"],
  [{ ending: "none" }, undefined],
  [{ ending: "none", emptyReasons: true }, undefined],
];

for (const [scenario, answer] of ENDINGS) {
  Deno.test(`an answer with ${JSON.stringify(scenario)} is ${answer ?? "cut off"}`, async () => {
    await using providers = startModelProviders();
    await providers.first.scenario({ reply: "九点。", ...scenario });
    if (answer !== undefined) {
      assert.equal((await providers.model.ask(QUESTION)).text, answer);
    } else {
      await assert.rejects(providers.model.ask(QUESTION), /first: answer cut off/);
    }
  });
}

Deno.test("odd forms of a complete answer are answers too", async () => {
  await using providers = startModelProviders();
  const json = (choice: object) =>
    Response.json({ choices: [{ finish_reason: null, ...choice }], usage: {} });
  const sse = (...chunks: unknown[]) =>
    eventStream(
      chunks.map((chunk) => `data:${JSON.stringify(chunk)}\n\n`).join("") + "data:[DONE]",
    );
  const parts = [{ type: "thinking", thinking: [] }, { type: "text", text: "九" }, "点。"];
  const forms: ReadonlyArray<() => Response> = [
    () => json({ message: { role: "assistant", content: "九点。" } }),
    () => json({ message: { content: parts }, finish_reason: "" }),
    () => new Response(`\n\n{\n "choices": [\n{"message":{"content":"九点。"}}]}\n`),
    () => sse({ choices: [{ delta: { content: parts } }] }),
    () =>
      sse({ choices: [{ delta: { role: "assistant", content: null }, finish_reason: "null" }] }, {
        choices: [{ delta: { content: "九点。" } }],
      }, { choices: [{ delta: {}, message: { content: "九点。" } }] }),
    () => sse({ choices: [{ message: { content: "九点。" } }] }),
    () =>
      eventStream(
        'data: {"choices":[{"delta":\ndata: {"content":"九点。"}}]}\r\n\r\ndata: [DONE]\r\n\r\n',
      ),
    // One line break between events; empty data; a named event that is no JSON; a final comment.
    () =>
      eventStream(
        'data: {"choices":[{"delta":{"content":"九"}}]}\ndata: {"choices":[{"delta":{"content":"点。"}}]}\n' +
          "data:\n\nevent: ping\ndata: ping\n\ndata: [DONE]\n: end\n",
      ),
    () => json({ message: { content: { type: "text", text: { value: "九点。" } } } }),
    () => sse({ choices: [{ delta: { content: "九点。第二句" }, finish_reason: "MAX_TOKENS" }] }),
  ];
  for (const [index, respond] of forms.entries()) {
    await using odd = openOddProvider(respond);
    const { text } = await providers.build({ providers: [odd.provider] }).ask(QUESTION);
    assert.equal(text, "九点。", String(index));
  }
});

Deno.test("behind a finish_reason the connection may break off or stay open: the answer is complete", async () => {
  await using providers = startModelProviders();
  const chunk = 'data: {"choices":[{"delta":{"content":"九点。"},"finish_reason":"stop"}]}\n\n';
  const bodies = {
    "breaks off": (stream: ReadableStreamDefaultController) => stream.error(new Error("reset")),
    "stays open": () => {},
  };
  for (const [name, end] of Object.entries(bodies)) {
    await using odd = openOddProvider(() => {
      let isSent = false;
      const body = new ReadableStream({
        pull(stream) {
          if (isSent) return end(stream);
          isSent = true;
          stream.enqueue(new TextEncoder().encode(chunk));
        },
      }, { highWaterMark: 0 });
      return new Response(body, { headers: { "content-type": "text/event-stream" } });
    });
    const startMs = performance.now();
    const { text } = await providers.build({ providers: [odd.provider] }).ask(QUESTION);
    assert.equal(text, "九点。", name);
    assert.ok(performance.now() - startMs < 10_000, name);
  }
});

Deno.test("an error event and a refusal are no answers, whatever text came before", async () => {
  await using providers = startModelProviders();
  const half = 'data: {"choices":[{"delta":{"content":"九"}}]}\n\n';
  const end = "data: [DONE]\n\n";
  for (
    const [middle, expected] of [
      ['event: error\ndata: {"message":"overloaded"}\n\n', /server error/],
      ["event: error\ndata: overloaded\n\n", /server error/],
      ['data: {"choices":[{"delta":{"refusal":"不"}}]}\n\n', /model has refused/],
      ['data: {"choices":[{"delta":{},"finish_reason":"SAFETY"}]}\n\n', /filter has refused/],
    ] as const
  ) {
    await using odd = openOddProvider(() => eventStream(half + middle + end));
    const { ask } = providers.build({ providers: [odd.provider] });
    await assert.rejects(ask(QUESTION), expected, middle);
  }
});

Deno.test("what comes behind [DONE] is not read, and a body of half an object is malformed", async () => {
  await using providers = startModelProviders();
  await using more = openOddProvider(() =>
    eventStream(
      'data: {"choices":[{"delta":{"content":"九点。"}}]}\n\ndata: [DONE]\n\n' +
        'data: {"choices":[{"delta":{"content":"多余"}}]}\n\n',
    )
  );
  const ask = (provider: typeof more.provider) =>
    providers.build({ providers: [provider] }).ask(QUESTION);
  assert.equal((await ask(more.provider)).text, "九点。");
  await using half = openOddProvider(() => new Response('{"choices":[{"message":{"content":"半'));
  await assert.rejects(ask(half.provider), /malformed answer/);
  await using failed = openOddProvider(() => Response.json({ error: { message: "overloaded" } }));
  await assert.rejects(ask(failed.provider), /server error/);
});

/** Long enough for the second provider, even on a busy machine. */
const SHORT_MS = 1_000;
const FIRST_CHUNK = { firstChunkTimeoutMs: SHORT_MS };

const FAILURES: ReadonlyArray<
  readonly [scenario: Record<string, unknown>, reason: RegExp, timeouts?: Partial<ModelOptions>]
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
  [{ chunkDelayMs: 200, chunkChars: 1 }, /^answer took too long$/, {
    totalTimeoutMs: SHORT_MS,
  }],
  [{ reply: "" }, /^empty answer$/],
];

for (const [scenario, reason, timeouts] of FAILURES) {
  Deno.test(`the next provider answers after ${JSON.stringify(scenario)}`, async () => {
    await using providers = startModelProviders(["first", "second"], timeouts);
    await providers.first.scenario(scenario);
    const answer = await providers.model.ask(QUESTION);
    assert.deepEqual(answer, { text: "模拟回答：几点开门？", model: "second/deepseek-chat" });
    const [line, ...others] = providers.lines;
    assert.deepEqual(others, []);
    assert.match(String(line!["reason"]), reason);
    const isForPerson = [400, 401, 402, 404].includes(Number(scenario["status"]));
    assert.equal(line!["level"], isForPerson ? "error" : "warn");
    assert.doesNotMatch(JSON.stringify(line), new RegExp(`${KEY}|开门`));
  });
}

Deno.test("an unreachable provider is skipped", async () => {
  await using providers = startModelProviders(["second"]);
  const closed = openOddProvider(() => new Response());
  await closed[Symbol.asyncDispose]();
  const second = {
    name: "second",
    baseUrl: providers.first.url,
    apiKey: KEY,
    model: "deepseek-chat",
  };
  const model = providers.build({ providers: [closed.provider, second] });
  assert.equal((await model.ask(QUESTION)).model, "second/deepseek-chat");
  assert.equal(providers.lines[0]!["reason"], "unreachable");
});

Deno.test("an error inside a stream, an early end and a redirect are failures", async () => {
  await using providers = startModelProviders();
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
      () => new Response(null, { status: 307, headers: { location: providers.first.url } }),
      "configuration (HTTP 307)",
    ],
  ];
  for (const [respond, reason] of cases) {
    await using odd = openOddProvider(respond);
    await assert.rejects(providers.build({ providers: [odd.provider] }).ask(QUESTION), {
      message: `Cannot get an answer: no provider gave one (odd: ${reason})`,
    });
  }
  assert.deepEqual(await providers.first.journal(), []);
});

Deno.test("when no provider answers, the error names every provider and its failure", async () => {
  await using providers = startModelProviders(["first", "second"]);
  await providers.first.scenario({ status: 503 });
  await providers.simulators[1]!.scenario({ malformedAfterChunks: 1 });
  await assert.rejects(providers.model.ask(QUESTION), (error) => {
    assert.ok(error instanceof ModelUnavailableError);
    assert.match(error.message, /first: server error \(HTTP 503\); second: malformed answer/);
    assert.doesNotMatch(error.message + error.stack, new RegExp(`${KEY}|开门`));
    return true;
  });
});

Deno.test("a question that a provider's filter refuses is not sent to another provider", async () => {
  await using providers = startModelProviders(["first", "second"]);
  await providers.first.scenario({ finishReason: "content_filter", reply: "半句" });
  await assert.rejects(providers.model.ask(QUESTION), ModelRefusedError);
  assert.deepEqual(await providers.simulators[1]!.journal(), []);
  await using odd = openOddProvider(() =>
    Response.json({ error: { message: "Content Exists Risk" } }, { status: 400 })
  );
  await assert.rejects(
    providers.build({ providers: [odd.provider] }).ask(QUESTION),
    ModelRefusedError,
  );
});

Deno.test("a provider that keeps failing rests, and is asked again later", async () => {
  await using providers = startModelProviders(["first", "second"]);
  await providers.first.scenario({ status: 500, count: 5 });
  const asks = async () => (await providers.first.journal()).length;
  for (let turn = 1; turn <= 7; turn += 1) await providers.model.ask(QUESTION);
  assert.equal(await asks(), 5);
  providers.clock.advance(30_000);
  assert.equal((await providers.model.ask(QUESTION)).model, "first/deepseek-chat");
  assert.equal(await asks(), 6);
});

Deno.test("a provider that sends Retry-After is not asked before that time", async () => {
  await using providers = startModelProviders();
  await providers.first.scenario({ status: 429, retryAfterSeconds: 7, count: 1 });
  await assert.rejects(providers.model.ask(QUESTION), /rate limit/);
  await assert.rejects(providers.model.ask(QUESTION), /first: rests after failures/);
  providers.clock.advance(7_000);
  assert.equal((await providers.model.ask(QUESTION)).text, "模拟回答：几点开门？");
});

Deno.test("when the caller aborts, the provider's connection ends and no other provider is asked", async () => {
  await using providers = startModelProviders(["first", "second"]);
  await providers.first.scenario({ chunkDelayMs: 100, chunkChars: 1 });
  const caller = new AbortController();
  const asked = providers.model.ask(QUESTION, {
    signal: caller.signal,
    onText: () => caller.abort(new Error("enough")),
  });
  await assert.rejects(asked, { message: "enough" });
  await eventually(async () => assert.equal((await providers.first.journal())[0]!.ending, "gone"));
  assert.deepEqual(await providers.simulators[1]!.journal(), []);
  assert.deepEqual(providers.lines, []);
});

Deno.test("a call is one client span without address, key or question", async () => {
  await using providers = startModelProviders();
  using recorder = recordSpans();
  await providers.model.ask(QUESTION);
  const spans = recorder.spans.filter(({ name }) => name.startsWith("model "));
  assert.deepEqual(spans.map(({ name, ended }) => ({ name, ended })), [
    { name: "model first/chat", ended: true },
  ]);
  assert.doesNotMatch(JSON.stringify(recorder.spans), new RegExp(`${KEY}|开门|127\\.0`));
});

Deno.test("environment variables of the OpenAI library have no effect", async () => {
  await using providers = startModelProviders();
  const names = {
    OPENAI_BASE_URL: "http://127.0.0.1:9",
    OPENAI_API_KEY: "other",
    OPENAI_ORG_ID: "other",
    OPENAI_CUSTOM_HEADERS: "authorization: Bearer other",
  };
  for (const [name, value] of Object.entries(names)) Deno.env.set(name, value);
  try {
    assert.equal((await providers.build().ask(QUESTION)).text, "模拟回答：几点开门？");
  } finally {
    for (const name of Object.keys(names)) Deno.env.delete(name);
  }
});

Deno.test("without providers there is no model", () => {
  const log = createMemoryLog([]);
  assert.equal(createModel({ providers: [], fetch, clock: systemClock, log }), undefined);
});
