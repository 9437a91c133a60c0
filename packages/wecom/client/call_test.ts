import assert from "node:assert/strict";
import { z } from "zod";
import { createWecomCall, type WecomRequest } from "packages/wecom/client/call.ts";
import { WecomError, WecomUnreachableError } from "packages/wecom/client/errcode.ts";
import { type FakeWecom, refusal, startFakeWecom } from "packages/wecom/testing/fake_wecom.ts";

const clock = { now: () => Date.now() };
const answer = z.looseObject({ name: z.string() });
const userGet: WecomRequest<{ name: string }> = {
  call: "user/get",
  query: { userid: "zhangsan" },
  answer,
  repeatable: true,
};

function callTo(wecom: { baseUrl: string }, timeoutMs = 5_000) {
  return createWecomCall({ fetch, clock, random: () => 0, baseUrl: wecom.baseUrl, timeoutMs });
}

/** Issues tokens t1, t2, … and records which were invalidated. */
function countingTokens() {
  let next = 1;
  const invalidated: string[] = [];
  return {
    invalidated,
    token: () => Promise.resolve(`t${next}`),
    invalidate(used: string) {
      invalidated.push(used);
      next++;
    },
  };
}

async function unreachable(run: Promise<unknown>): Promise<WecomUnreachableError> {
  const error = await run.then(() => assert.fail("should not succeed"), (reason) => reason);
  assert.ok(error instanceof WecomUnreachableError, String(error));
  return error;
}

async function refused(run: Promise<unknown>): Promise<WecomError> {
  const error = await run.then(() => assert.fail("should not succeed"), (reason) => reason);
  assert.ok(error instanceof WecomError, String(error));
  return error;
}

Deno.test("an answer without errcode or with errcode 0 is a success", async () => {
  await using wecom = startFakeWecom({
    "user/get": ({ nth }) => nth === 1 ? { name: "张三" } : { errcode: 0, name: "张三", new: 1 },
  });
  assert.equal((await callTo(wecom)(userGet)).name, "张三");
  assert.equal((await callTo(wecom)(userGet)).name, "张三");
  assert.deepEqual(wecom.journal[0]?.query, { userid: "zhangsan" });
});

Deno.test("HTTP 200 with an errcode is an error with its class, our IP address and a hint", async () => {
  await using wecom = startFakeWecom({
    "user/get": () => refusal(60020, "not allow to access from your ip"),
  });
  const error = await refused(callTo(wecom)(userGet));
  assert.equal(error.call, "user/get");
  assert.equal(error.errcode, 60020);
  assert.equal(error.class, "configuration");
  assert.equal(error.callerIp, "203.0.113.7");
  assert.equal(error.hint, "168640223735496276342374");
  assert.match(error.operator.zh, /203\.0\.113\.7/);
  assert.equal(wecom.count("user/get"), 1);
});

Deno.test("a call succeeds although errmsg has a warning about our JSON, and a refusal repeats the warning", async () => {
  const warning = "Warning: wrong json format. ";
  await using wecom = startFakeWecom({
    "user/get": ({ nth }) =>
      nth === 1
        ? { errcode: 0, errmsg: `${warning}ok`, name: "张三" }
        : { errcode: 40058, errmsg: `${warning}invalid Request Parameter` },
  });
  assert.equal((await callTo(wecom)(userGet)).name, "张三");
  assert.match((await refused(callTo(wecom)(userGet))).message, /could not read all of the JSON/);
});

Deno.test("integers that do not fit into a JavaScript number keep all their digits", async () => {
  await using wecom = startFakeWecom({
    "user/get": () => '{"errcode":0,"name":"a","id":1686402237354962763423746,"small":12.5}',
  });
  const call = callTo(wecom);
  assert.deepEqual(
    await call({ ...userGet, answer: z.looseObject({ id: z.string(), small: z.number() }) }),
    { errcode: 0, name: "a", id: "1686402237354962763423746", small: 12.5 },
  );
});

Deno.test("after an expired token the call is repeated once with a new token", async () => {
  await using wecom = startFakeWecom({
    "user/get": ({ query }) =>
      query.access_token === "t1" ? refusal(42001, "access_token expired") : { name: "张三" },
  });
  const tokens = countingTokens();
  assert.equal((await callTo(wecom)({ ...userGet, tokens })).name, "张三");
  assert.deepEqual(tokens.invalidated, ["t1"]);
  assert.deepEqual(wecom.journal.map((seen) => seen.query.access_token), ["t1", "t2"]);
});

Deno.test("tokens that are always refused do not cause a loop", async () => {
  await using wecom = startFakeWecom({ "user/get": () => refusal(40014, "invalid access_token") });
  const tokens = countingTokens();
  assert.equal((await refused(callTo(wecom)({ ...userGet, tokens }))).errcode, 40014);
  assert.equal(wecom.count("user/get"), 2);
  assert.deepEqual(tokens.invalidated, ["t1"]);
});

