import { isUnavailable } from "packages/platform/errors.ts";

/** Why a process ends: a signal, or an uncaught error. */
export type ShutdownReason = { readonly signal: Deno.Signal } | { readonly error: unknown };

/**
 * Resolves with the first SIGTERM, SIGINT, uncaught error or unhandled rejection. After this call none of these ends the
 * process by itself, so that it can close its servers: Deno runs no unload listeners after an error.
 *
 * A rejection that means "a server behind us is away" does not end the process: drivers reject promises that no caller
 * can reach (postgres.js when a connection is lost while it reads the types of arrays).
 * @param listener gets every uncaught error, also those after the first, and every lost connection
 */
export function awaitShutdownSignal(
  listener: { onError(error: unknown): void; onLostConnection(error: unknown): void },
): Promise<ShutdownReason> {
  const { promise, resolve } = Promise.withResolvers<ShutdownReason>();
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    Deno.addSignalListener(signal, () => resolve({ signal }));
  }
  const end = (event: Event, error: unknown) => {
    event.preventDefault();
    listener.onError(error);
    resolve({ error });
  };
  globalThis.addEventListener("error", (event) => end(event, event.error));
  globalThis.addEventListener("unhandledrejection", (event) => {
    if (!isUnavailable(event.reason)) return end(event, event.reason);
    event.preventDefault();
    listener.onLostConnection(event.reason);
  });
  return promise;
}
