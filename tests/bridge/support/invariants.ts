import assert from "node:assert/strict";
import { type BridgeWorld, readAccounts } from "tests/bridge/support/bridge_world.ts";
import type { Order, People } from "tests/bridge/support/people.ts";
import { eventually } from "packages/testkit/eventually.ts";

/** What must hold for every account at the end of any run. Returns what was counted. */
export async function checkInvariants(
  world: BridgeWorld,
  people: People,
  { initsWithinMs }: { readonly initsWithinMs: number },
): Promise<Record<string, number>> {
  assert.deepEqual(world.problems, [], "no request fails without a reason");
  await checkCommands(world);
  await checkStates(world);
  const losses = await checkLosses(world);
  const inits = await checkInits(world, initsWithinMs);
  const callbacks = await checkCallbacks(world, people);
  const sends = await checkSends(world, people.orders);
  const webhooks = await checkWebhooks(world);
  return { ...losses, inits, callbacks, ...sends, webhooks };
}

/** Every command has a result, and no job is left or has failed for good. */
async function checkCommands({ sql }: BridgeWorld): Promise<void> {
  const open = await sql`
    select input_id, account_id, input from upstream_bridge.account_inputs
    where handled_at is null or (input ->> 'kind' = 'command' and result is null)`;
  assert.deepEqual([...open], [], "every command has a result, and every input is handled");
  const dead = await sql`select queue, error, payload from jobs.dead_letters`;
  assert.deepEqual([...dead], [], "no job failed for good");
}

/** What is online here is online there. */
async function checkStates(world: BridgeWorld): Promise<void> {
  const { instances } = await world.read("state") as {
    instances: readonly { uuid: string; stage: string; vid: string | null }[];
  };
  const there = new Map(instances.map(({ uuid, stage }) => [uuid, stage]));
  for (const { id, state, uuid } of (await readAccounts(world)).values()) {
    if (state === "online") assert.equal(there.get(uuid!), "online", `the instance of ${id}`);
  }
}

/** Until an account is online again: one request for a scan, and one automatic QR code. */
async function checkLosses(
  { sql }: BridgeWorld,
): Promise<{ readonly losses: number; readonly scansAskedFor: number }> {
  const rows = await sql<{ id: string; type: string; isQr: boolean }[]>`
    select account_id as id, event_type as type,
      event_type = 'get_qr:ok' and stage = 'reconnect_get_qrcode' as "isQr"
    from upstream_bridge.log
    where event_type in ('account:lost', 'state:online', 'get_qr:ok')
    order by log_id`;
  const codes = new Map<string, number>();
  for (const { id, type, isQr } of rows) {
    if (type === "state:online") codes.set(id, 0);
    if (isQr) codes.set(id, (codes.get(id) ?? 0) + 1);
    assert.ok((codes.get(id) ?? 0) <= 1, `${id}: one automatic QR code per loss`);
  }
  const events = await sql<{ id: string; type: string }[]>`
    select account_id as id, type from upstream_bridge.events
    where type in ('account.online', 'account.needs_scan') order by seq`;
  const scans = new Map<string, number>();
  for (const { id, type } of events) {
    scans.set(id, type === "account.online" ? 0 : (scans.get(id) ?? 0) + 1);
    assert.ok(scans.get(id)! <= 1, `${id}: a scan is asked for once per loss`);
  }
  return {
    losses: rows.filter(({ type }) => type === "account:lost").length,
    scansAskedFor: events.filter(({ type }) => type === "account.needs_scan").length,
  };
}

/** At most three `init` calls of an account in `withinMs`. */
async function checkInits({ sql }: BridgeWorld, withinMs: number): Promise<number> {
  const rows = await sql<{ id: string; at: Date }[]>`
    select account_id as id, created_at as at from upstream_bridge.log
    where event_type like 'init:%' and event_type <> 'init:not_sent' order by log_id`;
  const times = new Map<string, number[]>();
  for (const { id, at } of rows) {
    const mine = times.get(id) ?? [];
    mine.push(at.getTime());
    times.set(id, mine);
    const recent = mine.filter((time) => time > at.getTime() - withinMs);
    assert.ok(recent.length <= 3, `${id}: ${recent.length} inits in ${withinMs} ms`);
  }
  return rows.length;
}

interface Delivery {
  readonly type: number | string;
  readonly body: string;
  readonly state: string;
  readonly uuid: string;
}

