import assert from "node:assert/strict";
import { serveBridge, type ServedBridge } from "services/upstream-bridge/testing/serve_bridge.ts";
import {
  addOnlineAccount,
  CONTACT,
  KF_ID,
  ROOM,
  startUpstream,
  type TestUpstream,
} from "services/upstream-bridge/testing/start_upstream.ts";

let upstream: TestUpstream;
let bridge: ServedBridge;
let uuid: string;
let id: string;
Deno.test.beforeEach(async () => {
  upstream = startUpstream();
  bridge = await serveBridge({ upstreamUrl: upstream.url });
  uuid = await upstream.signIn();
  ({ id } = await addOnlineAccount(bridge, { uuid }));
});
Deno.test.afterEach(async () => {
  await bridge.stop();
  await upstream.stop();
});

const post = (path: string, body: object | string, headers: Record<string, string> = {}) =>
  bridge.ask("bridge.send", path, { method: "POST", body, headers });
const sendText = (body: object, headers?: Record<string, string>) =>
  post(
    `/api/v1/accounts/${id}/messages/text`,
    { target: CONTACT, content: "你好", ...body },
    headers,
  );

Deno.test("POST …/messages/text sends a text and answers its outcome; GET …/sends lists it", async () => {
  const answer = await sendText({ idempotencyKey: "k-1" });
  const { ok, send } = await answer.json();
  assert.deepEqual([answer.status, ok, send.status], [200, true, "sent"]);
  assert.equal(answer.headers.get("cache-control"), "no-store");
  const list = await (await bridge.ask("bridge.read", `/api/v1/accounts/${id}/sends`)).json();
  assert.deepEqual(list, { ok: true, items: [send], nextCursor: null });
});

Deno.test("the seed's POST /api/send-text takes its names and forms, and neither account nor uuid with a single account", async () => {
  const bodies = [
    { send_userid: CONTACT, isRoom: "0", kf_id: "", content: "a" },
    { sendUserid: Number(CONTACT), isRoom: false, kfId: 0, content: "b" },
    { uuid, send_userid: ROOM, isRoom: "1", kf_id: KF_ID, content: "c" },
    { account: id, send_userid: ROOM, isRoom: "true", content: "d" },
  ];
  await bridge.ask("operator", "/api/v1/accounts/settings", {
    method: "PUT",
    body: { sendMinGapMs: 0 },
  });
  for (const body of bodies) {
    const answer = await post("/api/send-text", body);
    const { ok, raw, request } = await answer.json();
    assert.deepEqual([answer.status, ok, raw?.errcode], [200, true, 0], JSON.stringify(body));
    assert.equal(request.content, body.content);
  }
  const sent = upstream.requests("SendTextMsg");
  assert.deepEqual(sent.map((text) => JSON.parse(text).isRoom), [false, false, true, true]);
  assert.ok(sent[2]!.includes(`"kf_id":${KF_ID}`) && sent[2]!.includes(`"send_userid":${ROOM}`));
});

Deno.test("bad input is refused with the seed's envelope and a sentence about the field, and nothing is sent", async () => {
  const bad: [object | string, RegExp][] = [
    ["{", /JSON/],
    [[], /body/],
    [{ content: "a" }, /send_userid/],
    [{ send_userid: "wm-demo-1", content: "a" }, /send_userid.*digits/],
    [{ send_userid: "1".repeat(21), content: "a" }, /send_userid.*digits/],
    [{ send_userid: "-1", content: "a" }, /digits/],
    [{ send_userid: "１２", content: "a" }, /digits/],
    [{ send_userid: 1.5, content: "a" }, /send_userid.*digits/],
    [{ send_userid: `0${CONTACT}`, content: "a" }, /send_userid.*the first not 0/],
    [{ send_userid: 0, content: "a" }, /send_userid.*the first not 0/],
    ['{"send_userid":10800000000000077,"content":"a"}', /send_userid.*string/],
    [{ send_userid: CONTACT }, /content/],
    [{ send_userid: CONTACT, content: " \n" }, /content.*blank/],
    [{ send_userid: CONTACT, content: "字".repeat(683) }, /content.*2048 bytes/],
    [{ send_userid: CONTACT, content: "a\0" }, /content.*control/],
    ['{"send_userid":"7881300000000042","content":"\\ud83d"}', /content.*surrogate/],
    [{ send_userid: CONTACT, content: 5 }, /content/],
    [{ send_userid: CONTACT, content: "a", isRoom: "yes" }, /isRoom/],
    [{ send_userid: CONTACT, content: "a", kf_id: "kf-1" }, /kf_id/],
    [{ send_userid: CONTACT, content: "a", idempotencyKey: "k".repeat(129) }, /idempotencyKey/],
    [{ send_userid: CONTACT, content: "a", idempotencyKey: "钥匙" }, /idempotencyKey/],
  ];
  for (const [body, sentence] of bad) {
    const answer = await post("/api/send-text", body);
    const { ok, error } = await answer.json();
    assert.deepEqual([answer.status, ok], [400, false], JSON.stringify(body));
    assert.match(error.message, sentence);
    assert.equal(error.requestId, answer.headers.get("x-request-id"));
  }
  const differ = await sendText({ idempotencyKey: "a" }, { "idempotency-key": "b" });
  assert.equal(differ.status, 400);
  assert.deepEqual(upstream.requests("SendTextMsg"), []);
  const long = await post("/api/send-text", { content: "x".repeat(70_000) });
  assert.deepEqual([long.status, (await long.json()).ok], [413, false]);
});

