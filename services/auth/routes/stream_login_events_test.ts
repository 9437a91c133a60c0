import assert from "node:assert/strict";
import { claim, deny } from "packages/login/transitions.ts";
import { withDeadline } from "packages/platform/deadline.ts";
import { eventually } from "packages/testkit/eventually.ts";
import { createAuthApp } from "services/auth/testing/auth_app.ts";
import { type NewAttempt, refusalOf } from "services/auth/testing/test_browser.ts";

const pathOf = ({ state, sessionId }: NewAttempt) =>
  `/api/auth/wecom/events?state=${state}&sessionId=${sessionId}`;

/** The next event; fails when there is none within 30 seconds. */
async function next(events: AsyncGenerator<string>): Promise<string | undefined> {
  const result = await withDeadline(events.next(), 30_000, undefined);
  if (result === undefined) throw new Error("No event within 30 seconds");
  return result.done ? undefined : result.value;
}

/** The status events of a stream as `<id> <status>`. */
async function* readEvents(stream: Response): AsyncGenerator<string> {
  let text = "";
  for await (const part of stream.body!.pipeThrough(new TextDecoderStream())) {
    text += part;
    const blocks = text.split("\n\n");
    text = blocks.pop()!;
    for (const block of blocks) {
      const event = /^id: (\d+)\nevent: status\ndata: (.+)$/.exec(block);
      if (event !== null) yield `${event[1]} ${JSON.parse(event[2]!).status}`;
    }
  }
}

Deno.test("a stream sends every change of an attempt in order, and ends with the attempt", async () => {
  await using app = await createAuthApp();
  const browser = app.browser();
  const attempt = await browser.createAttempt();
  const response = await browser.get(pathOf(attempt));
  assert.equal(response.status, 200);
  assert.equal(response.headers.get("content-type"), "text/event-stream");
  assert.equal(response.headers.get("cache-control"), "no-store");
  assert.equal(response.headers.get("x-accel-buffering"), "no");
  const events = readEvents(response);
  assert.equal(await next(events), "1 pending");
  await app.advance(attempt.sessionId, claim);
  assert.equal(await next(events), "2 scanned");
  await app.advance(attempt.sessionId, deny);
  assert.equal(await next(events), "3 denied");
  assert.equal(await next(events), undefined);
});

Deno.test("a browser that reconnects gets what it has missed, and 204 after the last event", async () => {
  await using app = await createAuthApp();
  const browser = app.browser();
  const attempt = await browser.createAttempt();
  await app.advance(attempt.sessionId, deny);
  const seen = (id: string) => browser.get(pathOf(attempt), { headers: { "last-event-id": id } });
  const events = readEvents(await seen("1"));
  assert.equal(await next(events), "2 denied");
  assert.equal(await next(events), undefined);
  assert.equal((await seen("2")).status, 204);
});

Deno.test("without the binding the answer is 404, and a 21st wait is refused before the stream begins", async () => {
  await using app = await createAuthApp();
  const browser = app.browser();
  const attempt = await browser.createAttempt();
  const foreign = await app.browser().get(pathOf(attempt));
  assert.equal(await refusalOf(foreign), "404 login_attempt_not_found");
  for (let count = 0; count < 20; count += 1) app.waiters.add(attempt.sessionId, "192.0.2.1");
  const refused = await browser.get(pathOf(attempt));
  assert.equal(refused.headers.get("retry-after"), "5");
  assert.equal(await refusalOf(refused), "429 login_waits_exceeded");
});

Deno.test("a browser that leaves a stream frees its place at once, not at the next keep-alive", async () => {
  await using app = await createAuthApp();
  const browser = app.browser();
  const attempt = await browser.createAttempt();
  const streams: AsyncGenerator<string>[] = [];
  for (let count = 0; count < 20; count += 1) {
    const events = readEvents(await browser.get(pathOf(attempt)));
    assert.equal(await next(events), "1 pending");
    streams.push(events);
  }
  const statusOfOneMore = async () => {
    const stream = await browser.get(pathOf(attempt));
    await stream.body!.cancel();
    return stream.status;
  };
  assert.equal(await statusOfOneMore(), 429);
  for (const events of streams) await events.return(undefined);
  await eventually(async () => assert.equal(await statusOfOneMore(), 200), { everyMs: 100 });
});

Deno.test("a stream ends when the process shuts down", async () => {
  await using app = await createAuthApp();
  const browser = app.browser();
  const events = readEvents(await browser.get(pathOf(await browser.createAttempt())));
  assert.equal(await next(events), "1 pending");
  await app.waiters.drain();
  assert.equal(await next(events), undefined);
});
