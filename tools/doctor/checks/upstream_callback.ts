import { CATALOG } from "packages/catalog/catalog.ts";
import { createPushToken } from "packages/upstream_push/push_token.ts";
import { about, fail, ok, skip, warn } from "tools/doctor/create_finding.ts";
import { type Check, type Deployment, isLoopback } from "tools/doctor/deployment.ts";
import { SEE_PORT } from "tools/doctor/checks/port.ts";
import { diagnoseAnswer } from "tools/doctor/diagnose_answer.ts";
import type { Finding, Findings } from "tools/doctor/finding.ts";
import { probe } from "tools/doctor/probe.ts";
import { readRunningValues } from "tools/doctor/running_values.ts";
import { readSetting } from "tools/doctor/settings.ts";

const PUSH_PATH = "/callback/wxwork";
/** The answer of our callback to a token that is not ours. */
const REFUSAL = "refused";
/** In the form of a token, and signed with a secret that no deployment has. */
const WRONG_TOKEN = createPushToken("", {
  accountId: "00000000-0000-0000-0000-000000000000",
  generation: 0,
});

/** Whether the upstream's callbacks arrive: their public address refuses a wrong token, as our callback does. */
export const checkUpstreamCallback: Check = async (deployment) => {
  const { env } = deployment;
  if (!env["BASE_URL"]?.trim()) return [];
  const given = env["CALLBACK_URL"]?.trim() || deployment.publicUrl + PUSH_PATH;
  if (given === "off") {
    return skip(about("upstream.callback", "上游的回调", "Callbacks of the upstream"), [
      "CALLBACK_URL=off：不接收回调，状态靠定时查询得知。",
      "CALLBACK_URL=off: there are no callbacks, states are found by polling.",
    ]);
  }
  const url = withPushPath(given);
  return [
    await checkAddress(deployment, url),
    checkTokenSecrets(env, [CATALOG.callback.port, CATALOG["upstream-bridge"].port]),
  ].flat();
};

/** As services/upstream-bridge/config.ts reads it. */
function withPushPath(url: string): string {
  return URL.parse(url)?.pathname === "/" ? url.replace(/\/+$/, "") + PUSH_PATH : url;
}

async function checkAddress(deployment: Deployment, url: string): Promise<Finding> {
  const { env, fetch, isUpstreamSimulated } = deployment;
  const subject = about(
    "upstream.callback",
    `上游的回调地址 ${url}`,
    `Callback address of the upstream, ${url}`,
  );
  if (!URL.canParse(url)) {
    return skip(subject, [
      "地址不能用，见 configuration 检查项。",
      "The address cannot be used: see the findings configuration.",
    ]);
  }
  if (isLoopback(url) && !isLoopback(env["BASE_URL"] ?? "")) {
    return warn(subject, [
      "这是本机地址，上游访问不到：状态只能靠定时查询得知，收不到消息。",
      "It is an address of this machine. The upstream cannot reach it: states are found by polling, and no messages come in.",
    ], [
      "把 CALLBACK_URL 设为公网地址（以 /callback/wxwork 结尾），或设为 off 表示不接收回调。",
      "Set CALLBACK_URL to a public address that ends in /callback/wxwork, or to off if you want no callbacks.",
    ]);
  }
  const answer = await probe(fetch, `${url}/${WRONG_TOKEN}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: "{}",
  });
  if (isUpstreamSimulated && "problem" in answer && answer.problem === "refused") {
    return skip(subject, SEE_PORT);
  }
  const foreign = diagnoseAnswer(subject, answer);
  if (foreign !== undefined) return foreign;
  const { status, body } = answer as { status: number; body: string };
  if (status === 404 && body.trim() === REFUSAL) {
    return ok(subject, [
      "能访问到，错误的令牌被拒绝。",
      "It can be reached, and refuses a wrong token.",
    ]);
  }
  return fail(subject, [
    `返回 HTTP ${status}，不是本项目的回调：路径没有转给 callback，或 callback 没有 CALLBACK_TOKEN_SECRET，或它的 COMPONENTS 没有 upstream-bridge。`,
    `It answers HTTP ${status}, not as our callback: the path is not forwarded to callback, or callback has no CALLBACK_TOKEN_SECRET, or its COMPONENTS lacks upstream-bridge.`,
  ], [
    "在反向代理里把 /callback/wxwork/ 转给 callback，并为 callback 设置 CALLBACK_TOKEN_SECRET 和 COMPONENTS。",
    "Forward /callback/wxwork/ to callback in the proxy, and set CALLBACK_TOKEN_SECRET and COMPONENTS for callback.",
  ]);
}

/** Whether the processes at these ports of this machine sign and verify with the secret of this configuration. */
export function checkTokenSecrets(env: Deployment["env"], ports: readonly number[]): Findings {
  const subject = about(
    "upstream.token_secret",
    "回调令牌的密钥 CALLBACK_TOKEN_SECRET",
    "Secret of the callback tokens, CALLBACK_TOKEN_SECRET",
  );
  const own = readSetting(env, "CALLBACK_TOKEN_SECRET");
  const others = ports.flatMap((port) => {
    const running = readRunningValues(port);
    return running === undefined ? [] : [{ port, ...running }];
  });
  if (others.length === 0) return [];
  const differing = others.filter((process) =>
    readSetting(process.env, "CALLBACK_TOKEN_SECRET") !== own
  );
  if (differing.length === 0) {
    return ok(subject, ["各服务使用同一个密钥。", "The services use the same secret."]);
  }
  const names = differing.map(({ port, pid }) => `${port} (pid ${pid})`).join(", ");
  return fail(subject, [
    `端口 ${names} 的进程使用另一个密钥：上游的回调会得到 404。`,
    `The process at port ${names} uses another secret: callbacks of the upstream get a 404.`,
  ], [
    "为 callback 和 upstream-bridge 设置同一个 CALLBACK_TOKEN_SECRET，然后重启两者。",
    "Set the same CALLBACK_TOKEN_SECRET for callback and upstream-bridge, then restart both.",
  ]);
}
