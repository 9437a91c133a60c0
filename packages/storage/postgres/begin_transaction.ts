import postgres from "postgres";
import { isUnavailable } from "packages/platform/errors.ts";

type Transaction = postgres.TransactionSql;

/** Knows whether the connection of a transaction was lost. */
interface Connection {
  /** Undefined while the connection works. */
  loss?: { readonly error: unknown };
}

/**
 * Runs `sql.begin(...args)`. The driver rejects when the connection is lost, but the callback may still run; each of its
 * later queries, and the rollback after it, would write to a connection that no longer exists, which ends the process.
 * Here such queries reject with the error of the loss, and the end of the callback is ignored.
 */
export function beginTransaction(sql: postgres.Sql, args: readonly unknown[]): Promise<unknown> {
  const work = args.at(-1) as (tx: Transaction) => unknown;
  const connection: Connection = {};
  const guarded = (tx: Transaction) => {
    const result = work(rejectAfterLoss(tx, connection));
    const done = Promise.resolve(Array.isArray(result) ? Promise.all(result) : result);
    return new Promise((resolve, reject) => {
      done.then(
        (value) => connection.loss ?? resolve(value),
        (error) => connection.loss ?? reject(error),
      );
    });
  };
  const outcome = Reflect.apply(sql.begin, sql, [...args.slice(0, -1), guarded]);
  outcome.catch((error: unknown) => connection.loss ??= { error });
  return outcome;
}

function rejectAfterLoss(tx: Transaction, connection: Connection): Transaction {
  return new Proxy(tx, {
    apply(target, self, args) {
      const made: unknown = Reflect.apply(target, self, args);
      return made instanceof Promise ? guardQuery(made, connection) : made;
    },
    get(target, name) {
      if (name !== "unsafe") return Reflect.get(target, name);
      return (...args: Parameters<Transaction["unsafe"]>) =>
        guardQuery(target.unsafe(...args), connection);
    },
  });
}

/** The driver sends a query when one of these methods is called. So they check first whether it can be sent. */
function guardQuery<T>(query: Promise<T>, connection: Connection): Promise<T> {
  const send: Promise<T>["then"] = query.then.bind(query);
  const then: Promise<T>["then"] = (onResult, onError) => {
    if (connection.loss !== undefined) {
      return Promise.reject<T>(connection.loss.error).then(onResult, onError);
    }
    const observed = new Promise<T>((resolve, reject) => {
      void send(resolve, (error) => {
        // Known here a moment before the driver rejects the transaction.
        if (isLoss(error)) connection.loss ??= { error };
        reject(error);
      });
    });
    return observed.then(onResult, onError);
  };
  return Object.assign(query, {
    then,
    catch: (onError: (error: unknown) => never) => then(undefined, onError),
    finally: (onEnd: () => void) => then().finally(onEnd),
  });
}

/** Whether the connection has ended. PostgreSQL's own errors leave it open, or end it a moment later. */
function isLoss(error: unknown): boolean {
  return !(error instanceof postgres.PostgresError) && isUnavailable(error);
}
