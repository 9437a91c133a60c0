/** What an answer of our own API means for the page that asked. */
export type Reply =
  | { kind: "ok"; body: unknown; serverNowMs: number | undefined }
  /** The server does not know the attempt (any more). */
  | { kind: "gone" }
  /** Somebody else with the same binding was first: 409. */
  | { kind: "taken" }
  | { kind: "wait"; trouble: "too_many" | "busy"; delayMs: number | undefined }
  /** No answer, or none that a healthy server gives. */
  | { kind: "lost" }
  /** The server understood and said no; asking again changes nothing. */
  | { kind: "refused"; status: number };

/** Reads an answer. A 200 whose body is not JSON (a captive portal, a proxy's page) counts as lost. */
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

/** RFC 9110 section 10.2.3: seconds, or a date (read against the answer's own Date). */
function retryAfterMs(headers: Headers): number | undefined {
  const value = headers.get("retry-after")?.trim() ?? "";
  if (/^\d+$/.test(value)) return Number(value) * 1000;
  const delayMs = Date.parse(value) - Date.parse(headers.get("date") ?? "");
  return Number.isNaN(delayMs) ? undefined : Math.max(0, delayMs);
}
