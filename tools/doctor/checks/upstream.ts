import type { Check } from "tools/doctor/deployment.ts";
import { about, fail, ok, skip, warn } from "tools/doctor/create_finding.ts";
import type { Finding, Wording } from "tools/doctor/finding.ts";
import { NO_ANSWER, probe } from "tools/doctor/probe.ts";

/** The third-party upstream: configured, acknowledged, and can be reached. */
export const checkUpstream: Check = async ({ env, fetch }) => {
  const subject = about("upstream", "上游服务 BASE_URL", "Upstream, BASE_URL");
  const url = env["BASE_URL"];
  if (!url) return skip(subject, ["没有配置。", "Not configured."]);
  const findings: Finding[] = [];
  if (env["UPSTREAM_ACKNOWLEDGED"] !== "1") {
    findings.push(
      fail({ ...subject, id: "upstream.acknowledged" }, [
        "尚未确认：上游是第三方服务，账号数据会经过它。",
        "Not acknowledged: the upstream is a third party, and it sees account data.",
      ], [
        "知悉后设置 UPSTREAM_ACKNOWLEDGED=1。",
        "Set UPSTREAM_ACKNOWLEDGED=1 if you accept this.",
      ]),
    );
  }
  if (url.startsWith("http://")) {
    findings.push(
      warn({ ...subject, id: "upstream.http" }, [
        "地址是 http，传输的内容没有加密。",
        "The address is http: the content is not encrypted.",
      ], ["向上游要 https 地址。", "Ask the upstream for an https address."]),
    );
  }
  const remedy: Wording = ["检查 BASE_URL 和到它的网络。", "Check BASE_URL and the network to it."];
  const answer = await probe(fetch, url);
  findings.push(
    "problem" in answer
      ? fail(subject, NO_ANSWER[answer.problem], remedy)
      : ok(subject, ["可以连上。", "It can be reached."]),
  );
  return findings;
};
