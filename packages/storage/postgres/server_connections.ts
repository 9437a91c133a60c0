/** One connection, as {@link ServerConnections} sees it. */
export interface WatchedConnection {
  /** Milliseconds since it was made. */
  readonly ageMs: number;
  /** Whether the server owes an answer. */
  readonly isWaiting: boolean;
  /** Ends it as soon as nothing is under way on it. The driver then makes a new one. */
  renew(): void;
  /** Ends it now: the server is silent. */
  abandon(): void;
}

/** A younger connection is kept: on a server that takes no writes for long, each one is renewed once a second at most. */
const RENEWED_FROM_AGE_MS = 1_000;
const TICK_MS = 1_000;

/**
 * All connections to one address: of the pool, of the job queue, and those that listen. After a failover the old ones may
 * still lead to the server that is no longer the primary, or to a machine that is gone.
 */
export class ServerConnections {
  readonly #silentTicks = new Map<WatchedConnection, number>();
  readonly #silentAfterTicks: number;
  #timer: ReturnType<typeof setInterval> | undefined;
  #unlimited = 0;

  /** @param silentAfterMs after so long without an answer the connection counts as lost */
  constructor(silentAfterMs: number) {
    this.#silentAfterTicks = Math.ceil(silentAfterMs / TICK_MS);
  }

  add(connection: WatchedConnection): void {
    this.#silentTicks.set(connection, 0);
    this.#timer ??= setInterval(() => this.#tick(), TICK_MS);
  }

  remove(connection: WatchedConnection): void {
    this.#silentTicks.delete(connection);
    if (this.#silentTicks.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /** The server has answered on this connection. */
  heard(connection: WatchedConnection): void {
    this.#silentTicks.set(connection, 0);
  }

  /** The server refused a write because it is no primary, or it is silent: new connections may find another one. */
  renewAll(): void {
    for (const connection of this.#silentTicks.keys()) {
      if (connection.ageMs >= RENEWED_FROM_AGE_MS) connection.renew();
    }
  }

  /** Runs work whose statements may take long, such as migrations: meanwhile silence is no loss. */
  async unlimited<T>(work: () => Promise<T>): Promise<T> {
    this.#unlimited += 1;
    try {
      return await work();
    } finally {
      this.#unlimited -= 1;
    }
  }

  /** Silence is counted in turns of the timer: in a busy process the answers wait in the socket, and the server is well. */
  #tick(): void {
    let isGone = false;
    for (const [connection, ticks] of this.#silentTicks) {
      const silent = connection.isWaiting && this.#unlimited === 0 ? ticks + 1 : 0;
      this.#silentTicks.set(connection, silent);
      if (silent <= this.#silentAfterTicks) continue;
      connection.abandon();
      isGone = true;
    }
    // The idle connections lead to the same machine.
    if (isGone) this.renewAll();
  }
}
