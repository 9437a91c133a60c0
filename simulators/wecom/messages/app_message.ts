import type { AppRequest } from "simulators/wecom/api/api_call.ts";
import { ApiError } from "simulators/wecom/api/api_error.ts";
import {
  readInteger,
  readList,
  readString,
  requireString,
} from "simulators/wecom/api/read_body.ts";
import type { Content, MessageReaders } from "simulators/wecom/messages/message_content.ts";
import {
  byteLength,
  checkMedia,
  checkUrl,
  describe,
  readMedia,
  readText,
} from "simulators/wecom/messages/message_parts.ts";
import { readTemplateCard } from "simulators/wecom/messages/template_card.ts";

/** The messages of an app and their limits (D90236). WeCom cuts titles and descriptions that are too long. */
export const APP_MESSAGES: MessageReaders = {
  text: readText,
  image: readMedia("image"),
  voice: readMedia("voice"),
  video: readMedia("video"),
  file: readMedia("file"),
  textcard: readTextCard,
  news: readNews,
  mpnews: readMpNews,
  markdown: readMarkdown,
  miniprogram_notice: readMiniProgramNotice,
  template_card: readTemplateCard,
};

const maximumMarkdownBytes = 2048;
const maximumArticleBytes = 666 * 1024;

function readTextCard(card: Content): string {
  requireString(card, "title", 41016);
  requireString(card, "description", 41033);
  checkUrl(card);
  return describe("textcard", card);
}

function readMarkdown(content: Content): string {
  const text = requireString(content, "content", 44004);
  if (byteLength(text) > maximumMarkdownBytes) throw new ApiError(45002);
  return text;
}

function readNews(news: Content, { body }: AppRequest): string {
  if ((readInteger(body, "safe") ?? 0) !== 0) throw new ApiError(40074);
  const articles = readArticles(news);
  for (const article of articles) {
    requireString(article, "title", 41016);
    if (readString(article, "appid") !== "") requireString(article, "pagepath", 90204);
    else checkUrl(article);
  }
  return describe("news", articles[0]!);
}

function readMpNews(news: Content, request: AppRequest): string {
  const articles = readArticles(news);
  for (const article of articles) {
    requireString(article, "title", 41016);
    checkMedia(article, "thumb_media_id", { kind: "image", request });
    const content = requireString(article, "content", 44004);
    if (byteLength(content) > maximumArticleBytes) throw new ApiError(45002);
    if (byteLength(readString(article, "author")) > 64) throw new ApiError(45032);
  }
  return describe("mpnews", articles[0]!);
}

/** One to eight articles. */
function readArticles(news: Content): readonly Content[] {
  const articles = readList(news, "articles");
  if (articles.length < 1 || articles.length > 8) throw new ApiError(45008);
  return articles;
}

/** Cannot go to all members at once. */
function readMiniProgramNotice(notice: Content, { body }: AppRequest): string {
  if (body.touser === "@all") throw new ApiError(40058);
  requireString(notice, "appid", 90200);
  if (byteLength(readString(notice, "page")) > 1024) throw new ApiError(90204);
  const { length } = requireString(notice, "title", 41016);
  if (length < 4 || length > 12) throw new ApiError(40058);
  const items = readList(notice, "content_item");
  if (items.length > 10) throw new ApiError(90201);
  for (const item of items) {
    if (requireString(item, "key", 90202).length > 10) throw new ApiError(90202);
    if (requireString(item, "value", 90203).length > 30) throw new ApiError(90203);
  }
  return describe("miniprogram_notice", notice);
}
