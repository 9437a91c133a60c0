import assert from "node:assert/strict";
import type { Principal } from "packages/platform/http/access.ts";
import { eventually } from "packages/testkit/eventually.ts";
import { acceptSend } from "services/upstream-bridge/sends/accept_send.ts";
import { openReplicas, type Replicas } from "services/upstream-bridge/testing/open_replicas.ts";
import { openSender } from "services/upstream-bridge/testing/open_sender.ts";
import { databaseUrl } from "services/upstream-bridge/testing/shared_database.ts";
import {
  addOnlineAccount,
  CONTACT,
  startUpstream,
  type TestUpstream,
} from "services/upstream-bridge/testing/start_upstream.ts";

const CRM: Principal = { subject: "machine/crm", name: "crm", roles: [] };

/** A process that sends. `kill` is SIGKILL. */
async function startProcess(upstream: TestUpstream) {
  const script = new URL("../testing/send_process.ts", import.meta.url).pathname;
  const child = new Deno.Command(Deno.execPath(), {
    args: ["run", "-A", "-q", script, await databaseUrl(), upstream.url],
    stdout: "piped",
    stderr: "inherit",
  }).spawn();
  const reader = child.stdout.getReader();
  assert.equal(new TextDecoder().decode((await reader.read()).value), "ready\n");
  return {
    async kill() {
      child.kill("SIGKILL");
      await child.status;
      await reader.cancel();
    },
  };
}

/** Queues texts of one account. No process sends them yet. */
async function queueTexts(replicas: Replicas, upstream: TestUpstream, texts: readonly string[]) {
  const bridge = await replicas.open();
  await bridge.settings.change({
    sendMinGapMs: 0,
    sendsPerMinute: 1_000,
    conversationSendsPerMinute: 1_000,
  }, { by: CRM });
  const { id } = await addOnlineAccount(bridge, { uuid: await upstream.signIn() });
  for (const content of texts) {
    await bridge.sql.begin((tx) =>
      acceptSend(openSender(bridge, upstream.url), tx, {
        accountId: id,
        target: CONTACT,
        isRoom: false,
        kfId: null,
        content,
        idempotencyKey: content,
        requestedBy: CRM.subject,
      })
    );
  }
  return bridge;
}

/** Ends the lease of a job whose process was killed, which otherwise takes ten seconds. */
const endLeases = ({ sql }: Replicas) =>
  sql`update jobs.jobs set due_at = now() where queue = 'bridge.send'`;

async function withUpstream(
  work: (replicas: Replicas, upstream: TestUpstream) => Promise<void>,
): Promise<void> {
  const replicas = await openReplicas();
  const upstream = startUpstream();
  try {
    await work(replicas, upstream);
  } finally {
    await upstream.stop();
    await replicas.stop();
  }
}

Deno.test("a process that is killed while the upstream sends a text leaves it unknown: it is not sent again, and the next one is sent", () =>
  withUpstream(async (replicas, upstream) => {
    await queueTexts(replicas, upstream, ["first", "second"]);
    await upstream.control("faults", { call: "SendTextMsg", delayMs: 60_000, after: true });
    const first = await startProcess(upstream);
    await eventually(() => assert.equal(upstream.requests("SendTextMsg").length, 1));
    await first.kill();
    await endLeases(replicas);
    const second = await startProcess(upstream);
    try {
      await eventually(async () => {
        const rows = await replicas.sql`
          select content, status, error from upstream_bridge.sends order by send_id`;
        assert.deepEqual(rows.map((row) => ({ ...row })), [
          { content: "first", status: "unknown", error: "interrupted" },
          { content: "second", status: "sent", error: null },
        ]);
      });
    } finally {
      await second.kill();
    }
    const texts = upstream.requests("SendTextMsg").map((body) => JSON.parse(body).content);
    assert.deepEqual(texts, ["first", "second"]);
  }));

Deno.test("whenever processes are killed, each text has one outcome and one event, and is asked of the upstream at most once", () =>
  withUpstream(async (replicas, upstream) => {
    const texts = Array.from({ length: 24 }, (_, n) => `text ${n}`);
    await queueTexts(replicas, upstream, texts);
    await upstream.control("faults", { call: "SendTextMsg", delayMs: 40, count: 1_000 });
    for (const lifeMs of [130, 15, 210, 70]) {
      const process = await startProcess(upstream);
      await new Promise((resolve) => setTimeout(resolve, lifeMs));
      await process.kill();
      await endLeases(replicas);
    }
    const last = await startProcess(upstream);
    try {
      await eventually(async () => {
        const open = await replicas.sql`
          select 1 from upstream_bridge.sends where finished_at is null`;
        assert.equal(open.length, 0);
      }, { withinMs: 30_000 });
    } finally {
      await last.kill();
    }
    const sends = await replicas.sql`
      select content, status, send_id from upstream_bridge.sends order by send_at, send_id`;
    assert.equal(sends.length, texts.length);
    const asked = upstream.requests("SendTextMsg").map((body) => JSON.parse(body).content);
    assert.equal(new Set(asked).size, asked.length, "no text is asked twice");
    for (const { content, status } of sends) {
      assert.ok(["sent", "unknown"].includes(status), `${content}: ${status}`);
      if (status === "sent") assert.ok(asked.includes(content));
    }
    assert.ok(sends.some(({ status }) => status === "sent"));
    const events = await replicas.sql`
      select data->>'sendId' as id from upstream_bridge.events
      where type = 'account.send_finished'`;
    assert.deepEqual(
      events.map(({ id }) => id).sort(),
      sends.map(({ send_id }) => send_id).sort(),
    );
  }));
