import assert from "node:assert/strict";
import { createWecomClient } from "packages/wecom/client/client.ts";
import type { TokenSource } from "packages/wecom/client/call.ts";
import { WecomError, WecomUnreachableError } from "packages/wecom/client/errcode.ts";
import { refusal, startFakeWecom } from "packages/wecom/testing/fake_wecom.ts";
import { corpId, createTestSimulator } from "simulators/wecom/test_simulator.ts";

const fixed: TokenSource = { token: () => Promise.resolve("t1"), invalidate() {} };
const attachment = { "content-disposition": 'attachment; filename="a.bin"' };

function mediaOf(baseUrl: string, tokens = fixed, timeoutMs = 5_000) {
  return createWecomClient({
    fetch,
    clock: { now: () => Date.now() },
    random: () => 0,
    baseUrl,
    corpId,
    agentId: "1000002",
    tokens,
    timeoutMs,
  }).media;
}

/** The simulator over HTTP, with a file that a person has sent. */
async function simulated(file: File) {
  const simulator = createTestSimulator();
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen() {} },
    (request) => simulator.fetch(request),
  );
  const access_token = await simulator.token();
  const body = new FormData();
  body.set("media", file);
  const query = new URLSearchParams({ access_token, type: "file" });
  const sent = await simulator.send(`/cgi-bin/media/upload?${query}`, { method: "POST", body });
  const { media_id: mediaId } = await sent.json() as { media_id: string };
  return {
    ...simulator,
    mediaId,
    baseUrl: `http://127.0.0.1:${server.addr.port}`,
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

async function failureOf(run: Promise<unknown>): Promise<WecomError | WecomUnreachableError> {
  const error = await run.then(() => assert.fail("should not succeed"), (reason) => reason);
  assert.ok(error instanceof WecomError || error instanceof WecomUnreachableError, String(error));
  assert.doesNotMatch(Deno.inspect(error, { depth: 20 }), /http:|access_token=/);
  return error;
}

Deno.test("a file is returned unchanged, with its content type, name and length", async () => {
  const bytes = crypto.getRandomValues(new Uint8Array(60_000));
  await using wecom = await simulated(new File([bytes], "报价 1.pdf", { type: "application/pdf" }));
  const tokens = { token: () => wecom.token(), invalidate() {} };
  const file = await mediaOf(wecom.baseUrl, tokens).get(wecom.mediaId);
  assert.deepEqual(
    [file.contentType, file.fileName, file.contentLength],
    ["application/pdf", "报价 1.pdf", 60_000],
  );
  assert.deepEqual(new Uint8Array(await new Response(file.body).arrayBuffer()), bytes);
});

Deno.test("a file that contains JSON is a file and not a refusal", async () => {
  const text = '{"errcode":40007}';
  await using wecom = await simulated(new File([text], "a.json", { type: "application/json" }));
  const tokens = { token: () => wecom.token(), invalidate() {} };
  const file = await mediaOf(wecom.baseUrl, tokens).get(wecom.mediaId);
  assert.equal(await new Response(file.body).text(), text);
});

Deno.test("an unknown id, and an id older than three days, is refused with 40007", async () => {
  await using wecom = await simulated(new File(["old pictures"], "a.txt", { type: "text/plain" }));
  const tokens = { token: () => wecom.token(), invalidate() {} };
  const media = mediaOf(wecom.baseUrl, tokens);
  const unknown = await failureOf(media.get("no-such-id"));
  assert.ok(unknown instanceof WecomError && unknown.errcode === 40007 && unknown.class === "user");
  await (await media.get(wecom.mediaId)).body.cancel();
  await wecom.control("clock", { advanceMs: 3 * 86_400_000 });
  const old = await failureOf(media.get(wecom.mediaId));
  assert.ok(old instanceof WecomError && old.errcode === 40007);
});

Deno.test("a token that is refused instead of a file is renewed once", async () => {
  await using wecom = await simulated(new File(["a picture"], "a.txt", { type: "text/plain" }));
  let token = "refused";
  const tokens = {
    token: () => Promise.resolve(token),
    invalidate(used: string) {
      assert.equal(used, "refused");
      token = good;
    },
  };
  const good = await wecom.token();
  const file = await mediaOf(wecom.baseUrl, tokens).get(wecom.mediaId);
  assert.equal(await new Response(file.body).text(), "a picture");
  token = "refused";
  tokens.invalidate = () => {};
  const error = await failureOf(mediaOf(wecom.baseUrl, tokens).get(wecom.mediaId));
  assert.ok(error instanceof WecomError && error.class === "refresh");
});

Deno.test("a refusal is read with any status and text type; the page of a proxy is not a file", async () => {
  const json = JSON.stringify(refusal(40007, "invalid media_id"));
  const typed = (type: string, status: number, text = json) => () =>
    new Response(text, { status, headers: { "content-type": type } });
  for (const answer of [typed("application/json", 404), typed("text/plain; charset=UTF-8", 200)]) {
    await using wecom = startFakeWecom({ "media/get": answer });
    const error = await failureOf(mediaOf(wecom.baseUrl).get("m"));
    assert.ok(error instanceof WecomError && error.errcode === 40007, String(error));
  }
  const others: [() => Response, string][] = [
    [typed("text/html", 200, "<html>"), "malformed_body"],
    [typed("application/json", 200, '{"errcode":0}'), "malformed_body"],
    [typed("image/png", 403, "no"), "http_status"],
    [() => Response.redirect("https://example.com/", 302), "http_status"],
  ];
  for (const [answer, reason] of others) {
    await using wecom = startFakeWecom({ "media/get": answer });
    const error = await failureOf(mediaOf(wecom.baseUrl).get("m"));
    assert.ok(error instanceof WecomUnreachableError && error.reason === reason, String(error));
    assert.equal(wecom.count("media/get"), 1);
  }
});

Deno.test("a bad gateway is tried again before the file begins", async () => {
  await using wecom = startFakeWecom({
    "media/get": ({ nth }) =>
      nth < 3
        ? new Response("", { status: 502 })
        : new Response("picture", { headers: { "content-type": "image/png" } }),
  });
  const file = await mediaOf(wecom.baseUrl).get("m");
  assert.equal(await new Response(file.body).text(), "picture");
});

Deno.test("more than 20 MB is refused by content-length, and stopped without that header", async () => {
  const chunk = new Uint8Array(1_048_576);
  let sent = 0;
  const endless = () =>
    new ReadableStream<Uint8Array>({
      pull(controller) {
        sent += 1;
        controller.enqueue(chunk);
      },
    });
  await using wecom = startFakeWecom({
    "media/get": ({ query }) =>
      query.media_id === "with-length"
        ? new Response(new Uint8Array(20 * 1_048_576 + 1), { headers: attachment })
        : new Response(endless(), { headers: attachment }),
  });
  const media = mediaOf(wecom.baseUrl);
  assert.match(String(await failureOf(media.get("with-length"))), /larger than 20 MB/);
  const file = await media.get("endless");
  assert.match(String(await failureOf(new Response(file.body).arrayBuffer())), /larger than 20 MB/);
  assert.ok(sent < 40, `${sent} MB were sent`);
});

Deno.test("a file that does not begin or does not end in time is an error", async () => {
  const end = Promise.withResolvers<Response>();
  const endless = () =>
    new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(new Uint8Array(9)),
    });
  await using wecom = startFakeWecom({
    "media/get": ({ query }) =>
      query.media_id === "silent" ? end.promise : new Response(endless(), { headers: attachment }),
  });
  const media = mediaOf(wecom.baseUrl, fixed, 500);
  const silent = await failureOf(media.get("silent"));
  assert.ok(silent instanceof WecomUnreachableError && silent.reason === "timeout");
  end.resolve(new Response());
  const slow = await failureOf(new Response((await media.get("slow")).body).arrayBuffer());
  assert.ok(slow instanceof WecomUnreachableError && slow.reason === "timeout");
  const stop = new AbortController();
  const { body } = await mediaOf(wecom.baseUrl).get("slow", stop.signal);
  stop.abort();
  const cancelled = await failureOf(new Response(body).arrayBuffer());
  assert.ok(cancelled instanceof WecomUnreachableError && cancelled.reason === "cancelled");
});
