/** Next steps by the words of an error: of Redis, of the client, or of a socket. The first that matches counts. */
const STEPS: readonly (readonly [RegExp, string])[] = [
  [
    /WRONGPASS|invalid (username-)?password/i,
    "Correct user and password in REDIS_URL; special characters must be percent-encoded (@ as %40, / as %2F)",
  ],
  [
    /NOAUTH|Authentication required/i,
    "Put the password into REDIS_URL: redis://:password@host:6379",
  ],
  [
    /AUTH.*(without any password|no password is set)/i,
    "Redis has no password: remove it from REDIS_URL",
  ],
  [
    /MOVED|CROSSSLOT|CLUSTERDOWN|ASK \d|Redis Cluster/,
    "Use one server, or Sentinel (redis+sentinel://), in REDIS_URL",
  ],
  [
    /unknown command.*SENTINEL/,
    "This is Redis itself, not a sentinel: use redis:// in REDIS_URL, or the port of a sentinel",
  ],
  [
    /unknown command.*SET/,
    "This is no Redis server; for a sentinel use redis+sentinel://host:26379/master-name in REDIS_URL",
  ],
  [
    /does not know the name/,
    "Correct the name of the master at the end of REDIS_URL (redis-cli -p 26379 sentinel masters)",
  ],
  [
    /InvalidContentType|corrupt message|wrong version number|packet length|record overflow/i,
    "The server does not speak TLS at this port: use redis:// in place of rediss://, or its TLS port",
  ],
  [
    /certificate|UnknownIssuer|self.signed/i,
    "Trust the certificate authority of Redis (DENO_CERT), or use the host name of its certificate",
  ],
  [/NOPERM/, "Give the user of REDIS_URL these rights: ~* &* +@all"],
  [/DB index is out of range/i, "Correct the number of the database at the end of REDIS_URL"],
  [/READONLY/, "It is a replica: let REDIS_URL lead to the master, or use Sentinel"],
  [/OOM/, "Raise maxmemory, or set maxmemory-policy to allkeys-lru"],
  [/MISCONF/, "Redis cannot save to its disk: free space there"],
  [/NOREPLICAS/, "Start its replicas, or lower min-replicas-to-write"],
  [/LOADING/, "Wait until it has loaded its data"],
  [/MASTERDOWN/, "Start its master"],
  [/ECONNREFUSED/, "Start Redis, or correct host and port in REDIS_URL"],
  [/ENOTFOUND|EAI_AGAIN/, "The name is unknown: correct the host in REDIS_URL"],
  [
    /EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|timeout|no answer in time/i,
    "Check host and port in REDIS_URL, then firewalls",
  ],
  [
    /closed unexpectedly|ECONNRESET/i,
    "Check that it is Redis; a server that demands TLS needs rediss:// in REDIS_URL",
  ],
];

/** How a server without TLS answers to the begin of TLS: not at all, or it closes the connection. */
const SILENCE = /no answer in time|timeout|closed unexpectedly|ECONNRESET/i;
const PLAIN_SERVER =
  "The server may not speak TLS at this port: use redis:// in REDIS_URL, or its TLS port";

/**
 * Returns an error of Redis or its client as one or two sentences for an operator, with the next step. Contains no
 * password: neither Redis nor the client repeats it.
 * @param usesTls whether REDIS_URL demands TLS
 */
export function explainRedisError(error: unknown, usesTls = false): string {
  const message = sentenceOf(error).replace(/^Cannot use Redis: /, "");
  const [, usual] = STEPS.find(([words]) => words.test(message)) ?? [];
  const step = usesTls && SILENCE.test(message) ? PLAIN_SERVER : usual;
  return step === undefined ? message : `${message.replace(/[.?\s]+$/, "")}. ${step}`;
}

/** A client that tried several addresses throws an AggregateError without a message. */
function sentenceOf(error: unknown): string {
  if (error instanceof AggregateError && error.message === "") return sentenceOf(error.errors[0]);
  return error instanceof Error ? error.message || error.name : String(error);
}
