import assert from "node:assert/strict";
import { AppError } from "packages/platform/errors.ts";
import type { Principal } from "packages/platform/http/access.ts";
import { rememberSentJobs } from "packages/storage/jobs/testing/sent_jobs.ts";
import { openPostgres } from "packages/storage/postgres/postgres.ts";
import { eventually } from "packages/testkit/eventually.ts";
import { ignoreLostConnections } from "packages/testkit/ignore_lost_connections.ts";
import { startTcpProxy } from "packages/testkit/tcp_proxy.ts";
import type { Account } from "services/upstream-bridge/accounts/account_store.ts";
import type { BridgeCore } from "services/upstream-bridge/deps.ts";
import type { BridgeSettings } from "services/upstream-bridge/domain/bridge_settings.ts";
import { readSend, type Send } from "services/upstream-bridge/sends/send.ts";
import type { SendDeps } from "services/upstream-bridge/sends/send_deps.ts";
import { sendText, type TextOrder } from "services/upstream-bridge/sends/send_text.ts";
import { createSendParts } from "services/upstream-bridge/sends/send_worker.ts";
import { openReplicas, type Replicas } from "services/upstream-bridge/testing/open_replicas.ts";
import { openSender } from "services/upstream-bridge/testing/open_sender.ts";
import { databaseUrl } from "services/upstream-bridge/testing/shared_database.ts";
import {
  addOnlineAccount,
  CONTACT,
  KF_ID,
  ROOM,
  startUpstream,
  type TestUpstream,
} from "services/upstream-bridge/testing/start_upstream.ts";

const CRM: Principal = { subject: "machine/crm", name: "crm", roles: [], scopes: ["bridge.send"] };
const PERSON: Principal = { subject: "local/anna", name: "Anna", roles: ["operator"] };

/** A replica with an account that is online. */
interface Scene {
  readonly replicas: Replicas;
  readonly bridge: BridgeCore;
  readonly upstream: TestUpstream;
  readonly deps: SendDeps;
  readonly account: Account;
  send(order?: Partial<TextOrder>, by?: Principal): Promise<Send>;
  settings(changes: Partial<BridgeSettings>): Promise<BridgeSettings>;
  startWorker(): void;
}

async function withScene(work: (scene: Scene) => Promise<void>): Promise<void> {
  const replicas = await openReplicas();
  const upstream = startUpstream();
  const workers: { stop?(): Promise<void> | void }[] = [];
  try {
    const bridge = await replicas.open();
    const deps = openSender(bridge, upstream.url);
    const account = await addOnlineAccount(bridge, { uuid: await upstream.signIn() });
    await work({
      ...{ replicas, bridge, upstream, deps, account },
      send: (order, by = CRM) =>
        sendText(deps, account.id, {
          target: CONTACT,
          isRoom: false,
          kfId: null,
          content: "你好",
          idempotencyKey: null,
          ...order,
        }, by),
      settings: (changes) => bridge.settings.change(changes, { by: PERSON }),
      startWorker() {
        for (const part of createSendParts({ ...deps, log: bridge.log })) {
          part.start?.();
          workers.push(part);
        }
      },
    });
  } finally {
    for (const worker of workers) await worker.stop?.();
    await upstream.stop();
    await replicas.stop();
  }
}

async function refusal(work: Promise<unknown>): Promise<AppError> {
  try {
    await work;
  } catch (error) {
    if (error instanceof AppError) return error;
    throw error;
  }
  throw new Error("It was not refused");
}

const sentEvents = async ({ bridge }: Scene) =>
  (await bridge.sql`
    select data from upstream_bridge.events where type = 'account.send_finished' order by seq`)
    .map(({ data }) => data);

