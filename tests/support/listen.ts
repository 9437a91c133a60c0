type Handler = Deno.ServeHandler<Deno.NetAddr>;

/** A server on 127.0.0.1 whose port is known before its handler is set. */
export interface Listener {
  /** The address with the requested host name. */
  readonly url: string;
  /** The same address with 127.0.0.1. */
  readonly address: string;
  serve(handler: Handler): void;
  /** Stops at once, and ends all open requests. */
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
