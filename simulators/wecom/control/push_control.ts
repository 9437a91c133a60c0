import { createHash } from "node:crypto";
import { z } from "zod";
import type { ControlApi } from "simulators/shared/control_api.ts";
import { findApp, findBot, findCorp, startPush } from "simulators/wecom/push/push.ts";
import { pushSchema, verifySchema } from "simulators/wecom/push/push_schema.ts";
import { verifyUrl } from "simulators/wecom/push/verify_url.ts";
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

/** Adds the calls about callbacks, messages and the JS-SDK. */
export function addPushCalls(control: ControlApi, state: WecomState, publicUrl: string): void {
  control.post("push", "Makes WeCom send callbacks", pushSchema, async (request) => {
    const { deliveries, done } = startPush(state, request, publicUrl);
    if (request.wait) await done;
    return Response.json({ deliveries }, { status: request.wait ? 200 : 202 });
  });
  control.get("deliveries", "All callbacks with every attempt", () => ({
    deliveries: state.deliveries.list(),
  }));
  const saves = "Verifies a callback URL, as the Save button of WeCom's console does";
  control.post("verify", saves, verifySchema, async ({ corpId, agentId, botId, to }) => {
    const corp = findCorp(state, corpId);
    const { callback } = botId === undefined ? findApp(corp, agentId) : findBot(corp, botId);
    const receiveId = botId === undefined ? corp.id : "";
    return await verifyUrl(state, { callback, receiveId, to });
  });
  const filter = "filtered by ?corpId=, ?channel=, ?person=";
  control.get("sent", `Messages that people received, in order, ${filter}`, (c) => ({
    messages: state.chats.list(c.req.query()).filter(({ from }) => from === "system"),
  }));
  control.get("chats", `Messages in both directions, in order, ${filter}`, (c) => ({
    messages: state.chats.list(c.req.query()),
  }));
  const checks = "Checks a JS-SDK signature: with agentId for agentConfig, without it for config";
  control.post("jssdk", checks, jssdkSchema, (request) => judgeJssdk(state, request));
}

/** Whether the client would accept a JS-SDK signature (D96909), and if not, what is wrong with it. */
function judgeJssdk(
  state: WecomState,
  request: z.output<typeof jssdkSchema>,
): { ok: boolean; problem?: string } {
  const corp = findCorp(state, request.corpId);
  const owner = request.agentId === undefined
    ? corp.id
    : `${corp.id}/${findApp(corp, request.agentId).id}`;
  const ticket = state.jsapiTickets.find(owner);
  if (ticket === undefined) return { ok: false, problem: "its ticket was never fetched" };
  const url = request.url.split("#")[0] ?? "";
  if (sign({ ...request, ticket, url }) === request.signature) return { ok: true };
  return { ok: false, problem: "ticket, address, timestamp or nonce differ (40093, 42012)" };
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
