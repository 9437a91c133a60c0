/**
 * A separate process for job_failure_test.ts. It takes one job, prints a line, and never finishes the job. On SIGTERM it
 * stops as services do.
 */
import postgres from "postgres";
import { z } from "zod";
import { testJobQueue } from "packages/storage/jobs/testing/test_jobs.ts";

const print = (line: string) => Deno.stdout.writeSync(new TextEncoder().encode(line + "\n"));
const [url = "", name = ""] = Deno.args;
const sql = postgres(url, { max: 2, onnotice: () => {} });
const queue = { name, schema: z.object({ word: z.string() }) };
const jobs = testJobQueue(sql, [queue]);
jobs.work(queue, async ({ payload }) => {
  print(`taken ${payload.word}`);
  await new Promise(() => {});
});
await jobs.start();
Deno.addSignalListener("SIGTERM", () => jobs.stop().then(() => Deno.exit(0)));
