/** HEAD is a GET whose body is not sent (RFC 9110 section 9.3.2): handlers only see GET. */
export function asGet(request: Request): Request {
  if (request.method !== "HEAD") return request;
  const { url, headers, signal } = request;
  return new Request(url, { headers, signal });
}

/** The answer to HEAD for the answer to the same GET: without the body, with its length where it has an end. */
export async function withoutBody(response: Response): Promise<Response> {
  const headers = new Headers(response.headers);
  const { body, status } = response;
  if (body === null || headers.has("content-length") || isEndless(headers)) {
    await body?.cancel();
  } else {
    headers.set("content-length", String((await response.arrayBuffer()).byteLength));
  }
  return new Response(null, { status, headers });
}

function isEndless(headers: Headers): boolean {
  return headers.get("content-type")?.startsWith("text/event-stream") ?? false;
}
