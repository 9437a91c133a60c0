import { systemRandomBytes } from "packages/platform/random.ts";
import { CallbackCryptoError } from "packages/wecom/callback/callback_crypto_error.ts";
import { probe, type ProbeResult } from "tools/doctor/probe.ts";
import { localUrl } from "tools/doctor/checks/port.ts";
import { fail, type Finding, ok, skip, type Subject, warn } from "tools/doctor/finding.ts";
import { type Check, type Deployment, isLoopback } from "tools/doctor/deployment.ts";
import { diagnoseAnswer } from "tools/doctor/diagnose_answer.ts";
import { readRunningValues, type RunningValues } from "tools/doctor/running_values.ts";
import {
  CALLBACK_PATH,
  canReceive,
  readApps,
  receiveIdOf,
  type WrittenApp,
} from "tools/doctor/settings.ts";
import { signVerification } from "tools/doctor/signed_request.ts";

/** WeCom waits this long after Save is pressed (document path 90930). */
const WECOM_TIMEOUT_MS = 1_000;

/** Does what the Save button of the WeCom console does, for every app with a token and a key. */
export const checkUrlVerification: Check = async (deployment) => {
  const { callbackUrl, apps } = deployment;
  const findings: Finding[] = [];
  for (const app of apps.filter(canReceive)) {
    const hasOwnPath = app.name !== "default" && new URL(callbackUrl).pathname === CALLBACK_PATH;
    const address = hasOwnPath ? `${callbackUrl}/${app.name}` : callbackUrl;
    findings.push(...await testApp(app, address, deployment));
  }
  return findings;
};

async function testApp(
  app: WrittenApp,
  address: string,
  deployment: Deployment,
): Promise<Finding[]> {
  const finding = await verify(
    {
      id: `self_test.${app.name}`,
      looked: {
        zh: `对 ${address} 做一次签名的 URL 验证`,
        en: `Signed URL verification of ${address}`,
      },
    },
    app,
    address,
    deployment,
  );
  if (finding.level !== "fail" || isLoopback(address)) return [finding];
  // The same request without proxy and tunnel shows which side has the problem.
  const local = await verify(
    {
      id: `self_test.${app.name}.local`,
      looked: {
        zh: "同样的请求直接发给本机端口",
        en: "The same request, straight to the local port",
      },
    },
    app,
    localUrl(deployment.port) + app.path,
    deployment,
  );
  return local.level === "skip" ? [finding] : [finding, local];
}

/** Skipped when the key is not valid, or no process listens on this machine. */
async function verify(
  subject: Subject,
  app: WrittenApp,
  address: string,
  deployment: Deployment,
): Promise<Finding> {
  let signed: ReturnType<typeof signVerification>;
  try {
    signed = signVerification(address, {
      token: app.token!,
      encodingAesKey: app.encodingAesKey!,
      receiveId: receiveIdOf(app),
      clock: deployment.clock,
      randomBytes: systemRandomBytes,
    });
  } catch (error) {
    if (!(error instanceof CallbackCryptoError)) throw error;
    return skip(subject, {
      zh: "EncodingAESKey 无效，见 callback.key 检查项。",
      en: "The EncodingAESKey is not valid: see the finding callback.key.",
    });
  }
  const answer = await probe(deployment.fetch, signed.url);
  if ("problem" in answer && answer.problem === "refused" && isLoopback(address)) {
    return skip(subject, {
      zh: "没有程序响应，见 port 检查项。",
      en: "No process answers: see the finding port.",
    });
  }
  return diagnose(subject, answer, signed.plain, app, deployment);
}

function diagnose(
  subject: Subject,
  answer: ProbeResult,
  plain: string,
  app: WrittenApp,
  deployment: Deployment,
): Finding {
  if (!("problem" in answer) && answer.status === 200 && answer.body.includes(plain)) {
    return answer.body === plain
      ? diagnoseTime(subject, answer.tookMs)
      : changedOnTheWay(subject, answer.body, plain);
  }
  const foreign = diagnoseAnswer(answer);
  if (foreign !== undefined) return fail(subject, foreign.found, foreign.remedy);
  return refused(subject, (answer as { status: number }).status, app, deployment);
}

