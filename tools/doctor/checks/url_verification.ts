import { systemRandomBytes } from "packages/platform/random.ts";
import { CallbackCryptoError } from "packages/wecom/callback/callback_crypto_error.ts";
import { ask, type Asked } from "tools/doctor/ask.ts";
import { localUrl } from "tools/doctor/checks/port.ts";
import { fail, type Finding, ok, skip, type Subject, warn } from "tools/doctor/finding.ts";
import { type Check, type Examined, isLoopback } from "tools/doctor/examined.ts";
import { judgeForeign } from "tools/doctor/judge_answer.ts";
import { readRunningValues, type RunningValues } from "tools/doctor/running_values.ts";
import { CALLBACK_PATH, readApps, receiveIdOf, type WrittenApp } from "tools/doctor/settings.ts";
import { signVerification } from "tools/doctor/signed_request.ts";

/** WeCom waits this long when somebody presses Save (document path 90930). */
const PATIENCE_MS = 1_000;

/** Does what the console's Save button does, for every app that receives, with the token and key that are configured. */
export const checkUrlVerification: Check = async (examined) => {
  const receivers = examined.apps.filter(({ token, encodingAesKey }) => token && encodingAesKey);
  const findings: Finding[] = [];
  for (const app of receivers) {
    const isSpecial = app.name !== "default" &&
      new URL(examined.callbackUrl).pathname === CALLBACK_PATH;
    const address = isSpecial ? `${examined.callbackUrl}/${app.name}` : examined.callbackUrl;
    findings.push(...await testApp(app, address, examined));
  }
  return findings;
};

async function testApp(app: WrittenApp, address: string, examined: Examined): Promise<Finding[]> {
  const subject = {
    id: `self_test.${app.name}`,
    looked: {
      zh: `对 ${address} 做一次签名的 URL 验证`,
      en: `A signed URL verification of ${address}`,
    },
  };
  const first = await verify(subject, app, address, examined);
  if (first.outcome !== "fail" || isLoopback(address)) return [first.finding];
  // The same without proxy and tunnel tells on which side of them the trouble is.
  const inner = {
    id: `self_test.${app.name}.local`,
    looked: { zh: "同样的请求直接发给本机端口", en: "The same request straight to the local port" },
  };
  const second = await verify(inner, app, localUrl(examined.port) + app.path, examined);
  return second.outcome === "absent" ? [first.finding] : [first.finding, second.finding];
}

interface Verified {
  readonly outcome: "ok" | "fail" | "absent";
  readonly finding: Finding;
}

async function verify(
  subject: Subject,
  app: WrittenApp,
  address: string,
  examined: Examined,
): Promise<Verified> {
  let signed: ReturnType<typeof signVerification>;
  try {
    signed = signVerification(address, {
      token: app.token!,
      encodingAesKey: app.encodingAesKey!,
      receiveId: receiveIdOf(app),
      clock: examined.clock,
      randomBytes: systemRandomBytes,
    });
  } catch (error) {
    if (!(error instanceof CallbackCryptoError)) throw error;
    const found = {
      zh: "EncodingAESKey 不能用，见 callback.key 检查项。",
      en: "The EncodingAESKey cannot be used: see the finding callback.key.",
    };
    return { outcome: "absent", finding: skip(subject, found) };
  }
  const asked = await ask(examined.fetch, signed.url);
  const isAbsent = "problem" in asked && asked.problem === "refused" && isLoopback(address);
  if (isAbsent) {
    const found = {
      zh: "没有程序回答，见 port 检查项。",
      en: "Nobody answers: see the finding port.",
    };
    return { outcome: "absent", finding: skip(subject, found) };
  }
  const finding = judge(subject, asked, signed.plain, app, examined);
  return { outcome: finding.level === "fail" ? "fail" : "ok", finding };
}

function judge(
  subject: Subject,
  asked: Asked,
  plain: string,
  app: WrittenApp,
  examined: Examined,
): Finding {
  if (!("problem" in asked) && asked.status === 200 && asked.body === plain) {
    return asked.tookMs <= PATIENCE_MS
      ? ok(subject, {
        zh: `正确，用时 ${asked.tookMs} 毫秒。`,
        en: `Answered rightly in ${asked.tookMs} ms.`,
      })
      : tooSlow(subject, asked.tookMs);
  }
  if (!("problem" in asked) && asked.status === 200 && asked.body.includes(plain)) {
    return changedOnTheWay(subject, asked.body, plain);
  }
  const foreign = judgeForeign(asked);
  if (foreign !== undefined) return fail(subject, foreign.found, foreign.remedy);
  return refused(subject, (asked as { status: number }).status, app, examined);
}

