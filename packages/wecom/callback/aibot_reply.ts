import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";

/** Limits of WeCom. Document path 101031. */
export const AI_BOT_REPLY_LIMITS = {
  /** Markdown in UTF-8. */
  contentBytesMax: 20_480,
  imagesMax: 10,
  imageBytesMax: 10_485_760,
  feedbackIdBytesMax: 256,
  /** How long after the member's message WeCom keeps asking for more. */
  streamSecondsMax: 360,
} as const;

/** A template card with the wire's names. */
export type TemplateCard = Readonly<Record<string, unknown>>;

/** A streamed reply as it stands now: it replaces what was shown before. */
export interface AiBotStream {
  readonly id: string;
  /** Ends the stream: WeCom asks no more. */
  readonly finish: boolean;
  readonly content: string;
  /** JPEG or PNG, only at the end. */
  readonly images?: readonly Uint8Array[];
  /** Comes back in the member's feedback; only in the first reply. */
  readonly feedbackId?: string;
}

/** What the answer to a bot's callback can say. */
export type AiBotReply =
  | { readonly kind: "stream"; readonly stream: AiBotStream }
  | { readonly kind: "template_card"; readonly templateCard: TemplateCard }
  /** A card may come once per message. */
  | {
    readonly kind: "stream_with_template_card";
    readonly stream: AiBotStream;
    readonly templateCard: TemplateCard;
  }
  /** A welcome, after `enter_chat` only. */
  | { readonly kind: "text"; readonly content: string }
  /** After a tap on the card with the same task id; for everybody if nobody is named. */
  | {
    readonly kind: "update_template_card";
    readonly templateCard: TemplateCard;
    readonly userIds?: readonly string[];
  };

/**
 * The JSON of a bot's reply, before it is sealed (document path 101031).
 * Throws RangeError for what WeCom would not take.
 */
export function aiBotReplyJson(reply: AiBotReply): string {
  return JSON.stringify(toWire(reply));
}

function toWire(reply: AiBotReply): object {
  switch (reply.kind) {
    case "stream":
      return { msgtype: reply.kind, stream: streamToWire(reply.stream) };
    case "template_card":
      return { msgtype: reply.kind, template_card: reply.templateCard };
    case "stream_with_template_card":
      return {
        msgtype: reply.kind,
        stream: streamToWire(reply.stream),
        template_card: reply.templateCard,
      };
    case "text":
      return { msgtype: reply.kind, text: { content: reply.content } };
    case "update_template_card":
      return {
        response_type: reply.kind,
        userids: reply.userIds,
        template_card: reply.templateCard,
      };
  }
}

function streamToWire({ id, finish, content, images = [], feedbackId }: AiBotStream): object {
  const limits = AI_BOT_REPLY_LIMITS;
  refuseOver(limits.contentBytesMax, "bytes of content", Buffer.byteLength(content));
  refuseOver(finish ? limits.imagesMax : 0, "images in this part of the stream", images.length);
  refuseOver(
    limits.feedbackIdBytesMax,
    "bytes of feedback id",
    Buffer.byteLength(feedbackId ?? ""),
  );
  return {
    id,
    finish,
    content,
    msg_item: images.length === 0 ? undefined : images.map(imageToWire),
    feedback: feedbackId === undefined ? undefined : { id: feedbackId },
  };
}

function imageToWire(bytes: Uint8Array): object {
  refuseOver(AI_BOT_REPLY_LIMITS.imageBytesMax, "bytes of image", bytes.length);
  return {
    msgtype: "image",
    image: {
      base64: Buffer.from(bytes).toString("base64"),
      md5: createHash("md5").update(bytes).digest("hex"),
    },
  };
}

function refuseOver(max: number, what: string, count: number): void {
  if (count > max) {
    throw new RangeError(`Cannot build AI bot reply: ${count} ${what}, ${max} are allowed`);
  }
}
