/** A poll that can be held, and what releases it. */
export interface Poll {
  readonly request: Uint8Array;
  /** What the publisher gets. */
  readonly publication: Uint8Array;
}

/** A server that holds polls. */
export interface PollServer extends AsyncDisposable {
  readonly port: number;
  /** Its processes on the servers' core. */
  readonly pids: readonly number[];
  /** The server that gets the publications. */
  readonly publisher: { readonly port: number; readonly protocol: "http" | "redis" };
  /** Creates the records or channels of `count` new polls. */
  createPolls(count: number): Promise<Poll[]>;
}
