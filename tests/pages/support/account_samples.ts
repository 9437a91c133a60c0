// Accounts of the upstream in every state, for the pages of the console.
import { drawQrImage } from "simulators/upstream/wire/qr_image.ts";
import type { AccountView, UpstreamView } from "services/upstream-bridge/pages/account_view.ts";
import type { LogView } from "services/upstream-bridge/pages/log/log_page.tsx";
import type { SendView } from "services/upstream-bridge/pages/sends/sends_table.tsx";
import type { ExternalPage, InnerPage } from "services/upstream-bridge/contacts/read_contacts.ts";

const MINUTE_MS = 60_000;
const ago = (minutes: number) => new Date(Date.now() - minutes * MINUTE_MS);
const idOf = (index: number) => `0198a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a${String(50 + index)}`;

/** An upstream that works. */
export const UPSTREAM: UpstreamView = {
  isConfigured: true,
  simulatedPhone: undefined,
  callbacks: "on",
  callbackUrl: "https://wecom.example.com/callback/wxwork",
  isMonitored: true,
  sendingEnabled: true,
  dryRun: false,
};

const PROFILE = {
  nickname: "小王",
  realname: "王小明",
  corpName: "晨光语言培训学校",
  avatar: "",
  maskedMobile: "138****8000",
};

/** An account; what is given differs from one that is online. */
export function account(index: number, given: Partial<AccountView> = {}): AccountView {
  return {
    id: idOf(index),
    name: "前台小王",
    state: "online",
    reason: null,
    stateSince: ago(190),
    lastSeenAt: ago(0.4),
    lastCheckedAt: ago(0.4),
    attempts: 0,
    nextAttemptAt: null,
    vid: "1688857700000001",
    corpId: "1970325000000001",
    profile: PROFILE,
    uuidPrefix: "3f9a1c",
    generation: 2,
    qr: null,
    codeTriesLeft: 5,
    isBusy: false,
    restrictedAt: null,
    mutedUntil: null,
    lastError: null,
    callbackRegisteredAt: ago(4),
    ...given,
  };
}

/** An account that has never been signed in. */
export function freshAccount(index: number, given: Partial<AccountView> = {}): AccountView {
  return account(index, {
    state: "new",
    stateSince: ago(1),
    lastSeenAt: null,
    lastCheckedAt: null,
    vid: null,
    corpId: null,
    profile: null,
    uuidPrefix: null,
    generation: 0,
    callbackRegisteredAt: null,
    ...given,
  });
}

/** A QR code as the upstream sends it. */
export function qrOf(minutesLeft: number): NonNullable<AccountView["qr"]> {
  return {
    purpose: "login",
    image: QR_IMAGE,
    expiresAt: new Date(Date.now() + minutesLeft * MINUTE_MS),
  };
}

const QR_IMAGE = `data:image/jpeg;base64,${
  drawQrImage("https://example.com/scan/0123456789abcdef0123456789abcdef").toBase64()
}`;

/** One account in each state that operators meet. */
export const ACCOUNTS: readonly AccountView[] = [
  account(1),
  account(2, {
    name: "课程顾问李老师",
    profile: { ...PROFILE, realname: "李静" },
    restrictedAt: ago(30),
  }),
  account(3, {
    name: "夜班值守",
    state: "reconnecting",
    stateSince: ago(2),
    lastSeenAt: ago(3),
    attempts: 2,
    nextAttemptAt: new Date(Date.now() + 20_000),
  }),
  freshAccount(4, { name: "新同事", state: "qr_pending", qr: qrOf(9), uuidPrefix: "88d0e2" }),
  account(5, {
    name: "校区电话回访",
    state: "offline",
    reason: "kicked",
    stateSince: ago(600),
    lastSeenAt: ago(601),
    profile: { ...PROFILE, realname: "赵敏" },
  }),
  account(6, { name: "旧手机", state: "stopped", stateSince: ago(9000), lastSeenAt: ago(9001) }),
];