function diagnoseTime(subject: Subject, tookMs: number): Finding {
  if (tookMs <= WECOM_TIMEOUT_MS) {
    return ok(subject, { zh: `正确，用时 ${tookMs} 毫秒。`, en: `Correct, in ${tookMs} ms.` });
  }
  return warn(subject, {
    zh: `返回正确，但用了 ${tookMs} 毫秒；点保存时企业微信只等 1 秒。`,
    en: `Correct, but in ${tookMs} ms. WeCom waits one second when Save is pressed.`,
  }, {
    zh: "换一条离中国大陆更近的线路或隧道；或再试一次（第一次连接最慢）。",
    en:
      "Use a line or tunnel closer to mainland China. Or try again: the first connection is slow.",
  });
}

function changedOnTheWay(subject: Subject, body: string, plain: string): Finding {
  const what = body.startsWith("\uFEFF")
    ? { zh: "前面多了 BOM", en: "a byte order mark in front" }
    : body.trim() === plain
    ? { zh: "前后多了空白", en: "white space around it" }
    : body === JSON.stringify(plain)
    ? { zh: "被加上了引号", en: "quotation marks around it" }
    : { zh: "混入了别的内容", en: "other text with it" };
  return fail(subject, {
    zh: `返回的内容${what.zh}；企业微信要求一字不差。`,
    en: `The answer arrives with ${what.en}. WeCom requires the exact bytes.`,
  }, {
    zh: "关闭反向代理或网关对这个路径的内容改写（JSON 包装、字符集转换、注入脚本）。",
    en: "Turn off rewriting of this path in proxy or gateway (JSON wrapping, charset, scripts).",
  });
}

/** The process refuses what this environment signs, so it uses other values: find out which. */
function refused(
  subject: Subject,
  status: number,
  app: WrittenApp,
  { port, env, isWecomSimulated }: Deployment,
): Finding {
  if (env["WECOM_CALLBACK_IP_CHECK"] === "on") return wecomAddressesOnly(subject, status);
  const running = readRunningValues(port);
  const differing = running === undefined ? [] : differences(app, running, isWecomSimulated);
  if (running !== undefined && differing.length > 0) {
    const names = differing.join(", ");
    return fail(subject, {
      zh: `被拒绝（HTTP ${status}）：进程 ${running.pid} 启动时的 ${names} 与这里不同。`,
      en: `Refused (HTTP ${status}): process ${running.pid} has started with another ${names}.`,
    }, {
      zh: `以管理后台里的值为准，改好后重启进程 ${running.pid}。`,
      en: `Use the value in the WeCom console in both, then restart process ${running.pid}.`,
    });
  }
  const edited = running?.isDotEnvNewer === true;
  return fail(subject, {
    zh:
      `被拒绝（HTTP ${status}）：运行中的进程的 Token、EncodingAESKey 或企业 ID 与这里不同，或两边时钟相差太多。`,
    en:
      `Refused (HTTP ${status}): the running process has another token, key or corp id than this environment, or another time.`,
  }, {
    zh: `${
      edited ? ".env 在进程启动之后改过：" : ""
    }重启进程，让它读取现在的配置。如果管理后台也报错，用 deno task doctor explain '<日志里的回调 URL>' 检查哪一个不对。${
      env["WECOM_TOKEN_FILE"] ? "（_FILE 变量也只在启动时读取。）" : ""
    }`,
    en: `${
      edited ? ".env has changed after the start of the process. " : ""
    }Restart the process, so that it reads the present configuration. If the WeCom console refuses too, run deno task doctor explain '<the callback URL from a proxy log>' to find the wrong one.`,
  });
}

function wecomAddressesOnly(subject: Subject, status: number): Finding {
  return warn(subject, {
    zh:
      `被拒绝（HTTP ${status}）：WECOM_CALLBACK_IP_CHECK=on 时只接受企业微信的 IP，这里无法测试。`,
    en:
      `Refused (HTTP ${status}): with WECOM_CALLBACK_IP_CHECK=on only addresses of WeCom are allowed, so this test is not possible.`,
  }, {
    zh:
      "暂时设为 off，重启后再试；或看日志里的 callback_refused：reason 为 address 就是这个原因，其他则是 Token、密钥或企业 ID。",
    en:
      "Set it to off for a moment, restart and try again. Or read callback_refused in the log: reason address means this, other reasons mean token, key or corp id.",
  });
}

/** Settings with other values in the process. Values that the simulator fills in are in no environment. */
function differences(app: WrittenApp, { env }: RunningValues, isSimulated: boolean): string[] {
  const theirs = readApps(env).find(({ name }) => name === app.name);
  if (theirs === undefined) return [];
  return (["token", "encodingAesKey", "corpId"] as const)
    .filter((part) => theirs[part] !== app[part] && !(isSimulated && theirs[part] === undefined))
    .map((part) => app.names[part]);
}
