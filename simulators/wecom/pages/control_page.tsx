import { ControlEntries, type ControlEntry } from "simulators/shared/control_entries.tsx";
import type { Language, Text } from "simulators/shared/language.ts";
import { pushEntries } from "simulators/wecom/pages/push_entries.ts";

const title: Text = { zh: "控制接口", en: "Control API" };

/** The page title, also for the browser's tab. */
export const controlPageTitle: Text = title;

const entries: ControlEntry[] = [
  {
    does: { zh: "让下两次 user/get 失败", en: "Make the next two user/get fail" },
    method: "POST",
    path: "faults",
    body: { call: "user/get", errcode: -1, count: 2 },
  },
  {
    does: {
      zh: "延迟后断开连接；也可用 httpStatus、malformed。call 为 * 表示所有接口",
      en: "Wait, then cut the connection; or httpStatus, malformed. The call * is every call",
    },
    method: "POST",
    path: "faults",
    body: { call: "gettoken", delayMs: 500, cut: true },
  },
  {
    does: {
      zh: "调用已经执行，但回应丢失（after）：发送到底成功没有？",
      en: "The call is done, but its answer gets lost (after): was it sent or not?",
    },
    method: "POST",
    path: "faults",
    body: { call: "kf/send_msg", cut: true, after: true },
  },
  { does: { zh: "还在等待的故障", en: "The faults still waiting" }, method: "GET", path: "faults" },
  { does: { zh: "清除故障", en: "Clear them" }, method: "DELETE", path: "faults" },
  {
    does: { zh: "把模拟器的时钟拨快五分钟", en: "Move the simulator's clock on by five minutes" },
    method: "POST",
    path: "clock",
    body: { advanceMs: 300000 },
  },
  {
    does: {
      zh: "让 access_token 过期（42001）或提前失效（revoke，40014）；可加 corpId、agentId",
      en:
        "Expire access tokens (42001) or end them early (revoke, 40014); corpId, agentId narrow it",
    },
    method: "POST",
    path: "tokens",
    body: { action: "expire" },
  },
  {
    does: {
      zh: "行为开关与时限，例如 token 有效期、回调重试；GET 列出全部",
      en: "Switches and times, such as token lifetime and callback retries; GET lists them all",
    },
    method: "POST",
    path: "settings",
    body: {
      tokenLifetimeSeconds: 30,
      reuseToken: false,
      callbackRetries: 3,
      callbackRetryDelayMs: 100,
    },
  },
  {
    does: {
      zh: "改企业和成员：按 id 找到并更新，没有就新增",
      en: "Change the cast: found by id and updated, or added",
    },
    method: "POST",
    path: "cast",
    body: {
      corps: [{
        id: "ww0123456789abcdef",
        agents: [{ id: 1000002, trustedIps: ["203.0.113.7"] }],
        members: [{ userid: "lisi", status: 2 }],
      }],
    },
  },
  ...pushEntries,
  { does: { zh: "全部企业和成员", en: "The whole cast" }, method: "GET", path: "cast" },
  {
    does: { zh: "用同样形状的 JSON 整个替换", en: "Replace it by JSON of the same shape" },
    method: "PUT",
    path: "cast",
    body: { corps: [] },
  },
  {
    does: {
      zh: "收到的每个请求，按顺序，最多 10,000 条",
      en: "Every request in order, the last 10,000",
    },
    method: "GET",
    path: "journal",
  },
  { does: { zh: "清空请求记录", en: "Forget the requests" }, method: "DELETE", path: "journal" },
  {
    does: { zh: "全部恢复到启动时", en: "Everything back to how it started" },
    method: "POST",
    path: "reset",
  },
];

/** The control API, each entry with a line to copy. */
export function ControlPage(
  { language, publicUrl, callNames }: {
    language: Language;
    publicUrl: string;
    callNames: readonly string[];
  },
) {
  return (
    <section class="card">
      <div class="head">
        <h1>{title[language]}</h1>
        <p class="quiet">
          {language === "zh" ? "可设故障的接口：" : "Calls that can fail: "}
          <code>{callNames.join(", ")}</code>
        </p>
        <p>
          <a href={`${publicUrl}/?lang=${language}`}>
            {language === "zh" ? "返回模拟器首页" : "Back to the simulator"}
          </a>
        </p>
      </div>
      <ControlEntries language={language} publicUrl={publicUrl} entries={entries} />
    </section>
  );
}
