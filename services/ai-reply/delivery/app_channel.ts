import type { AppClient } from "packages/wecom_apps/wecom_apps.ts";
import type { ChannelSender } from "services/ai-reply/delivery/channel.ts";
import { appMissing, toRefusal } from "services/ai-reply/delivery/refusal.ts";
import { toPlainText } from "services/ai-reply/text/plain_text.ts";
import { MAX_TEXT_BYTES, splitText } from "services/ai-reply/text/split_text.ts";

/** Room for what tells repetitions apart. */
const RESERVED_BYTES = 48;
/** WeCom silently drops what is over 30 messages a minute to one member; document path 90236. */
const MAX_PARTS = 10;

/** Members who write to an app get messages of the app. A part that may have arrived is known again by its text. */
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
    handOver: () => Promise.resolve(),
    takeBack: () => Promise.resolve(),
  };
}
