import type { AppClient } from "packages/wecom_apps/wecom_apps.ts";
import type { ChannelSender } from "services/ai-reply/channels/channel.ts";
import { appMissing, toRefusal } from "services/ai-reply/channels/refusal.ts";
import { RESERVED_BYTES } from "services/ai-reply/domain/delivery.ts";
import { toPlainText } from "services/ai-reply/text/plain_text.ts";
import { MAX_TEXT_BYTES, splitText } from "services/ai-reply/text/split_text.ts";

/** WeCom silently drops more than 30 messages a minute to one member (WeCom document path 90236). */
const MAX_PARTS = 10;

/** The channel of an app: members get messages from the app. WeCom recognises a repeated part by its text. */
export function createAppChannel(apps: ReadonlyMap<string, AppClient>): ChannelSender {
  return {
    render: (answer) => splitText(toPlainText(answer, "app"), MAX_TEXT_BYTES - RESERVED_BYTES),
    partsLeft: () => MAX_PARTS,
    staffServes: () => Promise.resolve(false),
    async send({ conversation: { app, person }, text, signal }) {
      const client = apps.get(app)?.client;
      if (client === undefined) return appMissing(app);
      try {
        await client.messages.sendText({ toUserIds: [person], text }, signal);
        return { kind: "sent" };
      } catch (error) {
        return toRefusal(error);
      }
    },
    toStaff: () => Promise.resolve(),
    toBot: () => Promise.resolve(),
  };
}
