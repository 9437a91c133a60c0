import { createLogger } from "packages/platform/log.ts";
import { createOrderedIds, systemRandomBytes } from "packages/platform/random.ts";
import { testJobQueue } from "packages/storage/jobs/testing/test_jobs.ts";
import { migrationSources } from "packages/storage/migrations/sources.ts";
import { createFakeClock } from "packages/testkit/fake_clock.ts";
import { createTestDatabase } from "packages/testkit/test_database.ts";
import { createWebhooks } from "packages/webhooks/webhooks.ts";
import { callbackService } from "services/callback/service.ts";
import { createReceiver } from "services/callback/webhooks/receiver.ts";
import {
  startTestReceiver,
  TEST_SECRET,
} from "services/callback/webhooks/testing/test_receiver.ts";
import { webhookParts } from "services/callback/webhooks/webhook_workers.ts";

/**
 * Starts the workers of webhooks on a fresh database, and a receiver. The clock starts now, and only tests move it.
 * @param url of another receiver
 */
export async function startWebhooks(url?: string) {
  const database = await createTestDatabase(migrationSources([callbackService]));
  const { sql } = database;
  const jobs = testJobQueue(sql, callbackService.queues);
  await jobs.start();
  const clock = createFakeClock(Date.now());
  const nextId = createOrderedIds(clock, systemRandomBytes);
  const target = startTestReceiver();
  const log: Record<string, unknown>[] = [];
  const parts = webhookParts({
    ...{ sql, jobs, fetch, clock, randomBytes: systemRandomBytes },
    receiver: createReceiver({
      WEBHOOK_URL: url ?? target.url,
      WEBHOOK_SECRET: TEST_SECRET,
      WEBHOOK_SECRET_PREVIOUS: undefined,
    }),
    log: createLogger({ level: "debug", write: (line) => void log.push(JSON.parse(line)) }),
  });
  for (const part of parts) await part.start?.();
  const webhooks = createWebhooks({ jobs, url: target.url, clock, nextId });
  return {
    ...{ sql, jobs, clock, target, log, nextId },
    /** Sends an event; returns its id. */
    async emit(word = "x"): Promise<string> {
      const id = nextId();
      await sql.begin((tx) => webhooks.emit(tx, "webhook.test", { sentBy: word }, { id }));
      return id;
    },
    async stop() {
      for (const part of parts) await part.stop?.();
      await jobs.stop();
      await target.stop();
      await database.drop();
    },
  };
}
