import { createCallbackKey, encryptFile } from "packages/wecom/callback/cipher.ts";
import type { Bot } from "simulators/wecom/channels.ts";
import { createSampleFile, type MediaKind } from "simulators/wecom/push/sample_media.ts";
import type { WecomState } from "simulators/wecom/state/state.ts";

/** The path of files for bots. The real WeCom uses another host with signed URLs. */
export const botFilePath = "/aibot/file/";

/** Stores a file for the bot for five minutes, encrypted with the bot's key (D101031). Returns its name below the path. */
export function addBotFile(
  state: WecomState,
  { kind, mediaId, corpId, bot }: {
    kind: MediaKind;
    /** An uploaded file; without it, or when it has expired, a small sample. */
    mediaId: string | undefined;
    corpId: string;
    bot: Bot;
  },
): string {
  const file = state.media.find(mediaId ?? "") ?? createSampleFile(kind);
  const bytes = encryptFile(createCallbackKey(bot.callback.encodingAesKey), file.bytes);
  return state.botFiles.add({ ...file, corpId, bytes: Uint8Array.from(bytes) });
}
