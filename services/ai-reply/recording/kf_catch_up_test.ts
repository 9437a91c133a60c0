import assert from "node:assert/strict";
import { rememberSentJobs } from "packages/storage/jobs/testing/sent_jobs.ts";
import { eventually } from "packages/testkit/eventually.ts";
import { shownTo, startReplies } from "services/ai-reply/testing/start_replies.ts";
import { CUSTOMER } from "services/ai-reply/testing/start_vendors.ts";
import { createKfCatchUp } from "services/ai-reply/recording/kf_catch_up.ts";

Deno.test("a message whose callback was lost is read and answered ten minutes later, once", async () => {
  const replies = await startReplies();
  await rememberSentJobs(replies.sql);
  try {
    const [one, other] = await Promise.all([replies.openWorker(), replies.openWorker()]);
    one.start();
    await replies.receive(replies.kfNews());
    await eventually(async () =>
      assert.equal((await replies.sql`select 1 from ai_reply.kf_cursors`).length, 1)
    );
    // No callback arrives for this message.
    await replies.inKf({ message: { kind: "text", content: "在吗" } });
    const catchUps = [one, other].map(({ deps }) => createKfCatchUp(deps));
    for (const catchUp of catchUps) await catchUp.run();
    assert.deepEqual(shownTo(replies, CUSTOMER), [], "it was read just now");

    replies.clock.advance(11 * 60_000);
    await Promise.all(catchUps.map((catchUp) => catchUp.run()));
    const [{ jobs }] = await replies.sql<[{ jobs: number }]>`
      select count(*)::int as jobs from public.sent_jobs where queue = 'callback.message'`;
    assert.equal(jobs, 2, "one for the callback, one for the catch-up");
    await eventually(() => assert.deepEqual(shownTo(replies, CUSTOMER), ["模拟回答：在吗"]));
  } finally {
    await replies.stop();
  }
});
