import { setTimeout as wait } from "node:timers/promises";
import type { RouteRules } from "packages/platform/http/route_rules.ts";

/** Rules of the addresses that WeCom and the upstream call: they send bursts, and have no Origin. */
export const CALLBACK_RULES: RouteRules = {
  access: "public",
  limit: "unlimited",
  skipOriginCheck: true,
  logRefusalsQuietly: true,
  maxBodyBytes: 1024 * 1024,
};

/**
 * When to answer 503, so that WeCom delivers again. WeCom closes the connection after five seconds, and by one of its
 * documents only this timeout counts as a failure, not a status.
 */
const ANSWER_503_AFTER_MS = 6_000;

/**
 * The answer to a callback that could not be stored.
 * @param arrivedAt when it arrived, a time of `performance.now`
 */
export async function answerNotStored(arrivedAt: number): Promise<Response> {
  await wait(Math.max(0, arrivedAt + ANSWER_503_AFTER_MS - performance.now()));
  return new Response(null, { status: 503, headers: { "retry-after": "1" } });
}
