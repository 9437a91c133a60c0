import { SEE_PORT } from "tools/doctor/checks/port.ts";
import { probe } from "tools/doctor/probe.ts";
import { about, fail, ok, skip, warn } from "tools/doctor/create_finding.ts";
import { type Check, isLoopback } from "tools/doctor/deployment.ts";
import { diagnoseAnswer } from "tools/doctor/diagnose_answer.ts";
import { canReceive } from "tools/doctor/settings.ts";

/** Whether our callback answers at its public address: to a GET without parameters it answers a constant 4xx. */
export const checkReachability: Check = async ({ apps, callbackUrl, isWecomSimulated, fetch }) => {
  const subject = about(
    "reachability",
    `回调地址 ${callbackUrl}`,
    `Callback address ${callbackUrl}`,
  );
  if (isLoopback(callbackUrl) && !isWecomSimulated) {
    // Receiving messages needs a public address; sign-in can be tried without one.
    const trouble = apps.some(canReceive) ? fail : warn;
    return trouble(subject, [
      "这是本机地址，企业微信从公网访问不到。",
      "It is an address of this machine. WeCom cannot reach it.",
    ], [
      "请使用公网地址：把 PUBLIC_URL 设为域名，或开一条隧道，再用 deno task doctor --url https://…（隧道地址）检查。见 docs/callback-on-a-laptop.zh-CN.md。",
      "Use a public address: set PUBLIC_URL to your domain, or open a tunnel and check with deno task doctor --url https://… (address of the tunnel). See docs/callback-on-a-laptop.md.",
    ]);
  }
  const answer = await probe(fetch, callbackUrl);
  if (isWecomSimulated && "problem" in answer && answer.problem === "refused") {
    return skip(subject, SEE_PORT);
  }
  const foreign = diagnoseAnswer(subject, answer);
  if (foreign !== undefined) return foreign;
  const { status, body } = answer as { status: number; body: string };
  if (status === 404) {
    return fail(subject, [
      "返回 404：这个路径没有转给 callback，或没有配置 Token 与 EncodingAESKey。",
      "It answers 404: the path is not forwarded to callback, or token and key are not configured.",
    ], [
      "检查地址的路径和反向代理的规则；Token 与 EncodingAESKey 见 callback.keys 检查项。",
      "Check the path and the rules of the proxy. For token and key see the finding callback.keys.",
    ]);
  }
  if (status < 400 || body !== REFUSAL) {
    return fail(subject, [
      `没有签名的请求得到了 HTTP ${status}，但不是本项目返回的：前面有别的程序拦截或代答。`,
      `A request without a signature gets HTTP ${status}, but not from our callback: something in front answers or blocks.`,
    ], [
      "检查地址的路径和反向代理的规则；WAF 或防火墙要放行企业微信对这个路径的请求。",
      "Check the path and the rules of the proxy. A WAF must allow requests of WeCom to this path.",
    ]);
  }
  return isLoopback(callbackUrl)
    ? skip(subject, [
      "本项目有响应。外网访问不到本机地址，模拟的企业微信也不需要。接入真实的企业微信见 docs/callback-on-a-laptop.zh-CN.md。",
      "Our callback answers. The internet cannot reach this machine, and the simulated WeCom does not need to. For the real WeCom see docs/callback-on-a-laptop.md.",
    ])
    : ok(subject, [
      `回调能访问到（HTTP ${status}，用时 ${answer.tookMs} 毫秒）。`,
      `The callback can be reached (HTTP ${status} in ${answer.tookMs} ms).`,
    ]);
};

/** The answer of our callback to every request without a valid signature. */
const REFUSAL = "refused";
