import assert from "node:assert/strict";
import { createSender } from "simulators/wecom/messages/test_sender.ts";

type Card = Record<string, unknown>;

const card_action = { type: 1, url: "https://example.com/" };
const main_title = { title: "请选择" };
const option_list = [{ id: "a", text: "甲" }, { id: "b", text: "乙" }];
const submit_button = { text: "提交", key: "submit" };
const notice: Card = { card_type: "text_notice", main_title, card_action };
const pictures: Card = {
  card_type: "news_notice",
  main_title,
  card_action,
  card_image: { url: "https://example.com/a.png" },
};
const buttons: Card = {
  card_type: "button_interaction",
  task_id: "buttons-1",
  main_title,
  button_list: [{ text: "同意", key: "yes" }],
};
const vote: Card = {
  card_type: "vote_interaction",
  task_id: "vote-1",
  main_title,
  checkbox: { question_key: "q", option_list },
  submit_button,
};
const selects: Card = {
  card_type: "multiple_interaction",
  task_id: "selects-1",
  main_title,
  select_list: [{ question_key: "q", option_list }],
  submit_button,
};
const action_menu = { action_list: [{ text: "不再提醒", key: "stop" }] };

async function createCardSender() {
  const sender = await createSender();
  return {
    ...sender,
    card: (template_card: unknown, changes: Card = {}) =>
      sender.message({ msgtype: "template_card", template_card, ...changes }),
  };
}

Deno.test("cards that ask something return a response_code, and notices only with a menu", async () => {
  const { card } = await createCardSender();
  for (const asking of [buttons, vote, selects, { ...notice, task_id: "menu-1", action_menu }]) {
    const { errcode, response_code } = await card(asking);
    assert.deepEqual([errcode, typeof response_code], [0, "string"], String(asking.card_type));
  }
  for (const telling of [notice, pictures, { ...notice, main_title: {}, sub_title_text: "说明" }]) {
    const answer = await card(telling);
    assert.deepEqual([answer.errcode, "response_code" in answer], [0, false]);
  }
});

Deno.test("a card without a part that it needs is refused with WeCom's code, and not shown", async () => {
  const { card, sent } = await createCardSender();
  const eleven = Array(11).fill(option_list[0]);
  const refused: [Card | undefined, number][] = [
    [undefined, 42031],
    [{}, 42031],
    [{ card_type: "toString" }, 42031],
    [{ ...notice, card_type: "notice" }, 42031],
    [{ ...notice, main_title: {} }, 42033],
    [{ ...notice, card_action: undefined }, 42045],
    [{ ...notice, card_action: { type: 0 } }, 42045],
    [{ ...notice, card_action: { type: 1 } }, 42028],
    [{ ...notice, card_action: { type: 2 } }, 42030],
    [{ ...notice, action_menu }, 42014],
    [{ ...notice, task_id: "不行" }, 42014],
    [{ ...notice, horizontal_content_list: Array(7).fill({ keyname: "a" }) }, 42035],
    [{ ...notice, horizontal_content_list: [{ value: "a" }] }, 42027],
    [{ ...notice, horizontal_content_list: [{ keyname: "a", type: 1 }] }, 42028],
    [{ ...notice, horizontal_content_list: [{ keyname: "a", type: 2 }] }, 42029],
    [{ ...notice, horizontal_content_list: [{ keyname: "a", type: 3 }] }, 42050],
    [{ ...notice, jump_list: Array(4).fill({ title: "a" }) }, 42042],
    [{ ...notice, jump_list: [{ type: 1, url: "https://example.com/" }] }, 42033],
    [{ ...notice, jump_list: [{ type: 1, title: "a" }] }, 42028],
    [{ ...pictures, card_image: undefined }, 42044],
    [{ ...pictures, main_title: undefined }, 42033],
    [{ ...pictures, vertical_content_list: Array(5).fill({ title: "a" }) }, 42036],
    [{ ...pictures, vertical_content_list: [{ desc: "a" }] }, 42033],
    [{ ...buttons, task_id: undefined }, 42014],
    [{ ...buttons, button_list: undefined }, 40058],
    [{ ...buttons, button_list: [{ key: "yes" }] }, 42038],
    [{ ...buttons, button_list: [{ text: "同意" }] }, 42039],
    [{ ...buttons, button_list: [{ text: "同意", type: 1 }] }, 42028],
    [{ ...buttons, button_selection: { option_list } }, 42043],
    [{ ...buttons, button_selection: { question_key: "q", option_list: eleven } }, 42037],
    [{ ...vote, checkbox: undefined }, 42043],
    [{ ...vote, checkbox: { question_key: "q" } }, 42037],
    [{ ...vote, checkbox: { question_key: "q", option_list: [{ text: "甲" }] } }, 42040],
    [{ ...vote, checkbox: { question_key: "q", option_list: [{ id: "a" }] } }, 42041],
    [{ ...vote, submit_button: undefined }, 42049],
    [{ ...vote, submit_button: { text: "提交" } }, 42046],
    [{ ...selects, select_list: [] }, 42047],
    [{ ...selects, select_list: [{ option_list }] }, 42043],
  ];
  for (const [content, errcode] of refused) {
    assert.equal((await card(content)).errcode, errcode, JSON.stringify(content));
  }
  const twice = { action_list: [{ text: "a", key: "k" }, { text: "b", key: "k" }] };
  assert.equal((await card({ ...notice, task_id: "t", action_menu: twice })).errcode, 42051);
  assert.deepEqual(await sent(), []);
});