Deno.test("a text is sent once, with ids of 17 digits unchanged, and has its outcome, event and log entry", () =>
  withScene(async (scene) => {
    const { send, startWorker, upstream, bridge, account } = scene;
    startWorker();
    const sent = await send({ target: ROOM, isRoom: true, kfId: KF_ID, idempotencyKey: "k-1" });
    assert.equal(sent.status, "sent");
    assert.match(sent.msgId ?? "", /^\d+$/);
    assert.match(sent.serverId ?? "", /^\d+$/);
    const [body = "", ...more] = upstream.requests("SendTextMsg");
    assert.deepEqual(more, []);
    assert.ok(body.includes(`"send_userid":${ROOM}`), body);
    assert.ok(body.includes(`"kf_id":${KF_ID}`), body);
    const { msgId, serverId } = sent;
    assert.deepEqual(await sentEvents(scene), [
      { sendId: sent.sendId, status: "sent", idempotencyKey: "k-1", msgId, serverId },
    ]);
    const log = await bridge.sql`
      select stage, event_type, is_kept, payload from upstream_bridge.log
      where account_id = ${account.id}`;
    assert.deepEqual(log.map(({ stage, event_type, is_kept }) => [stage, event_type, is_kept]), [
      ["send_text", "sent", true],
    ]);
    assert.doesNotMatch(JSON.stringify(log), /你好/);
  }));

Deno.test("repetitions of a key, also at the same time, are one send; another text with the key is refused", () =>
  withScene(async ({ send, startWorker, upstream }) => {
    startWorker();
    const order = { idempotencyKey: "order-1" };
    const all = await Promise.all([send(order), send(order), send(order)]);
    const again = await send(order);
    assert.deepEqual(new Set([...all, again].map(({ sendId }) => sendId)).size, 1);
    assert.equal(again.status, "sent");
    assert.equal(upstream.requests("SendTextMsg").length, 1);
    for (
      const other of [{ content: "b" }, { target: ROOM }, { isRoom: true }, { kfId: KF_ID }]
    ) {
      const { code } = await refusal(send({ ...order, ...other }));
      assert.equal(code, "bridge_send_key_reused");
    }
  }));

Deno.test("a key gets its recorded outcome also when the account may no longer send", () =>
  withScene(async ({ send, startWorker, settings, bridge, account }) => {
    startWorker();
    await send({ idempotencyKey: "k" });
    await settings({ sendingEnabled: false });
    await bridge.sql`
      update upstream_bridge.accounts set state = 'offline' where account_id = ${account.id}`;
    assert.equal((await send({ idempotencyKey: "k" })).status, "sent");
    assert.equal((await refusal(send({ idempotencyKey: "l" }))).code, "bridge_sending_disabled");
  }));

Deno.test("the texts of an account leave in the order of their requests, with the gap between them", () =>
  withScene(async ({ send, startWorker, upstream, settings, bridge }) => {
    await settings({ sendMinGapMs: 150 });
    startWorker();
    const texts = ["1", "2", "3", "4", "5"];
    const sends: Promise<Send>[] = [];
    for (const content of texts) {
      sends.push(send({ content }));
      // The requests follow each other; their outcomes are awaited together.
      await eventually(async () => {
        const rows = await bridge.sql`select 1 from upstream_bridge.sends`;
        assert.equal(rows.length, sends.length);
      });
    }
    const done = await Promise.all(sends);
    assert.deepEqual(done.map(({ status }) => status), texts.map(() => "sent"));
    const bodies = upstream.requests("SendTextMsg");
    assert.deepEqual(bodies.map((body) => JSON.parse(body).content), texts);
    const times = done.map(({ sendAt }) => sendAt.getTime());
    for (let n = 1; n < times.length; n += 1) assert.ok(times[n]! - times[n - 1]! >= 150);
    for (const { finishedAt, sendAt } of done) assert.ok(finishedAt! >= sendAt);
  }));

Deno.test("nothing is accepted while sending is off, the account is restricted, muted or not online", () =>
  withScene(async ({ send, settings, bridge: { sql }, account, upstream }) => {
    const change = (column: string, value: unknown) =>
      sql`update upstream_bridge.accounts set ${sql(column)} = ${value as string}
        where account_id = ${account.id}`;
    const mute = (chatId: string) =>
      sql`
      insert into upstream_bridge.muted_chats
      values (${account.id}, ${chatId}, ${new Date(Date.now() + 60_000)})`;
    await settings({ sendingEnabled: false });
    assert.equal((await refusal(send())).code, "bridge_sending_disabled");
    await settings({ sendingEnabled: true });
    await sql`
      update upstream_bridge.accounts
      set record = jsonb_set(record, '{restrictedAt}', '1760000000000') where account_id = ${account.id}`;
    assert.equal((await refusal(send())).code, "bridge_account_restricted");
    await sql`
      update upstream_bridge.accounts set record = jsonb_set(record, '{restrictedAt}', 'null')
      where account_id = ${account.id}`;
    await mute("7881300000000099");
    await mute(CONTACT);
    assert.equal((await refusal(send())).code, "bridge_account_muted");
    await sql`delete from upstream_bridge.muted_chats where chat_id = ${CONTACT}`;
    await change("state", "offline");
    const { code, definition, options } = await refusal(send());
    assert.deepEqual([code, definition.status], ["bridge_account_not_online", 409]);
    assert.match(options.detail ?? "", /offline/);
    assert.deepEqual(upstream.requests("SendTextMsg"), []);
    assert.deepEqual((await sql`select 1 from upstream_bridge.sends`).length, 0);
  }));

