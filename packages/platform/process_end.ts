/** Why a process ends: somebody asks it to, or an error that nobody has caught. */
export type ProcessEnd = { readonly signal: Deno.Signal } | { readonly error: unknown };

/**
 * Resolves with the first SIGTERM, SIGINT, uncaught error or unhandled rejection. From now on none of these ends
 * the process by itself, so that it can close what it has opened: Deno runs no unload listeners after an error.
 * @param onError hears every uncaught error, also those after the first
 */
export function receiveProcessEnd(onError: (error: unknown) => void): Promise<ProcessEnd> {
  const { promise, resolve } = Promise.withResolvers<ProcessEnd>();
  for (const signal of ["SIGTERM", "SIGINT"] as const) {
    Deno.addSignalListener(signal, () => resolve({ signal }));
  }
  const end = (event: Event, error: unknown) => {
    event.preventDefault();
    onError(error);
    resolve({ error });
  };
  globalThis.addEventListener("error", (event) => end(event, event.error));
  globalThis.addEventListener("unhandledrejection", (event) => end(event, event.reason));
  return promise;
}
