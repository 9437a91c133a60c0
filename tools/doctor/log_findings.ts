import type { Text } from "packages/platform/lang.ts";
import { enterDomain } from "tools/doctor/enter_domain.ts";
import { about, untranslated, warn } from "tools/doctor/create_finding.ts";
import type { Finding } from "tools/doctor/finding.ts";
import { parseJson } from "tools/doctor/settings.ts";

/** The setting behind each reason of a refused callback. Other reasons are noise from the internet. */
const REASONS: Readonly<Record<string, Text>> = {
  signature: {
    zh: "Token 不对，或请求不是来自企业微信",
    en: "wrong token, or not a request of WeCom",
  },
  decrypt: { zh: "EncodingAESKey 不对", en: "wrong EncodingAESKey" },
  buffer: { zh: "EncodingAESKey 不对", en: "wrong EncodingAESKey" },
  base64: { zh: "中间的代理改写了请求", en: "a proxy rewrites requests" },
  receive_id: { zh: "企业 ID 不对", en: "wrong corp id" },
  stale: { zh: "时钟不准，或消息被重放", en: "wrong clock, or a replay" },
};

/** Findings from log lines: refused callbacks, failed logins and failed starts. The latest of each kind. Pure. */
export function diagnoseLog(lines: readonly string[]): Finding[] {
  const latest = new Map<string, Finding>();
  for (const line of lines) {
    const finding = diagnoseLine(parseJson(line));
    if (finding === undefined) continue;
    latest.delete(finding.id);
    latest.set(finding.id, finding);
  }
  return [...latest.values()];
}

function diagnoseLine(parsed: unknown): Finding | undefined {
  if (typeof parsed !== "object" || parsed === null) return undefined;
  const line = parsed as Record<string, unknown>;
  const at = String(line["time"] ?? "");
  const reason = String(line["reason"] ?? "");
  if (line["event"] === "callback_refused") return refusedCallback(at, reason, line["app"]);
  if (line["event"] === "login_attempt_failed") return failedLogin(at, reason, line);
  if (line["event"] === "login_redirects_missing" || line["event"] === "trusted_domain_differs") {
    return missingRedirect(at, line);
  }
  if (line["event"] === "origin_refused") return refusedOrigin(at, String(line["origin"] ?? ""));
  if (line["event"] === "start_failed") return failedStart(at, line["error"]);
  return undefined;
}

function refusedCallback(at: string, reason: string, app: unknown): Finding | undefined {
  const cause = REASONS[reason];
  if (cause === undefined) return undefined;
  const name = String(app ?? "default");
  return warn(
    about(
      `log.callback_refused.${reason}`,
      `日志：${at} 拒绝了回调`,
      `Log: callback refused at ${at}`,
    ),
    [`应用 ${name}，原因 ${reason}：${cause.zh}。`, `App ${name}, reason ${reason}: ${cause.en}.`],
    [
      "从反向代理的访问日志里复制这个请求的完整 URL，运行 deno task doctor explain '<URL>' 确认，改正后重启。",
      "Copy the whole URL of the request from the access log of the proxy, run deno task doctor explain '<URL>', correct the setting and restart.",
    ],
  );
}

function failedLogin(at: string, reason: string, line: Record<string, unknown>): Finding {
  const errcode = line["errcode"] === undefined ? "" : `, errcode ${String(line["errcode"])}`;
  const advice = typeof line["advice"] === "string" ? line["advice"] : undefined;
  const adviceZh = typeof line["advice_zh"] === "string" ? line["advice_zh"] : advice;
  return warn(
    about(`log.login_failed.${reason}`, `日志：${at} 登录失败`, `Log: login failed at ${at}`),
    [`原因 ${reason}${errcode}。`, `Reason ${reason}${errcode}.`],
    [
      adviceZh ?? "见 docs/wecom-console.zh-CN.md 的错误码表。",
      advice ?? "See the table of error codes in docs/wecom-console.md.",
    ],
  );
}

function missingRedirect(at: string, line: Record<string, unknown>): Finding {
  const [app, host] = [String(line["app"] ?? "default"), String(line["redirect_host"] ?? "?")];
  return warn(
    about(
      "log.redirect_missing",
      `日志：${at} 企业微信没有跳转回来`,
      `Log: WeCom sends no browser back (${at})`,
    ),
    [
      `应用 ${app} 的登录要跳转到 ${host}。`,
      `Sign-in with app ${app} returns to ${host}.`,
    ],
    enterDomain(host),
  );
}

function refusedOrigin(at: string, origin: string): Finding {
  return warn(
    about(
      "log.origin_refused",
      `日志：${at} 拒绝了其他网站的请求`,
      `Log: a page of another site was refused at ${at}`,
    ),
    [`来源 ${origin}。`, `Its origin is ${origin}.`],
    [
      `如果这是您自己的前端，设置 FRONTEND_URL=${origin}，然后重启。`,
      `If it is your own front end, set FRONTEND_URL=${origin}, then restart.`,
    ],
  );
}

function failedStart(at: string, error: unknown): Finding {
  const { message = "?" } = (error ?? {}) as { message?: string };
  return warn(
    about("log.start_failed", `日志：${at} 启动失败`, `Log: start failed at ${at}`),
    untranslated(String(message)),
    ["按提示处理，然后重新启动。", "Follow the message, then start again."],
  );
}
