import { createCallbackKey, encryptFile } from "packages/wecom/callback/cipher.ts";
import type { Bot } from "simulators/wecom/channels.ts";
import { createSampleFile, type MediaKind } from "simulators/wecom/push/sample_media.ts";
import type { WecomState } from "simulators/wecom/state/state.ts";

/** Where bots fetch files, below the simulator's address; in life another host, whose URLs are signed. */
export const botFilePath = "/aibot/file/";

/** Puts a file where the bot can fetch it for five minutes, encrypted with the bot's key (D101031); returns its name there. */
export function addBotFile(
  state: WecomState,
  { kind, mediaId, corpId, bot }: {
    kind: MediaKind;
    /** A file that was uploaded; without it, or when it is gone, a small one. */
    mediaId: string | undefined;
    corpId: string;
    bot: Bot;
  },
): string {
  const found = mediaId === undefined ? undefined : state.media.find(mediaId);
  const file = found === undefined || found === "expired" ? createSampleFile(kind) : found.value;
  const bytes = encryptFile(createCallbackKey(bot.callback.encodingAesKey), file.bytes);
  return state.botFiles.add({ ...file, corpId, bytes: Uint8Array.from(bytes) });
}
