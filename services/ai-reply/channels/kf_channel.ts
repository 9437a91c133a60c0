import { describeError, type Logger } from "packages/platform/log.ts";
import { WecomError } from "packages/wecom/client/errcode.ts";
import type { KfCalls } from "packages/wecom/client/kf_calls.ts";
import type { KfSession } from "packages/wecom/client/kf_session_calls.ts";
import type { AppClient } from "packages/wecom_apps/wecom_apps.ts";
import type { ChannelSender, Outcome, Outgoing } from "services/ai-reply/channels/channel.ts";
import { appMissing, toRefusal } from "services/ai-reply/channels/refusal.ts";
import type { ReadCommand } from "services/ai-reply/commands/read_command.ts";
import type { Conversation } from "services/ai-reply/domain/conversation.ts";
import { RESERVED_BYTES, vendorMsgId } from "services/ai-reply/domain/delivery.ts";
import { DELIVERY_ERRORS } from "services/ai-reply/domain/delivery_errors.ts";
import { isHandedBack } from "services/ai-reply/domain/handed_back.ts";
import { asksForBot } from "services/ai-reply/domain/plan_turn.ts";
import { toPlainText } from "services/ai-reply/text/plain_text.ts";
import { MAX_TEXT_BYTES, splitText } from "services/ai-reply/text/split_text.ts";

/** Until the customer writes again (WeCom document path 94677). */
const MAX_PARTS = 5;
/** An operator waits for the change. */
const CHANGE_WITHIN_MS = 5_000;
/** WeCom received this msgid before: the message has arrived. */
const DUPLICATE_MSGID = 95033;
/** WeCom does not allow the change. Ending is allowed in every session, so this one has ended already. */
const CHANGE_NOT_ALLOWED = 95016;

/** The customer is with the AI again, but the confirmation may be lost. */
const LOST: Outcome = { kind: "uncertain", error: DELIVERY_ERRORS.toBotUnconfirmed };

/** The channel of 微信客服. WeCom recognises a repeated part by its msgid. */
export function createKfChannel(
  { apps, readCommand, log }: {
    readonly apps: ReadonlyMap<string, AppClient>;
    readonly readCommand: ReadCommand;
    readonly log: Logger;
  },
): ChannelSender {
  const kfOf = (app: string) => apps.get(app)?.client.kf;

  /** Best effort: our console shows who answers, even if WeCom's client shows another state. */
  async function change(conversation: Conversation, state: "queued" | "ended"): Promise<void> {
    const kf = kfOf(conversation.app);
    try {
      const session = sessionOf(conversation);
      const signal = AbortSignal.timeout(CHANGE_WITHIN_MS);
      const present = await kf?.getServiceState(session, signal);
      const isWithStaff = present === "queued" || present === "staff";
      if ((state === "queued") === isWithStaff) return;
      await kf?.changeServiceState({ ...session, state }, signal);
    } catch (error) {
      log.warn("kf_service_state_not_changed", {
        conversation_id: conversation.conversationId,
        error: describeError(error),
      });
    }
  }

  return {
    render: (answer) => splitText(toPlainText(answer, "kf"), MAX_TEXT_BYTES - RESERVED_BYTES),
    // One message is allowed in reply to the end of the session.
    partsLeft: (sentSince, turn, conversation) =>
      asksForBot(turn, readCommand) || isHandedBack(conversation, turn)
        ? 1
        : Math.max(0, MAX_PARTS - sentSince),
    async staffServes(conversation, turn, signal) {
      try {
        const state = await kfOf(conversation.app)?.getServiceState(
          sessionOf(conversation),
          signal,
        );
        if (isHandedBack(conversation, turn)) return false;
        return state === "staff" || state === "queued" && !asksForBot(turn, readCommand);
      } catch (error) {
        // Sending reports the same state.
        if (error instanceof WecomError) return false;
        throw error;
      }
    },
    async send(outgoing) {
      const { conversation, turn, part, text, signal } = outgoing;
      const kf = kfOf(conversation.app);
      if (kf === undefined) return appMissing(conversation.app);
      const isMoveToBot = conversation.mode === "bot" && asksForBot(turn, readCommand) ||
        isHandedBack(conversation, turn);
      try {
        const outcome = isMoveToBot ? await moveFromStaffToBot(kf, outgoing) : undefined;
        if (outcome !== undefined) return outcome;
        const msgId = vendorMsgId(turn.turnId, part);
        await kf.sendText({ ...sessionOf(conversation), text, msgId }, signal);
        return { kind: "sent" };
      } catch (error) {
        return hasErrcode(error, DUPLICATE_MSGID) ? { kind: "sent" } : toRefusal(error);
      }
    },
    toStaff: (conversation) => change(conversation, "queued"),
    toBot: (conversation) => change(conversation, "ended"),
  };
}

/**
 * Takes a customer out of the queue, or from a colleague if an operator has handed the customer back: ends the session,
 * and sends the part with the code that WeCom returns for the end, as an ended session takes no other message. Returns
 * undefined if the customer is in neither. If the session has ended already, its code is lost.
 */
async function moveFromStaffToBot(
  kf: KfCalls,
  { conversation, turn, part, text, signal }: Outgoing,
): Promise<Outcome | undefined> {
  const session = sessionOf(conversation);
  const state = await kf.getServiceState(session, signal);
  if (state === "ended") return LOST;
  const isWithStaff = state === "staff" && isHandedBack(conversation, turn);
  if (state !== "queued" && !isWithStaff) return undefined;
  let code: string | undefined;
  try {
    code = await kf.changeServiceState({ ...session, state: "ended" }, signal);
    await kf.sendTextOnEvent({ code, text, msgId: vendorMsgId(turn.turnId, part) }, signal);
    return { kind: "sent" };
  } catch (error) {
    if (hasErrcode(error, DUPLICATE_MSGID)) return { kind: "sent" };
    const hasEnded = code !== undefined || hasErrcode(error, CHANGE_NOT_ALLOWED);
    if (hasEnded && error instanceof WecomError) return LOST;
    throw error;
  }
}

function hasErrcode(error: unknown, errcode: number): boolean {
  return error instanceof WecomError && error.errcode === errcode;
}

function sessionOf({ place, person }: Conversation): KfSession {
  return { openKfId: place, externalUserId: person };
}
