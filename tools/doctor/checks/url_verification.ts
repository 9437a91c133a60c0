import { CallbackCryptoError } from "packages/wecom/callback/callback_crypto_error.ts";
import { probe, type ProbeResult } from "tools/doctor/probe.ts";
import { localUrl, SEE_PORT } from "tools/doctor/checks/port.ts";
import { about, fail, ok, skip, warn } from "tools/doctor/create_finding.ts";
import type { Finding, Findings, Subject } from "tools/doctor/finding.ts";
import { type Check, type Deployment, isLoopback } from "tools/doctor/deployment.ts";
import { diagnoseAnswer } from "tools/doctor/diagnose_answer.ts";
import { readRunningValues, type RunningValues } from "tools/doctor/running_values.ts";
import { addressOf, canReceive, readApps, type WrittenApp } from "tools/doctor/settings.ts";
import { signVerification, signWithKeysOf } from "tools/doctor/signed_request.ts";

/** WeCom waits this long after Save is pressed (document path 90930). */
const WECOM_TIMEOUT_MS = 1_000;

/** Does what the Save button of the WeCom console does, for every app with a token and a key. */
export const checkUrlVerification: Check = async (deployment) => {
  const findings: Findings[] = [];
  for (const app of deployment.apps.filter(canReceive)) {
    findings.push(await testApp(app, deployment));
  }
  return findings.flat();
};

async function testApp(app: WrittenApp, deployment: Deployment): Promise<Findings> {
  const address = addressOf(app, deployment.callbackUrl);
  const subject = about(
    `self_test.${app.name}`,
    `对 ${address} 做一次签名的 URL 验证`,
    `Signed URL verification of ${address}`,
  );
  const finding = await verify({ subject, app, address, deployment });
  if (finding.level !== "fail" || isLoopback(address)) return finding;
  // The same request without proxy and tunnel shows which side has the problem.
  const localSubject = about(
    `self_test.${app.name}.local`,
    "同样的请求直接发给本机端口",
    "The same request, straight to the local port",
  );
  const localAddress = localUrl(deployment.port) + app.path;
  const local = await verify({ subject: localSubject, app, address: localAddress, deployment });
  return local.level === "skip" ? finding : [finding, local];
}

/** One verification of one app. */
interface Test {
  readonly subject: Subject;
  readonly app: WrittenApp;
  readonly address: string;
  readonly deployment: Deployment;
}

/** Skipped when the key is not valid, or no process listens on this machine. */
async function verify(test: Test): Promise<Finding> {
  const { subject, app, address, deployment } = test;
  let signed: ReturnType<typeof signVerification>;
  try {
    signed = signVerification(address, signWithKeysOf(app, deployment.clock));
  } catch (error) {
    if (!(error instanceof CallbackCryptoError)) throw error;
    return skip(subject, [
      "EncodingAESKey 无效，见 callback.key 检查项。",
      "The EncodingAESKey is not valid: see the finding callback.key.",
    ]);
  }
  const answer = await probe(deployment.fetch, signed.url);
  if ("problem" in answer && answer.problem === "refused" && isLoopback(address)) {
    return skip(subject, SEE_PORT);
  }
  return diagnose(test, answer, signed.plain);
}

function diagnose(test: Test, answer: ProbeResult, plain: string): Finding {
  const { subject } = test;
  if (!("problem" in answer) && answer.status === 200 && answer.body.includes(plain)) {
    return answer.body === plain
      ? diagnoseTime(subject, answer.tookMs)
      : changedOnTheWay(subject, answer.body, plain);
  }
  return diagnoseAnswer(subject, answer) ?? refused(test, (answer as { status: number }).status);
}

function diagnoseTime(subject: Subject, tookMs: number): Finding {
  if (tookMs <= WECOM_TIMEOUT_MS) {
    return ok(subject, [`正确，用时 ${tookMs} 毫秒。`, `Correct, in ${tookMs} ms.`]);
  }
  return warn(subject, [
    `返回正确，但用了 ${tookMs} 毫秒；点保存时企业微信只等 1 秒。`,
    `Correct, but in ${tookMs} ms. WeCom waits one second when Save is pressed.`,
  ], [
    "换一条离中国大陆更近的线路或隧道；或再试一次（第一次连接最慢）。",
    "Use a line or tunnel closer to mainland China. Or try again: the first connection is slow.",
  ]);
}

