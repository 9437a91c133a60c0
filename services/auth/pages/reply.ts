/** What a response of our API means for the page that sent the request. */
export type Reply =
  | { kind: "ok"; body: unknown; serverNowMs: number | undefined }
  /** The server does not know the attempt, or has deleted it. */
  | { kind: "gone" }
  /** Another tab of the same browser was first: 409. */
  | { kind: "taken" }
  | { kind: "wait"; trouble: "too_many" | "busy"; delayMs: number | undefined }
  /** No response, or one that a healthy server does not give. */
  | { kind: "lost" }
  /** The server refuses the request; a retry does not help. */
  | { kind: "refused"; status: number };

/** Reads a response. A 200 whose body is not JSON (a captive portal, a proxy's page) counts as lost. */
export async function readReply(response: Response): Promise<Reply> {
  const { status, headers } = response;
  if (status === 200) return await readBody(response);
  await response.body?.cancel();
  if (status === 404) return { kind: "gone" };
  if (status === 409) return { kind: "taken" };
  if (status === 429 || status === 503) {
    const trouble = status === 429 ? "too_many" : "busy";
    return { kind: "wait", trouble, delayMs: retryAfterMs(headers) };
  }
  return status >= 500 || status === 408 ? { kind: "lost" } : { kind: "refused", status };
}

async function readBody(response: Response): Promise<Reply> {
  try {
    const serverNowMs = Date.parse(response.headers.get("date") ?? "");
    const body: unknown = await response.json();
    return { kind: "ok", body, serverNowMs: Number.isNaN(serverNowMs) ? undefined : serverNowMs };
  } catch {
    return { kind: "lost" };
  }
}

/** RFC 9110 section 10.2.3: seconds, or a date (relative to the response's own Date). */
function retryAfterMs(headers: Headers): number | undefined {
  const value = headers.get("retry-after")?.trim() ?? "";
  if (/^\d+$/.test(value)) return Number(value) * 1000;
  const delayMs = Date.parse(value) - Date.parse(headers.get("date") ?? "");
  return Number.isNaN(delayMs) ? undefined : Math.max(0, delayMs);
}