/** Every callback that was accepted is stored once, and each text of a customer made at most one event. */
async function checkCallbacks(world: BridgeWorld, { written }: People): Promise<number> {
  const { deliveries } = await world.read("deliveries") as { deliveries: Delivery[] };
  assert.ok(deliveries.length < 5_000, "the simulator has forgotten no callback");
  const accepted = deliveries.filter(({ state }) => state === "accepted");
  const arrived = new Set(accepted.flatMap(({ body }) => /question-\d+\./.exec(body) ?? []));
  const rows = await world.sql<{ content: string; stored: number }[]>`
    select body ->> 'content' as content, count(*)::int as stored from upstream_bridge.pushes
    where account_id is not null and body ->> 'content' like 'question-%' group by 1`;
  const stored = new Map(rows.map(({ content, stored }) => [content, stored]));
  const [orphans] = await world.sql<[{ contents: string[] | null }]>`
    select array_agg(body ->> 'content') as contents from upstream_bridge.pushes
    where account_id is null`;
  const unread = new Set(
    accepted.filter(({ body }) => !isWhole(body)).flatMap(({ body }) =>
      /question-\d+\./.exec(body) ?? []
    ),
  );
  for (const content of written) {
    const count = stored.get(content) ?? 0;
    assert.ok(count <= 1, `${content} is stored ${count} times`);
    if (!arrived.has(content) || count === 1) continue;
    assert.ok(
      orphans.contents?.includes(content) || unread.has(content),
      `${content} was accepted and is not stored`,
    );
  }
  await eventually(() => checkInbox(world), { withinMs: 30_000 });
  const twice = await world.sql`
    select data ->> 'text' as text, count(*)::int from upstream_bridge.events
    where type = 'account.message' and data ->> 'text' like 'question-%'
    group by 1 having count(*) > 1`;
  assert.deepEqual([...twice], [], "a message makes one event");
  return accepted.length;
}

/** What is in the inbox is stored by the bridge too, or repeats an earlier callback or message. */
async function checkInbox({ sql }: BridgeWorld): Promise<void> {
  const missing = await sql`
    select kind, content from callback.inbox i
    where source = 'upstream' and not exists (
      select from upstream_bridge.pushes p where p.push_id = i.inbox_id)
      and not exists (
        select from upstream_bridge.pushes p
        where p.received_at <= i.received_at and (p.body = i.content
          or p.body ->> 'server_id' = i.content ->> 'server_id'))
    limit 5`;
  assert.deepEqual([...missing], [], "every callback in the inbox has reached the bridge");
}

function isWhole(body: string): boolean {
  try {
    JSON.parse(JSON.parse(body).json);
    return true;
  } catch {
    return false;
  }
}

const FINAL = new Set(["sent", "failed", "unknown", "rejected_later"]);

/** One key is one send with one outcome, and at most one call of the upstream. */
async function checkSends(
  world: BridgeWorld,
  orders: readonly Order[],
): Promise<{ readonly sends: number; readonly sent: number; readonly unknown: number }> {
  const { entries } = await world.read("journal") as {
    entries: readonly { action: string; body: string }[];
  };
  assert.ok(entries.length < 10_000, "the simulator has forgotten no request");
  const calls = new Map<string, number>();
  for (const { action, body } of entries) {
    const content = action === "SendTextMsg" ? /text-\d+\./.exec(body)?.[0] : undefined;
    if (content !== undefined) calls.set(content, (calls.get(content) ?? 0) + 1);
  }
  const rows = await world.sql<
    { key: string; content: string; status: string; error: string | null; outcomes: number }[]
  >`
    select idempotency_key as key, content, status, error, (
      select count(*)::int from upstream_bridge.events e
      where e.account_id = s.account_id and type = 'account.send_finished'
        and data ->> 'sendId' = s.send_id::text) as outcomes
    from upstream_bridge.sends s`;
  const byKey = new Map(rows.map((row) => [row.key, row]));
  assert.equal(byKey.size, rows.length, "a key is one send");
  for (const { key, content, status, error, outcomes } of rows) {
    const count = calls.get(content) ?? 0;
    assert.ok(FINAL.has(status), `${key} is ${status}`);
    assert.equal(outcomes, 1, `${key} (${status}) has one outcome`);
    assert.ok(count <= 1, `${key} was sent ${count} times`);
    if (status === "sent") assert.equal(count, 1, `${key} is ${status}`);
    if (status === "failed" && !error?.startsWith("upstream_")) assert.equal(count, 0, key);
  }
  for (const { key, answers } of orders) {
    const row = byKey.get(key);
    for (const { status, body } of answers) {
      if (status !== 200) continue;
      assert.equal(body.send.status, "sent", key);
      assert.ok(["sent", "rejected_later"].includes(row?.status ?? ""), `${key}: ${row?.status}`);
    }
  }
  const count = (status: string) => rows.filter((row) => row.status === status).length;
  return { sends: rows.length, sent: count("sent"), unknown: count("unknown") };
}

/** Each event that leaves has reached the receiver. */
async function checkWebhooks({ sql, webhooks }: BridgeWorld): Promise<number> {
  const rows = await sql<{ id: string; type: string }[]>`
    select event_id::text as id, type from upstream_bridge.events
    where not is_replay and type in ('account.message', 'account.needs_scan', 'account.online',
      'account.offline', 'account.send_finished')`;
  await eventually(() => {
    const missing = rows.filter(({ id }) => !webhooks.has(id));
    assert.deepEqual(missing.slice(0, 5), [], `${missing.length} webhooks have not arrived`);
  }, { withinMs: 60_000 });
  const replayed = await sql<{ id: string }[]>`
    select event_id::text as id from upstream_bridge.events where is_replay`;
  assert.deepEqual(replayed.filter(({ id }) => webhooks.has(id)), [], "history is not forwarded");
  return webhooks.size;
}
