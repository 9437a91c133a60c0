const RETRY_MS = 10_000;
/** After an event others follow: a page is read once for all of them. */
const GATHER_MS = 150;
/** The events of `/api/v1/accounts/events` that change what the pages show. */
const EVENTS = ["account", "account_removed", "account.send_finished", "account.message_rejected"];

/**
 * Calls `onChange` after events of the stream. A page that is not visible has no stream, because browsers allow only six
 * connections to a host; live areas are also read again without events.
 */
export function followEvents(path: string, onChange: () => void): void {
  let stream: EventSource | undefined;
  let isGathering = false;

  function gather(): void {
    if (isGathering) return;
    isGathering = true;
    setTimeout(() => {
      isGathering = false;
      onChange();
    }, GATHER_MS);
  }

  function follow(): void {
    if (document.hidden) {
      stream?.close();
      stream = undefined;
      return;
    }
    if (stream !== undefined) return;
    stream = new EventSource(path);
    for (const event of EVENTS) stream.addEventListener(event, gather);
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
