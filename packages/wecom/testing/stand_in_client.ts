import { createWecomClient } from "packages/wecom/client/client.ts";
import { type Handler, startStandIn } from "packages/wecom/testing/stand_in.ts";

/** A stand-in for WeCom's API, and a client of it that has its token. */
export function openStandInClient(handlers: Readonly<Record<string, Handler>>) {
  const wecom = startStandIn(handlers);
  const client = createWecomClient({
    fetch,
    clock: { now: () => Date.now() },
    random: () => 0,
    baseUrl: wecom.baseUrl,
    corpId: "ww0123456789abcdef",
    agentId: "1000002",
    tokens: { token: () => Promise.resolve("t1"), invalidate() {} },
  });
  return { wecom, client, [Symbol.asyncDispose]: () => wecom[Symbol.asyncDispose]() };
}