Deno.test("above a limit a text is refused with the time to wait, and the limits hold for parallel requests", () =>
  withScene(async ({ send, settings, startWorker, upstream }) => {
    await settings({ sendsPerMinute: 3, sendMinGapMs: 0 });
    startWorker();
    const outcomes = await Promise.allSettled(Array.from({ length: 8 }, () => send()));
    assert.equal(outcomes.filter(({ status }) => status === "fulfilled").length, 3);
    assert.equal(upstream.requests("SendTextMsg").length, 3);
    const { code, definition, options } = await refusal(send());
    assert.deepEqual([code, definition.status], ["bridge_send_limited", 429]);
    assert.ok(options.retryAfterSeconds! > 50 && options.retryAfterSeconds! <= 60);
    await settings({ sendsPerMinute: 100, conversationSendsPerMinute: 3 });
    assert.match((await refusal(send())).options.detail ?? "", /one conversation/);
    assert.equal((await send({ target: ROOM, isRoom: true })).status, "sent");
    await settings({ conversationSendsPerMinute: 100, sendsPerDay: 4 });
    const day = await refusal(send());
    assert.match(day.options.detail ?? "", /24 hours/);
    assert.ok(day.options.retryAfterSeconds! > 86_000);
  }));

Deno.test("a dry run is recorded, sends nothing, and does not use up the limits", () =>
  withScene(async ({ send, settings, startWorker, upstream }) => {
    await settings({ dryRun: true, sendsPerMinute: 1, sendMinGapMs: 0 });
    startWorker();
    const trial = await send({ idempotencyKey: "t" });
    assert.deepEqual([trial.status, trial.finishedAt !== null], ["dry_run", true]);
    assert.equal((await refusal(send())).code, "bridge_send_limited");
    assert.equal((await send({ idempotencyKey: "t" })).sendId, trial.sendId);
    await settings({ dryRun: false });
    assert.deepEqual(upstream.requests("SendTextMsg"), []);
    assert.equal((await send()).status, "sent");
  }));

Deno.test("a text that waits is judged again when its time comes", () =>
  withScene(async (scene) => {
    const { send, settings, startWorker, upstream, bridge, account, deps } = scene;
    const waiting = send();
    await eventually(async () => {
      assert.equal((await bridge.sql`select 1 from upstream_bridge.sends`).length, 1);
    });
    await settings({ sendingEnabled: false });
    startWorker();
    const failed = await waiting;
    assert.deepEqual([failed.status, failed.error], ["failed", "sending_disabled"]);
    assert.deepEqual(upstream.requests("SendTextMsg"), []);
    assert.equal((await sentEvents(scene)).length, 1);
    assert.equal(
      (await readSend(deps.sql, { ...failed, accountId: account.id }))?.status,
      "failed",
    );
  }));

Deno.test("a text whose time passed ten minutes ago is not sent any more", () =>
  withScene(async ({ send, startWorker, upstream, replicas, bridge }) => {
    const waiting = send();
    await eventually(async () => {
      assert.equal((await bridge.sql`select 1 from upstream_bridge.sends`).length, 1);
    });
    replicas.clock.advance(11 * 60_000);
    startWorker();
    const { status, error } = await waiting;
    assert.deepEqual([status, error], ["failed", "expired"]);
    assert.deepEqual(upstream.requests("SendTextMsg"), []);
  }));

