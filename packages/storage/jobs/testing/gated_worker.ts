import assert from "node:assert/strict";
import type { JobQueue } from "packages/storage/jobs/job_queue.ts";

/** Starts a worker whose jobs end when the test calls `finish`. */
export function createGatedWorker(
  jobs: JobQueue,
  queue: Parameters<typeof jobs.work<{ word: string }>>[0],
  concurrency: number,
) {
  const running = new Map<string, () => void>();
  const history: string[] = [];
  const worker = jobs.work(queue, async ({ payload: { word } }) => {
    assert.ok(!running.has(word), "two jobs of one key");
    history.push(word);
    await new Promise<void>((resolve) => running.set(word, resolve));
    running.delete(word);
  }, { concurrency });
  return { running, history, worker, finish: (word: string) => running.get(word)!() };
}
