import {
  createWecomCall,
  createWecomSend,
  type Observe,
  type TokenSource,
} from "packages/wecom/client/call.ts";
import { createCustomerCalls, type CustomerCalls } from "packages/wecom/client/customer_calls.ts";
import { createKfCalls, type KfCalls } from "packages/wecom/client/kf_calls.ts";
import { createMediaCalls, type MediaCalls } from "packages/wecom/client/media_calls.ts";
import { createMessageCalls, type MessageCalls } from "packages/wecom/client/message_calls.ts";
import { createNetworkCalls, type NetworkCalls } from "packages/wecom/client/network_calls.ts";
import { createTicketCalls, type TicketCalls } from "packages/wecom/client/ticket_calls.ts";
import {
  type Agent,
  toAgent,
  toUser,
  toUserInfo,
  type User,
  type UserInfo,
} from "packages/wecom/client/values.ts";
import { getAgentWire, getUserInfoWire, getUserWire } from "packages/wecom/client/wire.ts";

/**
 * The calls of one app. `signal` is the caller's deadline for all tries. Every call throws `WecomError`
 * when WeCom refuses it, and `WecomUnreachableError` when there is no usable answer.
 */
export interface WecomClient {
  /**
   * Exchanges a login code. A time-out is not repeated, because WeCom may have used up the code; only
   * code -1, which means "not processed", is. Document paths 91023 and 98176.
   */
  getUserInfo(code: string, signal?: AbortSignal): Promise<UserInfo>;
  /** A member by id; error 60111 when the member is unknown or out of scope. Document path 90196. */
  getUser(userId: string, signal?: AbortSignal): Promise<User>;
  /** The app of this client. Document path 90227. */
  getAgent(signal?: AbortSignal): Promise<Agent>;
  readonly messages: MessageCalls;
  /** JS-SDK tickets */
  readonly tickets: TicketCalls;
  /** WeCom's IP addresses. */
  readonly network: NetworkCalls;
  /** 微信客服 */
  readonly kf: KfCalls;
  /** 客户联系 */
  readonly customers: CustomerCalls;
  /** Pictures, voice, video and files of messages. */
  readonly media: MediaCalls;
}

/** What a client needs. */
export interface WecomClientOptions {
  readonly fetch: typeof globalThis.fetch;
  readonly clock: { now(): number };
  /** The base URL of WeCom's API; may have a path. */
  readonly baseUrl: string;
  readonly corpId: string;
  readonly agentId: string;
  readonly tokens: TokenSource;
  readonly observe?: Observe;
  /** For one try. Default 5,000. */
  readonly timeoutMs?: number;
  /** For the jitter of the back-off. Default `Math.random`. */
  readonly random?: () => number;
}

/** Makes the client of one app. No I/O before the first call. */
export function createWecomClient(options: WecomClientOptions): WecomClient {
  const { corpId, agentId, tokens, random = Math.random } = options;
  const call = createWecomCall({ ...options, random });
  return {
    async getUserInfo(code, signal) {
      const wire = await call({
        call: "auth/getuserinfo",
        query: { code },
        answer: getUserInfoWire,
        repeatable: false,
        tokens,
        signal,
      });
      return toUserInfo(wire, corpId);
    },
    async getUser(userId, signal) {
      const wire = await call({
        call: "user/get",
        query: { userid: userId },
        answer: getUserWire,
        repeatable: true,
        tokens,
        signal,
      });
      return toUser(wire);
    },
    async getAgent(signal) {
      const wire = await call({
        call: "agent/get",
        query: { agentid: agentId },
        answer: getAgentWire,
        repeatable: true,
        tokens,
        signal,
      });
      return toAgent(wire);
    },
    tickets: createTicketCalls({ call, tokens }),
    network: createNetworkCalls({ call, tokens }),
    messages: createMessageCalls({ call, agentId, tokens }),
    kf: createKfCalls({ call, tokens }),
    customers: createCustomerCalls({ call, tokens }),
    media: createMediaCalls({ ...options, send: createWecomSend({ ...options, random }) }),
  };
}
