/** What came back: a status, or why nothing did. */
export type Answer = { status: number } | { error: "timeout" | "connection" };

/** One callback: no redirects; the whole answer must come within `timeoutMs`, and its body is ignored. */
export async function sendRequest(
  url: string,
  body: string,
  { timeoutMs, signal }: { timeoutMs: number; signal: AbortSignal },
): Promise<Answer> {
  const deadline = new AbortController();
  const timer = setTimeout(() => deadline.abort(), timeoutMs);
  try {
    const response = await fetch(url, {
      method: "POST",
      redirect: "manual",
      headers: { "content-type": "application/json", "user-agent": "okhttp/4.9.3" },
      body,
      signal: AbortSignal.any([deadline.signal, signal]),
    });
    await response.arrayBuffer();
    return { status: response.status };
  } catch {
    return { error: deadline.signal.aborted ? "timeout" : "connection" };
  } finally {
    clearTimeout(timer);
  }
}
