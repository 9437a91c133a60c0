import assert from "node:assert/strict";
import type { JournalEntry } from "simulators/wecom/state/journal.ts";
import { corpId, createTestSimulator } from "simulators/wecom/test_simulator.ts";

Deno.test("a fault hits `count` requests, then the call works again", async () => {
  const { call, control, token } = createTestSimulator();
  const query = { access_token: await token(), userid: "lisi" };
  await control("faults", { call: "user/get", errcode: -1, count: 2 });
  assert.equal((await call("user/get", query)).errcode, -1);
  assert.match((await call("user/get", query)).errmsg, /^system busy, hint: /);
  assert.equal((await call("user/get", query)).errcode, 0);
});

Deno.test("faults answer a proxy's error or half a JSON for every call, until they are removed", async () => {
  const { call, control, send, token } = createTestSimulator();
  const query = { access_token: await token(), userid: "lisi" };
  await control("faults", { call: "*", httpStatus: 502 });
  await control("faults", { call: "*", malformed: true });
  assert.equal((await send("/cgi-bin/gettoken")).status, 502);
  assert.equal(await (await send("/cgi-bin/user/get")).text(), '{"errcode":0,"errmsg":"ok",');
  await control("faults", { call: "*", errcode: 45009, count: 100 });
  assert.equal((await send("/_control/faults", { method: "DELETE" })).status, 204);
  assert.equal((await call("user/get", query)).errcode, 0);
});

Deno.test("a delayed call stops waiting when its caller hangs up", async () => {
  const { control, send, state } = createTestSimulator();
  await control("faults", { call: "gettoken", delayMs: 60_000 });
  const caller = new AbortController();
  const answer = send("/cgi-bin/gettoken", { signal: caller.signal });
  caller.abort();
  await answer;
  assert.equal(state.faults.list().length, 0);
});

Deno.test("the journal holds every request in order with its values and answer", async () => {
  const { call, code, send } = createTestSimulator();
  await code("lisi");
  await call("gettoken", { corpid: corpId, corpsecret: "wrong" });
  await send("/");
  const { entries } = await (await send("/_control/journal")).json();
  assert.deepEqual(
    entries.map((entry: JournalEntry) => [entry.sequence, entry.method, entry.path]),
    [
      [1, "GET", "/wwlogin/sso/login"],
      [2, "GET", "/cgi-bin/gettoken"],
    ],
  );
  assert.deepEqual(entries[1], {
    sequence: 2,
    time: "2026-01-05T08:00:00.000Z",
    method: "GET",
    path: "/cgi-bin/gettoken",
    query: { corpid: corpId, corpsecret: "wrong" },
    callerIp: "127.0.0.1",
    status: 200,
    errcode: 40001,
  });
});

Deno.test("the journal keeps the last 10,000 requests", () => {
  const { journal } = createTestSimulator().state;
  const request = { method: "GET", path: "/", query: {}, callerIp: "127.0.0.1" };
  for (let index = 0; index < 25_000; index++) journal.record(request);
  const entries = journal.list();
  assert.deepEqual([entries.length, entries.at(-1)?.sequence], [10_000, 25_000]);
});

Deno.test("corps can be changed and added", async () => {
  const { call, control, token } = createTestSimulator();
  await control("corps", {
    corps: [
      {
        id: corpId,
        members: [{ userid: "LiSi", status: 2 }, { userid: "wujiu", name: "吴九" }],
        departments: [{ id: 6, name: "新部门", parentId: 1 }],
      },
      { id: "ww-new", name: "新公司", agents: [{ id: 1, secret: "s" }] },
    ],
  });
  const query = { access_token: await token(), userid: "lisi" };
  assert.equal((await call("user/get", query)).status, 2);
  assert.equal((await call("user/get", { ...query, userid: "wujiu" })).name, "吴九");
  assert.equal((await call("gettoken", { corpid: "ww-new", corpsecret: "s" })).errcode, 0);
});

Deno.test("a reset restores the state at the start", async () => {
  const { call, control, state, token } = createTestSimulator();
  const access_token = await token();
  await control("corps", { corps: [{ id: corpId, members: [{ userid: "lisi", status: 2 }] }] });
  await control("clock", { advanceMs: 1000 });
  await control("settings", { tokenLifetimeSeconds: 5 });
  await control("faults", { call: "*", errcode: -1 });
  await control("reset", {});
  assert.equal(state.offsetMs(), 0);
  assert.equal((await call("user/get", { access_token, userid: "lisi" })).errcode, 40014);
  const fresh = { access_token: await token(), userid: "lisi" };
  assert.equal((await call("user/get", fresh)).status, 1);
  assert.equal(state.settings.tokenLifetimeSeconds, 7200);
  assert.equal(state.journal.list()[0]?.sequence, 1);
});

Deno.test("the control API refuses a body that it cannot use, and names every problem", async () => {
  const { send } = createTestSimulator();
  const bad: [string, string, RegExp][] = [
    ["faults", "{", /not JSON/],
    ["faults", '{"call":"user/gett","errcode":1}', /call: .*"user\/get"/],
    ["faults", '{"call":"user/get"}', /give one of errcode/],
    ["faults", '{"call":"user/get","errcode":1,"cut":true}', /give one of errcode/],
    ["faults", '{"call":"user/get","errcode":0}', /0 is success/],
    ["clock", '{"advanceMs":-1}', /advanceMs/],
    ["settings", '{"tokenLifetime":1}', /tokenLifetime/],
    ["tokens", '{"action":"rotate"}', /action/],
    [
      "corps",
      '{"corps":[{"id":"ww1","members":[{"userid":"a b"}]}]}',
      /corps\.0\.members\.0\.userid/,
    ],
    ["corps", '{"corps":[{"id":"ww1","agents":[{"id":1,"trustedIps":["x"]}]}]}', /trustedIps\.0/],
  ];
  for (const [name, body, expected] of bad) {
    const response = await send(`/_control/${name}`, { method: "POST", body });
    assert.equal(response.status, 400, body);
    const { error, problems } = await response.json();
    assert.match([error, ...problems].join("\n"), expected);
  }
});

Deno.test("a page of another site cannot use the control API", async () => {
  const { send } = createTestSimulator();
  const reset = async (origin: string) =>
    (await send("/_control/reset", { method: "POST", headers: { origin } })).status;
  assert.equal(await reset("https://www.example.com"), 403);
  assert.equal(await reset("http://localhost:3000"), 204);
});

Deno.test("GET /_control lists every call with its fields, one line each", async () => {
  const { send } = createTestSimulator();
  const text = await (await send("/_control")).text();
  const { calls } = JSON.parse(text);
  assert.equal(text.trim().split("\n").length, calls.length + 2);
  const paths = new Set(calls.map(({ path }: { path: string }) => path));
  for (const name of ["push", "corps", "faults", "clock", "settings", "journal", "reset"]) {
    assert.ok(paths.has(`/_control/${name}`), name);
  }
  assert.deepEqual(
    calls.find(({ path }: { path: string }) => path === "/_control/tokens"),
    {
      method: "POST",
      path: "/_control/tokens",
      does: "Ends access tokens: expire answers 42001 from then on, revoke 40014",
      fields: "action, corpId?, agentId?",
    },
  );
});
