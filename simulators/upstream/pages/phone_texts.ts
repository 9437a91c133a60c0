import type { Text } from "packages/platform/lang.ts";
import type { PhoneActionName } from "simulators/upstream/phone/phone_actions.ts";
import type { Stage } from "simulators/upstream/state/instances.ts";

/** The page's texts. */
export const TEXTS = {
  title: { zh: "模拟的账号手机", en: "Simulated account phone" },
  about: {
    zh:
      "代替手机上的企业微信：扫描登录二维码、查看验证码、确认登录，也可以让账号掉线，或以客户身份发消息。",
    en:
      "Takes the place of WeCom on the phone: scan the login's QR code, read the code, confirm. " +
      "Or drop the account, and write to it as a customer.",
  },
  control: { zh: "控制接口", en: "Control API" },
  state: { zh: "实例与计数（JSON）", en: "Instances and counters (JSON)" },
  journal: { zh: "请求记录", en: "Journal" },
  deliveries: { zh: "回调投递记录", en: "Deliveries" },
  instances: { zh: "运行中的实例", en: "Live instances" },
  empty: {
    zh: "还没有实例。在控制台添加账号，或调用 init 接口，这里就会出现。",
    en: "No instances yet. Add an account in the console, or call init.",
  },
  unknownAccount: { zh: "新设备", en: "New device" },
  phone: { zh: "手机", en: "Phone" },
  holder: { zh: "谁的手机", en: "Whose phone" },
  code: {
    zh: "手机上显示的验证码，请在控制台输入",
    en: "Code on the phone: enter it in the console",
  },
  verification: {
    zh: "正在显示二次验证的二维码，扫描并确认后恢复正常。",
    en: "The QR code of a second verification is shown. Scan and confirm it.",
  },
  mustVerify: { zh: "需要二次验证", en: "must verify" },
  qrUnknown: {
    zh: "这个二维码已失效，请在控制台重新获取。",
    en: "This QR code is not valid any more. Get a new one in the console.",
  },
  notPossible: {
    zh: "操作没有执行：实例的状态已经变化。",
    en: "Nothing was done: the instance's state has changed.",
  },
  noMessage: { zh: "消息没有发送：请填写内容。", en: "Nothing was sent: write a message." },
  write: { zh: "以客户身份发消息", en: "Write as a customer" },
  account: { zh: "发给账号", en: "To the account" },
  from: { zh: "发送人", en: "From" },
  place: { zh: "会话", en: "Chat" },
  direct: { zh: "单聊", en: "Direct" },
  room: { zh: "群聊", en: "Room" },
  kf: { zh: "微信客服", en: "Customer service (kf)" },
  content: { zh: "消息内容", en: "Message" },
  send: { zh: "发送", en: "Send" },
  messages: { zh: "消息", en: "Messages" },
  noMessages: { zh: "还没有消息。", en: "No messages yet." },
  noName: { zh: "（没有昵称）", en: "(no name)" },
} as const satisfies Record<string, Text>;

/** The labels of the buttons. */
export const ACTION_LABELS: Record<PhoneActionName, Text> = {
  scan: { zh: "扫码", en: "Scan" },
  confirm: { zh: "确认登录", en: "Confirm" },
  cancel: { zh: "取消登录", en: "Cancel" },
  requireCode: { zh: "显示验证码", en: "Show a code" },
  closeCodePage: { zh: "关闭验证码", en: "Close the code" },
  login: { zh: "直接登录", en: "Log in at once" },
  drop: { zh: "掉线", en: "Drop" },
  phoneEnd: { zh: "在手机上退出", en: "End on the phone" },
  kick: { zh: "异地登录", en: "Kick" },
  secondVerify: { zh: "要求二次验证", en: "Ask for verification" },
  loseCallback: { zh: "丢失回调地址", en: "Lose the callback" },
};

/** How the stages are shown. */
export const STAGES: Record<Stage, { tone: "quiet" | "good" | "warn" | "bad"; label: Text }> = {
  idle: { tone: "quiet", label: { zh: "未登录", en: "not logged in" } },
  qr: { tone: "warn", label: { zh: "等待扫码", en: "waiting for a scan" } },
  scanned: { tone: "warn", label: { zh: "已扫码", en: "scanned" } },
  code: { tone: "warn", label: { zh: "等待验证码", en: "waiting for the code" } },
  signing_in: { tone: "warn", label: { zh: "登录中", en: "logging in" } },
  online: { tone: "good", label: { zh: "在线", en: "online" } },
  dropped: { tone: "bad", label: { zh: "已掉线", en: "dropped" } },
  destroyed: { tone: "bad", label: { zh: "已销毁", en: "destroyed" } },
};