Deno.test("a busy WeCom gets at most three tries", async () => {
  await using wecom = startFakeWecom({
    "user/get": ({ nth }) => nth === 3 ? { name: "张三" } : { errcode: -1, errmsg: "system busy" },
    "agent/get": () => ({ errcode: -1, errmsg: "system busy" }),
  });
  assert.equal((await callTo(wecom)(userGet)).name, "张三");
  const error = await refused(callTo(wecom)({ ...userGet, call: "agent/get" }));
  assert.equal(error.class, "retry");
  assert.equal(wecom.count("agent/get"), 3);
});

Deno.test("a rate limit does not cause more calls", async () => {
  await using wecom = startFakeWecom({ "user/get": () => refusal(45009, "api freq out of limit") });
  assert.equal((await refused(callTo(wecom)(userGet))).class, "retry");
  assert.equal(wecom.count("user/get"), 1);
});

Deno.test("a bad gateway is tried again, but not for a login code that WeCom may have used up", async () => {
  await using wecom = startFakeWecom({
    "user/get": ({ nth }) => nth < 3 ? new Response("", { status: 502 }) : { name: "张三" },
    "auth/getuserinfo": () => new Response("", { status: 502 }),
  });
  assert.equal((await callTo(wecom)(userGet)).name, "张三");
  const exchangeCode = { ...userGet, call: "auth/getuserinfo", repeatable: false };
  const error = await unreachable(callTo(wecom)(exchangeCode));
  assert.deepEqual([error.reason, error.detail], ["http_status", "HTTP 502"]);
  assert.equal(wecom.count("auth/getuserinfo"), 1);
});

Deno.test("a call that hangs ends at the deadline, and a login code is not sent again", async () => {
  const end = Promise.withResolvers<object>();
  await using wecom = startFakeWecom({ "user/get": () => end.promise });
  const call = callTo(wecom, 1_000);
  assert.equal((await unreachable(call({ ...userGet, repeatable: false }))).reason, "timeout");
  assert.equal(wecom.count("user/get"), 1);
  const signal = AbortSignal.timeout(1_000);
  assert.equal((await unreachable(callTo(wecom)({ ...userGet, signal }))).reason, "timeout");
  assert.equal(wecom.count("user/get"), 2);
  const cancel = AbortSignal.abort();
  assert.equal((await unreachable(call({ ...userGet, signal: cancel }))).reason, "cancelled");
  end.resolve({});
});

Deno.test("the caller's deadline also ends the pause between tries", async () => {
  await using wecom = startFakeWecom({ "user/get": () => ({ errcode: -1, errmsg: "busy" }) });
  const call = createWecomCall({ fetch, clock, random: () => 10, baseUrl: wecom.baseUrl });
  const stop = new AbortController();
  const run = unreachable(call({ ...userGet, signal: stop.signal }));
  await requestsReceived(wecom, 1);
  stop.abort();
  assert.equal((await run).reason, "cancelled");
});

Deno.test("answers that WeCom does not document are refused: HTML, arrays, missing fields, endless bodies, redirects", async () => {
  const bodies = ["<html>", "[]", "null", '"x"', '{"errcode":"x"}', '{"errcode":0,"name":7}'];
  await using wecom = startFakeWecom({
    "user/get": ({ nth }) => bodies[nth - 1] ?? " ".repeat(2_000_000),
    "agent/get": () => Response.redirect("https://example.com/", 302),
  });
  for (const body of [...bodies, "endless"]) {
    assert.equal((await unreachable(callTo(wecom)(userGet))).reason, "malformed_body", body);
  }
  const moved = await unreachable(callTo(wecom)({ ...userGet, call: "agent/get" }));
  assert.equal(moved.detail, "HTTP 302");
});

Deno.test("the function observe wraps every request to WeCom, and gets the name of the call", async () => {
  await using wecom = startFakeWecom({
    "user/get": ({ nth }) => nth === 1 ? { errcode: -1, errmsg: "busy" } : { name: "张三" },
  });
  const seen: string[] = [];
  const call = createWecomCall({
    fetch,
    clock,
    random: () => 0,
    baseUrl: wecom.baseUrl,
    async observe(name, run) {
      try {
        return await run();
      } catch (error) {
        seen.push(`${name} failed: ${(error as WecomError).errcode}`);
        throw error;
      } finally {
        seen.push(name);
      }
    },
  });
  await call(userGet);
  assert.deepEqual(seen, ["user/get failed: -1", "user/get", "user/get"]);
});

/** Waits until the fake has received `count` requests. */
async function requestsReceived(wecom: FakeWecom, count: number): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (wecom.journal.length < count) {
    assert.ok(Date.now() < deadline, "no request arrived");
    await new Promise((resolve) => setTimeout(resolve, 2));
  }
}
