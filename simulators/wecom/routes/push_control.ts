import { createHash } from "node:crypto";
import type { Hono } from "hono";
import { z } from "zod";
import type { Environment } from "simulators/wecom/environment.ts";
import { findApp, findBot, findCorp, startPush } from "simulators/wecom/push/push.ts";
import { pushSchema, verifySchema } from "simulators/wecom/push/push_schema.ts";
import { verifyUrl } from "simulators/wecom/push/verify_url.ts";
import { readControlJson } from "simulators/shared/read_control_json.ts";
import type { WecomState } from "simulators/wecom/state/state.ts";

const jssdkSchema = z.strictObject({
  corpId: z.string().optional(),
  /** With it the signature is one for `agentConfig`, without it one for `config`. */
  agentId: z.int().positive().optional(),
  url: z.url(),
  timestamp: z.union([z.int(), z.string().regex(/^\d+$/)]),
  nonceStr: z.string().min(1),
  signature: z.string(),
});

/** The part of the control API that is about callbacks, messages and the JS-SDK. */
export function addPushControl(
  app: Hono<Environment>,
  state: WecomState,
  publicUrl: string,
): void {
  app.post("/_control/push", async (c) => {
    const request = await readControlJson(c, pushSchema);
    const { deliveries, done } = startPush(state, request, publicUrl);
    if (request.wait) await done;
    return c.json({ deliveries }, request.wait ? 200 : 202);
  });
  app.get("/_control/deliveries", (c) => c.json({ deliveries: state.deliveries.list() }));
  app.post("/_control/verify", async (c) => {
    const { corpId, agentId, botId, to } = await readControlJson(c, verifySchema);
    const corp = findCorp(state, corpId);
    const { callback } = botId === undefined ? findApp(corp, agentId) : findBot(corp, botId);
    const receiveId = botId === undefined ? corp.id : "";
    return c.json(await verifyUrl(state, { callback, receiveId, to }));
  });
  app.get("/_control/sent", (c) => {
    const { corpId, channel, person } = c.req.query();
    const entries = state.chats.list({ corpId, channel, person });
    return c.json({ messages: entries.filter(({ from }) => from === "system") });
  });
  app.get("/_control/chats", (c) => {
    const { corpId, channel, person } = c.req.query();
    return c.json({ messages: state.chats.list({ corpId, channel, person }) });
  });
  app.post("/_control/jssdk", async (c) => {
    return c.json(judgeJssdk(state, await readControlJson(c, jssdkSchema)));
  });
}

/** Whether the client would accept a JS-SDK signature (D96909), and if not, what is wrong with it. */
function judgeJssdk(
  state: WecomState,
  request: z.output<typeof jssdkSchema>,
): { ok: boolean; problem?: string } {
  const corp = findCorp(state, request.corpId);
  const corpTicket = state.jsapiTickets.find(corp.id);
  const appTicket = request.agentId === undefined
    ? undefined
    : state.jsapiTickets.find(`${corp.id}/${findApp(corp, request.agentId).id}`);
  const isApp = request.agentId !== undefined;
  const ticket = isApp ? appTicket : corpTicket;
  if (ticket === undefined) return { ok: false, problem: "its ticket was never fetched" };
  const page = request.url.split("#")[0] ?? "";
  const signedWith = (used: string | undefined, url: string) =>
    used !== undefined && sign({ ...request, ticket: used, url }) === request.signature;
  if (signedWith(ticket, page)) return { ok: true };
  const other = isApp ? corpTicket : appTicket;
  if (signedWith(ticket, request.url)) {
    return { ok: false, problem: "it was made over the address with its #fragment (40093)" };
  }
  if (signedWith(other, page)) {
    return {
      ok: false,
      problem: "it was made with the corp's ticket instead of the app's (42012)",
    };
  }
  return { ok: false, problem: "ticket, address, timestamp or nonce differ (40093)" };
}

function sign(
  { ticket, nonceStr, timestamp, url }: {
    ticket: string;
    nonceStr: string;
    timestamp: string | number;
    url: string;
  },
): string {
  const text = `jsapi_ticket=${ticket}&noncestr=${nonceStr}&timestamp=${timestamp}&url=${url}`;
  return createHash("sha1").update(text).digest("hex");
}
