import { isUnavailable } from "packages/platform/errors.ts";

/**
 * Ignores unhandled rejections about lost connections, as a process does in production: the driver of PostgreSQL causes
 * one when it loses a connection while it loads types. Returns the function that ends this.
 */
export function ignoreLostConnections(): () => void {
  const ignore = (event: PromiseRejectionEvent) => {
    if (isUnavailable(event.reason)) event.preventDefault();
  };
  globalThis.addEventListener("unhandledrejection", ignore);
  return () => globalThis.removeEventListener("unhandledrejection", ignore);
}
