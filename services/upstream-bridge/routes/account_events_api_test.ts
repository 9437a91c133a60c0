import assert from "node:assert/strict";
import { eventually } from "packages/testkit/eventually.ts";
import { serveBridge, type ServedBridge } from "services/upstream-bridge/testing/serve_bridge.ts";
import {
  addOnlineAccount,
  CONTACT,
  startUpstream,
  type TestUpstream,
} from "services/upstream-bridge/testing/start_upstream.ts";

let upstream: TestUpstream;
let bridge: ServedBridge;
let id: string;
Deno.test.beforeEach(async () => {
  upstream = startUpstream();
  bridge = await serveBridge({ upstreamUrl: upstream.url });
  ({ id } = await addOnlineAccount(bridge, { uuid: await upstream.signIn() }));
  await bridge.ask("operator", "/api/v1/accounts/settings", {
    method: "PUT",
    body: { sendMinGapMs: 0, conversationSendsPerMinute: 1_000, sendsPerMinute: 1_000 },
  });
});
Deno.test.afterEach(async () => {
  await bridge.stop();
  await upstream.stop();
});

async function sendText(content: string): Promise<string> {
  const answer = await bridge.ask("bridge.send", "/api/send-text", {
    method: "POST",
    body: { account: id, send_userid: CONTACT, content },
  });
  return (await answer.json()).send.id;
}

/** Opens a stream. `text` grows with what has arrived. */
async function openStream(path: string, headers: Record<string, string> = {}) {
  const leaving = new AbortController();
  const answer = await bridge.ask("bridge.read", path, {
    headers: { accept: "text/event-stream", ...headers },
    signal: leaving.signal,
  });
  let text = "";
  const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
  const reading = (async () => {
    for (;;) {
      const part = await reader?.read().catch(() => undefined);
      if (part === undefined || part.done) return;
      text += part.value;
    }
  })();
  return {
    answer,
    text: () => text,
    ids: () => [...text.matchAll(/^id: (\d+)$/gm)].map(([, seq]) => seq!),
    ended: reading,
    async close() {
      await reader?.cancel();
      await reading;
    },
  };
}

Deno.test("events are read page by page behind `after`", async () => {
  const sends = [await sendText("1"), await sendText("2"), await sendText("3")];
  const read = async (query: string) =>
    (await (await bridge.ask("bridge.read", `/api/v1/accounts/${id}/events?${query}`)).json())
      .items;
  const first = await read("limit=2");
  const rest = await read(`after=${first.at(-1).seq}`);
  const all = [...first, ...rest];
  assert.deepEqual(all.map(({ data }) => data.sendId), sends);
  assert.deepEqual(all.map(({ type }) => type), sends.map(() => "account.send_finished"));
  const everywhere = await (await bridge.ask("bridge.read", "/api/v1/accounts/events")).json();
  assert.deepEqual(everywhere.items, all);
  for (const query of ["after=x", "after=-1", "limit=0", "limit=201"]) {
    const refused = await bridge.ask("bridge.read", `/api/v1/accounts/events?${query}`);
    assert.equal(refused.status, 400, query);
  }
});

Deno.test("a stream begins now, shows the account and each event, and continues behind Last-Event-ID", async () => {
  await sendText("earlier");
  const stream = await openStream(`/api/v1/accounts/${id}/events`);
  assert.equal(stream.answer.headers.get("content-type"), "text/event-stream");
  await eventually(() => assert.match(stream.text(), /event: account\ndata: {"id"/));
  const sent = await sendText("later");
  await eventually(() => assert.ok(stream.text().includes(sent)));
  assert.equal(stream.ids().length, 1);
  await stream.close();
  const missed = await sendText("missed");
  const headers = { "last-event-id": stream.ids()[0]! };
  const again = await openStream(`/api/v1/accounts/${id}/events`, headers);
  await eventually(() => assert.ok(again.text().includes(missed)));
  assert.equal(again.ids().length, 1, "only what was missed");
  assert.doesNotMatch(again.text(), new RegExp(sent));
  await again.close();
});

Deno.test("a stream shows each change of an account, and its removal", async () => {
  const stream = await openStream("/api/v1/accounts/events");
  await eventually(() => assert.match(stream.text(), /"name":"客服一号"/));
  await bridge.ask("operator", `/api/v1/accounts/${id}`, {
    method: "PATCH",
    body: { name: "新名" },
  });
  await eventually(() => assert.match(stream.text(), /"name":"新名"/));
  await bridge.ask("operator", `/api/v1/accounts/${id}`, { method: "DELETE" });
  await eventually(() =>
    assert.ok(stream.text().includes(`event: account_removed\ndata: {"id":"${id}"}`))
  );
  await stream.close();
});

Deno.test("a caller may have 20 streams; one that leaves frees its place at once", async () => {
  const path = `/api/v1/accounts/${id}/events`;
  const streams = await Promise.all(Array.from({ length: 20 }, () => openStream(path)));
  assert.ok(streams.every(({ answer }) => answer.status === 200));
  const refused = await bridge.ask("bridge.read", path, {
    headers: { accept: "text/event-stream" },
  });
  assert.equal(refused.status, 429);
  assert.ok(refused.headers.has("retry-after"));
  assert.equal((await refused.json()).error.code, "bridge_streams_exceeded");
  await streams[0]!.close();
  const next = await openStream(path);
  assert.equal(next.answer.status, 200);
  for (const stream of [...streams.slice(1), next]) await stream.close();
});

Deno.test("at shutdown the streams end", async () => {
  const stream = await openStream(`/api/v1/accounts/${id}/events`);
  await eventually(() => assert.match(stream.text(), /event: account/));
  await bridge.drain();
  await stream.ended;
});
