import assert from "node:assert/strict";
import { eventually } from "packages/testkit/eventually.ts";
import { openTestSimulator, readEvents } from "simulators/llm/test_simulator.ts";

interface Chunk {
  choices: { delta: Record<string, string>; finish_reason: string | null }[];
  usage?: Record<string, number>;
}

/** The text that a stream's deltas add up to. */
function join(events: unknown[], field: string): string {
  return events.filter((event): event is Chunk => typeof event === "object")
    .map(({ choices }) => choices[0]?.delta[field] ?? "").join("");
}

Deno.test("without a scenario the answer repeats the prompt, with usage", async () => {
  await using simulator = openTestSimulator();
  for (const path of ["/v1/chat/completions", "/chat/completions"]) {
    const answer = await (await simulator.complete("在吗", {}, { path })).json();
    assert.equal(answer.object, "chat.completion");
    assert.deepEqual(answer.choices[0].message, { role: "assistant", content: "模拟回答：在吗" });
    assert.equal(answer.choices[0].finish_reason, "stop");
    assert.deepEqual(answer.usage, { prompt_tokens: 2, completion_tokens: 7, total_tokens: 9 });
  }
});

Deno.test("a stream begins with the role, ends with a reason and [DONE], and counts if asked", async () => {
  await using simulator = openTestSimulator();
  const options = { stream: true, stream_options: { include_usage: true } };
  const response = await simulator.complete("在吗", options);
  assert.equal(response.headers.get("content-type"), "text/event-stream");
  const events = readEvents(await response.text());
  const chunks = events.slice(0, -1) as Chunk[];
  assert.deepEqual(chunks[0]?.choices[0]?.delta, { role: "assistant", content: "" });
  assert.equal(join(events, "content"), "模拟回答：在吗");
  assert.equal(chunks.at(-2)?.choices[0]?.finish_reason, "stop");
  assert.deepEqual([chunks.at(-1)?.choices, chunks.at(-1)?.usage?.total_tokens], [[], 9]);
  assert.equal(events.at(-1), "[DONE]");
  const [entry] = await simulator.journal();
  assert.deepEqual([entry?.status, entry?.ending, entry?.chunks], [200, "complete", 5]);
});

Deno.test("a stream can end in all the ways in which providers end it", async () => {
  await using simulator = openTestSimulator();
  const read = async (scenario: Record<string, unknown>) => {
    await simulator.scenario({ count: 1, reply: "好", ...scenario });
    const response = await simulator.complete("在吗", { stream: true });
    return await response.text();
  };
  const done = readEvents(await read({ ending: "done" }));
  assert.equal(done.at(-1), "[DONE]");
  assert.ok(!JSON.stringify(done).includes("stop"));
  const reason = readEvents(await read({ ending: "reason", emptyReasons: true })) as Chunk[];
  assert.deepEqual(reason.map(({ choices }) => choices[0]?.finish_reason), ["", "", "stop"]);
  assert.equal(join(readEvents(await read({ ending: "none" })), "content"), "好");
  const parts = readEvents(await read({ contentParts: true })) as Chunk[];
  assert.deepEqual(parts[1]?.choices[0]?.delta["content"], [{ type: "text", text: "好" }]);
  const whole = JSON.parse(await read({ ignoresStream: true, contentParts: true }));
  assert.deepEqual(whole.choices[0].message.content, [{ type: "text", text: "好" }]);
});

Deno.test("reasoning is sent as its own field or as a think block, whole and streamed", async () => {
  await using simulator = openTestSimulator();
  await simulator.scenario({ match: "甲", reasoning: "想想", reply: "好" });
  await simulator.scenario({ match: "乙", think: "想想", reply: "好的，{prompt}" });
  const whole = await (await simulator.complete("甲")).json();
  assert.deepEqual(whole.choices[0].message, {
    role: "assistant",
    content: "好",
    reasoning_content: "想想",
  });
  assert.equal(whole.usage.completion_tokens_details.reasoning_tokens, 2);
  const events = readEvents(await (await simulator.complete("甲", { stream: true })).text());
  assert.deepEqual([join(events, "reasoning_content"), join(events, "content")], ["想想", "好"]);
  const block = readEvents(await (await simulator.complete("乙", { stream: true })).text());
  assert.equal(join(block, "content"), "<think>\n想想\n</think>\n\n好的，乙");
});

