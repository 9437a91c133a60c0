import { ask } from "tools/doctor/ask.ts";
import { fail, type Finding, ok, skip, type Subject, warn } from "tools/doctor/finding.ts";
import { type Check, isLoopback } from "tools/doctor/examined.ts";
import { judgeForeign } from "tools/doctor/judge_answer.ts";

/** Who answers at the callback's public address: a GET without parameters gets one constant 4xx from us. */
export const checkReachability: Check = async (examined) => {
  const { apps, callbackUrl, isWecomSimulated, fetch } = examined;
  const subject = {
    id: "reachability",
    looked: { zh: `回调地址 ${callbackUrl}`, en: `The callback's address ${callbackUrl}` },
  };
  if (isLoopback(callbackUrl) && !isWecomSimulated) {
    const receives = apps.some(({ token, encodingAesKey }) => token && encodingAesKey);
    return [notFromOutside(subject, receives ? fail : warn)];
  }
  const asked = await ask(fetch, callbackUrl);
  if (isWecomSimulated && "problem" in asked && asked.problem === "refused") {
    return [skip(subject, {
      zh: "没有程序回答，见 port 检查项。",
      en: "Nobody answers: see the finding port.",
    })];
  }
  const foreign = judgeForeign(asked);
  if (foreign !== undefined) return [fail(subject, foreign.found, foreign.remedy)];
  const { status, body } = asked as { status: number; body: string };
  if (status === 404) {
    return [fail(subject, {
      zh: "返回 404：这个路径没有转给 callback，或没有配置 Token 与 EncodingAESKey。",
      en:
        "It answers 404: this path does not lead to callback, or token and key are not configured.",
    }, {
      zh: "核对地址的路径和反向代理的规则；Token 与 EncodingAESKey 见 callback.keys 检查项。",
      en:
        "Compare the path and the proxy's rules; for token and key see the finding callback.keys.",
    })];
  }
  if (status < 400 || body !== REFUSAL) return [somebodyElse(subject, status)];
  return isLoopback(callbackUrl)
    ? [skip(subject, {
      zh:
        "由本项目回答；外网访问不到本机地址，企业微信是模拟的，不需要它。接真实的企业微信见 docs/callback-on-a-laptop.zh-CN.md。",
      en:
        "Our callback answers. From outside an address of this machine cannot be reached; the simulated WeCom need not. For the real one see docs/callback-on-a-laptop.md.",
    })]
    : [ok(subject, {
      zh: `回调能访问到（HTTP ${status}，用时 ${asked.tookMs} 毫秒）。`,
      en: `The callback can be reached (HTTP ${status} in ${asked.tookMs} ms).`,
    })];
};

/** The one answer that our callback has for whatever is not signed. */
const REFUSAL = "refused";

/** It matters to whoever waits for messages; sign-in can be tried without. */
function notFromOutside(subject: Subject, trouble: typeof fail | typeof warn): Finding {
  return trouble(subject, {
    zh: "这是本机地址，企业微信从公网访问不到。",
    en: "It is an address of this machine, which WeCom cannot reach.",
  }, {
    zh:
      "给它一个公网地址：把 PUBLIC_URL 设为域名，或开一条隧道，再用 deno task doctor --url https://…（隧道地址）检查。见 docs/callback-on-a-laptop.zh-CN.md。",
    en:
      "Give it a public one: set PUBLIC_URL to your domain, or open a tunnel and look again with deno task doctor --url https://… (the tunnel's). See docs/callback-on-a-laptop.md.",
  });
}

function somebodyElse(subject: Subject, status: number): Finding {
  const found = {
    zh: `没有签名的请求得到了 HTTP ${status}，但不是本项目回调的回答：前面有别的程序拦截或代答。`,
    en:
      `A request without a signature gets HTTP ${status}, but not in our callback's words: something in front answers or blocks.`,
  };
  return fail(subject, found, {
    zh: "核对地址的路径和反向代理的规则；WAF 或防火墙要对这个路径放行企业微信的请求。",
    en:
      "Compare the path and the proxy's rules; a WAF must let WeCom's requests to this path pass.",
  });
}
