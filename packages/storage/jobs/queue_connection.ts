import postgres from "postgres";

/**
 * Opens one connection to the server of `pool`, only for the job queue. With connections of the pool there could be a
 * deadlock: transactions that hold all of them would wait for statements of the queue.
 */
export function openQueueConnection(pool: postgres.Sql): postgres.Sql {
  const { connection, ...where } = pool.options;
  const { host, port, path, database, user, pass, connect_timeout, backoff } = where;
  // Also the sockets of the pool, which negotiate TLS. The driver's types lack these two.
  const { ssl, socket } = where as { ssl?: unknown; socket?: unknown };
  const options = {
    ...{ host, port, path, database, user, pass, ssl, socket, connect_timeout, backoff },
    connection: {
      ...connection,
      application_name: `${connection.application_name} jobs`,
      // After a crash of the server a job may run again, which handlers must allow anyway. So the disk need not be awaited.
      synchronous_commit: "off",
      // The number of jobs changes faster than the statistics of the tables, and every statement has its index.
      enable_seqscan: "off",
      enable_bitmapscan: "off",
    },
    max: 1,
    onnotice: () => {},
  };
  // The driver accepts parsed options; its types do not allow that.
  return postgres(options as unknown as postgres.Options<Record<never, never>>);
}
