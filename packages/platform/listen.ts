import { ConfigError, type ConfigProblem } from "packages/platform/config/config.ts";
import { withDeadline } from "packages/platform/deadline.ts";
import { describeError, type Logger } from "packages/platform/log.ts";

type Handler = Deno.ServeHandler<Deno.NetAddr>;

/** A port on which requests are answered. */
export interface Listener {
  /** Takes no more requests and waits up to ten seconds for those that are being answered. */
  finish(): Promise<void>;
}

const PAUSE_MIN_MS = 50;
const PAUSE_MAX_MS = 1_000;
/** A failure within this time of the last one is part of the same trouble: the pauses grow, and it is not logged again. */
const SAME_TROUBLE_MS = 60_000;
const FINISH_WITHIN_MS = 10_000;

/**
 * Listens on `HOST` and `PORT`. A connection that cannot be accepted, because the process has no file descriptor left or
 * the caller has gone away, ends `Deno.serve`; then this listens again. Requests that are being answered are not affected.
 * @throws ConfigError when another process has the port, or HOST is no address of this machine
 */
export function listen(
  config: { readonly HOST: string; readonly PORT: number },
  handler: Handler,
  log: Logger,
): Listener {
  /** Servers that take no more connections and still answer requests. */
  const ending = new Set<Promise<void>>();
  const finishing = new AbortController();
  let pauseMs = PAUSE_MIN_MS;
  let failedAt = -Infinity;
  let server = serveOrExplain(config, handler, log);
  watch();

  function watch(): void {
    // Without a handler a rejection ends the process, and it should when the port cannot be opened again.
    void server.finished.catch(listenAgain);
  }

  async function listenAgain(error: unknown): Promise<void> {
    if (finishing.signal.aborted) return;
    noteFailure(error);
    // Also closes its idle connections, which frees descriptors.
    const end = server.shutdown().catch(() => {}).finally(() => ending.delete(end));
    ending.add(end);
    for (;;) {
      await new Promise((resolve) => setTimeout(resolve, pauseMs));
      if (finishing.signal.aborted) return;
      pauseMs = Math.min(pauseMs * 2, PAUSE_MAX_MS);
      try {
        server = serve(config, handler, log);
        return watch();
      } catch (error) {
        if (!isOutOfDescriptors(error)) throw error;
      }
    }
  }

  function noteFailure(error: unknown): void {
    const isNew = performance.now() - failedAt > SAME_TROUBLE_MS;
    failedAt = performance.now();
    if (!isNew) return;
    pauseMs = PAUSE_MIN_MS;
    log.error("accept_failed", {
      error: describeError(error),
      advice:
        "Cannot accept connections for a moment: the process goes on. If too many files are open, " +
        "raise the limit (ulimit -n, LimitNOFILE) above MAX_WAITERS plus 1000",
    });
  }

  return {
    async finish() {
      finishing.abort();
      const all = Promise.all([server.shutdown(), ...ending]);
      const outcome = await withDeadline(all, FINISH_WITHIN_MS, "late" as const);
      if (outcome === "late") log.warn("requests_cut_off", { after_ms: FINISH_WITHIN_MS });
    },
  };
}

function serve(
  config: { readonly HOST: string; readonly PORT: number },
  handler: Handler,
  log: Logger,
): Deno.HttpServer<Deno.NetAddr> {
  return Deno.serve({
    hostname: config.HOST,
    port: config.PORT,
    tcpBacklog: 4096,
    onListen: () => {},
    onError(error) {
      log.error("request_failed", { error: describeError(error) });
      return new Response(null, { status: 500 });
    },
  }, handler);
}

function serveOrExplain(...args: Parameters<typeof serve>): Deno.HttpServer<Deno.NetAddr> {
  try {
    return serve(...args);
  } catch (error) {
    throw new ConfigError([explain(error, args[0])]);
  }
}

function explain(
  error: unknown,
  { HOST, PORT }: { readonly HOST: string; readonly PORT: number },
): ConfigProblem {
  if (error instanceof Deno.errors.AddrInUse) {
    return {
      variable: "PORT",
      problem: `${PORT} is taken by another process: end that process or choose another port`,
      example: String(PORT + 100),
    };
  }
  if (error instanceof Deno.errors.PermissionDenied) {
    const problem = `${PORT} may not be opened by this user: choose a port above 1023`;
    return { variable: "PORT", problem, example: "3000" };
  }
  if (isOutOfDescriptors(error) || error instanceof Deno.errors.NotCapable) throw error;
  return {
    variable: "HOST",
    problem: `${HOST} is no address of this machine: use 127.0.0.1, or 0.0.0.0 for all addresses`,
    example: "0.0.0.0",
  };
}

/** Whether the process, or the machine, can open no more files and sockets at this moment. */
function isOutOfDescriptors(error: unknown): boolean {
  return error instanceof Error && /too many open files/i.test(error.message);
}