Deno.test("the header Idempotency-Key makes repetitions one send; another text with it gets 409", async () => {
  const headers = { "idempotency-key": "order-4711" };
  const [first, second] = [await sendText({}, headers), await sendText({}, headers)];
  assert.deepEqual(await second.json(), await first.json());
  assert.equal(upstream.requests("SendTextMsg").length, 1);
  const other = await sendText({ content: "anders" }, headers);
  assert.equal(other.status, 409);
  assert.equal((await other.json()).error.code, "bridge_send_key_reused");
});

Deno.test("failures have the status and code of their kind, and the repetition of the key repeats them", async () => {
  await bridge.ask("operator", "/api/v1/accounts/settings", {
    method: "PUT",
    body: { sendMinGapMs: 0 },
  });
  const faults: [object, number, string][] = [
    [{ errcode: -24001048, errmsg: "超出上限" }, 502, "bridge_upstream_refused"],
    [{ cut: true, after: true }, 504, "bridge_send_unknown"],
  ];
  for (const [fault, status, code] of faults) {
    await upstream.control("faults", { call: "SendTextMsg", ...fault });
    const headers = { "idempotency-key": code };
    for (const answer of [await sendText({}, headers), await sendText({}, headers)]) {
      const { ok, error } = await answer.json();
      assert.deepEqual([answer.status, ok, error.code], [status, false, code]);
      assert.match(error.send.id, /^[0-9a-f-]{36}$/);
      if (status === 502) {
        assert.deepEqual(error.upstream, { errcode: "-24001048", errmsg: "超出上限" });
      }
    }
  }
  assert.equal(upstream.requests("SendTextMsg").length, 2);
});

Deno.test("a limit answers 429 with Retry-After; an account that is not online 409; an unknown one 404; several 409", async () => {
  await bridge.ask("operator", "/api/v1/accounts/settings", {
    method: "PUT",
    body: { sendsPerMinute: 1 },
  });
  assert.equal((await sendText({})).status, 200);
  const limited = await sendText({});
  const wait = Number(limited.headers.get("retry-after"));
  assert.equal(limited.status, 429);
  assert.ok(wait > 50 && wait <= 60);
  assert.equal((await limited.json()).error.code, "bridge_send_limited");
  const { id: second } = await bridge.accounts.create({ name: "二号" });
  const offline = await post(`/api/v1/accounts/${second}/messages/text`, {
    target: CONTACT,
    content: "a",
  });
  assert.equal(offline.status, 409);
  assert.equal((await offline.json()).error.code, "bridge_account_not_online");
  const seed = { send_userid: CONTACT, content: "a" };
  const unclear = await post("/api/send-text", seed);
  assert.equal(unclear.status, 409);
  assert.equal((await unclear.json()).error.code, "bridge_account_ambiguous");
  for (const choice of [{ account: crypto.randomUUID() }, { account: "x" }, { uuid: "nope" }]) {
    assert.equal((await post("/api/send-text", { ...seed, ...choice })).status, 404);
  }
  const mixed = await post("/api/send-text", { ...seed, account: second, uuid });
  assert.equal(mixed.status, 400);
});

Deno.test("only operators and the scope bridge.send may send; only bridge.read lists", async () => {
  const path = `/api/v1/accounts/${id}/messages/text`;
  const init = { method: "POST", body: { target: CONTACT, content: "a" } };
  for (const caller of ["nobody", "staff", "bridge.read", "bridge.manage"] as const) {
    const answer = await bridge.ask(caller, path, init);
    assert.equal(answer.status, caller === "nobody" ? 401 : 403, caller);
    assert.equal((await answer.json()).ok, false);
  }
  assert.equal((await bridge.ask("operator", path, init)).status, 200);
  const list = `/api/v1/accounts/${id}/sends`;
  assert.equal((await bridge.ask("bridge.send", list)).status, 403);
  assert.equal((await bridge.ask("bridge.read", list)).status, 200);
});

Deno.test("the list of sends has pages and a filter", async () => {
  await bridge.ask("operator", "/api/v1/accounts/settings", {
    method: "PUT",
    body: { dryRun: true, sendMinGapMs: 0 },
  });
  for (const content of ["1", "2", "3", "4", "5"]) await sendText({ content });
  const seen: string[] = [];
  let cursor = "";
  do {
    const path = `/api/v1/accounts/${id}/sends?limit=2${cursor && `&cursor=${cursor}`}`;
    const page = await (await bridge.ask("bridge.read", path)).json();
    seen.push(...page.items.map(({ content }: { content: string }) => content));
    cursor = page.nextCursor ?? "";
  } while (cursor !== "");
  assert.deepEqual(seen, ["5", "4", "3", "2", "1"]);
  const read = async (query: string) =>
    await bridge.ask("bridge.read", `/api/v1/accounts/${id}/sends?${query}`);
  assert.equal((await (await read("status=sent")).json()).items.length, 0);
  assert.equal((await read("status=lost")).status, 400);
  assert.equal((await read("cursor=x")).status, 400);
});
