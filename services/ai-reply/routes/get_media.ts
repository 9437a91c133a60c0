import { createRoute, z } from "@hono/zod-openapi";
import type { App } from "packages/platform/http/app.ts";
import { refusals } from "packages/platform/http/openapi.ts";
import type { WecomFile } from "packages/wecom/client/download.ts";
import type { AiReplyDeps } from "services/ai-reply/deps.ts";
import { openMedia } from "services/ai-reply/media/open_media.ts";
import { requireConversationId } from "services/ai-reply/routes/conversations_api.ts";
import { conversationError } from "services/ai-reply/errors.ts";
import { readMedia } from "services/ai-reply/media/read_media.ts";

/** Content types that browsers show without running code. */
const PICTURES = ["image/jpeg", "image/png", "image/gif", "image/webp"];

const id = z.string().max(64);
const item = z.coerce.number().int().min(0).max(99).default(0).openapi({
  description: "Which file of the message; its `media` lists them.",
});
const file = z.string().openapi({ format: "binary" });

const route = createRoute({
  method: "get",
  path: "/api/v1/conversations/{id}/messages/{messageId}/media",
  summary: "The picture, voice message, video or file of a message",
  description:
    "The stored file, else the file from WeCom, which has it for three days. Pictures are shown, all other files are attachments. Types other than picture, audio and video become `application/octet-stream`.",
  request: { params: z.object({ id, messageId: id }), query: z.object({ item }) },
  responses: {
    200: {
      description: "The file.",
      content: Object.fromEntries(
        [...PICTURES, "audio/*", "video/*", "application/octet-stream"]
          .map((type) => [type, { schema: file }]),
      ),
    },
    ...refusals(400, 404, 410, 502),
  },
});

/** `GET /api/v1/conversations/{id}/messages/{messageId}/media` */
export function getMediaRoute(app: App, deps: AiReplyDeps): void {
  // Without `refuseHead`, a HEAD request would make WeCom send a file that no one reads.
  app.route({ access: "operator", refuseHead: true }, route, async (c) => {
    const { id, messageId } = c.req.valid("param");
    requireConversationId(id);
    if (!z.uuid().safeParse(messageId).success) {
      throw conversationError("conversation_media_not_found");
    }
    const { item } = c.req.valid("query");
    const media = await readMedia(deps.sql, id, messageId, item);
    const file = await openMedia(deps, media);
    return c.body(file.body, 200, headersOf(file, `${media.type}-${messageId.slice(-8)}`));
  });
}

/** Headers for a file of an unknown sender: the browser shows or saves it, never runs it or detects another type. */
function headersOf(file: WecomFile, defaultName: string): Record<string, string> {
  const { contentType, contentLength, fileName = defaultName } = file;
  const isPicture = PICTURES.includes(contentType);
  // Any other type could be a script or a style, which pages of this site may load.
  const isHarmless = isPicture || /^(audio|video)\/[\w.+-]+$/.test(contentType);
  return {
    "content-type": isHarmless ? contentType : "application/octet-stream",
    "content-disposition": `${isPicture ? "inline" : "attachment"}; filename*=UTF-8''${
      encodeName(fileName)
    }`,
    ...contentLength === undefined ? {} : { "content-length": String(contentLength) },
    "content-security-policy": "sandbox; default-src 'none'",
    "x-content-type-options": "nosniff",
    "cross-origin-resource-policy": "same-origin",
    "referrer-policy": "no-referrer",
    // So that a page that reloads itself does not fetch the file each time.
    "cache-control": "private, max-age=300",
  };
}

/** Encodes a file name for a header (RFC 8187), which escapes more than `encodeURIComponent`. */
function encodeName(name: string): string {
  const escape = (character: string) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
  return encodeURIComponent(name.toWellFormed()).replaceAll(/['()*]/g, escape);
}
