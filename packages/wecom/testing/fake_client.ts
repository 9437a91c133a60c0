import { createWecomClient } from "packages/wecom/client/client.ts";
import { type Handler, startFakeWecom } from "packages/wecom/testing/fake_wecom.ts";

/** Starts a fake of WeCom's API and makes a client for it that already has a token. */
export function openFakeClient(handlers: Readonly<Record<string, Handler>>) {
  const wecom = startFakeWecom(handlers);
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
