import { z } from "zod";
import type { TokenSource, WecomCall } from "packages/wecom/client/call.ts";

/** A ticket for JS-SDK signatures. WeCom returns the same one until it expires. */
export interface JssdkTicket {
  readonly ticket: string;
  readonly expiresInSeconds: number;
}

/**
 * Calls for JS-SDK tickets. WeCom allows 400 an hour for a corp and 100 for an app, so use
 * `ticket_broker.ts`. Document path 96909.
 */
export interface TicketCalls {
  /** `get_jsapi_ticket`: for `config`; any app of the corp gets the same one. */
  getCorpTicket(signal?: AbortSignal): Promise<JssdkTicket>;
  /** `ticket/get?type=agent_config`: for `agentConfig`; each app has its own. */
  getAgentTicket(signal?: AbortSignal): Promise<JssdkTicket>;
}

const ticketWire = z.looseObject({
  ticket: z.string().min(1),
  expires_in: z.coerce.number().positive(),
});

/** Makes the calls of one app. */
export function createTicketCalls(
  { call, tokens }: { readonly call: WecomCall; readonly tokens: TokenSource },
): TicketCalls {
  async function get(
    name: string,
    query: Readonly<Record<string, string>>,
    signal: AbortSignal | undefined,
  ): Promise<JssdkTicket> {
    const request = { call: name, query, answer: ticketWire, repeatable: true, tokens, signal };
    const wire = await call(request);
    return { ticket: wire.ticket, expiresInSeconds: wire.expires_in };
  }
  return {
    getCorpTicket: (signal) => get("get_jsapi_ticket", {}, signal),
    getAgentTicket: (signal) => get("ticket/get", { type: "agent_config" }, signal),
  };
}