function tooSlow(subject: Subject, tookMs: number): Finding {
  return warn(subject, {
    zh: `回答正确，但用了 ${tookMs} 毫秒；点保存时企业微信只等 1 秒。`,
    en: `Answered rightly, but in ${tookMs} ms; when Save is pressed WeCom waits one second.`,
  }, {
    zh: "换一条离中国大陆更近的线路或隧道，或再试一次（第一次连接最慢）。",
    en:
      "Use a line or tunnel nearer to mainland China, or try again (the first connection is slow).",
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
    zh: `返回的内容${what.zh}，企业微信要求一字不差。`,
    en: `The answer comes back with ${what.en}; WeCom wants it to the byte.`,
  }, {
    zh: "关闭反向代理或网关对这个路径的内容改写（JSON 包装、字符集转换、注入脚本）。",
    en:
      "Stop the proxy or gateway from rewriting this path (JSON wrapping, charset, injected scripts).",
  });
}

/** The deployment says no to what this environment signs: so it works with other values. Which ones? */
function refused(
  subject: Subject,
  status: number,
  app: WrittenApp,
  { port, env, isWecomSimulated }: Examined,
): Finding {
  if (env["WECOM_CALLBACK_IP_CHECK"] === "on") return notFromHere(subject, status);
  const running = readRunningValues(port);
  const differing = running === undefined ? [] : differences(app, running, isWecomSimulated);
  const found = {
    zh:
      `被拒绝（HTTP ${status}）：运行中的进程用的不是这里的 Token、EncodingAESKey、企业 ID，或两边时钟相差太多。`,
    en:
      `Refused (HTTP ${status}): the running process has another token, key or corp id than this environment, or another time.`,
  };
  if (running !== undefined && differing.length > 0) {
    const names = differing.join(", ");
    return fail(subject, {
      zh: `被拒绝（HTTP ${status}）：进程 ${running.pid} 启动时的 ${names} 与这里不同。`,
      en: `Refused (HTTP ${status}): process ${running.pid} was started with another ${names}.`,
    }, {
      zh: `决定哪个是对的（管理后台里的那个），改好后重启进程 ${running.pid}。`,
      en: `Decide which is right (the one in the console), then restart process ${running.pid}.`,
    });
  }
  const edited = running?.isDotEnvNewer === true;
  return fail(subject, found, {
    zh: `${
      edited ? ".env 在进程启动之后改过：" : ""
    }重启进程，让它读到现在的配置；如果管理后台也报错，用 deno task doctor explain '<日志里的回调 URL>' 看是哪一个不对。${
      env["WECOM_TOKEN_FILE"] ? "（_FILE 变量也只在启动时读取。）" : ""
    }`,
    en: `${
      edited ? ".env was changed after the process had started: " : ""
    }restart it, so that it reads the present configuration; if the console refuses too, deno task doctor explain '<the callback URL from a proxy log>' tells which one is wrong.`,
  });
}

/** Only WeCom's own addresses are let in: nobody else can try. */
function notFromHere(subject: Subject, status: number): Finding {
  return warn(subject, {
    zh:
      `被拒绝（HTTP ${status}）：WECOM_CALLBACK_IP_CHECK=on 时只接受企业微信的 IP，从这里无法试。`,
    en:
      `Refused (HTTP ${status}): with WECOM_CALLBACK_IP_CHECK=on only WeCom's addresses are let in, so it cannot be tried from here.`,
  }, {
    zh:
      "暂时设为 off 重启再试；或看日志里的 callback_refused：reason 是 address 就是这个原因，其余是 Token、密钥或企业 ID。",
    en:
      "Set it to off for a moment, restart and try again; or read callback_refused in the log: reason address is this, the others are token, key or corp id.",
  });
}

/** Which values the process was started with differently. What the simulator fills in stands in no environment. */
function differences(app: WrittenApp, { env }: RunningValues, isSimulated: boolean): string[] {
  const theirs = readApps(env).find(({ name }) => name === app.name);
  if (theirs === undefined) return [];
  return (["token", "encodingAesKey", "corpId"] as const)
    .filter((part) => theirs[part] !== app[part] && !(isSimulated && theirs[part] === undefined))
    .map((part) => app.names[part]);
}