Deno.test("a delay sends keep-alive: comments in a stream, empty lines before JSON", async () => {
  await using simulator = openTestSimulator();
  await simulator.scenario({ delayMs: 30, keepAliveMs: 10, reply: "好" });
  const events = readEvents(await (await simulator.complete("a", { stream: true })).text());
  assert.deepEqual(events.slice(0, 3), Array(3).fill(": keep-alive"));
  assert.equal(join(events, "content"), "好");
  const text = await (await simulator.complete("a")).text();
  assert.match(text, /^\n\n\n\{/);
  assert.equal(JSON.parse(text).choices[0].message.content, "好");
});

Deno.test("an error status answers `count` requests, with Retry-After", async () => {
  await using simulator = openTestSimulator();
  await simulator.scenario({ status: 429, retryAfterSeconds: 3, count: 1 });
  await simulator.scenario({ status: 500, count: 1 });
  const limited = await simulator.complete("a");
  assert.deepEqual([limited.status, limited.headers.get("retry-after")], [429, "3"]);
  assert.equal((await limited.json()).error.code, "rate_limit_exceeded");
  const failed = await simulator.complete("a", { stream: true });
  assert.deepEqual([failed.status, (await failed.json()).error.type], [500, "server_error"]);
  assert.equal((await (await simulator.complete("a")).json()).object, "chat.completion");
});

Deno.test("a stream can be cut off, and a body in the middle", async () => {
  await using simulator = openTestSimulator();
  await simulator.scenario({ cutAfterChunks: 2, reply: "一二三四五六七八", count: 2 });
  const stream = await simulator.complete("a", { stream: true });
  let seen = "";
  await assert.rejects(async () => {
    for await (const chunk of stream.body ?? []) seen += new TextDecoder().decode(chunk);
  });
  assert.equal(join(readEvents(seen), "content"), "一二三四");
  await assert.rejects(async () => await (await simulator.complete("a")).text());
  assert.deepEqual((await simulator.journal()).map(({ ending }) => ending), ["cut", "cut"]);
});

Deno.test("a chunk, and a body, can be half a JSON", async () => {
  await using simulator = openTestSimulator();
  await simulator.scenario({ malformedAfterChunks: 1, reply: "好" });
  const events = readEvents(await (await simulator.complete("a", { stream: true })).text());
  assert.equal(typeof events[1], "string");
  assert.equal(events.at(-1), "[DONE]");
  const text = await (await simulator.complete("a")).text();
  assert.throws(() => JSON.parse(text), SyntaxError);
});

Deno.test("a model that never answers, and a stream, end when the caller hangs up", async () => {
  await using simulator = openTestSimulator();
  await simulator.scenario({ neverAnswers: true, count: 1 });
  await simulator.scenario({ chunkDelayMs: 60_000, reply: "好" });
  const impatient = new AbortController();
  const { signal } = impatient;
  const silent = simulator.complete("a", {}, { signal });
  const stream = await simulator.complete("a", { stream: true }, { signal });
  await eventually(async () => assert.equal((await simulator.journal()).length, 2));
  impatient.abort();
  await assert.rejects(silent);
  await assert.rejects(() => stream.text());
  await eventually(async () => {
    const entries = await simulator.journal();
    assert.deepEqual(entries.map(({ ending }) => ending), ["gone", "gone"]);
  });
});

Deno.test("max_tokens cuts the answer, and the finish reason is length", async () => {
  await using simulator = openTestSimulator();
  const answer = await (await simulator.complete("在吗", { max_tokens: 2 })).json();
  assert.deepEqual(
    [answer.choices[0].message.content, answer.choices[0].finish_reason],
    ["模拟", "length"],
  );
});

Deno.test("wrong keys, models and bodies are refused as providers do", async () => {
  await using simulator = openTestSimulator();
  const refuse = async (changes: Record<string, unknown>, key?: string) => {
    const response = await simulator.complete("a", changes, key === undefined ? {} : { key });
    return [response.status, (await response.json()).error.code];
  };
  assert.deepEqual(await refuse({}, "wrong"), [401, "invalid_api_key"]);
  assert.deepEqual(await refuse({ model: "gpt-9" }), [404, "model_not_found"]);
  assert.deepEqual(await refuse({ messages: [] }), [400, null]);
  const thought = [{ role: "assistant", content: "a", reasoning_content: "b" }];
  assert.deepEqual(await refuse({ messages: thought }), [400, null]);
  await simulator.control("settings", { rejectReasoningInput: false, apiKey: "other" });
  const allowed = await simulator.complete("a", { messages: thought }, { key: "other" });
  assert.equal(allowed.status, 200);
  await allowed.body?.cancel();
});

Deno.test("the list of models needs a key", async () => {
  await using simulator = openTestSimulator();
  const headers = { authorization: "Bearer simulated-llm-key" };
  for (const path of ["/v1/models", "/models"]) {
    const { data } = await (await fetch(`${simulator.url}${path}`, { headers })).json();
    assert.deepEqual(data.map(({ id }: { id: string }) => id), [
      "deepseek-chat",
      "deepseek-reasoner",
    ]);
  }
  const refused = await fetch(`${simulator.url}/v1/models`);
  assert.equal(refused.status, 401);
  await refused.body?.cancel();
});
