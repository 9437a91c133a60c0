import assert from "node:assert/strict";
import { systemClock } from "packages/platform/clock.ts";
import { eventually } from "packages/testkit/eventually.ts";
import { createWecomApps } from "packages/wecom_apps/wecom_apps.ts";
import { issued, startFakeWecom } from "packages/wecom/testing/fake_wecom.ts";
import { createAppendEvent } from "services/upstream-bridge/events/append_event.ts";
import {
  createNoticeWorker,
  createNotifyOfScan,
  noticeReceivers,
} from "services/upstream-bridge/notices/notices.ts";
import { openReplicas } from "services/upstream-bridge/testing/open_replicas.ts";
import { seedOnlineAccount } from "services/upstream-bridge/testing/seed_online_account.ts";

const CORP = "ww0123456789abcdef";
const NO_WEBHOOKS = { emit: () => Promise.resolve() };

async function withNotices(
  operators: readonly string[],
  work: (scene: {
    sent(): { touser: string; text: string }[];
    lose(reason: string): Promise<void>;
    setState(state: string): Promise<unknown>;
    accountId: string;
    done(): Promise<void>;
  }) => Promise<void>,
): Promise<void> {
  const replicas = await openReplicas();
  await using wecom = startFakeWecom({
    gettoken: () => issued("a-token"),
    "message/send": () => ({ errcode: 0, errmsg: "ok", msgid: "m1" }),
  });
  const core = await replicas.open();
  const config = {
    WECOM_CORP_ID: CORP,
    WECOM_AGENT_ID: "1000002",
    WECOM_SECRET: "the-secret",
    WECOM_APPS_FILE: undefined,
    WECOM_API_URL: wecom.baseUrl,
  };
  const apps = createWecomApps({ config, fetch, clock: systemClock, redis: replicas.redis });
  const receivers = noticeReceivers(apps, operators);
  const notifyOfScan = createNotifyOfScan(core.jobs, receivers);
  const appendEvent = createAppendEvent({ ...core, webhooks: NO_WEBHOOKS, notifyOfScan });
  const { accountId } = await seedOnlineAccount(core, { vid: "1688000000000017", uuid: "a" });
  const worker = createNoticeWorker({
    ...core,
    receivers,
    publicUrl: "https://wecom.example.com",
    timeZone: "Asia/Shanghai",
  });
  worker.start!();
  try {
    await work({
      accountId,
      sent: () =>
        wecom.journal.filter(({ call }) => call === "message/send").map(({ body }) => {
          const { touser, text } = body as { touser: string; text: { content: string } };
          return { touser, text: text.content };
        }),
      lose: (reason) =>
        core.sql.begin(async (tx) => {
          await appendEvent(tx, { accountId, type: "account.needs_scan", data: { reason } });
        }).then(() => {}),
      setState: (state) => core.sql`update upstream_bridge.accounts set state = ${state}`,
      done: () =>
        eventually(async () => {
          const jobs = await core.sql`select 1 from jobs.jobs where queue = 'bridge.notify'`;
          assert.equal(jobs.length, 0);
        }),
    });
  } finally {
    await worker.stop!();
    await replicas.stop();
  }
}

Deno.test("operators of the app's corp get one message per needed scan, with the reason and a link", () =>
  withNotices(
    ["zhangsan", `${CORP}/lisi`, "ww00000000000000b2/wangwu", "local/ops"],
    async ({ sent, lose, setState, accountId, done }) => {
      await setState("offline");
      await lose("kicked");
      await done();
      const [{ touser, text }, ...more] = sent() as [{ touser: string; text: string }];
      assert.deepEqual([touser, more], ["zhangsan|lisi", []]);
      assert.match(text, /account 1688000000000017.*其他设备/);
      assert.match(text, /another device/);
      assert.ok(text.endsWith(`\nhttps://wecom.example.com/console/accounts/${accountId}`));
    },
  ));

Deno.test("an account that is online again needs no message", () =>
  withNotices(["zhangsan"], async ({ sent, lose, done }) => {
    await lose("kicked");
    await done();
    assert.deepEqual(sent(), []);
  }));

Deno.test("without an operator of the app's corp no job is sent", () =>
  withNotices(["local/ops"], async ({ sent, lose, setState, done }) => {
    await setState("offline");
    await lose("kicked");
    await done();
    assert.deepEqual(sent(), []);
  }));
