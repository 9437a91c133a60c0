/** A TCP proxy on 127.0.0.1 that can cut connections and drop answers. */
export interface TcpProxy {
  readonly port: number;
  /** From now on, drops the server's answers on open connections whose client has sent `words` (in any case). */
  dropAnswersTo(words: string): void;
  /** Closes all connections and refuses new ones, as if the server had stopped. */
  cut(): void;
  /** Listens again after `cut`, on the same port. */
  restore(): void;
  /** Closes all connections and stops listening. */
  stop(): Promise<void>;
}

interface Connection {
  readonly client: Deno.TcpConn;
  readonly server: Deno.TcpConn;
  sent: string;
  isDropping: boolean;
}

/** Listens on a free port and forwards each connection to `targetPort`; a function is called for each connection. */
export function startTcpProxy(targetPort: number | (() => number)): TcpProxy {
  let listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr;
  const connections = new Set<Connection>();
  const running: Promise<unknown>[] = [];

  async function accept(): Promise<void> {
    for await (const client of listener) {
      const server = await connectTo(typeof targetPort === "number" ? targetPort : targetPort());
      if (server === undefined) {
        client.close();
        continue;
      }
      const connection = { client, server, sent: "", isDropping: false };
      connections.add(connection);
      running.push(toServer(connection), toClient(connection));
    }
  }
  running.push(accept());

  function cut(): void {
    try {
      listener.close();
    } catch {
      // It was cut before.
    }
    for (const connection of connections) end(connection);
    connections.clear();
  }

  return {
    port,
    dropAnswersTo(words) {
      for (const connection of connections) {
        connection.isDropping ||= connection.sent.includes(words.toUpperCase());
      }
    },
    cut,
    restore() {
      listener = Deno.listen({ hostname: "127.0.0.1", port });
      running.push(accept());
    },
    async stop() {
      cut();
      await Promise.allSettled(running);
    },
  };
}

/** A connection to the server; undefined when it is not reachable. */
async function connectTo(port: number): Promise<Deno.TcpConn | undefined> {
  try {
    return await Deno.connect({ hostname: "127.0.0.1", port });
  } catch {
    return undefined;
  }
}

async function toServer(connection: Connection): Promise<void> {
  const decoder = new TextDecoder();
  await pass(connection, connection.client, async (bytes) => {
    connection.sent += decoder.decode(bytes, { stream: true }).toUpperCase();
    await writeAll(connection.server, bytes);
  });
}

async function toClient(connection: Connection): Promise<void> {
  await pass(connection, connection.server, async (bytes) => {
    if (!connection.isDropping) await writeAll(connection.client, bytes);
  });
}

async function pass(
  connection: Connection,
  source: Deno.TcpConn,
  forward: (bytes: Uint8Array) => Promise<void>,
): Promise<void> {
  const buffer = new Uint8Array(16_384);
  try {
    for (let length; (length = await source.read(buffer)) !== null;) {
      await forward(buffer.slice(0, length));
    }
  } catch {
    // When one side closes, both are closed.
  } finally {
    end(connection);
  }
}

async function writeAll(target: Deno.TcpConn, bytes: Uint8Array): Promise<void> {
  for (let sent = 0; sent < bytes.length;) sent += await target.write(bytes.subarray(sent));
}

function end(connection: Connection): void {
  for (const socket of [connection.client, connection.server]) {
    try {
      socket.close();
    } catch {
      // It was closed before.
    }
  }
}
