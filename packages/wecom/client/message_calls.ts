import { z } from "zod";
import type { TokenSource, WecomCall } from "packages/wecom/client/call.ts";
import { WecomError } from "packages/wecom/client/errcode.ts";

/** WeCom remembers what it sent for four hours at most; document path 90236. */
const DUPLICATE_CHECK_SECONDS = 14_400;

/** "Nobody is left who could be reached": what WeCom says when all receivers are invalid. */
const NOBODY_REACHED = 81013;

/** What WeCom says of a message that it took. */
export interface SentMessage {
  /** For recalling it within 24 hours. */
  readonly msgId: string | undefined;
  /** Receivers who do not get it: unknown, out of the app's scope, or without a licence. In lower case. */
  readonly invalidUserIds: readonly string[];
}

/** Messages of an app to members. All calls throw `WecomError` or `WecomUnreachableError`. */
export interface MessageCalls {
  /**
   * Sends text of at most 2048 bytes, of which WeCom cuts off the rest, to members. The same text to the same member
   * within four hours is taken and not shown, so the call may be repeated. 81013 when nobody can be reached.
   * Over 30 messages a minute to one member are taken and never shown. Document path 90236.
   */
  sendText(
    message: { readonly toUserIds: readonly string[]; readonly text: string },
    signal?: AbortSignal,
  ): Promise<SentMessage>;
}

const sendWire = z.looseObject({
  msgid: z.string().optional(),
  invaliduser: z.string().nullish(),
  unlicenseduser: z.string().nullish(),
});

/** Makes the calls of one app. */
export function createMessageCalls(
  { call, agentId, tokens }: {
    readonly call: WecomCall;
    readonly agentId: string;
    readonly tokens: TokenSource;
  },
): MessageCalls {
  return {
    async sendText({ toUserIds, text }, signal) {
      const wire = await call({
        call: "message/send",
        query: {},
        body: {
          touser: toUserIds.join("|"),
          msgtype: "text",
          agentid: Number(agentId),
          text: { content: text },
          enable_duplicate_check: 1,
          duplicate_check_interval: DUPLICATE_CHECK_SECONDS,
        },
        answer: sendWire,
        // Only because of the duplicate check.
        repeatable: true,
        tokens,
        signal,
      });
      const invalidUserIds = [
        ...listUserIds(wire.invaliduser),
        ...listUserIds(wire.unlicenseduser),
      ];
      if (invalidUserIds.length >= toUserIds.length) {
        throw new WecomError("message/send", { errcode: NOBODY_REACHED });
      }
      return { msgId: wire.msgid, invalidUserIds };
    },
  };
}

function listUserIds(joined: string | null | undefined): readonly string[] {
  return (joined ?? "").split("|").filter((userId) => userId !== "");
}
