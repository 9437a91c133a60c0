import assert from "node:assert/strict";
import { createLogger } from "packages/platform/log.ts";
import { createTeardown } from "packages/platform/teardown.ts";

Deno.test("steps run in reverse; a step that fails or hangs is logged and does not prevent the others", async () => {
  const lines: string[] = [];
  const log = createLogger({ level: "warn", write: (line) => void lines.push(line) });
  const teardown = createTeardown(log, { all: 30, step: 30 });
  const ran: string[] = [];
  teardown.add("backends", () => void ran.push("backends"));
  teardown.add("hanging", () => new Promise<void>(() => {}));
  teardown.add("rejecting", () => Promise.reject(new Error("no")));
  teardown.add("throwing", () => {
    throw new Error("no");
  });
  teardown.add("server", async () => {
    await Promise.resolve();
    ran.push("server");
  });
  await teardown.run();
  await teardown.run();
  assert.deepEqual(ran, ["server", "backends"]);
  assert.deepEqual(lines.map((line) => JSON.parse(line)).map(({ event, step }) => [event, step]), [
    ["stop_failed", "throwing"],
    ["stop_failed", "rejecting"],
    ["stop_abandoned", "hanging"],
  ]);
});

Deno.test("all steps share one deadline; a step after it still gets its minimum", async () => {
  const lines: string[] = [];
  const log = createLogger({ level: "warn", write: (line) => void lines.push(line) });
  const teardown = createTeardown(log, { all: 40, step: 10 });
  const hang = () => new Promise<void>(() => {});
  const ran: string[] = [];
  teardown.add("backends", () => void ran.push("backends"));
  teardown.add("second", hang);
  teardown.addTogether([{ name: "first", run: hang }, { name: "beside", run: hang }]);
  await teardown.run();
  assert.deepEqual(ran, ["backends"]);
  const given = lines.map((line) => JSON.parse(line)).map(({ step, after_ms }) => [step, after_ms]);
  assert.deepEqual(given, [["first", 40], ["beside", 40], ["second", 10]]);
});
