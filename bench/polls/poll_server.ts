/** A poll that can be held, and the change that releases it. */
export interface Poll {
  readonly request: Uint8Array;
  /** Publishes the change. Resolves when the publisher has its answer. */
  release(): Promise<unknown>;
}

/** A server that holds polls. */
export interface PollServer extends AsyncDisposable {
  readonly port: number;
  /** Its processes on the servers' core. */
  readonly pids: readonly number[];
  /** Creates the records or channels of `count` new polls. */
  createPolls(count: number): Promise<Poll[]>;
}
