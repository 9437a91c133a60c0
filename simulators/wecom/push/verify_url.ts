import type { CallbackSettings } from "simulators/wecom/channels.ts";
import { seal } from "simulators/wecom/push/envelope.ts";
import { sendRequest } from "simulators/wecom/push/send_request.ts";
import type { WecomState } from "simulators/wecom/state/state.ts";

const timeoutMs = 1_000;

/** What the console shows after Save. */
interface VerifyReport {
  ok: boolean;
  url: string;
  tookMs: number;
  /** HTTP status, when there was an answer. */
  status?: number;
  /** The answer's body, its first 200 characters. */
  body?: string;
  /** Why it is not ok. */
  problem?: string;
}

/**
 * Verifies a callback URL (D90930): GET with signature and encrypted `echostr`; the answer must be
 * 200 within a second, and its body the plaintext and nothing else.
 */
export async function verifyUrl(
  state: WecomState,
  { callback, receiveId, to }: {
    callback: CallbackSettings;
    receiveId: string;
    to: string | undefined;
  },
): Promise<VerifyReport> {
  const digits = [...state.randomBytes(18)].map((byte) => byte % 10).join("");
  const plain = `1${digits}`;
  const { encrypted, query } = seal(state, { callback, plain, receiveId });
  const url = new URL(to ?? callback.url);
  for (const [name, value] of Object.entries({ ...query, echostr: encrypted })) {
    url.searchParams.append(name, value);
  }
  const startMs = performance.now();
  const answer = await sendRequest(url, { method: "GET" }, {
    timeoutMs,
    signal: state.deliveries.signal,
  });
  const tookMs = Math.round((performance.now() - startMs) * 10) / 10;
  const report = { url: to ?? callback.url, tookMs };
  if ("error" in answer) {
    const problem = answer.error === "timeout"
      ? `no answer within ${timeoutMs} ms`
      : "the address cannot be reached";
    return { ok: false, ...report, problem };
  }
  const seen = { ...report, status: answer.status, body: answer.body.slice(0, 200) };
  const problem = judge(answer, plain);
  return problem === undefined ? { ok: true, ...seen } : { ok: false, ...seen, problem };
}

function judge({ status, body }: { status: number; body: string }, plain: string) {
  if (status !== 200) return `the status is ${status} instead of 200`;
  if (body === plain) return undefined;
  return "the body is not the decrypted echostr and nothing else";
}
