import type { Db } from "pg-boss";
import postgres from "postgres";

/** A client that runs SQL: a connection, or a transaction on it. */
type Runner = Pick<postgres.Sql, "unsafe">;

/** OIDs of PostgreSQL's types. */
const TEXT = 25;
const JSON_TEXT = 114;
const JSON_BINARY = 3802;

/** A block of statements that pg-boss wraps in a transaction of its own. */
const OWN_TRANSACTION = /^\s*BEGIN;([\s\S]*)COMMIT;\s*$/;

/**
 * One connection to the server of `pool`, for the job queue alone: were its statements to wait for a free connection
 * of the pool, transactions that wait for them could hold them all. JSON that is text already is passed as it is.
 */
export function openQueueConnection(pool: postgres.Sql): postgres.Sql {
  const { connection, ...where } = pool.options;
  const { host, port, path, database, user, pass, connect_timeout, backoff } = where;
  // With the pool's sockets, which speak TLS by themselves; the driver's types do not know of them.
  const { ssl, socket } = where as { ssl?: unknown; socket?: unknown };
  const json = {
    from: [JSON_TEXT, JSON_BINARY],
    serialize: (value: unknown) => typeof value === "string" ? value : JSON.stringify(value),
    parse: (text: string) => JSON.parse(text) as unknown,
  };
  const options = {
    ...{ host, port, path, database, user, pass, ssl, socket, connect_timeout, backoff },
    // Maintenance of the queue's tables may take long.
    connection: {
      ...connection,
      statement_timeout: 0,
      application_name: `${connection.application_name} jobs`,
    },
    max: 1,
    onnotice: () => {},
    types: { json: { to: JSON_TEXT, ...json }, jsonb: { to: JSON_BINARY, ...json } },
  };
  // The driver takes what it once made of an address; its types do not say so.
  return postgres(options as unknown as postgres.Options<Record<never, never>>);
}

/** The connection of {@link openQueueConnection} as pg-boss wants it. */
export function bossDatabase(connection: postgres.Sql): Db {
  return {
    async executeSql(text, values = []) {
      const [, block] = OWN_TRANSACTION.exec(text) ?? [];
      // Left to pg-boss, a block that fails would leave the only connection in an aborted transaction for good.
      if (block !== undefined) return await connection.begin((tx) => run(tx, block, []));
      return await run(connection, text, values);
    },
  };
}

/** A transaction of a service as pg-boss wants it, for `send` alone: its only parameter is JSON as text. */
export function bossTransaction(tx: postgres.TransactionSql): Db {
  return {
    // Declared as text, so that PostgreSQL reads the JSON; the service's connection would encode it once more.
    // Prepared: planning this statement takes longer than running it, and it is the same for all jobs of a queue.
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
  // Several statements answer a list of results; a single one is its own list.
  const result: readonly unknown[] = await runner.unsafe(text).simple();
  return { rows: result.flat() };
}
