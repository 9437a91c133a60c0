import assert from "node:assert/strict";
import { listLog } from "services/upstream-bridge/log/list_log.ts";
import type { LogEntry } from "services/upstream-bridge/log/write_log.ts";
import { openReplicas } from "services/upstream-bridge/testing/open_replicas.ts";

const entry = (accountId: string | null, more: Partial<LogEntry> = {}): LogEntry => ({
  accountId,
  stage: "monitor_check",
  eventType: "up",
  level: "info",
  isKept: false,
  payload: {},
  ...more,
});

Deno.test("chatter evicts neither the sign-ins of its account nor anything of another one or of unknown instances", async () => {
  const replicas = await openReplicas({ MAX_EVENTS: "20" });
  try {
    const { accounts, writeLog, sql } = await replicas.open();
    const [busy, calm] = [
      await accounts.create({ name: "busy" }),
      await accounts.create({ name: "calm" }),
    ];
    const write = (entries: readonly LogEntry[]) => sql.begin((tx) => writeLog(tx, entries));
    await write([
      entry(busy.id, { stage: "automatic_login", isKept: true }),
      entry(calm.id),
      entry(null, { stage: "callback" }),
    ]);
    for (let count = 0; count < 100; count++) await write([entry(busy.id)]);
    const chatter = await listLog(sql, {
      accountId: busy.id,
      stage: "monitor_check",
      limit: 100,
    });
    assert.ok(chatter.items.length >= 20 && chatter.items.length <= 22, `${chatter.items.length}`);
    const count = async (accountId: string | null, stage: string) =>
      (await listLog(sql, { accountId, stage, limit: 10 })).items.length;
    assert.equal(await count(busy.id, "automatic_login"), 1);
    assert.equal(await count(calm.id, "monitor_check"), 1);
    assert.equal(await count(null, "callback"), 1);
    for (let times = 0; times < 100; times++) await write([entry(null, { stage: "callback" })]);
    assert.ok(
      await sql`select from upstream_bridge.log where account_id is null`.then((rows) =>
        rows.count <= 22
      ),
    );
  } finally {
    await replicas.stop();
  }
});

Deno.test("pages of the log follow each other without a gap, with filters", async () => {
  const replicas = await openReplicas();
  try {
    const { writeLog, sql } = await replicas.open();
    const entries = Array.from(
      { length: 25 },
      (_, index) => entry(null, { payload: { index }, level: index % 5 === 0 ? "error" : "info" }),
    );
    await sql.begin((tx) => writeLog(tx, entries));
    const seen: unknown[] = [];
    for (let cursor: string | null | undefined = undefined; cursor !== null;) {
      const page = await listLog(sql, { limit: 10, cursor });
      seen.push(...page.items.map(({ payload }) => payload.index));
      cursor = page.nextCursor;
    }
    assert.deepEqual(seen, Array.from({ length: 25 }, (_, index) => 24 - index));
    const errors = await listLog(sql, { level: "error", limit: 10 });
    assert.deepEqual(errors.items.map(({ payload }) => payload.index), [20, 15, 10, 5, 0]);
    assert.equal(errors.nextCursor, null);
  } finally {
    await replicas.stop();
  }
});
