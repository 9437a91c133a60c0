/** One server-sent event. */
export interface StreamEvent {
  readonly name: string;
  readonly data: unknown;
}

/** Reads the events of a `fetch` response's body (HTML standard, section "server-sent events"). Ends with the body. */
export async function* readEvents(body: ReadableStream<Uint8Array>): AsyncGenerator<StreamEvent> {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let rest = "";
  try {
    for (;;) {
      const { done, value } = await reader.read();
      rest += decoder.decode(value, { stream: !done });
      const blocks = rest.split("\n\n");
      rest = done ? "" : blocks.pop()!;
      for (const block of blocks) {
        const event = parseEvent(block);
        if (event !== undefined) yield event;
      }
      if (done) return;
    }
  } finally {
    reader.cancel().catch(() => {}); // the stream may have ended already
  }
}

function parseEvent(block: string): StreamEvent | undefined {
  const lines = block.split("\n");
  const field = (name: string) =>
    lines.filter((line) => line.startsWith(`${name}: `)).map((line) => line.slice(name.length + 2));
  const data = field("data").join("\n");
  return data === "" ? undefined : { name: field("event")[0] ?? "message", data: JSON.parse(data) };
}
