import { createPathMatcher } from "packages/platform/paths.ts";

/** Header with the number of the replica (1 is the first) that should answer. If it cannot, another one answers. */
export const REPLICA_HEADER = "x-test-replica";

/** One service behind the proxy. */
export interface ProxiedService {
  /** Path patterns of the service. */
  readonly paths: readonly string[];
  /** Read at every request, so that a test can add replicas later. */
  readonly replicas: readonly { readonly url: string }[];
}

/** One address for all replicas of all services, as an Ingress in a cluster. */
export interface ReplicaProxy {
  readonly url: string;
  /** How many requests for this path are forwarded and not answered yet. */
  waiting(path: string): number;
  stop(): Promise<void>;
}

interface Upstream {
  readonly matches: (path: string) => boolean;
  readonly service: ProxiedService;
  nextIndex: number;
}

/**
 * Starts a reverse proxy on a free port. It chooses the service by path and its replicas in turn (or as
 * {@link REPLICA_HEADER} says), keeps the caller's Host, appends to X-Forwarded-For, and streams answers. Like an
 * Ingress it tries the next replica when one does not accept the connection, and when a GET gets no answer; else 502.
 */
export function startReplicaProxy(services: readonly ProxiedService[]): ReplicaProxy {
  const upstreams = services.map((service): Upstream => ({
    matches: createPathMatcher(service.paths),
    service,
    nextIndex: 0,
  }));
  const client = Deno.createHttpClient({ allowHost: true });
  const waiting = new Map<string, number>();
  const count = (path: string, step: number) =>
    void waiting.set(path, (waiting.get(path) ?? 0) + step);

  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, tcpBacklog: 4096, onListen: () => {} },
    async (request, { remoteAddr }) => {
      const url = new URL(request.url);
      const upstream = upstreams.find(({ matches }) => matches(url.pathname));
      if (upstream === undefined) return new Response("no service\n", { status: 404 });
      count(url.pathname, 1);
      try {
        const replicas = orderReplicas(upstream, request.headers.get(REPLICA_HEADER));
        return await forward(request, { url, replicas, client, caller: remoteAddr.hostname });
      } finally {
        count(url.pathname, -1);
      }
    },
  );
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    waiting: (path) => waiting.get(path) ?? 0,
    async stop() {
      await server.shutdown();
      client.close();
    },
  };
}

function orderReplicas(upstream: Upstream, chosen: string | null): readonly { url: string }[] {
  const { replicas } = upstream.service;
  const first = chosen === null ? upstream.nextIndex++ : Number(chosen) - 1;
  return replicas.map((_, index) => replicas[(first + index) % replicas.length]!);
}

interface Forwarding {
  readonly url: URL;
  readonly replicas: readonly { readonly url: string }[];
  readonly client: Deno.HttpClient;
  readonly caller: string;
}

async function forward(
  request: Request,
  { url, replicas, client, caller }: Forwarding,
): Promise<Response> {
  const headers = new Headers(request.headers);
  const hops = [headers.get("x-forwarded-for"), caller].filter((hop) => hop !== null);
  headers.set("x-forwarded-for", hops.join(", "));
  headers.delete(REPLICA_HEADER);
  const body = request.body === null ? null : await request.arrayBuffer();
  const { method, signal } = request;
  for (const replica of replicas) {
    try {
      const target = replica.url + url.pathname + url.search;
      const init = { method, headers, body, signal, client, redirect: "manual" } as const;
      return copyResponse(await fetch(target, init));
    } catch (error) {
      if (signal.aborted) break;
      if (method !== "GET" && !isRefused(error)) break;
    }
  }
  return new Response("no replica answers\n", { status: 502 });
}

/** The answer with all its Set-Cookie headers, without the header that belongs to the connection to the replica. */
function copyResponse({ body, status, headers }: Response): Response {
  const copied = new Headers(headers);
  copied.delete("connection");
  return new Response(body, { status, headers: copied });
}

/** Whether the connection failed, so that the replica has not received the request. */
function isRefused(error: unknown): boolean {
  const { cause } = error as { readonly cause?: unknown };
  return cause instanceof Error && cause.message.includes("client error (Connect)");
}
