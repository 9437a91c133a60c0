import assert from "node:assert/strict";
import { openReceiver, type Received } from "simulators/wecom/test_receiver.ts";
import { corpId, createTestSimulator } from "simulators/wecom/test_simulator.ts";

type Simulator = ReturnType<typeof createTestSimulator>;

async function verify({ control }: Simulator, body: Record<string, unknown>) {
  return await control("verify", body) as { ok: boolean; problem?: string; status?: number };
}

Deno.test("Save succeeds when the body is the decrypted echostr and nothing else", async () => {
  await using receiver = openReceiver(({ plain }) => new Response(plain));
  const simulator = createTestSimulator();
  assert.equal((await verify(simulator, { to: receiver.url })).ok, true);
  assert.equal((await verify(simulator, { to: receiver.url, botId: "aib-demo-1" })).ok, true);
  assert.deepEqual(receiver.received.map(({ receiveId }) => receiveId), [corpId, ""]);
  assert.match(receiver.received[0]?.plain ?? "", /^\d{19}$/);
});

Deno.test("Save fails with the reason when the answer is late, wrapped or wrong", async () => {
  const held = Promise.withResolvers<Response>();
  const bad: [(received: Received) => Response | Promise<Response>, RegExp][] = [
    [({ plain }) => new Response(`"${plain}"`), /not the decrypted echostr/],
    [({ plain }) => new Response(`${plain}\n`), /not the decrypted echostr/],
    [({ plain }) => new Response(`\uFEFF${plain}`), /not the decrypted echostr/],
    [() => new Response("success"), /not the decrypted echostr/],
    [() => new Response(null, { status: 401 }), /status is 401/],
    [() => held.promise, /no answer within 1000 ms/],
  ];
  await using receiver = openReceiver((received, count) =>
    bad[count - 1]?.[0](received) ?? new Response("")
  );
  const simulator = createTestSimulator();
  for (const [, expected] of bad) {
    const { ok, problem } = await verify(simulator, { to: receiver.url });
    assert.equal(ok, false);
    assert.match(problem ?? "", expected);
  }
  held.resolve(new Response(""));
  assert.match((await verify(simulator, { to: "http://127.0.0.1:9/" })).problem ?? "", /reached/);
});
