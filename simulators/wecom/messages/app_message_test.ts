import assert from "node:assert/strict";
import { createSender } from "simulators/wecom/messages/test_sender.ts";

const url = "https://example.com/";
const textcard = { title: "领奖通知", description: "请领取", url };
const article = { title: "标题", url };
const item = { key: "时间", value: "明天" };
const notice = { appid: "wx123", title: "会议室预订成功", content_item: [item] };

Deno.test("all kinds of an app's messages are accepted with the fields that they need", async () => {
  const { message, upload, sent } = await createSender();
  const image = await upload("image", "\x89PNG");
  const messages: Record<string, Record<string, unknown>> = {
    image: { media_id: image },
    voice: { media_id: await upload("voice", "#!AMR") },
    video: { media_id: await upload("video", "mp4"), title: "短片" },
    file: { media_id: await upload("file", "pdf") },
    textcard,
    news: { articles: [article, { title: "小程序", appid: "wx123", pagepath: "pages/index" }] },
    mpnews: { articles: [{ title: "标题", thumb_media_id: image, content: "<p>正文</p>" }] },
    markdown: { content: "**你好**" },
    miniprogram_notice: notice,
  };
  for (const [msgtype, content] of Object.entries(messages)) {
    const { errcode, msgid } = await message({ msgtype, [msgtype]: content });
    assert.deepEqual([errcode, typeof msgid], [0, "string"], msgtype);
  }
  assert.deepEqual((await sent()).map(({ text }) => text), [
    "[image]",
    "[voice]",
    "[video] 短片",
    "[file]",
    "[textcard] 领奖通知",
    "[news] 标题",
    "[mpnews] 标题",
    "**你好**",
    "[miniprogram_notice] 会议室预订成功",
  ]);
});

Deno.test("an app's message without a field that it needs, or over a limit, is refused with WeCom's code", async () => {
  const { message, upload, sent } = await createSender();
  const file = await upload("file", "pdf");
  const many = Array(9).fill(article);
  const refused: [msgtype: string, content: unknown, errcode: number, others?: unknown][] = [
    ["text", undefined, 44004],
    ["text", "你好", 40058],
    ["text", { content: 5 }, 40058],
    ["image", {}, 41006],
    ["image", { media_id: "unknown" }, 40007],
    ["image", { media_id: file }, 40007],
    ["textcard", { ...textcard, title: "" }, 41016],
    ["textcard", { ...textcard, description: undefined }, 41033],
    ["textcard", { ...textcard, url: undefined }, 41010],
    ["textcard", { ...textcard, url: "example.com" }, 45034],
    ["textcard", { ...textcard, url: url + "a".repeat(2048) }, 40039],
    ["news", {}, 45008],
    ["news", { articles: [] }, 45008],
    ["news", { articles: many }, 45008],
    ["news", { articles: [{ url }] }, 41016],
    ["news", { articles: [{ title: "标题" }] }, 41010],
    ["news", { articles: ["标题"] }, 40058],
    ["news", { articles: [article] }, 40074, { safe: 1 }],
    ["mpnews", { articles: [{ title: "标题", content: "正文" }] }, 41006],
    ["markdown", { content: "" }, 44004],
    ["markdown", { content: "好".repeat(700) }, 45002],
    ["miniprogram_notice", { ...notice, appid: "" }, 90200],
    ["miniprogram_notice", { ...notice, title: "太短" }, 40058],
    ["miniprogram_notice", { ...notice, content_item: Array(11).fill(item) }, 90201],
    ["miniprogram_notice", { ...notice, content_item: [{ value: "明天" }] }, 90202],
    ["miniprogram_notice", { ...notice, content_item: [{ key: "时间" }] }, 90203],
    ["miniprogram_notice", notice, 40058, { touser: "@all" }],
    ["constructor", {}, 40008],
    ["", {}, 40008],
    ["text", { content: "你好" }, 40058, { safe: 3 }],
  ];
  for (const [msgtype, content, errcode, others = {}] of refused) {
    const answer = await message({
      msgtype,
      text: undefined,
      [msgtype]: content,
      ...others as object,
    });
    assert.equal(answer.errcode, errcode, `${msgtype} ${JSON.stringify(content)}`.slice(0, 200));
  }
  assert.deepEqual(await sent(), []);
});
