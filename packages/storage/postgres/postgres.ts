import postgres from "postgres";
import { withDeadline } from "packages/platform/deadline.ts";
import { UnavailableError } from "packages/platform/errors.ts";
import { boundSql } from "packages/storage/postgres/bounded_sql.ts";
import {
  type EmbeddedPostgresOptions,
  startEmbeddedPostgres,
} from "packages/storage/embedded_postgres/embedded_postgres.ts";
import { ServerConnections } from "packages/storage/postgres/server_connections.ts";
import { findDatabaseUrlProblem } from "packages/storage/postgres/database_url.ts";
import { explainPostgresError } from "packages/storage/postgres/explain_error.ts";
import { findTransactionPooling } from "packages/storage/postgres/find_transaction_pooling.ts";
import { type PostgresPlace, PostgresSocket } from "packages/storage/postgres/socket.ts";

/** How the errors of `check` begin. */
export const CANNOT_USE = "Cannot use PostgreSQL: ";

/** Shorter than the statement time-out, so that callers get an error before the server ends the statement. */
const ANSWER_WITHIN_MS = 5_000;
const STATEMENT_TIMEOUT_MS = 10_000;
/** The server ends each statement in time, so after this silence the connection leads to a machine that is gone. */
const SILENT_AFTER_MS = STATEMENT_TIMEOUT_MS + 5_000;
const CHECK_WITHIN_MS = 2_000;
const CLOSE_WITHIN_SECONDS = 5;

/** A given server, or one that this process starts. */
export type PostgresOptions =
  & (GivenPostgresOptions | EmbeddedPostgresOptions)
  & {
    /** Default 10. */
    readonly maxConnections?: number;
    /** After so long without an answer a connection counts as lost. Default: 15 s, longer than a statement may take. */
    readonly silentAfterMs?: number;
  };

/** A server that runs already. */
export interface GivenPostgresOptions {
  /** `postgres://…` */
  readonly databaseUrl: string;
}

/** An open database. */
export interface Postgres {
  /** Queries and transactions reject with UnavailableError when the server does not answer within five seconds. */
  readonly sql: postgres.Sql;
  /** Where the data is stored, as words for people. Contains no secret. */
  readonly origin: string;
  /** Only the place: the folder, or host and database. */
  readonly place: string;
  /**
   * Whether it answers and, at the first time, whether its connections keep their sessions.
   * @throws UnavailableError with the reason and the next step when it does not within two seconds
   */
  check(): Promise<void>;
  /** Runs work with statements that may take longer than the statement time-out, such as migrations. */
  unlimited<T>(work: () => Promise<T>): Promise<T>;
  /** Resolves when the server of this process has ended and could not be started again. Absent for a given server. */
  readonly failure?: Promise<Error>;
  /** Ends all connections (busy ones after five seconds), and the server if this process started it. */
  close(): Promise<void>;
}

/**
 * Opens the database. A given server is not contacted yet: use `check`.
 * @throws Error when the address of a given server cannot be used
 * @throws PostgresUnavailableError when an embedded server cannot be started
 */
export async function openPostgres(options: PostgresOptions): Promise<Postgres> {
  if ("databaseUrl" in options) {
    const { databaseUrl } = options;
    const problem = findDatabaseUrlProblem(databaseUrl);
    if (problem !== undefined) throw new Error(`${CANNOT_USE}DATABASE_URL ${problem}`);
    const place = placeOfGiven(databaseUrl);
    const origin = ["PostgreSQL at DATABASE_URL", ...place === "" ? [] : [place]].join(", ");
    const database = connect(databaseUrl, options, { origin, place });
    return { ...database, check: createCheck(database) };
  }
  const server = await startEmbeddedPostgres(options);
  const { path, outsideBecause } = server.folder;
  const reason = outsideBecause === undefined ? "" : `, because ${outsideBecause}`;
  const starter = server.pid === undefined ? "another process" : "this process";
  const database = connect(server.url, options, {
    origin: `PostgreSQL started by ${starter}, data in ${path}${reason}`,
    place: path,
  });
  return {
    ...database,
    failure: server.failure,
    async close() {
      await database.close();
      await server.close();
    },
  };
}

function connect(
  url: string,
  { maxConnections = 10, silentAfterMs = SILENT_AFTER_MS }: Pick<
    PostgresOptions,
    "maxConnections" | "silentAfterMs"
  >,
  description: Pick<Postgres, "origin" | "place">,
): Postgres {
  const options = {
    max: maxConnections,
    connect_timeout: 5,
    // The driver's own pauses grow to 20 s, which delays the recovery after an outage.
    backoff: (attempt: number) => Math.min(0.05 * 2 ** attempt, 1),
    connection: {
      application_name: "wecom-stack",
      TimeZone: "UTC",
      statement_timeout: STATEMENT_TIMEOUT_MS,
      // All queries are short. The planner overrates some, and compiling one takes 300 ms.
      jit: "off",
    },
    onnotice: () => {},
  };
  const connections = new ServerConnections(silentAfterMs);
  const parsed = postgres(url, options).options;
  const sql = postgres(url, {
    ...options,
    ...steadySockets(parsed, connections),
    // Of several servers, one takes writes.
    ...parsed.host.length > 1 && !parsed.target_session_attrs &&
      { target_session_attrs: "primary" },
  });
  return {
    sql: boundSql(sql, ANSWER_WITHIN_MS),
    ...description,
    check: () => check(sql),
    unlimited: (work) => connections.unlimited(work),
    close: () => sql.end({ timeout: CLOSE_WITHIN_SECONDS }),
  };
}

/** Returns options that make the driver use {@link PostgresSocket}. Its types lack the argument of `socket`. */
function steadySockets(
  { ssl }: { readonly ssl?: unknown },
  connections: ServerConnections,
): { ssl: false } {
  let turn = 0;
  const socket = (place: PostgresPlace) =>
    new PostgresSocket({ ...place, ssl }, turn++, connections);
  return { ssl: false, socket } as { ssl: false };
}

/** The check of a given server: the first one that succeeds also looks for a pool in transaction mode. */
function createCheck({ sql, check: answer }: Pick<Postgres, "sql" | "check">): Postgres["check"] {
  let isInspected = false;
  return async () => {
    await answer();
    if (isInspected) return;
    const problem = await withDeadline(findTransactionPooling(sql), CHECK_WITHIN_MS, undefined)
      .catch(() => undefined);
    if (problem !== undefined) throw cannotUse(problem);
    isInspected = true;
  };
}

async function check(sql: postgres.Sql): Promise<void> {
  try {
    const answered = sql`select 1`.then(() => true);
    if (await withDeadline(answered, CHECK_WITHIN_MS, false)) return;
    throw Object.assign(new Error("no answer in time"), { code: "ETIMEDOUT" });
  } catch (error) {
    throw cannotUse(explainPostgresError(error), error);
  }
}

function cannotUse(reason: string, cause?: unknown): UnavailableError {
  return new UnavailableError(`${CANNOT_USE}${reason}`, { cause });
}

function placeOfGiven(databaseUrl: string): string {
  if (!URL.canParse(databaseUrl)) return "";
  const { host, pathname } = new URL(databaseUrl);
  return host + pathname;
}
