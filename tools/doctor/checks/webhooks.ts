import type { Check } from "tools/doctor/deployment.ts";
import { about, fail, ok, skip, warn } from "tools/doctor/create_finding.ts";
import { NO_ANSWER, probe } from "tools/doctor/probe.ts";

/**
 * Whether the receiver of webhooks can be reached. It gets a GET without a signature, so it works on nothing; the check
 * tls looks at its certificate, and configuration at the secrets.
 */
export const checkWebhooks: Check = async ({ env, fetch }) => {
  const url = env["WEBHOOK_URL"]?.trim();
  const subject = about(
    "webhooks",
    "事件的接收方 WEBHOOK_URL",
    "Receiver of webhooks, WEBHOOK_URL",
  );
  if (!url || !URL.canParse(url)) {
    return skip(subject, ["没有配置，不推送事件。", "Not configured: no events are sent."]);
  }
  const answer = await probe(fetch, url);
  if ("problem" in answer) {
    return fail({ ...subject, id: "webhooks.unreachable" }, NO_ANSWER[answer.problem], [
      "检查 WEBHOOK_URL 和到接收方的网络。在此期间的事件会保留并重试一天。",
      "Check WEBHOOK_URL and the network to the receiver. Until then events are kept and tried for a day.",
    ]);
  }
  const { status, tookMs } = answer;
  if (status >= 300 && status < 400) {
    return warn({ ...subject, id: "webhooks.redirect" }, [
      `返回了重定向（HTTP ${status}），推送事件时不会跟随。`,
      `It answers with a redirect (HTTP ${status}), which is not followed.`,
    ], [
      "把 WEBHOOK_URL 改成最终的地址。",
      "Set WEBHOOK_URL to the final address.",
    ]);
  }
  if (status === 404 || status === 410 || status >= 500) {
    return warn({ ...subject, id: "webhooks.answer" }, [
      `能连上，但返回了 HTTP ${status}。`,
      `It can be reached, but answers HTTP ${status}.`,
    ], [
      "检查 WEBHOOK_URL 的路径，再从 /console/webhooks 发送一个测试事件。",
      "Check the path in WEBHOOK_URL, then send a test event from /console/webhooks.",
    ]);
  }
  return ok(subject, [
    `可以连上（HTTP ${status}，用时 ${tookMs} 毫秒）。签名是否正确，请从 /console/webhooks 发送测试事件确认。`,
    `It can be reached (HTTP ${status} in ${tookMs} ms). Whether it accepts the signature shows a test event from /console/webhooks.`,
  ]);
};
