import type { Text } from "packages/platform/lang.ts";

const TIMEOUT_MS = 8_000;
const BODY_CHARS_MAX = 64 * 1024;

/** The answer of a server, or why there is none. */
export type ProbeResult =
  | {
    readonly status: number;
    readonly headers: Headers;
    /** The first 64 K characters, with a byte order mark if there is one. */
    readonly body: string;
    readonly tookMs: number;
  }
  | { readonly problem: NoAnswer; readonly tookMs: number };

/** Why a request got no answer. */
export type NoAnswer = "dns" | "refused" | "tls" | "timeout" | "cut";

/** Sends one request without following redirects; waits `timeoutMs` milliseconds. Does not throw. */
export async function probe(
  fetch: typeof globalThis.fetch,
  url: string,
  init: RequestInit = {},
  timeoutMs = TIMEOUT_MS,
): Promise<ProbeResult> {
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

/** Only the kind of error: Deno's message contains the URL, and URLs contain secrets. */
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

/** Why there is no answer, for people. */
export const NO_ANSWER: Readonly<Record<NoAnswer, Text>> = {
  dns: { zh: "域名无法解析。", en: "The host name cannot be resolved." },
  refused: {
    zh: "连接被拒绝或无法到达：那个端口没有程序在监听，或被防火墙拦截。",
    en: "The connection is refused: no program listens on that port, or a firewall blocks it.",
  },
  tls: {
    zh: "TLS 握手失败，证书或协议有问题，见 tls 检查项。",
    en: "The TLS handshake failed (certificate or protocol): see the findings tls.",
  },
  timeout: { zh: "响应超时。", en: "The answer took too long." },
  cut: {
    zh: "连接中途断开，没有收到完整的响应。",
    en: "The connection closed before the complete answer arrived.",
  },
};
