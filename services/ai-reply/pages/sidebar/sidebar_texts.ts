import type { Lang, Text } from "packages/platform/lang.ts";
import type { Trouble } from "services/ai-reply/pages/sidebar/sidebar_api.ts";

/** The texts of the sidebar. */
export const SIDEBAR_TEXTS = {
  title: { zh: "客户侧边栏", en: "Customer sidebar" },
  connecting: { zh: "正在连接企业微信…", en: "Connecting to WeCom…" },
  outside: {
    zh: "当前不在企业微信中：可以查看客户和生成回复建议，但不能发送到聊天。",
    en: "Not inside WeCom: you can view customers and get suggestions, but not send to a chat.",
  },
  noScript: {
    zh: "侧边栏需要启用 JavaScript。",
    en: "The sidebar needs JavaScript.",
  },
  loadingCustomer: { zh: "正在加载客户资料", en: "Loading the customer" },
  unnamed: { zh: "未命名客户", en: "Unnamed customer" },
  wechat: { zh: "微信", en: "WeChat" },
  wecom: { zh: "企业微信", en: "WeCom" },
  withStaff: { zh: "人工接待中", en: "With staff" },
  withBot: { zh: "AI 接待中", en: "With the AI" },
  followers: { zh: "已添加该客户的成员", en: "Added by" },
  unknownToWecom: {
    zh: "企业微信没有向本应用提供该客户的资料。",
    en: "WeCom does not give this app the customer's profile.",
  },
  chooseHeading: { zh: "选择客户", en: "Choose a customer" },
  chooseInside: {
    zh: "没有当前客户。请从与客户的单聊中打开侧边栏，或选择一位客户。",
    en:
      "There is no current customer. Open the sidebar from a chat with a customer, or choose one.",
  },
  chooseOutside: {
    zh: "请输入客户的 external_userid。",
    en: "Enter the external_userid of a customer.",
  },
  select: { zh: "从通讯录选择客户", en: "Choose from contacts" },
  customerId: { zh: "客户的 external_userid", en: "external_userid of the customer" },
  openCustomer: { zh: "打开", en: "Open" },
  demo: { zh: "打开演示客户 wm-demo-1", en: "Open the demo customer wm-demo-1" },
  other: { zh: "更换客户", en: "Change customer" },
  answers: { zh: "回复建议", en: "Suggested replies" },
  question: { zh: "客户消息", en: "Customer's message" },
  questionHint: {
    zh: "还没有聊天记录，可以在此粘贴客户消息。",
    en: "No messages yet. You can paste the customer's message here.",
  },
  generate: { zh: "生成建议", en: "Suggest replies" },
  regenerate: { zh: "重新生成", en: "Suggest again" },
  stop: { zh: "停止", en: "Stop" },
  answersReady: { zh: "建议已生成。", en: "The suggestions are ready." },
  answersComing: { zh: "正在生成建议。", en: "Writing suggestions." },
  writing: { zh: "正在生成…", en: "Writing…" },
  failed: { zh: "生成失败。", en: "This suggestion failed." },
  copy: { zh: "复制", en: "Copy" },
  copied: { zh: "已复制", en: "Copied" },
  copyFailed: { zh: "复制失败，请手动复制", en: "Copy failed: select the text yourself" },
  send: { zh: "发送到聊天", en: "Send to chat" },
  sent: { zh: "已发送", en: "Sent" },
  edit: { zh: "编辑", en: "Edit" },
  editDone: { zh: "完成", en: "Done" },
  answerText: { zh: "建议内容", en: "Text of the suggestion" },
  edited: { zh: "已编辑", en: "edited" },
  sources: { zh: "参考资料", en: "Sources" },
  said: { zh: "最近对话", en: "Recent conversation" },
  sayCustomer: { zh: "客户", en: "Customer" },
  sayStaff: { zh: "同事", en: "Colleague" },
  sayBot: { zh: "AI", en: "AI" },
  noText: { zh: "（非文字消息）", en: "(not text)" },
  notes: { zh: "标签与备注", en: "Tags and notes" },
  tags: { zh: "标签", en: "Tags" },
  noTags: { zh: "还没有标签。", en: "No tags yet." },
  newTag: { zh: "新标签", en: "New tag" },
  addTag: { zh: "添加", en: "Add" },
  removeTag: { zh: "删除标签", en: "Remove the tag" },
  noNotes: {
    zh: "还没有备注，可以记录需要跟进的事项。",
    en: "No notes yet. Write down what to remember.",
  },
  newNote: { zh: "添加备注", en: "New note" },
  noteHint: {
    zh: "手机号和邮箱会自动隐藏。",
    en: "Phone numbers and e-mail addresses are removed.",
  },
  addNote: { zh: "保存备注", en: "Save note" },
  deleteNote: { zh: "删除备注", en: "Delete note" },
  confirmDeleteNote: { zh: "确认删除", en: "Yes, delete" },
  retry: { zh: "重试", en: "Try again" },
  bridgeMissing: {
    zh: "无法连接企业微信。请检查网络后重新打开侧边栏。",
    en: "Cannot connect to WeCom. Check the network and open the sidebar again.",
  },
  offline: {
    zh: "无法连接服务器。请检查网络后重试，已输入的内容不会丢失。",
    en: "The server cannot be reached. Check the network and try again. Your input is kept.",
  },
} satisfies Record<string, Text>;

