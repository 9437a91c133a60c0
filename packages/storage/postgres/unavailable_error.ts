/** No PostgreSQL can be had the way it is configured. The sentence says what to do; a retry changes nothing. */
export class PostgresUnavailableError extends Error {
  override readonly name = "PostgresUnavailableError";
}
