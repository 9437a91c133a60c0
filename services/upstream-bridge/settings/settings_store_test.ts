import assert from "node:assert/strict";
import { DEFAULT_SETTINGS } from "services/upstream-bridge/domain/bridge_settings.ts";
import { openReplicas } from "services/upstream-bridge/testing/open_replicas.ts";

const BY = { subject: "ww0123456789abcdef/zhangsan", name: "张三" };

Deno.test("a changed setting is seen at once in every replica, keeps the others, and is in the audit trail", async () => {
  const replicas = await openReplicas();
  try {
    const [first, second] = [await replicas.open(), await replicas.open()];
    assert.deepEqual(await first.settings.read(), DEFAULT_SETTINGS);
    await Promise.all([
      first.settings.change({ sendingEnabled: false }, { by: BY }),
      second.settings.change({ sendsPerDay: 7 }, { by: BY }),
    ]);
    const expected = { ...DEFAULT_SETTINGS, sendingEnabled: false, sendsPerDay: 7 };
    assert.deepEqual(await first.settings.read(), expected);
    assert.deepEqual(await second.settings.read(), expected);
    const acts = await replicas.sql`
      select payload ->> 'action' as action, payload ->> 'detail' as detail from jobs.jobs
      where queue = 'audit.event' order by detail`;
    assert.deepEqual(acts.map(({ action, detail }) => [action, detail]), [
      ["bridge.settings", "sendingEnabled"],
      ["bridge.settings", "sendsPerDay"],
    ]);
    await assert.rejects(first.settings.change({ sendsPerDay: 0 }, { by: BY }));
    assert.deepEqual(await first.settings.read(), expected);
  } finally {
    await replicas.stop();
  }
});
