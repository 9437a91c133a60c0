type Handler = Deno.ServeHandler<Deno.NetAddr>;

/** A port of 127.0.0.1 that is known before its handler is. */
export interface Listener {
  /** The address under the host name asked for. */
  readonly url: string;
  /** The same by number. */
  readonly address: string;
  serve(handler: Handler): void;
  /** Ends it at once, held requests too. */
  close(): Promise<void>;
}

/** Listens on a free port; requests before `serve` get 503. */
export function listen(hostname: string): Listener {
  const abort = new AbortController();
  let handler: Handler = () => new Response(null, { status: 503 });
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, signal: abort.signal, onListen: () => {} },
    (request, info) => handler(request, info),
  );
  return {
    url: `http://${hostname}:${server.addr.port}`,
    address: `http://127.0.0.1:${server.addr.port}`,
    serve: (real) => void (handler = real),
    async close() {
      abort.abort();
      await server.finished;
    },
  };
}
