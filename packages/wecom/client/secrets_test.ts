import assert from "node:assert/strict";
import { createWecomClient } from "packages/wecom/client/client.ts";
import { createTokenBroker } from "packages/wecom/client/token_broker.ts";
import { createMemoryStore } from "packages/wecom/testing/memory_store.ts";
import { type Handler, issued, startFakeWecom } from "packages/wecom/testing/fake_wecom.ts";

const clock = { now: () => Date.now() };

/** A client whose secret contains CANARY; the tests add it to token and code. */
function clientTo(baseUrl: string, timeoutMs = 10_000) {
  const shared = { fetch, clock, random: Math.random, baseUrl, timeoutMs };
  const app = { corpId: "ww0123456789abcdef", agentId: "1000002" };
  const store = createMemoryStore(clock);
  const tokens = createTokenBroker({ ...shared, ...app, secret: "CANARY-secret", store });
  const client = createWecomClient({ ...shared, ...app, tokens });
  return { store, client };
}

async function failureOf(run: Promise<unknown>): Promise<unknown> {
  return await run.then(() => assert.fail("should not succeed"), (error) => error);
}

/** All text that a log or a span could read from an error, causes included. */
function everythingIn(error: unknown): string {
  return Deno.inspect(error, { depth: 20, showHidden: true }) + JSON.stringify(error) +
    String(error);
}

Deno.test("no error contains secret, token, code or URL, even when WeCom repeats them in its answer", async () => {
  const parrot: Handler = ({ query }) => ({
    errcode: 40058,
    errmsg: `bad ${JSON.stringify(query)}, hint: [${query.access_token}], from ip: CANARY`,
  });
  const failures: Handler[] = [
    parrot,
    () => "<html>CANARY",
    () => ({ errcode: 0, userid: { CANARY: "CANARY" }, name: ["CANARY"] }),
    () => new Response("CANARY", { status: 500 }),
    () => new Response("CANARY", { status: 302, headers: { location: "/?CANARY" } }),
    () => new Promise<object>((resolve) => setTimeout(resolve, 2_500, {})),
  ];
  for (const fail of failures) {
    await using wecom = startFakeWecom({
      gettoken: () => issued("CANARY-token"),
      "auth/getuserinfo": fail,
    });
    await using locked = startFakeWecom({ gettoken: fail });
    const { client } = clientTo(wecom.baseUrl, 1_000);
    const errors = await Promise.all([
      failureOf(client.getUserInfo("CANARY-code")),
      failureOf(clientTo(locked.baseUrl, 1_000).client.getAgent()),
    ]);
    for (const error of errors) {
      assert.doesNotMatch(everythingIn(error), /CANARY|access_token=|http:/);
    }
  }
});

Deno.test("our network error does not contain the URL, although Deno's does", async () => {
  const closed = startFakeWecom({});
  await closed[Symbol.asyncDispose]();
  const error = await failureOf(clientTo(closed.baseUrl).client.getUserInfo("CANARY-code"));
  assert.match(String(error), /gettoken: network, connection refused/);
  assert.doesNotMatch(everythingIn(error), /CANARY|127\.0\.0\.1/);
});

Deno.test("the store never gets the secret, and no key contains the token", async () => {
  await using wecom = startFakeWecom({
    gettoken: () => issued("CANARY-token"),
    "agent/get": () => ({ agentid: 1000002, name: "a" }),
  });
  const { client, store } = clientTo(wecom.baseUrl);
  await client.getAgent();
  assert.doesNotMatch(store.values().join(), /CANARY-secret/);
  assert.doesNotMatch(store.keys().join(), /CANARY/);
});
