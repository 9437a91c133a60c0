import type { Text } from "packages/platform/lang.ts";

const TIMEOUT_MS = 8_000;
const BODY_CHARS_MAX = 64 * 1024;

/** What came back from an address. */
export type Asked =
  | {
    readonly status: number;
    readonly headers: Headers;
    /** Its first 64 KB, a byte order mark included. */
    readonly body: string;
    readonly tookMs: number;
  }
  | { readonly problem: NoAnswer; readonly tookMs: number };

export type NoAnswer = "dns" | "refused" | "tls" | "timeout" | "cut";

/** Sends one request without following redirects; waits `timeoutMs` milliseconds. Does not throw. */
export async function ask(
  fetch: typeof globalThis.fetch,
  url: string,
  init: RequestInit = {},
  timeoutMs = TIMEOUT_MS,
): Promise<Asked> {
  const startedAt = performance.now();
  const tookMs = () => Math.round(performance.now() - startedAt);
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    const response = await fetch(url, { ...init, redirect: "manual", signal });
    const bytes = await response.bytes();
    const body = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
    return {
      status: response.status,
      headers: response.headers,
      body: body.slice(0, BODY_CHARS_MAX),
      tookMs: tookMs(),
    };
  } catch (error) {
    return { problem: signal.aborted ? "timeout" : problemOf(error), tookMs: tookMs() };
  }
}

/** Deno's own words hold the whole URL, and URLs hold secrets: only the kind leaves. */
function problemOf(error: unknown): NoAnswer {
  const texts: string[] = [];
  for (let cause = error; cause instanceof Error && texts.length < 5; cause = cause.cause) {
    texts.push(cause.message);
  }
  const text = texts.join(" ");
  if (/dns error|failed to lookup/i.test(text)) return "dns";
  if (/certificate|tls|handshake/i.test(text)) return "tls";
  if (/refused|unreachable|No route/i.test(text)) return "refused";
  return "cut";
}

/** Why there is no answer, as a sentence. */
export const NO_ANSWER: Readonly<Record<NoAnswer, Text>> = {
  dns: { zh: "域名无法解析。", en: "The host name cannot be resolved." },
  refused: {
    zh: "连接被拒绝或无法到达：那里没有程序在监听，或被防火墙挡住。",
    en: "The connection is refused or cannot be made: nobody listens there, or a firewall is shut.",
  },
  tls: {
    zh: "TLS 握手失败：证书或协议有问题，见 tls 检查项。",
    en: "The TLS handshake fails: certificate or protocol; see the tls findings.",
  },
  timeout: { zh: "没有及时响应。", en: "There is no answer in time." },
  cut: {
    zh: "连接在返回完整响应之前断开。",
    en: "The connection ends before a whole answer has come.",
  },
};
