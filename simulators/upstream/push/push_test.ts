import assert from "node:assert/strict";
import { eventually } from "packages/testkit/eventually.ts";
import { openTestSimulator } from "simulators/upstream/test_simulator.ts";

const VID = "1688000000000017";

/** A simulator whose account is online, and a customer's message with the number of its content. */
async function openOnline(options: Parameters<typeof openTestSimulator>[0] = {}) {
  const simulator = openTestSimulator(options);
  const uuid = await simulator.online();
  return {
    ...simulator,
    uuid,
    write: (content: string) => simulator.verb("inbound", { vid: VID, content, wait: true }),
    spoil: (fields: object) => simulator.verb("pushFaults", fields),
    contents: () => simulator.received.map(({ json }) => JSON.parse(String(json)).content),
  };
}

Deno.test("a callback is {uuid, json, type} where json is text and type a number, or as the settings say", async () => {
  await using simulator = await openOnline();
  await simulator.write("一");
  const [first] = simulator.received;
  assert.deepEqual(Object.keys(JSON.parse(first!.text)), ["uuid", "json", "type"]);
  assert.deepEqual([first!.uuid, first!.type, typeof first!.json], [
    simulator.uuid,
    102000,
    "string",
  ]);
  await simulator.verb("settings", { callbackJson: "object", callbackType: "string" });
  await simulator.verb("inbound", { vid: VID, kf: true, wait: true });
  const second = simulator.received[1]!;
  assert.deepEqual([second.type, typeof second.json], ["102000", "object"]);
  assert.match(second.text, /"kf_id":25600000000000013,/);
});

Deno.test("with dialect v2 messages have msgType in place of msgtype", async () => {
  await using simulator = await openOnline();
  await simulator.verb("settings", { dialect: "v2" });
  await simulator.write("一");
  const body = JSON.parse(String(simulator.received[0]?.json));
  assert.deepEqual([body.msgType, body.msgtype], [2, undefined]);
});

Deno.test("callbacks are duplicated, dropped, reordered and delayed", async () => {
  await using simulator = await openOnline();
  await simulator.spoil({ duplicates: 2 });
  await simulator.write("双");
  assert.deepEqual(simulator.contents(), ["双", "双", "双"]);
  simulator.received.length = 0;
  await simulator.spoil({ drop: true, type: 102000 });
  await simulator.write("丢");
  await simulator.spoil({ reorder: true });
  await simulator.write("一");
  await simulator.write("二");
  assert.deepEqual(simulator.contents(), ["二", "一"]);
  simulator.received.length = 0;
  await simulator.spoil({ delayMs: 10_000 });
  await simulator.write("晚");
  await simulator.write("早");
  assert.deepEqual(simulator.contents(), ["早"]);
  await simulator.advance(10_000);
  await eventually(() => assert.deepEqual(simulator.contents(), ["早", "晚"]));
  const { deliveries } = await simulator.read("deliveries");
  assert.ok(deliveries.some(({ state }: { state: string }) => state === "dropped"));
});

Deno.test("callbacks come with a wrong token, an unknown uuid, half a body, control characters or a megabyte", async () => {
  await using simulator = await openOnline();
  const next = async (fault: object) => {
    await simulator.spoil(fault);
    await simulator.write("a");
    return simulator.received.pop()!;
  };
  assert.match((await next({ wrongToken: true })).path, /\/callback\/wxwork\/tokenx$/);
  assert.equal((await next({ unknownUuid: true })).uuid, "0".repeat(32));
  const malformed = await next({ malformedJson: true });
  assert.throws(() => JSON.parse(String(malformed.json)), SyntaxError);
  const control = await next({ controlBytes: true });
  assert.ok(JSON.parse(String(control.json)).msg.startsWith("\u0000\u0001"));
  assert.ok((await next({ bytes: 1_048_576 })).text.length >= 1_048_576);
  assert.equal((await next({ type: 100007, drop: true })).path, "/callback/wxwork/token1");
});

Deno.test("a callback is not repeated by default, and as often as the settings say", async () => {
  let status = 200;
  await using simulator = await openOnline({ answer: () => new Response("", { status }) });
  const attempts = async (content: string) => {
    await simulator.write(content);
    const delivery = (await simulator.read("deliveries")).deliveries.at(-1);
    return [delivery.state, ...delivery.attempts.map((one: { status: number }) => one.status)];
  };
  assert.deepEqual(await attempts("一"), ["accepted", 200]);
  status = 503;
  assert.deepEqual(await attempts("二"), ["failed", 503]);
  await simulator.verb("settings", { callbackRetries: 2, callbackRetryDelayMs: 5 });
  assert.deepEqual(await attempts("三"), ["failed", 503, 503, 503]);
});

Deno.test("a receiver that does not answer ends as a time-out, and one that is away as a connection error", async () => {
  let delayMs = 0;
  await using simulator = await openOnline({
    answer: async () => {
      if (delayMs > 0) await new Promise((resolve) => setTimeout(resolve, delayMs));
      return new Response("");
    },
  });
  const error = async (content: string) => {
    await simulator.write(content);
    return (await simulator.read("deliveries")).deliveries.at(-1).attempts[0].error;
  };
  delayMs = 300;
  await simulator.verb("settings", { callbackTimeoutMs: 50 });
  assert.equal(await error("一"), "timeout");
  const url = "http://127.0.0.1:1/callback/wxwork/x";
  await simulator.call("SetCallbackUrl", { uuid: simulator.uuid, url });
  assert.equal(await error("二"), "connection");
});
