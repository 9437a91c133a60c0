/** PostgreSQL cannot be used as it is configured. The message contains the remedy; a retry does not help. */
export class PostgresUnavailableError extends Error {
  override readonly name = "PostgresUnavailableError";
}
