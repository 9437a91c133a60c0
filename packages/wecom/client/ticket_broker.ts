import type { TokenStore } from "packages/wecom/client/shared_token.ts";
import type { JssdkTicket, TicketCalls } from "packages/wecom/client/ticket_calls.ts";
import { createBroker } from "packages/wecom/client/token_broker.ts";

/** The current tickets of one app. Both functions throw `WecomError` or `WecomUnreachableError`. */
export interface TicketSource {
  /** For `config`. */
  corpTicket(signal?: AbortSignal): Promise<string>;
  /** For `agentConfig`. */
  agentTicket(signal?: AbortSignal): Promise<string>;
}

/**
 * Makes the only source of JS-SDK tickets for one app. Tickets are kept and shared like access tokens; all
 * apps of a corp share the corp's ticket. So all replicas together fetch a ticket once in its lifetime,
 * and a few more times in its last minutes, while WeCom still returns the old one.
 */
export function createTicketBroker(options: {
  readonly calls: TicketCalls;
  readonly clock: { now(): number };
  /** Returns a number in [0, 1). */
  readonly random: () => number;
  readonly corpId: string;
  readonly agentId: string;
  readonly secret: string;
  readonly store: TokenStore;
}): TicketSource {
  const { calls, corpId, agentId } = options;
  const hold = (key: string, call: string, get: () => Promise<JssdkTicket>) =>
    createBroker({
      ...options,
      key: `wecom:ticket:${key}`,
      call,
      async ask() {
        const { ticket, expiresInSeconds } = await get();
        return { token: ticket, expiresInSeconds };
      },
    });
  const corp = hold(corpId, "get_jsapi_ticket", () => calls.getCorpTicket());
  const agent = hold(`${corpId}:${agentId}`, "ticket/get", () => calls.getAgentTicket());
  return {
    corpTicket: (signal) => corp.token(signal),
    agentTicket: (signal) => agent.token(signal),
  };
}
