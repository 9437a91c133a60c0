import { createRoute, z } from "@hono/zod-openapi";
import type { App } from "packages/platform/http/app.ts";
import { REFUSAL } from "packages/platform/http/openapi.ts";
import type { WecomFile } from "packages/wecom/client/download.ts";
import type { AiReplyDeps } from "services/ai-reply/deps.ts";
import { openMedia } from "services/ai-reply/open_media.ts";
import { requireConversationId } from "services/ai-reply/routes/conversations_api.ts";
import { conversationError } from "services/ai-reply/errors.ts";
import { readMedia } from "services/ai-reply/stores/read_media.ts";

/** What browsers draw and never run. */
const PICTURES = ["image/jpeg", "image/png", "image/gif", "image/webp"];

const id = z.string().max(64);
const item = z.coerce.number().int().min(0).max(99).default(0).openapi({
  description: "Which file of the message, as its `media` says.",
});
const file = z.string().openapi({ format: "binary" });

const route = createRoute({
  method: "get",
  path: "/api/v1/conversations/{id}/messages/{messageId}/media",
  summary: "The picture, voice message, video or file of a message",
  description:
    "As it is kept, else from WeCom while it has it: three days. Pictures are shown, everything else is an attachment; kinds that are neither picture, sound nor video are `application/octet-stream`.",
  request: { params: z.object({ id, messageId: id }), query: z.object({ item }) },
  responses: {
    200: {
      description: "The file.",
      content: Object.fromEntries(
        [...PICTURES, "audio/*", "video/*", "application/octet-stream"]
          .map((type) => [type, { schema: file }]),
      ),
    },
    400: REFUSAL,
    401: REFUSAL,
    403: REFUSAL,
    404: REFUSAL,
    410: REFUSAL,
    502: REFUSAL,
  },
});

/** `GET /api/v1/conversations/{id}/messages/{messageId}/media` */
export function getMediaRoute(app: App, deps: AiReplyDeps): void {
  // With `consuming` nobody makes WeCom send a file that is not read: a HEAD is answered 404.
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

/** Whatever a stranger has sent: it is drawn or saved, and neither runs, nor is it read as anything else. */
function headersOf(file: WecomFile, otherwiseNamed: string): Record<string, string> {
  const { contentType, contentLength, fileName = otherwiseNamed } = file;
  const isPicture = PICTURES.includes(contentType);
  // Any other kind could be a script or a style for a page that may load its own.
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
    // Long enough for a page that updates itself.
    "cache-control": "private, max-age=300",
  };
}

/** RFC 8187: more than `encodeURIComponent` has to be escaped. */
function encodeName(name: string): string {
  const escape = (character: string) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
  return encodeURIComponent(name.toWellFormed()).replaceAll(/['()*]/g, escape);
}
