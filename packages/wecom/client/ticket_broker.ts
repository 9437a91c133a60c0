import type { TokenStore } from "packages/wecom/client/shared_token.ts";
import type { JssdkTicket, TicketCalls } from "packages/wecom/client/ticket_calls.ts";
import { createBroker } from "packages/wecom/client/token_broker.ts";

/** The tickets of one app, to use now. Both throw `WecomError` or `WecomUnreachableError`. */
export interface TicketSource {
  /** For `config`. */
  corpTicket(signal?: AbortSignal): Promise<string>;
  /** For `agentConfig`. */
  agentTicket(signal?: AbortSignal): Promise<string>;
}

/**
 * Makes the one source of JS-SDK tickets for one app: held and shared like access tokens, the corp's by all its apps,
 * so that one is fetched for all replicas in each of its lifetimes (and a few times more in its last minutes, when
 * WeCom still gives the same one).
 */
export function createTicketBroker(options: {
  readonly calls: TicketCalls;
  readonly clock: { now(): number };
  /** A number in [0, 1) each time. */
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
