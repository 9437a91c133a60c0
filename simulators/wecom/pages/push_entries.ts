import type { ControlEntry } from "simulators/shared/control_entries.tsx";

/** The entries of the control API about callbacks, messages and the JS-SDK. */
export const pushEntries: readonly ControlEntry[] = [
  {
    does: {
      zh: "成员给应用发消息：加密回调，重复投递一次，等到结束再返回",
      en: "A member writes to the app: encrypted callback, one duplicate, answered when it is over",
    },
    method: "POST",
    path: "push",
    body: {
      agentId: 1000002,
      fromUser: "zhangsan",
      message: { kind: "text", content: "在吗" },
      duplicates: 1,
      wait: true,
    },
  },
  {
    does: {
      zh: "客户给微信客服连发两句，倒序投递",
      en: "A customer writes twice to customer service; delivered in reverse order",
    },
    method: "POST",
    path: "push",
    body: {
      openKfid: "wk-demo-1",
      fromUser: "wm-demo-1",
      messages: [{ kind: "text", content: "在吗" }, { kind: "text", content: "报名多少钱" }],
      reorder: true,
    },
  },
  {
    does: {
      zh: "和智能机器人说话，流式刷新到结束",
      en: "Talk to the AI bot, refreshed to the end",
    },
    method: "POST",
    path: "push",
    body: {
      botId: "aib-demo-1",
      fromUser: "lisi",
      message: { kind: "text", content: "你好" },
      wait: true,
    },
  },
  {
    does: { zh: "通讯录变更事件", en: "A change of the directory" },
    method: "POST",
    path: "push",
    body: {
      message: {
        kind: "event",
        event: "change_contact",
        fields: { ChangeType: "delete_user", UserID: "lisi" },
      },
    },
  },
  {
    does: { zh: "管理后台的“保存”：验证回调地址", en: "Save in the console: verify the URL" },
    method: "POST",
    path: "verify",
    body: { agentId: 1000002 },
  },
  {
    does: { zh: "每次投递的每次尝试", en: "Every delivery with every attempt" },
    method: "GET",
    path: "deliveries",
  },
  {
    does: {
      zh: "发出的消息，按顺序，内容即客户端所见；chats 还包括对方说的",
      en: "Messages sent, in order, as the client shows them; chats has also what people wrote",
    },
    method: "GET",
    path: "sent?channel=kf/wk-demo-1&person=wm-demo-1",
  },
  {
    does: {
      zh: "校验 JS-SDK 签名；带 agentId 是 agentConfig，不带是 config",
      en: "Check a JS-SDK signature; with agentId it is for agentConfig, without for config",
    },
    method: "POST",
    path: "jssdk",
    body: {
      agentId: 1000002,
      url: "https://www.example.com/sidebar",
      timestamp: 1700000000,
      nonceStr: "n",
      signature: "…",
    },
  },
  {
    does: { zh: "改回调地址和密钥", en: "Change where callbacks go, and their keys" },
    method: "POST",
    path: "cast",
    body: {
      corps: [{
        id: "ww0123456789abcdef",
        agents: [{ id: 1000002, callback: { url: "http://127.0.0.1:3002/api/v1/wecom/callback" } }],
      }],
    },
  },
];
