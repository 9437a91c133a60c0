/** A server that writes given bytes and closes the connection. */
export interface RawServer extends Disposable {
  readonly baseUrl: string;
  /** How many connections it had. */
  readonly connections: () => number;
}

/** Starts a server that answers each connection with `answer`, word for word. */
export function startRawServer(answer: string): RawServer {
  const listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  let connections = 0;
  const serve = async () => {
    for await (const connection of listener) {
      connections += 1;
      await connection.read(new Uint8Array(4_096));
      await connection.write(new TextEncoder().encode(answer));
      connection.close();
    }
  };
  serve().catch(() => {});
  return {
    baseUrl: `http://127.0.0.1:${(listener.addr as Deno.NetAddr).port}`,
    connections: () => connections,
    [Symbol.dispose]: () => listener.close(),
  };
}
