import type postgres from "postgres";
import { withDeadline } from "packages/platform/deadline.ts";
import { UnavailableError } from "packages/platform/errors.ts";
import { beginTransaction } from "packages/storage/postgres/begin_transaction.ts";

const LATE = Symbol("late");

/**
 * Wraps a pool so that queries and transactions reject with UnavailableError after `withinMs` milliseconds. The driver
 * itself waits without limit for a server that accepts the connection but does not answer. A query that was sent may
 * still take effect. `reserve`, `unsafe` and `listen` have no limit.
 */
export function boundSql(sql: postgres.Sql, withinMs: number): postgres.Sql {
  const begin = (...args: unknown[]) => inTime(beginTransaction(sql, args), withinMs);
  return new Proxy(sql, {
    apply(target, self, args) {
      const made: unknown = Reflect.apply(target, self, args);
      return made instanceof Promise ? boundQuery(made, withinMs) : made;
    },
    get: (target, name) => name === "begin" ? begin : Reflect.get(target, name),
  });
}

/**
 * The driver sends a query when `then` is called, and a query may be only a fragment of another one. So the query object
 * stays the same, and only its `then` gets the limit.
 */
function boundQuery<T>(query: Promise<T>, withinMs: number): Promise<T> {
  const wait: Promise<T>["then"] = query.then.bind(query);
  const then: Promise<T>["then"] = (onResult, onError) =>
    inTime(new Promise<T>((resolve, reject) => void wait(resolve, reject)), withinMs)
      .then(onResult, onError);
  return Object.assign(query, { then });
}

async function inTime<T>(work: Promise<T>, withinMs: number): Promise<T> {
  const outcome = await withDeadline<T, typeof LATE>(work, withinMs, LATE);
  if (outcome !== LATE) return outcome;
  throw new UnavailableError(`Cannot use PostgreSQL: no answer within ${withinMs} ms`);
}
