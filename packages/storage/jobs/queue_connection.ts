import postgres from "postgres";

/** A connection of the job queue, which the driver renews when it is lost. */
export interface QueueConnection {
  readonly sql: postgres.Sql;
  /** How often the connection has been lost. After a loss, the server may have crashed. */
  losses(): number;
}

/**
 * Opens one connection to the server of `pool`, only for the job queue. With connections of the pool there could be a
 * deadlock: transactions that hold all of them would wait for statements of the queue.
 */
export function openQueueConnection(pool: postgres.Sql): QueueConnection {
  const { connection, ...where } = pool.options;
  const { host, port, path, database, user, pass, connect_timeout, backoff } = where;
  // Also the sockets of the pool, which negotiate TLS. The driver's types lack these two.
  const { ssl, socket } = where as { ssl?: unknown; socket?: unknown };
  const { target_session_attrs } = where;
  let losses = 0;
  const options = {
    ...{ host, port, path, database, user, pass, ssl, socket, connect_timeout, backoff },
    target_session_attrs,
    connection: {
      ...connection,
      application_name: `${connection.application_name} jobs`,
      // After a crash of the server jobs run again, which handlers must allow anyway. So the disk need not be awaited.
      synchronous_commit: "off",
      // The number of jobs changes faster than the statistics of the tables, and every statement has its index.
      enable_seqscan: "off",
      enable_bitmapscan: "off",
    },
    max: 1,
    onnotice: () => {},
    onclose: () => void (losses += 1),
  };
  // The driver accepts parsed options; its types do not allow that.
  const sql = postgres(options as unknown as postgres.Options<Record<never, never>>);
  return { sql, losses: () => losses };
}
