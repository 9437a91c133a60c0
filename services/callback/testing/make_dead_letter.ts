import { z } from "zod";
import { callbackMessage } from "packages/events/callback_message.ts";
import { systemClock } from "packages/platform/clock.ts";
import { systemRandomBytes, uuidV7 } from "packages/platform/random.ts";
import type { DeadLetter, JobQueue } from "packages/storage/jobs/job_queue.ts";
import { eventually } from "packages/testkit/eventually.ts";

/** Makes a dead letter of the queue `callback.message`: its consumer does not accept the payload. */
export async function makeDeadLetter(jobs: JobQueue, text: string): Promise<DeadLetter> {
  const inboxId = uuidV7(systemClock, systemRandomBytes);
  await jobs.send(callbackMessage, {
    kind: "simulated_message",
    inboxId,
    app: "default",
    corpId: "ww0123456789abcdef",
    sentAt: "2026-01-01T00:00:00.000Z",
    externalUserId: "wm-demo-1",
    content: { type: "text", text },
  });
  const worker = jobs.work({ ...callbackMessage, schema: z.never() }, () => Promise.resolve());
  try {
    return await eventually(async () => {
      const { items } = await jobs.deadLetters.list({ limit: 100 });
      const found = items.find(({ payload }) => JSON.stringify(payload).includes(inboxId));
      if (found === undefined) throw new Error("no dead letter yet");
      return found;
    });
  } finally {
    await worker.stop();
  }
}