/** Sends with every outcome. */
export const SENDS: readonly SendView[] = [
  send(1, {
    content: "您好，周六 9:30 的试听课已为您预约。",
    status: "sending",
    createdAt: ago(0.1),
  }),
  send(2, {
    content: "校区地址：人民广场地铁站 3 号口，步行 4 分钟。",
    status: "sent",
    createdAt: ago(3),
  }),
  send(3, {
    content: "明天的课改到 10:45，请留意。",
    isRoom: true,
    target: "10900988888888888",
    status: "unknown",
    error: "upstream_timeout",
    createdAt: ago(8),
  }),
  send(4, {
    content: "在吗？",
    status: "failed",
    error: "upstream_refused",
    errcode: "-1",
    errmsg: "对方不是好友",
    createdAt: ago(31),
  }),
  send(5, { content: "谢谢您的反馈！", status: "rejected_later", createdAt: ago(44) }),
  send(6, { content: "试运行的一条消息", status: "dry_run", createdAt: ago(120) }),
];

function send(index: number, given: Partial<SendView>): SendView {
  return {
    sendId: idOf(index),
    target: "7881300000000001",
    isRoom: false,
    content: "",
    status: "sent",
    error: null,
    errcode: null,
    errmsg: null,
    createdAt: ago(1),
    ...given,
  };
}

/** Entries of an account's log. */
export const LOG: readonly LogView[] = [
  entry(9, "state", "online", "info", { from: "auto_login", to: "online" }, 1),
  entry(8, "automatic_login", "ok", "info", {}, 1.1),
  entry(7, "set_callback", "failed", "warn", {
    message: "the upstream refused the callback address: errcode -3",
    errcode: -3,
  }, 1.2),
  entry(6, "init", "ok", "info", { uuid: "3f9a1c", generation: 2 }, 1.3),
  entry(5, "reconnect", "scheduled", "warn", { attempt: 1, inSeconds: 5 }, 2),
  entry(4, "callback", "100007", "warn", { message: "login cache invalid" }, 2.1),
  entry(3, "send_text", "unknown", "warn", { errmsg: "no complete answer in 10 s" }, 60),
  entry(2, "monitor_check", "down", "error", { loginType: 0 }, 190),
];

function entry(
  id: number,
  stage: string,
  eventType: string,
  level: LogView["level"],
  payload: LogView["payload"],
  minutes: number,
): LogView {
  return { id: String(id), stage, eventType, level, payload, createdAt: ago(minutes) };
}

/** A page of the directory. */
export const INNER: InnerPage = {
  departments: [
    { kind: "department", id: "1", name: "教务部", parentId: null },
    { kind: "department", id: "2", name: "市场部", parentId: null },
  ],
  members: [
    member("1688857700000001", "王小明", "课程顾问", "1"),
    member("1688857700000002", "李静", "校区主管", "1"),
    member("1688857700000003", "赵敏", "", "2"),
  ],
  nextCursor: null,
};

function member(
  id: string,
  realname: string,
  position: string,
  departmentId: string,
): InnerPage["members"][number] {
  return {
    kind: "member",
    id,
    nickname: realname,
    realname,
    account: `user${id.slice(-1)}`,
    avatar: "",
    position,
    maskedMobile: "139****0001",
    departmentId,
    corpId: null,
  };
}

/** A page of external contacts. */
export const EXTERNAL: ExternalPage["items"] = [
  external("7881300000000001", "陈女士", "豆豆妈妈", "", "friend"),
  external("7881300000000002", "周先生", "Z", "远航贸易", "friend"),
  external("7881300000000003", "", "晴天", "", "deleted_by_them"),
  external("7881300000000004", "很长的名字".repeat(12), "", "很长的企业名称".repeat(6), "friend"),
];

function external(
  id: string,
  remark: string,
  nickname: string,
  companyRemark: string,
  relation: ExternalPage["items"][number]["relation"],
): ExternalPage["items"][number] {
  return {
    id,
    nickname,
    realname: "",
    remark,
    companyRemark,
    avatar: "",
    position: "",
    maskedMobile: "",
    maskedRemarkPhones: remark === "" ? [] : ["136****2222"],
    labelIds: [],
    corpId: null,
    addedAt: null,
    relation,
  };
}