const ENTRIES: Readonly<Record<string, Text>> = {
  contact_profile: { zh: "从客户详情页打开", en: "Opened from the customer's profile" },
  single_chat_tools: { zh: "从单聊工具栏打开", en: "Opened beside a chat" },
  group_chat_tools: { zh: "从群聊工具栏打开", en: "Opened beside a group chat" },
  chat_attachment: { zh: "从聊天附件栏打开", en: "Opened from a chat's attachments" },
  single_kf_tools: { zh: "从微信客服工具栏打开", en: "Opened from customer service" },
  chain_single_chat_tools: {
    zh: "从上下游单聊工具栏打开",
    en: "Opened from a supply-chain chat",
  },
  chain_group_chat_tools: {
    zh: "从上下游群聊工具栏打开",
    en: "Opened from a supply-chain group",
  },
  internal_group_chat_board: { zh: "从内部群看板打开", en: "Opened from an internal group" },
  normal: { zh: "从应用主页打开，不在聊天中", en: "Opened outside a chat" },
};

/** Where the page was opened in WeCom, in words. */
export function entryName(entry: string, lang: Lang): string {
  return (ENTRIES[entry] ?? ENTRIES["normal"]!)[lang];
}

const TONES: Readonly<Record<string, Text>> = {
  short: { zh: "简洁", en: "Short" },
  warm: { zh: "亲切", en: "Warm" },
  detailed: { zh: "详细", en: "Detailed" },
};
const TONE_ORDER = ["short", "warm", "detailed"];

/** The tone of a suggestion: as the server gave it, else by its position. */
export function toneName(tone: string | undefined, index: number, lang: Lang): string {
  return TONES[tone ?? TONE_ORDER[index] ?? ""]?.[lang] ?? String(index + 1);
}

/** `add_way` of document path 92114. */
const ADD_WAYS: Readonly<Record<number, Text>> = {
  1: { zh: "扫描二维码", en: "QR code" },
  2: { zh: "搜索手机号", en: "phone number" },
  3: { zh: "名片分享", en: "shared card" },
  4: { zh: "群聊", en: "group chat" },
  5: { zh: "手机通讯录", en: "address book" },
  6: { zh: "微信联系人", en: "WeChat contact" },
  8: { zh: "应用客服人员", en: "app's service staff" },
  9: { zh: "搜索邮箱", en: "e-mail" },
  10: { zh: "视频号", en: "Channels" },
  11: { zh: "日程参与人", en: "calendar" },
  12: { zh: "会议参与人", en: "meeting" },
  13: { zh: "微信好友对应的企业微信", en: "WeChat friend's WeCom" },
  14: { zh: "智慧硬件专属客服", en: "hardware" },
  15: { zh: "上门服务客服", en: "on-site service" },
  16: { zh: "获客链接", en: "acquisition link" },
  17: { zh: "定制开发", en: "custom development" },
  18: { zh: "需求回复", en: "reply to a request" },
  21: { zh: "第三方售前客服", en: "pre-sales" },
  22: { zh: "可能的商务伙伴", en: "possible partner" },
  24: { zh: "微信里收到的好友申请", en: "request received in WeChat" },
  201: { zh: "内部成员共享", en: "shared by a colleague" },
  202: { zh: "管理员分配", en: "assigned by an admin" },
};

/** How a member added the customer; undefined when unknown. */
export function addWayName(addWay: number, lang: Lang): string | undefined {
  return ADD_WAYS[addWay]?.[lang];
}

/** A failed call as a sentence. */
export function troubleText(trouble: Trouble, lang: Lang): string {
  return trouble.message ?? SIDEBAR_TEXTS.offline[lang];
}