Deno.test("when the upstream refuses, a send has failed, with what the upstream said", () =>
  withScene(async ({ send, startWorker, upstream }) => {
    startWorker();
    await upstream.control("faults", {
      call: "SendTextMsg",
      errcode: -24001048,
      errmsg: "超出上限",
    });
    const { status, error, errcode, errmsg } = await send();
    assert.deepEqual([status, error, errcode], ["failed", "upstream_refused", "-24001048"]);
    assert.match(errmsg ?? "", /超出上限/);
  }));

Deno.test("when the answer is lost, the outcome is unknown and the text is not sent again", () =>
  withScene(async (scene) => {
    const { send, startWorker, upstream, bridge } = scene;
    startWorker();
    for (const fault of [{ cut: true, after: true }, { malformed: true }, { httpStatus: 502 }]) {
      await upstream.control("faults", { call: "SendTextMsg", ...fault });
      const { status, sendId } = await send({ content: JSON.stringify(fault) });
      assert.equal(status, "unknown", JSON.stringify(fault));
      assert.equal((await sentEvents(scene)).at(-1).sendId, sendId);
    }
    assert.equal(upstream.requests("SendTextMsg").length, 3);
    const [row] = await bridge.sql`select count(*)::int as n from upstream_bridge.events`;
    assert.equal(row!["n"], 3);
  }));

Deno.test("when the account is not signed in any more, the send has failed and the account is checked", () =>
  withScene(async ({ send, startWorker, upstream, bridge, account }) => {
    startWorker();
    await rememberSentJobs(bridge.sql);
    try {
      await upstream.control("drop", { uuid: account.record.uuid! });
      const { status, error } = await send();
      assert.deepEqual([status, error], ["failed", "upstream_refused"]);
      const [input, ...more] = await bridge.sql`
        select input from upstream_bridge.account_inputs where account_id = ${account.id}`;
      assert.deepEqual(more, []);
      assert.deepEqual(input!["input"], {
        kind: "reported",
        uuid: account.record.uuid,
        trouble: "not_logged_in",
      });
      const wakes = await bridge.sql`select 1 from public.sent_jobs where queue = 'account.wake'`;
      assert.equal(wakes.length, 1);
    } finally {
      await bridge.sql`drop function public.remember_job cascade`;
      await bridge.sql`drop table public.sent_jobs`;
    }
  }));

Deno.test("sends of people are in the audit trail, without the text; those of programs are not", () =>
  withScene(async ({ send, bridge, account, settings }) => {
    await settings({ dryRun: true, sendMinGapMs: 0 });
    const acts = async () =>
      (await bridge.sql`select payload from jobs.jobs where queue = 'audit.event'
        union all select payload from jobs.backlog where queue = 'audit.event'`)
        .map(({ payload }) => payload).filter(({ action }) => action === "bridge.send");
    await send({}, CRM);
    assert.deepEqual(await acts(), []);
    await send({ content: "secret text" }, PERSON);
    const [act, ...more] = await acts();
    assert.deepEqual(more, []);
    assert.deepEqual([act.actor, act.thing], ["local/anna", `account/${account.id}`]);
    assert.doesNotMatch(JSON.stringify(act), /secret text/);
  }));

Deno.test("an outage of PostgreSQL while the upstream answers costs no outcome", () =>
  withScene(async ({ deps, bridge, upstream, send }) => {
    const url = new URL(await databaseUrl());
    const proxy = startTcpProxy(Number(url.port));
    url.host = `127.0.0.1:${proxy.port}`;
    const noticeLostConnections = ignoreLostConnections();
    const { sql, close } = await openPostgres({ databaseUrl: url.href });
    const parts = createSendParts({ ...deps, sql, log: bridge.log });
    try {
      for (const part of parts) part.start?.();
      await upstream.control("faults", { call: "SendTextMsg", delayMs: 500, after: true });
      const waiting = send();
      await eventually(() => assert.equal(upstream.requests("SendTextMsg").length, 1));
      proxy.cut();
      // The answer comes during the outage.
      await new Promise((resolve) => setTimeout(resolve, 900));
      proxy.restore();
      assert.equal((await waiting).status, "sent");
    } finally {
      for (const part of parts) await part.stop?.();
      await close();
      await proxy.stop();
      noticeLostConnections();
    }
  }));
