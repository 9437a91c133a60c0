const RETRY_MS = 10_000;

/**
 * Calls `onChange` at each hint of an event stream, and when the stream begins again: hints may have been missed. A page that
 * is not visible has no stream, because browsers allow only six connections to a host.
 */
export function followChanges(path: string, onChange: () => void): void {
  let stream: EventSource | undefined;

  function follow(): void {
    if (document.hidden) {
      stream?.close();
      stream = undefined;
      return;
    }
    if (stream !== undefined) return;
    stream = new EventSource(path);
    stream.addEventListener("changed", onChange);
    stream.addEventListener("error", tryLater);
  }

  /** A browser tries again by itself, except after a refusal, such as that of an expired session. */
  function tryLater(): void {
    if (stream?.readyState !== EventSource.CLOSED) return;
    stream = undefined;
    setTimeout(follow, RETRY_MS);
  }

  document.addEventListener("visibilitychange", follow);
  follow();
}
