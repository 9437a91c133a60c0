/**
 * A separate process for job_failure_test.ts. It creates a queue; or it takes one job, prints a line, and never finishes
 * the job. On SIGTERM it stops as services do.
 */
import postgres from "postgres";
import { z } from "zod";
import { createQueues } from "packages/storage/jobs/create_queues.ts";
import { quietLog, testJobQueue } from "packages/storage/jobs/testing/test_jobs.ts";

const print = (line: string) => Deno.stdout.writeSync(new TextEncoder().encode(line + "\n"));
const [url = "", name = "", what = "work"] = Deno.args;
const sql = postgres(url, { max: 2, onnotice: () => {} });
const queue = { name, schema: z.object({ word: z.string() }) };
if (what === "create") {
  print(`created ${(await createQueues(sql, [queue], quietLog)).length}`);
  await sql.end();
} else {
  const jobs = testJobQueue(sql, [queue]);
  jobs.work(queue, async ({ payload }) => {
    print(`taken ${payload.word}`);
    await new Promise(() => {});
  });
  await jobs.start();
  Deno.addSignalListener("SIGTERM", () => jobs.stop().then(() => Deno.exit(0)));
}
