import type { Check } from "tools/doctor/deployment.ts";
import { fail, type Finding, ok, skip, warn } from "tools/doctor/finding.ts";
import { NO_ANSWER, probe } from "tools/doctor/probe.ts";

/** The third-party upstream: configured, acknowledged, and can be reached. */
export const checkUpstream: Check = async ({ env, fetch }) => {
  const subject = { id: "upstream", looked: { zh: "上游服务 BASE_URL", en: "Upstream, BASE_URL" } };
  const url = env["BASE_URL"];
  if (!url) return [skip(subject, { zh: "没有配置。", en: "Not configured." })];
  const findings: Finding[] = [];
  if (env["UPSTREAM_ACKNOWLEDGED"] !== "1") {
    findings.push(fail({ ...subject, id: "upstream.acknowledged" }, {
      zh: "尚未确认：上游是第三方服务，账号数据会经过它。",
      en: "Not acknowledged: the upstream is a third party, and it sees account data.",
    }, {
      zh: "知悉后设置 UPSTREAM_ACKNOWLEDGED=1。",
      en: "Set UPSTREAM_ACKNOWLEDGED=1 if you accept this.",
    }));
  }
  if (url.startsWith("http://")) {
    findings.push(warn({ ...subject, id: "upstream.http" }, {
      zh: "地址是 http，传输的内容没有加密。",
      en: "The address is http: the content is not encrypted.",
    }, { zh: "向上游要 https 地址。", en: "Ask the upstream for an https address." }));
  }
  const answer = await probe(fetch, url);
  if (!("problem" in answer)) {
    return [...findings, ok(subject, { zh: "可以连上。", en: "It can be reached." })];
  }
  return [
    ...findings,
    fail(subject, NO_ANSWER[answer.problem], {
      zh: "检查 BASE_URL 和到它的网络。",
      en: "Check BASE_URL and the network to it.",
    }),
  ];
};
