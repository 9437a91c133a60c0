/** The form of DATABASE_URL, for errors. */
const EXPECTED = "must be a URL such as postgres://user:password@db.example.com:5432/wecom_stack";

const NOT_ENCODED = "contains a user or password with a character that must be percent-encoded: " +
  "write % as %25, / as %2F, ? as %3F, # as %23, @ as %40";

const SSL_MODES = ["disable", "allow", "prefer", "require", "verify-ca", "verify-full"];
const SESSION_ATTRS = ["read-write", "read-only", "primary", "standby", "prefer-standby"];

const POOLED = "use the address of PostgreSQL itself or of a pool in session mode, and remove it";
/** Parameters of other clients (libpq, Prisma, JDBC), and what to do. The driver would send them to the server, which refuses them. */
const FOREIGN: Readonly<Record<string, string>> = {
  channel_binding: "remove it; sslmode=verify-full checks the server's identity",
  schema: "remove it: each service has a schema of its own",
  currentSchema: "remove it: each service has a schema of its own",
  pgbouncer: POOLED,
  prepareThreshold: POOLED,
  sslrootcert: "remove it, and name the file in the variable DENO_CERT",
};
const OTHER_FOREIGN = new Set([
  ...["connection_limit", "pool_timeout", "socket_timeout", "statement_cache_size", "sslaccept"],
  ...["sslcert", "sslkey", "sslpassword", "sslcrl", "gssencmode", "krbsrvname", "passfile"],
  ...["service", "hostaddr", "host", "user", "password", "dbname", "keepalives", "uselibpqcompat"],
]);

/**
 * Checks DATABASE_URL without connecting. Returns what is wrong, to be read after the name of the variable, or undefined.
 * The sentence contains no part of the user, password or host.
 */
export function findDatabaseUrlProblem(url: string): string | undefined {
  const rest = /^postgres(?:ql)?:\/\/(\S+)$/.exec(url)?.[1];
  if (rest === undefined) return EXPECTED;
  if (hasUnencodedLogin(rest)) return NOT_ENCODED;
  // The URL parser knows one host; the driver knows several.
  const first = url.replace(/,[^/?]*/, "");
  if (!URL.canParse(first)) return EXPECTED;
  const { searchParams } = new URL(first);
  for (const [name, value] of searchParams) {
    const problem = findParameterProblem(name, value);
    if (problem !== undefined) return problem;
  }
}

/** Whether the part before the last @ contains what ends it in a URL, or a % that begins no encoded character. */
function hasUnencodedLogin(rest: string): boolean {
  const [authority] = /^[^/?#]*/.exec(rest)!;
  const after = rest.slice(authority.length);
  // Without an @ before the first / ? or #, one of these belongs to the password. No address of a database has a #.
  if (after.includes("#") || /^[^?]*@/.test(after)) return true;
  if (!authority.includes("@") && after.includes("@")) return true;
  try {
    decodeURIComponent(authority.slice(0, Math.max(authority.lastIndexOf("@"), 0)));
    return false;
  } catch {
    return true;
  }
}

function findParameterProblem(name: string, value: string): string | undefined {
  const step = FOREIGN[name] ?? (OTHER_FOREIGN.has(name) ? "remove it" : undefined);
  if (step !== undefined) return `has the parameter ${name}, which is not supported: ${step}`;
  const [parameter, known] = name === "sslmode"
    ? ["sslmode", SSL_MODES]
    : name === "target_session_attrs"
    ? ["target_session_attrs", SESSION_ATTRS]
    : [undefined, []];
  if (parameter === undefined || known.includes(value)) return undefined;
  return `has the parameter ${parameter} with an unknown value: use one of ${known.join(", ")}`;
}
