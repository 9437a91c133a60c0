// Pictures and files in a conversation, for the pages of the console.
import type { ConversationSeed, LineSeed } from "tests/support/conversation_seed.ts";
import type { BrowserStack } from "tests/pages/support/browser_stack.ts";
import { uploadMedia } from "tests/support/upload_media.ts";
import { createSampleFile } from "simulators/wecom/push/sample_media.ts";

/** Puts a picture into the simulated WeCom; returns its media id. */
export function sendPicture({ simulatorUrl }: BrowserStack): Promise<string> {
  const { filename, contentType, bytes } = createSampleFile("image");
  const file = new File([bytes], filename, { type: contentType });
  return uploadMedia((path, init) => fetch(simulatorUrl + path, init), file);
}

/** A conversation with pictures and files: available, missing, deleted, and of an AI bot. `ago` takes minutes. */
export function showFiles(ago: (minutes: number) => Date, pictureId: string): ConversationSeed {
  const left = (minutes: number, says: Record<string, string>): LineSeed => ({
    at: ago(minutes),
    says,
    isLeft: true,
  });
  return {
    person: "wmAbCdEfGhIjKlMnOpQrStUvWxYz0004",
    name: "孙先生",
    mode: "human",
    modeReason: "keyword",
    modeChangedAt: ago(6000),
    lines: [
      left(6000, { type: "image", mediaId: pictureId }),
      left(50, { type: "image", mediaId: "unknown-media" }),
      left(48, { type: "image", mediaId: pictureId }),
      { at: ago(45), says: { type: "image", mediaId: pictureId }, by: "staff" },
      left(44, { type: "video", mediaId: "unknown-media" }),
      left(43, { type: "image" }),
    ],
  };
}
