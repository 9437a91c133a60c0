/** The answer, or why there is none. */
export type Answer = { status: number; body: string } | { error: "timeout" | "connection" };

const maximumBodyBytes = 1_048_576;

/**
 * One request to the callback URL: no redirects, the whole answer within `timeoutMs`. `signal` ends
 * it early, as a connection error.
 */
export async function sendRequest(
  url: URL,
  init: { method: "GET" | "POST"; body?: string; contentType?: string },
  { timeoutMs, signal }: { timeoutMs: number; signal: AbortSignal },
): Promise<Answer> {
  const deadline = new AbortController();
  const timer = setTimeout(() => deadline.abort(), timeoutMs);
  try {
    const response = await fetch(url, {
      method: init.method,
      redirect: "manual",
      headers: {
        "user-agent": "Mozilla/4.0",
        ...init.contentType !== undefined && { "content-type": init.contentType },
      },
      ...init.body !== undefined && { body: init.body },
      signal: AbortSignal.any([deadline.signal, signal]),
    });
    return { status: response.status, body: await readText(response) };
  } catch {
    return { error: deadline.signal.aborted ? "timeout" : "connection" };
  } finally {
    clearTimeout(timer);
  }
}

/** At most a megabyte, byte order mark included: an exact comparison must see it. */
async function readText(response: Response): Promise<string> {
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  let text = "";
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length;
    if (bytes > maximumBodyBytes) throw new Error("Cannot read the answer: it is too long");
    text += decoder.decode(chunk, { stream: true });
  }
  return text + decoder.decode();
}
