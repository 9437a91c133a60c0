import assert from "node:assert/strict";
import { serveBridge, type ServedBridge } from "services/upstream-bridge/testing/serve_bridge.ts";
import {
  addOnlineAccount,
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
});
Deno.test.afterEach(async () => {
  await bridge.stop();
  await upstream.stop();
});

const read = (query: string) =>
  bridge.ask("bridge.read", `/api/v1/accounts/${id}/contacts?${query}`);
const seed = (body?: object) =>
  bridge.ask("bridge.read", "/api/contacts", {
    method: "POST",
    ...body === undefined ? {} : { body },
  });

/** All pages of a list, item by item. */
async function readAll(kind: string, list: string, limit: number): Promise<{ id: string }[]> {
  const items: { id: string }[] = [];
  let cursor: string | null = null;
  let pages = 0;
  do {
    const query: string = `kind=${kind}&limit=${limit}${
      cursor === null ? "" : `&cursor=${cursor}`
    }`;
    const page = await (await read(query)).json();
    items.push(...page[list]);
    cursor = page.nextCursor;
    assert.ok((pages += 1) < 50, "it ends");
  } while (cursor !== null);
  return items;
}

Deno.test("all pages of both lists are read, each contact once, departments apart, phone numbers masked", async () => {
  const external = await readAll("external", "items", 60);
  assert.deepEqual([external.length, new Set(external.map(({ id }) => id)).size], [250, 250]);
  const members = await readAll("inner", "members", 20);
  assert.deepEqual([members.length, new Set(members.map(({ id }) => id)).size], [43, 43]);
  assert.equal((await readAll("inner", "departments", 20)).length, 3);
  const shown = JSON.stringify([external, members]);
  assert.ok(shown.includes("138******00") && !/(?<!\d)1[3-9]\d{9}(?!\d)/.test(shown));
});

Deno.test("the seed's call reads both lists at once; strSeq is its name of the cursor", async () => {
  const first = await (await seed({ innerLimit: 10, external: { limit: 30 } })).json();
  assert.deepEqual([first.ok, first.partial, first.account], [true, false, id]);
  assert.equal(first.summary.externalCount, 30);
  assert.equal(first.summary.innerCount, first.inner.members.length);
  assert.match(first.uuid, /^[0-9a-f]{6}…$/);
  const next = await (await seed({
    inner: { limit: 10, strSeq: first.inner.nextCursor },
    externalLimit: 30,
    externalStrSeq: first.external.nextCursor,
  })).json();
  const ids = (page: { items: { id: string }[] }) => page.items.map(({ id }) => id);
  assert.equal(new Set([...ids(first.external), ...ids(next.external)]).size, 60);
  assert.notDeepEqual(next.inner.members, first.inner.members);
  assert.equal((await seed()).status, 200);
});

Deno.test("a list that fails does not take the other one with it; when both fail, that is the answer", async () => {
  await upstream.control("faults", { call: "GetInnerContacts", errcode: -7, errmsg: "内部错误" });
  const answer = await seed({});
  const { ok, partial, inner, external } = await answer.json();
  assert.deepEqual([answer.status, ok, partial], [200, true, true]);
  assert.equal(inner.error.code, "bridge_upstream_refused");
  assert.deepEqual(inner.error.upstream, { errcode: "-7", errmsg: "内部错误" });
  assert.equal(external.items.length, 100);
  await upstream.control("faults", { call: "*", errcode: -7, count: 2 });
  assert.equal((await seed({})).status, 502);
  await upstream.control("faults", { call: "GetExternalContacts", errcode: -7 });
  const single = await read("kind=external");
  assert.deepEqual([single.status, (await single.json()).ok], [502, false]);
});

Deno.test("when the account is not signed in any more, it is reported and checked", async () => {
  await upstream.control("drop");
  assert.equal((await seed({})).status, 502);
  const inputs = await bridge.sql`
    select input->>'kind' as kind from upstream_bridge.account_inputs where account_id = ${id}`;
  assert.deepEqual(inputs.map(({ kind }) => kind), ["reported"]);
});

Deno.test("limits and cursors that cannot be are refused; an account that is not online gets 409 without a call", async () => {
  for (
    const query of [
      "kind=all",
      "kind=inner&limit=0",
      "kind=inner&limit=501",
      "kind=external&cursor=abc",
      "kind=external&cursor=-1",
      "kind=inner&cursor=%00",
      "",
    ]
  ) {
    assert.equal((await read(query)).status, 400, query);
  }
  assert.equal((await seed({ external: { cursor: "x" } })).status, 400);
  assert.equal((await seed({ innerLimit: 1_000 })).status, 400);
  const before = upstream.requests("GetExternalContacts").length;
  await bridge.sql`
    update upstream_bridge.accounts
    set state = 'offline', record = record || '{"state":"offline"}' where account_id = ${id}`;
  const refused = await read("kind=external");
  assert.deepEqual([refused.status, (await refused.json()).error.code], [
    409,
    "bridge_account_not_online",
  ]);
  assert.equal(upstream.requests("GetExternalContacts").length, before);
});
