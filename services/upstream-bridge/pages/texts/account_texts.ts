import type { Lang, Text } from "packages/platform/lang.ts";
import type { AccountView } from "services/upstream-bridge/pages/account_view.ts";
import { HELD_BACK, OFFLINE, STATES } from "services/upstream-bridge/pages/texts/state_texts.ts";

/** The texts of the list of accounts, and of one account. */
export const ACCOUNT_TEXTS = {
  title: { zh: "上游账号", en: "Upstream accounts" },
  lead: {
    zh: "通过第三方上游登录的企业微信成员：状态、登录和消息。",
    en: "WeCom members who are signed in through the third-party upstream.",
  },
  account: { zh: "账号", en: "Account" },
  state: { zh: "状态", en: "State" },
  next: { zh: "说明", en: "What to do" },
  lastSeen: { zh: "最近在线", en: "Last online" },
  never: { zh: "从未在线", en: "Never online" },
  onlineNow: { zh: "在线", en: "Now" },
  settings: { zh: "设置", en: "Settings" },
  add: { zh: "添加账号", en: "Add an account" },
  name: { zh: "名称", en: "Name" },
  nameHint: { zh: "例如：前台小王", en: "For example: Front desk, Wang" },
  vid: { zh: "成员 vid（选填）", en: "Member's vid (optional)" },
  vidHint: {
    zh: "登录过上游的成员填写后，会立即尝试自动登录。",
    en: "For a member who has signed in before: automatic sign-in begins at once.",
  },
  none: { zh: "还没有账号", en: "No accounts yet" },
  noneNext: {
    zh: "添加账号，再用该成员的手机扫码登录。登录后账号会自动保持在线。",
    en:
      "Add an account, then scan its QR code with the member's phone. It stays online from then on.",
  },
  back: { zh: "返回账号列表", en: "Back to accounts" },
  tabs: { zh: "账号页面", en: "Pages of the account" },
  overview: { zh: "概览", en: "Overview" },
  send: { zh: "发送消息", en: "Send" },
  contacts: { zh: "通讯录", en: "Contacts" },
  log: { zh: "日志", en: "Log" },
  busy: { zh: "正在与上游通信…", en: "Talking to the upstream…" },
  restricted: { zh: "发送受限", en: "Restricted" },
  muted: { zh: "有会话静音", en: "Muted chat" },
  attempt: { zh: "第", en: "Attempt" },
  nextAttempt: { zh: "下次尝试：", en: "Next attempt: " },
  lastError: { zh: "上游最近的错误：", en: "Last error of the upstream: " },
  lastChecked: { zh: "最近检查", en: "Last checked" },
  details: { zh: "成员资料", en: "Member" },
  nickname: { zh: "昵称", en: "Nickname" },
  realname: { zh: "姓名", en: "Name" },
  corp: { zh: "企业", en: "Company" },
  mobile: { zh: "手机号", en: "Phone" },
  memberId: { zh: "成员 vid", en: "Member's vid" },
  instance: { zh: "上游实例", en: "Instance" },
  noProfile: {
    zh: "首次登录后，这里会显示成员的姓名和企业。",
    en: "The member's name and company appear here after the first sign-in.",
  },
  manage: { zh: "管理", en: "Manage" },
  rename: { zh: "重命名", en: "Rename" },
  save: { zh: "保存", en: "Save" },
  remove: { zh: "删除账号", en: "Remove the account" },
} as const satisfies Record<string, Text>;

/** What a state means for the operator, in one sentence. */
export function describeNext(
  { state, reason, restrictedAt, mutedUntil }: Pick<
    AccountView,
    "state" | "reason" | "restrictedAt" | "mutedUntil"
  >,
): Text {
  if (state === "offline" && reason !== null) return OFFLINE[reason];
  if (state === "online" && restrictedAt !== null) return HELD_BACK.restricted;
  if (state === "online" && mutedUntil !== null) return HELD_BACK.muted;
  return STATES[state].next;
}

/** Whether only a person can go on. */
export function needsPerson(
  account: Pick<AccountView, "state" | "restrictedAt" | "mutedUntil">,
): boolean {
  const waiting = ["initialized", "qr_pending", "qr_scanned", "code_required", "second_verify"];
  return account.state === "offline" || waiting.includes(account.state) ||
    account.restrictedAt !== null || account.mutedUntil !== null;
}

/** How many accounts there are, are online and need a person. */
export function summarize(accounts: readonly AccountView[], lang: Lang): string {
  const total = accounts.length;
  const online = accounts.filter(({ state }) => state === "online").length;
  const waiting = accounts.filter(needsPerson).length;
  if (lang === "zh") {
    return `共 ${total} 个账号 · ${online} 个在线 · ` +
      (waiting === 0 ? "无需处理" : `${waiting} 个需要处理`);
  }
  return `${total} ${total === 1 ? "account" : "accounts"} · ${online} online · ` +
    (waiting === 0 ? "none needs you" : `${waiting} ${waiting === 1 ? "needs" : "need"} you`);
}

/** Names the account and asks. */
export function askToRemove(name: string, lang: Lang): string {
  return lang === "zh"
    ? `删除账号「${name}」？它会从上游下线，日志、事件和发送记录也会一并删除，无法恢复。`
    : `Remove the account "${name}"? It leaves the upstream, and its log, events and sends are deleted for good.`;
}

/** Names the account and asks. */
export function askToSignOut(name: string, lang: Lang): string {
  return lang === "zh"
    ? `让「${name}」退出登录？之后可能需要重新扫码。`
    : `Sign "${name}" out? To come back it may need a new scan.`;
}

/** Which try of the present outage runs or comes next. */
export function describeAttempt(attempts: number, lang: Lang): string {
  return lang === "zh" ? `已尝试 ${attempts} 次` : `${attempts} tried`;
}

/** The name that the member has, with the company. */
export function describeMember({ profile }: Pick<AccountView, "profile">): string {
  if (profile === null) return "";
  return [profile.realname || profile.nickname, profile.corpName].filter((part) => part !== "")
    .join(" · ");
}
