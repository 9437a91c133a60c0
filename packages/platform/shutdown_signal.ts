import { isUnavailable } from "packages/platform/errors.ts";

/** Why a process ends: somebody asks it to, or an error that nobody has caught. */
export type ShutdownReason = { readonly signal: Deno.Signal } | { readonly error: unknown };

/**
 * Resolves with the first SIGTERM, SIGINT, uncaught error or unhandled rejection. From now on none of these ends
 * the process by itself, so that it can close what it has opened: Deno runs no unload listeners after an error.
 * A rejection that only says that a server behind us is away is no reason to end: drivers reject promises that nobody
 * can reach (postgres.js when a connection is lost while it asks for the types of arrays).
 * @param listener hears every uncaught error, also those after the first, and every lost connection
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
