/** The mark with which a provider ends a stream: `data: [DONE]`. */
export const DONE = Symbol("[DONE]");

/**
 * Reads the body of a chat completion: the JSON values of a stream of server-sent events (HTML standard, section
 * "server-sent events"), and {@link DONE} at its end mark. A provider that does not stream sends one JSON value, which is
 * yielded with DONE behind it. Comments and other fields are skipped.
 * @throws SyntaxError when a value is not JSON
 * @throws TypeError when the connection breaks off
 */
export async function* readChunks(body: ReadableStream<Uint8Array>): AsyncGenerator<unknown> {
  let data: string[] = [];
  let json: string | undefined;
  for await (const line of readLines(body)) {
    if (json !== undefined) {
      json += line;
    } else if (line.startsWith("data:")) {
      data.push(line.slice("data:".length).trim());
    } else if (line.trimStart().startsWith("{")) {
      json = line;
    } else if (line === "" && data.length > 0) {
      const value = parse(data);
      yield value;
      if (value === DONE) return;
      data = [];
    }
  }
  if (json !== undefined) {
    yield JSON.parse(json);
    yield DONE;
  } else if (data.length > 0) yield parse(data);
}

function parse(data: readonly string[]): unknown {
  const text = data.join("\n");
  return text === "[DONE]" ? DONE : JSON.parse(text);
}

/** Lines without their ends; the last one may have none. */
async function* readLines(body: ReadableStream<Uint8Array>): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  let rest = "";
  for await (const bytes of body) {
    rest += decoder.decode(bytes, { stream: true });
    // A `\r` at the end may be half of `\r\n`.
    const lines = rest.split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop()!;
    yield* lines;
  }
  yield* (rest + decoder.decode()).split(/\r\n|\n|\r/);
}
