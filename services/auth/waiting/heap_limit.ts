import { getHeapStatistics } from "node:v8";

const MEBIBYTE = 1024 * 1024;
/** What `auth` needs without polls, and what the garbage collector needs to work without haste. */
const BASE_BYTES = 64 * MEBIBYTE;
/** What a held poll needs; it keeps about half of this. */
const BYTES_PER_WAITER = 12 * 1024;

/**
 * Says why this process cannot hold `maxWaiters` polls: with too small a heap V8 ends the process. Undefined: it can.
 * @param heapBytes the heap that V8 allows; default: that of this process
 */
export function findHeapProblem(
  maxWaiters: number,
  heapBytes = getHeapStatistics().heap_size_limit,
): string | undefined {
  const neededBytes = BASE_BYTES + maxWaiters * BYTES_PER_WAITER;
  if (neededBytes <= heapBytes) return undefined;
  const [needed, has] = [neededBytes, heapBytes].map((bytes) => Math.ceil(bytes / MEBIBYTE));
  return `is too large: that many polls need ${needed} MiB of heap, and this process has ${has} MiB. Lower it, ` +
    `or start with --v8-flags=--max-old-space-size=${needed}`;
}
