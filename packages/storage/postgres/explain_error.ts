const ADDRESS = "correct host and port in DATABASE_URL";
const POOL = "use the address of PostgreSQL itself, or a pool in session mode";

/** Next steps by code: SQLSTATE, or a code of a socket or of the driver. */
const STEPS: Readonly<Record<string, string>> = {
  "28P01": "Correct user and password in DATABASE_URL; special characters must be percent-encoded" +
    " (@ as %40, / as %2F, # as %23, % as %25)",
  "28000": "Allow the login in pg_hba.conf, or add sslmode=require to DATABASE_URL",
  "3D000": "Create the database, or correct its name in DATABASE_URL",
  "26000": `This is how PgBouncer in transaction mode answers: ${POOL}`,
  "25006": "It is a standby or set to read-only: let DATABASE_URL lead to the primary",
  "42501": "Give the user of DATABASE_URL the rights on the database",
  "53100": "Free space on its disk",
  "53300": "Raise max_connections, or stop other clients",
  "57P03": "Wait until it has started",
  ECONNREFUSED: `Start PostgreSQL, or ${ADDRESS}`,
  ENOTFOUND: `The name is unknown: ${ADDRESS}`,
  EAI_AGAIN: `The name cannot be looked up now: ${ADDRESS}, or check the name servers`,
  CONNECT_TIMEOUT: `No answer: ${ADDRESS}, then look at firewalls`,
  ETIMEDOUT: `No answer: ${ADDRESS}, then look at firewalls`,
  EHOSTUNREACH: `No way to this machine: ${ADDRESS}, then look at firewalls`,
  ENETUNREACH: `No way to this machine: ${ADDRESS}, then look at firewalls`,
  CONNECTION_CLOSED:
    `The server closed the connection: check that it is PostgreSQL, and ${ADDRESS}`,
};

const REFUSED_SETTING = /(?:unrecognized configuration|unsupported startup) parameter:? "?([\w.]+)/;

/**
 * Returns an error of PostgreSQL or its driver as one or two sentences for an operator, with the next step. Messages of the
 * driver contain hosts, users and databases, but no passwords.
 */
export function explainPostgresError(error: unknown): string {
  const message = sentenceOf(error).replace(/^Cannot use PostgreSQL: /, "");
  const [, setting] = REFUSED_SETTING.exec(message) ?? [];
  if (setting !== undefined) return explainSetting(message, setting);
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const step = STEPS[code] ??
    (/TLS|SSL|certificate/i.test(message)
      ? "Check sslmode in DATABASE_URL (disable, require, verify-full) and the server's certificate"
      : undefined);
  return step === undefined ? message : `${message}. ${step}`;
}

/** PgBouncer refuses each setting that it does not know, and names only the first. */
const OUR_SETTINGS =
  "statement_timeout, jit, synchronous_commit, enable_seqscan, enable_bitmapscan";

function explainSetting(message: string, setting: string): string {
  if (!message.includes("unsupported startup parameter")) {
    return `DATABASE_URL has the parameter ${setting}, which PostgreSQL does not know. Remove it`;
  }
  const problem = `DATABASE_URL leads to PgBouncer, which refuses the parameter ${setting}`;
  return OUR_SETTINGS.split(", ").includes(setting)
    ? `${problem}. Use the address of PostgreSQL itself, or a pool in session mode with ` +
      `ignore_startup_parameters = ${OUR_SETTINGS}`
    : `${problem}. Remove it from DATABASE_URL`;
}

/** A driver that tried several addresses throws an AggregateError without a message. */
function sentenceOf(error: unknown): string {
  if (error instanceof AggregateError && error.message === "") return sentenceOf(error.errors[0]);
  return error instanceof Error ? error.message || error.name : String(error);
}
