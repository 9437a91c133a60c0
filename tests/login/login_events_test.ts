import assert from "node:assert/strict";
import { answerWecom, createBrowser, scanOwn, type Started } from "tests/support/browser.ts";
import { startStack } from "tests/support/start_stack.ts";
import { startRedisServer } from "packages/testkit/redis_server.ts";
import { startTcpProxy } from "packages/testkit/tcp_proxy.ts";

const server = await startRedisServer();
const toRedis = startTcpProxy(server.port);
const stack = await startStack({ redisUrl: `redis://127.0.0.1:${toRedis.port}` });
Deno.test.afterAll(async () => {
  await stack.stop();
  await toRedis.stop();
  await server.stop();
});

const eventsOf = ({ state, sessionId }: Started) =>
  `/api/auth/wecom/events?state=${state}&sessionId=${sessionId}`;

/** The status events of a stream: id and status, one after the other. */
async function* readEvents(stream: Response): AsyncGenerator<string> {
  let text = "";
  for await (const part of stream.body!.pipeThrough(new TextDecoderStream())) {
    text += part;
    const whole = text.split("\n\n");
    text = whole.pop()!;
    for (const block of whole) {
      const event = /^id: (\d+)\nevent: status\ndata: (.+)$/.exec(block);
      if (event !== null) yield `${event[1]} ${JSON.parse(event[2]!).status}`;
    }
  }
}

Deno.test("events follow a login in order, each once, and end with it", async () => {
  const [desktop, phone] = [createBrowser(stack), createBrowser(stack)];
  const started = await desktop.start({ flow: "own" });
  const events = readEvents(await desktop.fetch(eventsOf(started)));
  assert.equal((await events.next()).value, "1 pending");
  const { attempt, secret } = await scanOwn(stack, phone, started);
  // Two changes in a row may be told as the last one of them.
  const next = (await events.next()).value;
  if (next !== "3 confirming") {
    assert.equal(next, "2 scanned");
    assert.equal((await events.next()).value, "3 confirming");
  }
  const form = { attempt, secret, decision: "deny" };
  await (await phone.postForm("/api/auth/wecom/confirm", form)).body?.cancel();
  assert.equal((await events.next()).value, "4 denied");
  assert.equal((await events.next()).done, true);
});

Deno.test("a browser that comes back is told what it missed, and is sent away once it has heard the end", async () => {
  const desktop = createBrowser(stack);
  const started = await desktop.start();
  const back = await answerWecom(stack, started.loginUrl);
  await (await desktop.fetch(back.replace(/code=[^&]*&/, ""))).body?.cancel();
  const resumed = await desktop.fetch(eventsOf(started), { headers: { "last-event-id": "1" } });
  const events = readEvents(resumed);
  assert.equal((await events.next()).value, "2 denied");
  assert.equal((await events.next()).done, true);
  const heard = await desktop.fetch(eventsOf(started), { headers: { "last-event-id": "2" } });
  assert.equal(heard.status, 204);
});

Deno.test("an outage of Redis does not end the stream: what happens after it is told", async () => {
  const desktop = createBrowser(stack);
  const started = await desktop.start();
  const back = await answerWecom(stack, started.loginUrl);
  const events = readEvents(await desktop.fetch(eventsOf(started)));
  assert.equal((await events.next()).value, "1 pending");
  toRedis.sever();
  // Longer than a keep-alive: the stream has to look at the record while nobody answers.
  stack.clock.advance(16_000);
  assert.equal(
    (await desktop.fetch("/api/auth/wecom/status?" + eventsOf(started).split("?")[1])).status,
    503,
  );
  toRedis.restore();
  for (;;) {
    const answer = await desktop.fetch(back);
    await answer.body?.cancel();
    if (answer.status === 303) break;
  }
  const told = [];
  for await (const event of events) {
    told.push(event);
    if (event.endsWith("confirmed")) break;
  }
  assert.equal(told.at(-1), "3 confirmed");
});
