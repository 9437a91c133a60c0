/**
 * A process of its own for job_failure_test.ts: creates a queue, or takes one job, says so, and never finishes it;
 * on SIGTERM it stops as services do.
 */
import postgres from "postgres";
import { z } from "zod";
import { createQueues } from "packages/storage/jobs/create_queues.ts";
import { quietLog, testJobQueue } from "packages/storage/jobs/testing/test_jobs.ts";

const say = (line: string) => Deno.stdout.writeSync(new TextEncoder().encode(line + "\n"));
const [url = "", name = "", what = "work"] = Deno.args;
const sql = postgres(url, { max: 2, onnotice: () => {} });
const queue = { name, schema: z.object({ word: z.string() }) };
if (what === "create") {
  say(`created ${(await createQueues(sql, [queue], quietLog)).length}`);
  await sql.end();
} else {
  const jobs = testJobQueue(sql, [queue]);
  jobs.work(queue, async ({ payload }) => {
    say(`taken ${payload.word}`);
    await new Promise(() => {});
  });
  await jobs.start();
  Deno.addSignalListener("SIGTERM", () => jobs.stop().then(() => Deno.exit(0)));
}
