import postgres from "postgres";

const TRY_EVERY_MS = 5;
/** SQLSTATE "cannot_connect_now": the server is starting or recovering. */
const CANNOT_CONNECT_NOW = "57P03";

/**
 * Logs in to the server, with repetitions while it starts. Returns true when the login works, and
 * undefined when `signal` is aborted.
 * @throws Error when the server refuses the login, or does not answer within `withinMs`
 */
export async function logIn(
  url: string,
  signal: AbortSignal,
  withinMs: number,
): Promise<true | undefined> {
  const deadlineMs = performance.now() + withinMs;
  while (!signal.aborted) {
    try {
      await touch(url);
      await select(url);
      return true;
    } catch (error) {
      const isStarting = error instanceof Deno.errors.ConnectionRefused ||
        (error instanceof postgres.PostgresError && error.code === CANNOT_CONNECT_NOW);
      if (!isStarting || performance.now() > deadlineMs) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, TRY_EVERY_MS));
  }
}

/** Only connects. While no server listens yet, this is much cheaper than the driver's login. */
async function touch(url: string): Promise<void> {
  const { hostname, port } = new URL(url);
  const connection = await Deno.connect({ hostname, port: Number(port) });
  connection.close();
}

async function select(url: string): Promise<void> {
  const sql = postgres(url, { max: 1, fetch_types: false, connect_timeout: 5 });
  try {
    await sql`select 1`;
  } finally {
    await sql.end({ timeout: 1 });
  }
}
