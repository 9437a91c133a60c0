import assert from "node:assert/strict";
import { answerWecom, createBrowser, type Started } from "tests/support/browser.ts";
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

/** The status events of a stream, in order, each as id and status. */
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

Deno.test("an outage of Redis does not end the stream: later changes are sent", async () => {
  const desktop = createBrowser(stack);
  const started = await desktop.start();
  const back = await answerWecom(stack, started.loginUrl);
  const events = readEvents(await desktop.fetch(eventsOf(started)));
  assert.equal((await events.next()).value, "1 pending");
  toRedis.cut();
  // Longer than the keep-alive interval: the stream must read the record while Redis is unreachable.
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
  const received = [];
  for await (const event of events) {
    received.push(event);
    if (event.endsWith("confirmed")) break;
  }
  assert.equal(received.at(-1), "3 confirmed");
});