function changedOnTheWay(subject: Subject, body: string, plain: string): Finding {
  const [zh, en] = body.startsWith("\uFEFF")
    ? ["前面多了 BOM", "a byte order mark in front"]
    : body.trim() === plain
    ? ["前后多了空白", "white space around it"]
    : body === JSON.stringify(plain)
    ? ["被加上了引号", "quotation marks around it"]
    : ["混入了别的内容", "other text with it"];
  return fail(subject, [
    `返回的内容${zh}；企业微信要求一字不差。`,
    `The answer arrives with ${en}. WeCom requires the exact bytes.`,
  ], [
    "关闭反向代理或网关对这个路径的内容改写（JSON 包装、字符集转换、注入脚本）。",
    "Turn off rewriting of this path in proxy or gateway (JSON wrapping, charset, scripts).",
  ]);
}

/** The process refuses what this environment signs, so it uses other values: find out which. */
function refused({ subject, app, deployment }: Test, status: number): Finding {
  const { port, env, isWecomSimulated } = deployment;
  if (env["WECOM_CALLBACK_IP_CHECK"] === "on") return wecomAddressesOnly(subject, status);
  const running = readRunningValues(port);
  const differing = running === undefined ? [] : differences(app, running, isWecomSimulated);
  if (running !== undefined && differing.length > 0) {
    const names = differing.join(", ");
    return fail(subject, [
      `被拒绝（HTTP ${status}）：进程 ${running.pid} 启动时的 ${names} 与这里不同。`,
      `Refused (HTTP ${status}): process ${running.pid} has started with another ${names}.`,
    ], [
      `以管理后台里的值为准，改好后重启进程 ${running.pid}。`,
      `Use the value in the WeCom console in both, then restart process ${running.pid}.`,
    ]);
  }
  const [editedZh, editedEn] = running?.isDotEnvNewer
    ? [".env 在进程启动之后改过：", ".env has changed after the start of the process. "]
    : ["", ""];
  const files = env["WECOM_TOKEN_FILE"] ? "（_FILE 变量也只在启动时读取。）" : "";
  return fail(subject, [
    `被拒绝（HTTP ${status}）：运行中的进程的 Token、EncodingAESKey 或企业 ID 与这里不同，或两边时钟相差太多。`,
    `Refused (HTTP ${status}): the running process has another token, key or corp id than this environment, or another time.`,
  ], [
    `${editedZh}重启进程，让它读取现在的配置。如果管理后台也报错，用 deno task doctor explain '<日志里的回调 URL>' 检查哪一个不对。${files}`,
    `${editedEn}Restart the process, so that it reads the present configuration. If the WeCom console refuses too, run deno task doctor explain '<the callback URL from a proxy log>' to find the wrong one.`,
  ]);
}

function wecomAddressesOnly(subject: Subject, status: number): Finding {
  return warn(subject, [
    `被拒绝（HTTP ${status}）：WECOM_CALLBACK_IP_CHECK=on 时只接受企业微信的 IP，这里无法测试。`,
    `Refused (HTTP ${status}): with WECOM_CALLBACK_IP_CHECK=on only addresses of WeCom are allowed, so this test is not possible.`,
  ], [
    "暂时设为 off，重启后再试；或看日志里的 callback_refused：reason 为 address 就是这个原因，其他则是 Token、密钥或企业 ID。",
    "Set it to off for a moment, restart and try again. Or read callback_refused in the log: reason address means this, other reasons mean token, key or corp id.",
  ]);
}

/** Settings with other values in the process. Values that the simulator fills in are in no environment. */
function differences(app: WrittenApp, { env }: RunningValues, isSimulated: boolean): string[] {
  const theirs = readApps(env).find(({ name }) => name === app.name);
  if (theirs === undefined) return [];
  return (["token", "encodingAesKey", "corpId"] as const)
    .filter((part) => theirs[part] !== app[part] && !(isSimulated && theirs[part] === undefined))
    .map((part) => app.nameOf(part));
}
