import assert from "node:assert/strict";
import { addSampleMedia } from "simulators/wecom/push/sample_media.ts";
import { createKfTest, customer } from "simulators/wecom/kf/test_kf.ts";
import { corpId } from "simulators/wecom/test_simulator.ts";

const url = "https://example.com/";
const click = { type: "click", click: { id: "1", content: "价格" } };
const line = { type: "text", text: { content: "或直接提问" } };

Deno.test("all kinds of messages reach a customer of 微信客服", async () => {
  const { say, state, write } = createKfTest();
  const thumb_media_id = addSampleMedia(state, corpId, "image");
  const media = (kind: "image" | "voice" | "video" | "file") => ({
    [kind]: { media_id: addSampleMedia(state, corpId, kind) },
  });
  const messages: Record<string, unknown>[] = [
    ...(["image", "voice", "video", "file"] as const).map(media),
    { link: { title: "课程", url, thumb_media_id } },
    { miniprogram: { appid: "wx123", title: "报名", pagepath: "pages/a", thumb_media_id } },
    { msgmenu: { head_content: "您想问：", list: [click, line], tail_content: "谢谢" } },
    { location: { name: "总店", address: "路 1 号", latitude: 31.2, longitude: 121.5 } },
    { ca_link: { link_url: url } },
  ];
  for (const [at, message] of messages.entries()) {
    if (at % 5 === 0) await write("在吗");
    const [msgtype] = Object.keys(message);
    assert.equal(await say({ msgtype, ...message }), 0, msgtype);
  }
  const shown = state.chats.list({ person: customer }).filter(({ from }) => from === "system");
  assert.deepEqual(shown.map(({ text }) => text).slice(4), [
    "[link] 课程",
    "[miniprogram] 报名",
    "您想问：\n价格\n或直接提问\n谢谢",
    "[location] 总店",
    "[ca_link]",
  ]);
});

Deno.test("a message to a customer without a field that it needs is refused with WeCom's code", async () => {
  const { say, state, write } = createKfTest();
  await write("在吗");
  const thumb_media_id = addSampleMedia(state, corpId, "image");
  const menu = (list: unknown) => ({ head_content: "您想问：", list });
  const refused: [msgtype: string, content: unknown, errcode: number][] = [
    ["text", { content: "" }, 44004],
    ["text", undefined, 44004],
    ["image", {}, 41006],
    ["voice", { media_id: thumb_media_id }, 40007],
    ["link", { url, thumb_media_id }, 41016],
    ["link", { title: "课程", thumb_media_id }, 41010],
    ["link", { title: "课程", url }, 41006],
    ["miniprogram", { pagepath: "a", thumb_media_id }, 90200],
    ["miniprogram", { appid: "wx123", thumb_media_id }, 90204],
    ["msgmenu", {}, 40058],
    ["msgmenu", menu(Array(11).fill(click)), 95008],
    ["msgmenu", menu(Array(51).fill(line)), 95008],
    ["msgmenu", menu([{ type: "button" }]), 95009],
    ["msgmenu", menu([{ type: "click", click: { id: "1" } }]), 40058],
    ["msgmenu", menu([{ type: "text", text: { content: "字".repeat(100) } }]), 40058],
    ["location", { latitude: "31.2", longitude: 121.5 }, 40058],
    ["ca_link", {}, 41010],
    ["news", { articles: [] }, 40008],
  ];
  for (const [msgtype, content, errcode] of refused) {
    const sent = await say({ msgtype, text: undefined, [msgtype]: content });
    assert.equal(sent, errcode, `${msgtype} ${JSON.stringify(content)}`);
  }
  assert.equal(await say(), 0, "none of them counted as one of the five messages");
});
