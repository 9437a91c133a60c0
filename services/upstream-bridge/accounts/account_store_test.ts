import assert from "node:assert/strict";
import { openReplicas } from "services/upstream-bridge/testing/open_replicas.ts";

const BY = { subject: "local/admin", name: "Admin" };

Deno.test("an account is created, found, renamed and removed with everything that is stored of it; each act is audited", async () => {
  const replicas = await openReplicas();
  try {
    const { accounts, sql, appendEvent } = await replicas.open();
    const { id, record } = await accounts.create({ name: "客服一号", by: BY });
    assert.equal(record.state, "new");
    await sql.begin((tx) => appendEvent(tx, { accountId: id, type: "account.online", data: {} }));
    const renamed = await accounts.rename(id, { name: "客服二号", by: BY });
    assert.equal(renamed.name, "客服二号");
    assert.deepEqual((await accounts.list()).map(({ name }) => name), ["客服二号"]);
    await accounts.remove(id, { by: BY });
    assert.equal(await accounts.find(id), undefined);
    const [events] = await sql`select count(*)::int from upstream_bridge.events`;
    assert.equal(events?.count, 0);
    const acts = await sql`
      select payload ->> 'action' as action, payload ->> 'thing' as thing from jobs.jobs
      where queue = 'audit.event'`;
    assert.deepEqual(
      new Set(acts.map(({ action, thing }) => `${action} ${thing}`)),
      new Set(["create", "rename", "remove"].map((act) => `account.${act} account/${id}`)),
    );
  } finally {
    await replicas.stop();
  }
});

Deno.test("an id that is no account's, or no id at all, is an account that does not exist", async () => {
  const replicas = await openReplicas();
  try {
    const { accounts } = await replicas.open();
    for (const id of [crypto.randomUUID(), "", "1", "'; drop table x", "\0"]) {
      assert.equal(await accounts.find(id), undefined);
      const missing = { code: "bridge_account_not_found" };
      await assert.rejects(accounts.get(id), missing);
      await assert.rejects(accounts.rename(id, { name: "x" }), missing);
      await assert.rejects(accounts.remove(id, {}), missing);
      assert.equal(await accounts.findByUuid(id), undefined);
    }
  } finally {
    await replicas.stop();
  }
});
