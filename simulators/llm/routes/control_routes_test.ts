import assert from "node:assert/strict";
import { openTestSimulator } from "simulators/llm/test_simulator.ts";

Deno.test("the journal holds the messages of every request", async () => {
  await using simulator = openTestSimulator();
  await (await simulator.complete("在吗", { temperature: 0.3 })).body?.cancel();
  await (await fetch(`${simulator.url}/`)).body?.cancel();
  const entries = await simulator.journal();
  assert.equal(entries.length, 1);
  assert.deepEqual(entries[0]?.request, {
    model: "deepseek-chat",
    messages: [{ role: "user", content: "在吗" }],
    temperature: 0.3,
  });
});

Deno.test("the first scenario that matches the prompt applies, until all are removed", async () => {
  await using simulator = openTestSimulator();
  await simulator.scenario({ match: "价", reply: "一" });
  await simulator.scenario({ match: "课", reply: "二", count: 1 });
  const ask = async (prompt: string) =>
    (await (await simulator.complete(prompt)).json()).choices[0].message.content;
  assert.equal(await ask("课价"), "一");
  assert.equal(await ask("课"), "二");
  assert.equal(await ask("课"), "模拟回答：课");
  assert.equal(await ask("喂"), "模拟回答：喂");
  const cleared = await fetch(`${simulator.url}/_control/scenarios`, { method: "DELETE" });
  assert.equal(cleared.status, 204);
  assert.equal(await ask("价"), "模拟回答：价");
});

Deno.test("a reset restores the state at the start", async () => {
  await using simulator = openTestSimulator();
  await simulator.control("settings", { apiKey: "other", models: ["m"] });
  await simulator.scenario({ status: 500 });
  const reset = await fetch(`${simulator.url}/_control/reset`, { method: "POST" });
  assert.equal(reset.status, 204);
  assert.deepEqual(simulator.state.scenarios.list(), []);
  assert.deepEqual(await simulator.journal(), []);
  const answer = await simulator.complete("a");
  assert.equal(answer.status, 200);
  await answer.body?.cancel();
});

Deno.test("the control API refuses a body that it cannot use, and names every problem", async () => {
  await using simulator = openTestSimulator();
  const bad: [string, unknown, RegExp][] = [
    ["scenarios", { match: "" }, /match/],
    ["scenarios", { status: 200 }, /status/],
    ["scenarios", { answer: "a" }, /answer/],
    ["settings", { models: [] }, /models/],
  ];
  for (const [name, body, expected] of bad) {
    const init = { method: "POST", body: JSON.stringify(body) };
    const response = await fetch(`${simulator.url}/_control/${name}`, init);
    assert.equal(response.status, 400);
    assert.match((await response.json()).problems.join("\n"), expected);
  }
});

Deno.test("the home page shows what the simulator is and how to call it", async () => {
  await using simulator = openTestSimulator();
  const html = await (await fetch(`${simulator.url}/?lang=en`)).text();
  assert.match(html, /Language model simulator/);
  assert.match(html, /curl -N http:\/\/localhost:3000\/sim\/llm\/v1\/chat\/completions/);
  const styles = await fetch(`${simulator.url}/_assets/styles.css`);
  assert.match(await styles.text(), /color-scheme/);
});
