import { z } from "zod";
import type { TokenSource, WecomCall } from "packages/wecom/client/call.ts";
import { WecomError } from "packages/wecom/client/errcode.ts";

/** The longest duplicate check that WeCom offers: four hours; document path 90236. */
const DUPLICATE_CHECK_SECONDS = 14_400;

/** WeCom's error when no receiver can be reached. */
const NO_RECEIVER = 81013;

/** WeCom's answer for an accepted message. */
export interface SentMessage {
  /** The id for recalling the message within 24 hours. */
  readonly msgId: string | undefined;
  /** Receivers who do not get it: unknown, outside the app's scope, or without a licence. In lower case. */
  readonly invalidUserIds: readonly string[];
}

/** Calls that send messages of an app to members. All throw `WecomError` or `WecomUnreachableError`. */
export interface MessageCalls {
  /**
   * Sends a text to members. WeCom cuts it off after 2048 bytes. It accepts the same text to the same
   * member within four hours and does not show it again, so the call may be repeated. Error 81013 when no
   * receiver can be reached. WeCom accepts more than 30 messages a minute to one member and never shows
   * them. Document path 90236.
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
        // Safe because of the duplicate check.
        repeatable: true,
        tokens,
        signal,
      });
      const invalidUserIds = [
        ...listUserIds(wire.invaliduser),
        ...listUserIds(wire.unlicenseduser),
      ];
      if (invalidUserIds.length >= toUserIds.length) {
        throw new WecomError("message/send", { errcode: NO_RECEIVER });
      }
      return { msgId: wire.msgid, invalidUserIds };
    },
  };
}

function listUserIds(joined: string | null | undefined): readonly string[] {
  return (joined ?? "").split("|").filter((userId) => userId !== "");
}
