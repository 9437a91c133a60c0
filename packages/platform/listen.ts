import { ConfigError } from "packages/platform/config/config.ts";
import { withDeadline } from "packages/platform/deadline.ts";
import { describeError, type Logger } from "packages/platform/log.ts";

/**
 * Listens on `HOST` and `PORT`.
 * @throws ConfigError when another process has the port
 */
export function listen(
  config: { readonly HOST: string; readonly PORT: number },
  handler: Deno.ServeHandler<Deno.NetAddr>,
  log: Logger,
): Deno.HttpServer<Deno.NetAddr> {
  try {
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
  } catch (error) {
    if (!(error instanceof Deno.errors.AddrInUse)) throw error;
    throw new ConfigError([{
      variable: "PORT",
      problem:
        `${config.PORT} is taken by another process: end that process or choose another port`,
      example: String(config.PORT + 100),
    }]);
  }
}

const FINISH_WITHIN_MS = 10_000;

/** Takes no more requests and waits up to ten seconds for those that are being answered. */
export async function finishRequests(server: Deno.HttpServer, log: Logger): Promise<void> {
  const outcome = await withDeadline(server.shutdown(), FINISH_WITHIN_MS, "late" as const);
  if (outcome === "late") log.warn("requests_cut_off", { after_ms: FINISH_WITHIN_MS });
}
