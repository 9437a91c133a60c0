import { Buffer } from "node:buffer";
import { writeXml, type XmlChildren } from "packages/wecom/callback/xml_writer.ts";

/** Limits of WeCom in bytes of UTF-8. Document path 90241. */
export const PASSIVE_REPLY_LIMITS = {
  /** WeCom cuts a longer text off. */
  textBytesMax: 2_048,
  videoTitleBytesMax: 128,
  videoDescriptionBytesMax: 512,
} as const;

/** One entry of a news reply. */
export interface NewsArticle {
  readonly title: string;
  readonly description?: string;
  readonly picUrl?: string;
  readonly url?: string;
}

/** What the answer to a callback can say, by `MsgType`. */
export type PassiveReply =
  | { readonly kind: "text"; readonly content: string }
  | { readonly kind: "image"; readonly mediaId: string }
  | { readonly kind: "voice"; readonly mediaId: string }
  | {
    readonly kind: "video";
    readonly mediaId: string;
    readonly title?: string;
    readonly description?: string;
  }
  | { readonly kind: "news"; readonly articles: readonly NewsArticle[] }
  /** The button that was tapped turns grey and shows this name. */
  | { readonly kind: "update_button"; readonly replaceName: string }
  /** Fields with the wire's names, such as `CardType`; an array repeats its element. */
  | { readonly kind: "update_template_card"; readonly templateCard: XmlChildren };

/** Who answers whom, when. */
export interface PassiveReplyAddress {
  /** The member. */
  readonly toUserName: string;
  /** The corp id. */
  readonly fromUserName: string;
  /** Unix seconds. */
  readonly createTime: number;
}

/**
 * The XML of a passive reply, before it is sealed (document path 90241).
 * Throws RangeError for a text that is longer than WeCom takes.
 */
export function passiveReplyXml(reply: PassiveReply, address: PassiveReplyAddress): string {
  return writeXml({
    ToUserName: address.toUserName,
    FromUserName: address.fromUserName,
    CreateTime: address.createTime,
    MsgType: reply.kind,
    ...contentOf(reply),
  });
}

function contentOf(reply: PassiveReply): XmlChildren {
  const limits = PASSIVE_REPLY_LIMITS;
  switch (reply.kind) {
    case "text":
      return { Content: within(limits.textBytesMax, "text", reply.content) };
    case "image":
      return { Image: { MediaId: reply.mediaId } };
    case "voice":
      return { Voice: { MediaId: reply.mediaId } };
    case "video":
      return {
        Video: {
          MediaId: reply.mediaId,
          Title: within(limits.videoTitleBytesMax, "title", reply.title),
          Description: within(limits.videoDescriptionBytesMax, "description", reply.description),
        },
      };
    case "news":
      return {
        ArticleCount: reply.articles.length,
        Articles: { item: reply.articles.map(toItem) },
      };
    case "update_button":
      return { Button: { ReplaceName: reply.replaceName } };
    case "update_template_card":
      return { TemplateCard: reply.templateCard };
  }
}

function toItem({ title, description, picUrl, url }: NewsArticle): XmlChildren {
  return { Title: title, Description: description, PicUrl: picUrl, Url: url };
}

function within<T extends string | undefined>(bytesMax: number, name: string, text: T): T {
  const bytes = Buffer.byteLength(text ?? "");
  if (bytes > bytesMax) {
    throw new RangeError(
      `Cannot build passive reply: ${name} is ${bytes} bytes, ${bytesMax} are allowed`,
    );
  }
  return text;
}
