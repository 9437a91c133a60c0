/** An answer with its body as text. */
export interface Answer {
  readonly status: number;
  readonly body: string;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder("latin1");
const HEAD_END = "\r\n\r\n";
const BUFFER_BYTES = 4_096;

/** A keep-alive connection for one request at a time. It does little, because the generator shares its core. */
export class HttpConnection {
  readonly #connection: Deno.TcpConn;
  readonly #buffer = new Uint8Array(BUFFER_BYTES);

  private constructor(connection: Deno.TcpConn) {
    this.#connection = connection;
  }

  static async open(port: number): Promise<HttpConnection> {
    const connection = await Deno.connect({ hostname: "127.0.0.1", port });
    connection.setNoDelay();
    return new HttpConnection(connection);
  }

  /** Sends a request and reads its answer, which must have a Content-Length or no body. */
  async ask(request: Uint8Array): Promise<Answer> {
    for (let sent = 0; sent < request.length;) {
      sent += await this.#connection.write(request.subarray(sent));
    }
    for (let text = "";;) {
      const length = await this.#connection.read(this.#buffer);
      if (length === null) throw new Error("Cannot read an answer: the server has closed");
      text += decoder.decode(this.#buffer.subarray(0, length));
      const head = text.indexOf(HEAD_END);
      if (head === -1) continue;
      const bodyLength = Number(/content-length: (\d+)/i.exec(text)?.[1] ?? 0);
      const body = text.slice(head + HEAD_END.length);
      if (body.length >= bodyLength) return { status: Number(text.slice(9, 12)), body };
    }
  }

  close(): void {
    this.#connection.close();
  }
}

/** Opens `count` connections. */
export async function openConnections(port: number, count: number): Promise<HttpConnection[]> {
  const opened: HttpConnection[] = [];
  while (opened.length < count) {
    const next = Math.min(100, count - opened.length);
    opened.push(
      ...await Promise.all(Array.from({ length: next }, () => HttpConnection.open(port))),
    );
  }
  return opened;
}

/** Connections to one server; each request takes a free one, or opens one. */
export class HttpPool {
  readonly #port: number;
  readonly #free: HttpConnection[] = [];

  constructor(port: number) {
    this.#port = port;
  }

  async ask(request: Uint8Array): Promise<Answer> {
    const connection = this.#free.pop() ?? await HttpConnection.open(this.#port);
    const answer = await connection.ask(request);
    this.#free.push(connection);
    return answer;
  }

  close(): void {
    for (const connection of this.#free.splice(0)) connection.close();
  }
}

/** The bytes of a request. `headers` are whole lines. */
export function encodeRequest(
  method: "GET" | "POST",
  path: string,
  headers: readonly string[] = [],
  body = "",
): Uint8Array<ArrayBuffer> {
  const content = encoder.encode(body);
  const length = method === "POST" ? [`content-length: ${content.length}`] : [];
  const lines = [`${method} ${path} HTTP/1.1`, "host: 127.0.0.1", ...length, ...headers];
  const head = encoder.encode(lines.join("\r\n") + HEAD_END);
  const all = new Uint8Array(head.length + content.length);
  all.set(head);
  all.set(content, head.length);
  return all;
}
