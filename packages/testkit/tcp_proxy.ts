/** Stands between a client and a server on 127.0.0.1, and spoils what passes. */
export interface TcpProxy {
  readonly port: number;
  /** From now on, swallows what the server sends on connections (now open) whose client said `words` (in any case). */
  swallowAnswersTo(words: string): void;
  /** Ends all connections and refuses new ones, as if the server had gone. */
  sever(): void;
  /** Listens again after `sever`, on the same port. */
  restore(): void;
  /** Ends all connections and listens no more. */
  stop(): Promise<void>;
}

interface Passage {
  readonly client: Deno.TcpConn;
  readonly server: Deno.TcpConn;
  said: string;
  swallowing: boolean;
}

/** Listens on a free port and passes every connection on to `targetPort`, asked anew each time if it is a function. */
export function startTcpProxy(targetPort: number | (() => number)): TcpProxy {
  let listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  const passages = new Set<Passage>();
  const running: Promise<unknown>[] = [];

  async function accept(): Promise<void> {
    for await (const client of listener) {
      const server = await connectTo(typeof targetPort === "number" ? targetPort : targetPort());
      if (server === undefined) {
        client.close();
        continue;
      }
      const passage = { client, server, said: "", swallowing: false };
      passages.add(passage);
      running.push(toServer(passage), toClient(passage));
    }
  }
  running.push(accept());

  function sever(): void {
    try {
      listener.close();
    } catch {
      // Severed before.
    }
    for (const passage of passages) end(passage);
    passages.clear();
  }

  return {
    port,
    swallowAnswersTo(words) {
      for (const passage of passages) {
        passage.swallowing ||= passage.said.includes(words.toUpperCase());
      }
    },
    sever,
    restore() {
      listener = Deno.listen({ hostname: "127.0.0.1", port });
      running.push(accept());
    },
    async stop() {
      sever();
      await Promise.allSettled(running);
    },
  };
}

/** The server, unless it is away: then its clients are sent away too. */
async function connectTo(port: number): Promise<Deno.TcpConn | undefined> {
  try {
    return await Deno.connect({ hostname: "127.0.0.1", port });
  } catch {
    return undefined;
  }
}

async function toServer(passage: Passage): Promise<void> {
  const decoder = new TextDecoder();
  await pass(passage, passage.client, async (bytes) => {
    passage.said += decoder.decode(bytes, { stream: true }).toUpperCase();
    await writeAll(passage.server, bytes);
  });
}

async function toClient(passage: Passage): Promise<void> {
  await pass(passage, passage.server, async (bytes) => {
    if (!passage.swallowing) await writeAll(passage.client, bytes);
  });
}

async function pass(
  passage: Passage,
  source: Deno.TcpConn,
  forward: (bytes: Uint8Array) => Promise<void>,
): Promise<void> {
  const buffer = new Uint8Array(16_384);
  try {
    for (let length; (length = await source.read(buffer)) !== null;) {
      await forward(buffer.slice(0, length));
    }
  } catch {
    // One side has gone: so does the other.
  } finally {
    end(passage);
  }
}

async function writeAll(target: Deno.TcpConn, bytes: Uint8Array): Promise<void> {
  for (let sent = 0; sent < bytes.length;) sent += await target.write(bytes.subarray(sent));
}

function end(passage: Passage): void {
  for (const connection of [passage.client, passage.server]) {
    try {
      connection.close();
    } catch {
      // It was closed before.
    }
  }
}
