import assert from "node:assert/strict";
import { WecomError } from "packages/wecom/client/errcode.ts";
import { type Handler, refusal } from "packages/wecom/testing/fake_wecom.ts";
import { openFakeClient } from "packages/wecom/testing/fake_client.ts";

function standIn(handlers: Readonly<Record<string, Handler>>) {
  const stage = openFakeClient(handlers);
  return { ...stage, kf: stage.client.kf };
}

const session = { openKfId: "wk-demo-1", externalUserId: "wm-demo-1" };
const from = { external_userid: "wm-demo-1", open_kfid: "wk-demo-1", send_time: 1767225600 };

Deno.test("a page has messages and events in their order", async () => {
  await using t = standIn({
    "kf/sync_msg": () => ({
      errcode: 0,
      errmsg: "ok",
      next_cursor: "c2",
      has_more: 1,
      msg_list: [
        { ...from, msgid: "m1", origin: 3, msgtype: "text", text: { content: "在吗" } },
        { ...from, msgid: "m2", origin: 5, msgtype: "image", image: { media_id: "media" } },
        {
          ...from,
          msgid: "m3",
          origin: 3,
          msgtype: "location",
          location: { latitude: 23.1, longitude: 113.3, name: "店", address: "广州" },
        },
        { ...from, msgid: "m4", origin: 3, msgtype: "channels", channels: { nickname: "n" } },
        "neither",
        {
          msgid: "m5",
          send_time: 1767225601,
          origin: 4,
          msgtype: "event",
          event: {
            event_type: "session_status_change",
            open_kfid: "wk-demo-1",
            external_userid: "wm-demo-1",
            change_type: 3,
          },
        },
      ],
    }),
  });
  const request = { openKfId: "wk-demo-1", cursor: "c1", syncToken: "s1", limit: 100 };
  const page = await t.kf.syncMessages(request);
  const common = { sentAt: 1767225600000, externalUserId: "wm-demo-1" };
  assert.deepEqual(page, {
    nextCursor: "c2",
    hasMore: true,
    items: [
      {
        ...common,
        msgId: "m1",
        kind: "message",
        from: "customer",
        content: { type: "text", text: "在吗" },
      },
      {
        ...common,
        msgId: "m2",
        kind: "message",
        from: "staff",
        content: { type: "image", mediaId: "media" },
      },
      {
        ...common,
        msgId: "m3",
        kind: "message",
        from: "customer",
        content: { type: "location", latitude: 23.1, longitude: 113.3, label: "店 广州" },
      },
      {
        ...common,
        msgId: "m4",
        kind: "message",
        from: "customer",
        content: { type: "other", name: "channels", text: "n" },
      },
      {
        ...common,
        msgId: "m5",
        sentAt: 1767225601000,
        kind: "event",
        event: { type: "session_status_change", change: 3 },
      },
    ],
  });
  assert.deepEqual(t.wecom.journal[0]?.body, {
    cursor: "c1",
    token: "s1",
    limit: 100,
    open_kfid: "wk-demo-1",
  });
});

Deno.test("more items can follow an empty page", async () => {
  await using t = standIn({
    "kf/sync_msg": () => ({ errcode: 0, next_cursor: "c3", has_more: 1, msg_list: [] }),
  });
  const page = await t.kf.syncMessages({ openKfId: "wk-demo-1" });
  assert.deepEqual(page, { items: [], nextCursor: "c3", hasMore: true });
});

Deno.test("a text whose answer is lost is sent again with its msgid, and WeCom refuses the repetition", async () => {
  await using t = standIn({
    "kf/send_msg": ({ nth }) =>
      nth === 1 ? new Response("", { status: 502 }) : refusal(95033, "duplicate msgid"),
  });
  await assert.rejects(
    t.kf.sendText({ ...session, text: "你好", msgId: "turn-1" }),
    (error) => error instanceof WecomError && error.errcode === 95033,
  );
  assert.deepEqual(t.wecom.journal[1]?.body, {
    touser: "wm-demo-1",
    open_kfid: "wk-demo-1",
    msgid: "turn-1",
    msgtype: "text",
    text: { content: "你好" },
  });
});

Deno.test("the client reads and changes who serves a customer", async () => {
  await using t = standIn({
    "kf/service_state/get": () => ({ errcode: 0, service_state: 3, servicer_userid: "lisi" }),
    "kf/service_state/trans": () => ({ errcode: 0, errmsg: "ok" }),
  });
  assert.equal(await t.kf.getServiceState(session), "staff");
  await t.kf.changeServiceState({ ...session, state: "queued" });
  assert.deepEqual(t.wecom.journal[1]?.body, {
    open_kfid: "wk-demo-1",
    external_userid: "wm-demo-1",
    service_state: 2,
  });
});

Deno.test("ending a session returns the code for a last message", async () => {
  await using t = standIn({
    "kf/service_state/trans": () => ({ errcode: 0, msg_code: "code-1" }),
    "kf/send_msg_on_event": () => ({ errcode: 0, msgid: "turn-1" }),
  });
  const code = await t.kf.changeServiceState({ ...session, state: "ended" });
  assert.equal(code, "code-1");
  await t.kf.sendTextOnEvent({ code, text: "你好", msgId: "turn-1" });
  assert.deepEqual(t.wecom.journal[1]?.body, {
    code: "code-1",
    msgid: "turn-1",
    msgtype: "text",
    text: { content: "你好" },
  });
});

Deno.test("entries in an unknown form are skipped, and all other customers are returned", async () => {
  await using t = standIn({
    "kf/customer/batchget": () => ({
      errcode: 0,
      customer_list: [
        {
          external_userid: "wm-1",
          nickname: "小陈",
          avatar: "https://wx.example.com/1",
          gender: 1,
        },
        { external_userid: "wm-4", nickname: { text: "?" } },
        null,
        { external_userid: "wm-2", nickname: "", avatar: null },
      ],
      invalid_external_userid: ["wm-3"],
    }),
  });
  assert.deepEqual(await t.kf.getCustomers(["wm-1", "wm-2", "wm-3"]), [
    { externalUserId: "wm-1", nickname: "小陈", avatar: "https://wx.example.com/1" },
    { externalUserId: "wm-2", nickname: "", avatar: null },
  ]);
  assert.deepEqual(t.wecom.journal[0]?.body, { external_userid_list: ["wm-1", "wm-2", "wm-3"] });
});

Deno.test("a message whose content has another form is kept as another kind", async () => {
  await using t = standIn({
    "kf/sync_msg": () => ({
      errcode: 0,
      next_cursor: "c2",
      has_more: 0,
      msg_list: [
        { ...from, msgid: "m1", origin: 3, msgtype: "text", text: { content: 12 } },
        { ...from, msgid: "m2", origin: 3, msgtype: "image", image: {} },
        {
          ...from,
          msgid: "m3",
          origin: 3,
          msgtype: "location",
          location: { latitude: "x", name: "店" },
        },
        { ...from, msgid: "m4", origin: 3, msgtype: "link" },
      ],
    }),
  });
  const { items } = await t.kf.syncMessages({ openKfId: "wk-demo-1" });
  assert.deepEqual(items.map((item) => item.kind === "message" && item.content), [
    { type: "other", name: "text" },
    { type: "other", name: "image" },
    { type: "other", name: "location" },
    { type: "other", name: "link" },
  ]);
});