Deno.test("an app can use a task_id once", async () => {
  const { card } = await createCardSender();
  assert.equal((await card(buttons, { touser: "unknown" })).errcode, 81013);
  assert.equal((await card(buttons)).errcode, 0);
  assert.equal((await card(buttons)).errcode, 42014);
});

Deno.test("a card can be changed once within 72 hours with its response_code", async () => {
  const { card, control, post, sent, token, call } = await createCardSender();
  const first = await card(buttons, { touser: "lisi|zhangsan" });
  const { response_code } = first;
  const button = { replace_name: "已同意" };
  const change = { agentid: 1000002, userids: ["LISI", "unknown"], response_code, button };
  const refused: [Card, number][] = [
    [{ ...change, agentid: undefined }, 41011],
    [{ ...change, response_code: undefined }, 40063],
    [{ ...change, response_code: "unknown" }, 60140],
    [{ ...change, button: {} }, 40063],
    [{ ...change, userids: [] }, 82101],
    [{ ...change, userids: ["wangwu"] }, 82102],
    [{ ...change, button: undefined, template_card: {} }, 42031],
  ];
  for (const [body, errcode] of refused) {
    assert.equal((await post("message/update_template_card", body)).errcode, errcode);
  }
  const done = await post("message/update_template_card", change);
  assert.deepEqual([done.errcode, done.invaliduser], [0, ["unknown"]]);
  assert.equal((await post("message/update_template_card", change)).errcode, 60140);
  const names = (await sent()).map(({ content }) => content.replace_name);
  assert.deepEqual(names, ["已同意", undefined]);
  const late = await card({ ...buttons, task_id: "buttons-2" });
  await control("clock", { advanceMs: 72 * 3_600_000 });
  const body = { ...change, response_code: late.response_code };
  const query = { access_token: await token() };
  assert.equal((await call("message/update_template_card", query, { body })).errcode, 60140);
});

Deno.test("a new card replaces the old one for all who got it", async () => {
  const { card, post, sent } = await createCardSender();
  const { response_code } = await card(buttons, { touser: "@all" });
  const template_card = { ...notice, main_title: { title: "已处理" } };
  const body = { agentid: 1000002, atall: 1, response_code, template_card };
  assert.equal((await post("message/update_template_card", body)).errcode, 0);
  assert.deepEqual(
    new Set((await sent()).map(({ text }) => text)),
    new Set(["[text_notice] 已处理"]),
  );
});
