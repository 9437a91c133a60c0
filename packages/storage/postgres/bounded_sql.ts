import type postgres from "postgres";
import { withDeadline } from "packages/platform/deadline.ts";
import { UnavailableError } from "packages/platform/errors.ts";

const LATE = Symbol("late");

/**
 * The same pool, but whoever waits for a query or a transaction is told after `withinMs` that the database does not
 * answer (UnavailableError): the driver would wait for ever on a server that accepts and stays silent. What was sent
 * goes on; as with any lost answer it is unknown whether it takes effect. `reserve`, `unsafe` and `listen` are not bounded.
 */
export function boundSql(sql: postgres.Sql, withinMs: number): postgres.Sql {
  const begin = (...args: unknown[]) =>
    inTime(Reflect.apply(sql.begin, sql, args) as Promise<unknown>, withinMs);
  return new Proxy(sql, {
    apply(target, self, args) {
      const made: unknown = Reflect.apply(target, self, args);
      return made instanceof Promise ? boundQuery(made, withinMs) : made;
    },
    get: (target, name) => name === "begin" ? begin : Reflect.get(target, name),
  });
}

/** A query is sent when it is waited for, and may be a fragment of another that never is: so it stays what it is. */
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
