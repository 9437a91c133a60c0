import { isLoopbackHost } from "packages/platform/loopback.ts";
import type { Check, Deployment } from "tools/doctor/deployment.ts";
import { about, fail, ok, skip, warn } from "tools/doctor/create_finding.ts";
import { SEE_PORT } from "tools/doctor/checks/port.ts";
import type { Finding, Subject } from "tools/doctor/finding.ts";
import { NO_ANSWER, probe } from "tools/doctor/probe.ts";
import { parseJson } from "tools/doctor/settings.ts";

/** Private, link-local and shared addresses (RFC 1918, 3927, 4193, 6598), and names without a dot or of a cluster. */
const PRIVATE =
  /^(10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|169\.254\.|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\.|\[f[cd]|[^.:[]+$|.*\.(local|internal|svc|cluster\.local)$)/i;
/** An instance that exists nowhere: the upstream answers that it does not know it, and changes nothing. */
const NO_INSTANCE = "00000000000000000000000000000000";

/** The third-party upstream: acknowledged, encrypted or private, deployed, and it speaks the protocol. */
export const checkUpstream: Check = async (deployment) => {
  const { env } = deployment;
  const subject = about("upstream", "上游服务 BASE_URL", "Upstream, BASE_URL");
  const url = env["BASE_URL"]?.trim();
  if (!url) return skip(subject, ["没有配置。", "Not configured."]);
  const address = URL.parse(url);
  if (address === null) {
    return skip(subject, [
      "BASE_URL 不能用，见 configuration.BASE_URL 检查项。",
      "BASE_URL cannot be used: see the finding configuration.BASE_URL.",
    ]);
  }
  return [
    ...isLoopbackHost(address.hostname) ? [] : checkDistant(subject, address, env),
    ...checkComponents(deployment),
    await checkProtocol(subject, deployment, url),
  ];
};

function checkDistant(
  subject: Subject,
  { protocol, hostname }: URL,
  env: Deployment["env"],
): Finding[] {
  const findings: Finding[] = [];
  if (env["UPSTREAM_ACKNOWLEDGED"] !== "1") {
    findings.push(
      fail({ ...subject, id: "upstream.acknowledged" }, [
        "尚未确认：上游是第三方服务，账号数据会经过它。",
        "Not acknowledged: the upstream is a third party, and it sees account data.",
      ], [
        "阅读 services/upstream-bridge/README.md，知悉后设置 UPSTREAM_ACKNOWLEDGED=1。",
        "Read services/upstream-bridge/README.md. Set UPSTREAM_ACKNOWLEDGED=1 if you accept this.",
      ]),
    );
  }
  if (protocol === "http:" && !PRIVATE.test(hostname)) {
    findings.push(
      warn({ ...subject, id: "upstream.http" }, [
        "地址是公网的 http，消息、手机号和登录控制都没有加密。",
        "The address is http on the internet: messages, phone numbers and the control of logins are not encrypted.",
      ], [
        "向上游要 https 地址，或在两者之间建立 VPN 或 TLS 隧道。",
        "Ask the upstream for an https address, or put a VPN or a TLS tunnel between.",
      ]),
    );
  }
  return findings;
}

/** An upstream is set up: the services that serve it must be deployed. */
function checkComponents({ env }: Deployment): Finding[] {
  const names = (env["COMPONENTS"] || "all").split(",").map((name) => name.trim());
  const needed = env["CALLBACK_URL"]?.trim() === "off"
    ? ["upstream-bridge"]
    : ["upstream-bridge", "callback"];
  const missing = names.includes("all") ? [] : needed.filter((name) => !names.includes(name));
  if (missing.length === 0) return [];
  const subject = about("upstream.components", "COMPONENTS", "COMPONENTS");
  return [fail(subject, [
    `配置了上游，但 COMPONENTS 没有 ${missing.join("、")}：控制台不显示账号，上游的回调得到 404。`,
    `An upstream is set up, but COMPONENTS lacks ${
      missing.join(", ")
    }: the console does not show the accounts, and callbacks of the upstream get a 404.`,
  ], [
    `把 ${missing.join("、")} 加到每个服务的 COMPONENTS，然后重启；不用上游时删掉 BASE_URL。`,
    `Add ${
      missing.join(", ")
    } to COMPONENTS of every service, then restart. Remove BASE_URL if the upstream is not used.`,
  ])];
}

/** Asks for the status of an instance that does not exist: it reads only, and every build answers with an errcode. */
async function checkProtocol(
  subject: Subject,
  { fetch, isUpstreamSimulated }: Deployment,
  url: string,
): Promise<Finding> {
  const answer = await probe(fetch, `${url.replace(/\/+$/, "")}/wxwork/GetRunClientByUuid`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ uuid: NO_INSTANCE }),
  });
  if ("problem" in answer) {
    if (isUpstreamSimulated && answer.problem === "refused") return skip(subject, SEE_PORT);
    return fail(subject, NO_ANSWER[answer.problem], [
      "检查 BASE_URL 和到它的网络。",
      "Check BASE_URL and the network to it.",
    ]);
  }
  const said = parseJson(answer.body);
  const isEnvelope = typeof said === "object" && said !== null &&
    ("errcode" in said || "data" in said);
  if (answer.status < 300 && isEnvelope) {
    return ok(subject, [
      `可以连上，协议正确（用时 ${answer.tookMs} 毫秒）。`,
      `It can be reached and speaks the protocol (${answer.tookMs} ms).`,
    ]);
  }
  return fail({ ...subject, id: "upstream.protocol" }, [
    `能连上，但回答不是上游的协议（HTTP ${answer.status}）：那里可能是别的程序，或路径不对。`,
    `It can be reached, but the answer is not of the upstream's protocol (HTTP ${answer.status}): another program, or a wrong path.`,
  ], [
    "BASE_URL 应是 /wxwork/ 之前的部分，例如 http://upstream.example.com:9952；请核对主机、端口和路径。",
    "BASE_URL is the part before /wxwork/, such as http://upstream.example.com:9952. Check host, port and path.",
  ]);
}
