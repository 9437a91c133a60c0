/** The address of Redis and the login. */
export interface RedisTarget {
  /** One Redis server, or the sentinels that know the master. */
  readonly nodes: readonly RedisNode[];
  /** The name of the master at the sentinels. Absent: `nodes` holds the server itself. */
  readonly masterName?: string;
  readonly tls: boolean;
  readonly username?: string;
  readonly password?: string;
  readonly database: number;
}

/** The address of one Redis server or sentinel. */
export interface RedisNode {
  readonly host: string;
  readonly port: number;
}

const EXPECTED =
  "expected redis://[user:password@]host[:6379][/database], the same with rediss://, " +
  "or redis+sentinel://[user:password@]host[:26379],host[:26379]/master-name[/database]";

const URL_PARTS = /^(redis|rediss|redis\+sentinel):\/\/(?:([^@/]*)@)?([^@/]+)(?:\/(.*))?$/;

/**
 * Parses `redis://`, `rediss://` and `redis+sentinel://`. User and password belong to the server;
 * sentinels are used without a login.
 * @throws Error when the URL is not readable; the sentence contains no part of the URL
 */
export function parseRedisUrl(url: string): RedisTarget {
  const [, scheme, login, hosts, path = ""] = URL_PARTS.exec(url) ?? [];
  if (hasUnencodedLogin(url)) {
    throw unreadable("its user or password must be percent-encoded (@ as %40, / as %2F)");
  }
  if (scheme === undefined || hosts === undefined) throw unreadable("its form is unknown");
  if (/[?#]/.test(hosts + path)) throw unreadable("it has parameters, which are not supported");
  const sentinel = scheme === "redis+sentinel";
  const nodes = hosts.split(",").map((host) => parseNode(host, sentinel ? 26379 : 6379));
  if (!sentinel && nodes.length > 1) throw unreadable("it names several servers");
  const segments = path.split("/");
  const masterName = sentinel ? decode(segments.shift() ?? "") : undefined;
  if (masterName === "") throw unreadable("the master's name is missing");
  const [database = "", ...rest] = segments;
  if (!/^[0-9]*$/.test(database) || rest.join("") !== "") {
    throw unreadable("the database is not a number");
  }
  return {
    nodes,
    ...(masterName === undefined ? {} : { masterName }),
    tls: scheme === "rediss",
    ...parseLogin(login),
    database: Number(database),
  };
}

/** Whether an @ follows the one that ends the login, or a / comes before it. No address of Redis has one of these. */
function hasUnencodedLogin(url: string): boolean {
  const [login, ...more] = url.replace(/^[a-z+]+:\/\//, "").split("@");
  return more.length > 1 || (more.length === 1 && login!.includes("/"));
}

function parseNode(text: string, defaultPort: number): RedisNode {
  const [, bracketed, plain, port] =
    /^(?:\[([0-9a-fA-F:.]+)\]|([^:[\]\s<>]+))(?::([0-9]+))?$/.exec(text) ??
      [];
  const host = bracketed ?? plain;
  if (host === undefined || Number(port ?? 1) > 65_535) throw unreadable("a host is unreadable");
  return { host, port: Number(port ?? defaultPort) };
}

function parseLogin(login: string | undefined): { username?: string; password?: string } {
  if (login === undefined || login === "") return {};
  const [username = "", ...password] = login.split(":");
  return {
    ...(username === "" ? {} : { username: decode(username) }),
    ...(password.length === 0 ? {} : { password: decode(password.join(":")) }),
  };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw unreadable("a percent sign is not followed by two hexadecimal digits");
  }
}

function unreadable(problem: string): Error {
  return new Error(`Cannot read the Redis URL: ${problem}; ${EXPECTED}`);
}
