import { ask, NO_ANSWER } from "tools/doctor/ask.ts";
import { fail, type Finding, ok, skip, warn } from "tools/doctor/finding.ts";
import type { Check } from "tools/doctor/examined.ts";

/** The third-party upstream: named, acknowledged, within reach. */
export const checkUpstream: Check = async ({ env, fetch }) => {
  const subject = { id: "upstream", looked: { zh: "上游服务 BASE_URL", en: "Upstream, BASE_URL" } };
  const url = env["BASE_URL"];
  if (!url) return [skip(subject, { zh: "没有配置。", en: "Not configured." })];
  const findings: Finding[] = [];
  if (env["UPSTREAM_ACKNOWLEDGED"] !== "1") {
    findings.push(fail({ ...subject, id: "upstream.acknowledged" }, {
      zh: "没有确认：上游是第三方服务，账号数据会经过它。",
      en: "Not acknowledged: the upstream is a third party, and account data passes through it.",
    }, {
      zh: "了解后设置 UPSTREAM_ACKNOWLEDGED=1。",
      en: "Set UPSTREAM_ACKNOWLEDGED=1 when that is understood.",
    }));
  }
  if (url.startsWith("http://")) {
    findings.push(warn({ ...subject, id: "upstream.http" }, {
      zh: "地址是 http，内容在路上可以被看到。",
      en: "The address is http: what is sent can be read on the way.",
    }, { zh: "向上游要 https 地址。", en: "Ask the upstream for an https address." }));
  }
  const asked = await ask(fetch, url);
  if ("problem" in asked) {
    findings.push(fail(subject, NO_ANSWER[asked.problem], {
      zh: "核对 BASE_URL 和到它的网络。",
      en: "Compare BASE_URL, and the network to it.",
    }));
  } else findings.push(ok(subject, { zh: "可以连上。", en: "It can be reached." }));
  return findings;
};
