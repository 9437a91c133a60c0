import type { Db } from "pg-boss";
import postgres from "postgres";

/** A client that runs SQL: a connection, or a transaction on it. */
type Runner = Pick<postgres.Sql, "unsafe">;

/** OIDs of PostgreSQL types. */
const TEXT = 25;
const JSON_TEXT = 114;
const JSON_BINARY = 3802;

/** A block of statements that pg-boss wraps in a transaction. */
const OWN_TRANSACTION = /^\s*BEGIN;([\s\S]*)COMMIT;\s*$/;

/**
 * Opens one connection to the server of `pool`, only for the job queue. With connections of the pool there could be a
 * deadlock: transactions that hold all of them would wait for statements of the queue. JSON that is text already is sent
 * unchanged.
 */
export function openQueueConnection(pool: postgres.Sql): postgres.Sql {
  const { connection, ...where } = pool.options;
  const { host, port, path, database, user, pass, connect_timeout, backoff } = where;
  // Also the sockets of the pool, which negotiate TLS. The driver's types lack these two.
  const { ssl, socket } = where as { ssl?: unknown; socket?: unknown };
  const json = {
    from: [JSON_TEXT, JSON_BINARY],
    serialize: (value: unknown) => typeof value === "string" ? value : JSON.stringify(value),
    parse: (text: string) => JSON.parse(text) as unknown,
  };
  const options = {
    ...{ host, port, path, database, user, pass, ssl, socket, connect_timeout, backoff },
    // Maintenance of the queue tables may take long.
    connection: {
      ...connection,
      statement_timeout: 0,
      application_name: `${connection.application_name} jobs`,
    },
    max: 1,
    onnotice: () => {},
    types: { json: { to: JSON_TEXT, ...json }, jsonb: { to: JSON_BINARY, ...json } },
  };
  // The driver accepts parsed options; its types do not allow that.
  return postgres(options as unknown as postgres.Options<Record<never, never>>);
}

/** Adapts the connection of {@link openQueueConnection} for pg-boss. */
export function bossDatabase(connection: postgres.Sql): Db {
  return {
    async executeSql(text, values = []) {
      const [, block] = OWN_TRANSACTION.exec(text) ?? [];
      // If pg-boss ran the block, a failure would leave the only connection in an aborted transaction.
      if (block !== undefined) return await connection.begin((tx) => run(tx, block, []));
      return await run(connection, text, values);
    },
  };
}

/** Adapts a transaction of a service for `send` of pg-boss, whose only parameter is JSON as text. */
export function bossTransaction(tx: postgres.TransactionSql): Db {
  return {
    // Declared as text, so that the connection of the service does not encode the JSON a second time.
    // Prepared, because planning the statement takes longer than running it, and all jobs of a queue share it.
    executeSql: (text, values = []) =>
      run(tx, text, values.map((value) => tx.typed(value as string, TEXT)), { prepare: true }),
  };
}

async function run(
  runner: Runner,
  text: string,
  values: unknown[],
  options: { readonly prepare?: boolean } = {},
) {
  if (values.length > 0) {
    const parameters = values as postgres.ParameterOrJSON<never>[];
    return { rows: [...await runner.unsafe(text, parameters, options)] };
  }
  // Several statements return a list of results; a single one returns one result.
  const result: readonly unknown[] = await runner.unsafe(text).simple();
  return { rows: result.flat() };
}
