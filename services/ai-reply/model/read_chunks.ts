/** The mark with which a provider ends a stream: `data: [DONE]`. */
export const DONE = Symbol("[DONE]");

/**
 * Reads the body of a chat completion: the JSON values of a stream of server-sent events (HTML standard, section
 * "server-sent events"), and {@link DONE} at its end mark. A provider that does not stream sends one JSON value, which is
 * yielded with DONE behind it. An event named `error` is yielded as `{ error }`. Comments, other fields, empty data and
 * other events that are not JSON are skipped.
 * @throws SyntaxError when a value is not JSON
 * @throws TypeError when the connection breaks off
 */
export async function* readChunks(body: ReadableStream<Uint8Array>): AsyncGenerator<unknown> {
  let event: SentEvent = { name: "", data: "" };
  let json: string | undefined;
  for await (const line of readLines(body)) {
    if (json !== undefined) json += line;
    else if (line.trimStart().startsWith("{")) json = line;
    else {
      event = addLine(event, line);
      // Some providers end an event with one line break, so a value is complete as soon as it can be read.
      const value = line === "" ? endOf(event) : valueOf(event);
      if (value !== undefined) yield value;
      if (value === DONE) return;
      if (value !== undefined || line === "") event = { name: "", data: "" };
    }
  }
  if (json !== undefined) {
    yield JSON.parse(json);
    yield DONE;
  } else {
    const value = endOf(event);
    if (value !== undefined) yield value;
  }
}

interface SentEvent {
  readonly name: string;
  /** Its lines so far. */
  readonly data: string;
}

function addLine(event: SentEvent, line: string): SentEvent {
  const [, field, value = ""] = /^(event|data):(.*)$/s.exec(line) ?? [];
  if (field === "event") return { ...event, name: value.trim() };
  return field === "data" ? { ...event, data: `${event.data}\n${value.trim()}`.trim() } : event;
}

/** The value of an event whose data can be read already; undefined: there may be more lines. */
function valueOf({ name, data }: SentEvent): unknown {
  if (data === "[DONE]") return DONE;
  if (!/^[{[].*[}\]]$/s.test(data)) return undefined;
  try {
    const value = JSON.parse(data);
    return name === "error" ? { error: value.error ?? value } : value;
  } catch {
    return undefined;
  }
}

/** The value of a complete event; undefined: it has none for us, such as `event: ping`. */
function endOf({ name, data }: SentEvent): unknown {
  if (data === "") return undefined;
  if (name === "error") return { error: { message: data } };
  return name === "" || name === "message" ? JSON.parse(data) : undefined;
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
