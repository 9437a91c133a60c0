import { Buffer } from "node:buffer";
import { EventEmitter } from "node:events";
import net from "node:net";
import tls from "node:tls";
import { UnavailableError } from "packages/platform/errors.ts";
import type {
  ServerConnections,
  WatchedConnection,
} from "packages/storage/postgres/server_connections.ts";

/** The address of a server and the TLS mode, as the driver has parsed them from the URL. */
export interface PostgresPlace {
  readonly host: readonly string[];
  readonly port: readonly number[];
  /** The path of a Unix socket; used instead of host and port. */
  readonly path?: string | false | undefined;
  /** A mode of the driver (`require`, `prefer`, `allow`), or options for `tls.connect`. */
  readonly ssl?: unknown;
}

/** Requests TLS (PostgreSQL protocol, section "SSL Session Encryption"). */
const SSL_REQUEST = Buffer.from([0, 0, 0, 8, 4, 210, 22, 47]);
const ACCEPTED = 0x53;
/** In the message ErrorResponse: SQLSTATE 25006, "read only SQL transaction". No value of a row contains these bytes. */
const NO_PRIMARY = "VERROR\0C25006\0";
/** An error is one of the last messages of an answer. Searching only there takes less than a microsecond. */
const SEARCHED_BYTES = 1_024;
/** The message ReadyForQuery, "Z", has four bytes of length, and the state of the transaction. */
const READY = 0x5a;
const OUTSIDE_TRANSACTION = 0x49;
/** Long enough for all users of the connection to get the error and to try a rollback. */
const CLOSE_AFTER_MS = 50;

/**
 * A connection for the driver postgres.js. When a connection closes while the driver has data to write, the driver
 * writes to the closed socket, which ends the process, or leaves the connection unusable (postgres.js issues 1154 and
 * 1208). This socket first emits the loss as an error and closes a moment later; data written in between is dropped. It
 * also negotiates TLS, so the driver needs `ssl: false`. When the server refuses a write because it is no primary, all
 * older connections are renewed; when it owes an answer for too long, the connection counts as lost.
 */
export class PostgresSocket extends EventEmitter implements WatchedConnection {
  #stream: net.Socket;
  /** Data that was written before TLS was negotiated. */
  #early: Buffer[] | undefined;
  #lost = false;
  #ending = false;
  #connected = false;
  /** Whether no transaction is open and nothing was sent since the last answer. */
  #isIdle = false;
  #isWaiting = false;
  #isRenewing = false;
  #wasRefused = false;
  readonly #place: string;
  readonly #connections: ServerConnections;
  readonly #madeAtMs = performance.now();

  /** @param turn selects one of several hosts: the next one at each attempt */
  constructor(place: PostgresPlace, turn: number, connections: ServerConnections) {
    super();
    this.#connections = connections;
    const index = turn % place.host.length;
    const [host, port] = [place.host[index]!, place.port[index]!];
    this.#place = place.path || `${host}:${port}`;
    this.#stream = place.path ? net.connect(place.path) : net.connect(port, host);
    this.#watch(this.#stream);
    this.#stream.once("connect", () => this.#connected = true);
    connections.add(this);
    if (!place.ssl) this.#forward();
    else {
      this.#early = [];
      this.#stream.once("connect", () => this.#stream.write(SSL_REQUEST));
      this.#stream.once(
        "data",
        (answer: Buffer) => this.#secure(answer[0] === ACCEPTED, place.ssl, host),
      );
    }
  }

  get ageMs(): number {
    return performance.now() - this.#madeAtMs;
  }

  get isWaiting(): boolean {
    return this.#isWaiting;
  }

  renew(): void {
    this.#isRenewing = true;
    // The driver writes its next query a moment after the last answer.
    setImmediate(() => this.#isIdle && this.#endForPrimary());
  }

  abandon(): void {
    this.#lose(this.#closed("closed: the server does not answer"));
  }

  get readyState(): string {
    return this.#lost ? "closed" : this.#stream.readyState;
  }

  write(chunk: Uint8Array, written?: () => void): boolean {
    if (this.#lost) return true;
    this.#isIdle = false;
    this.#isWaiting = true;
    if (this.#early !== undefined) {
      this.#early.push(Buffer.from(chunk));
      return true;
    }
    return this.#stream.write(chunk, written);
  }

  end(chunk?: Uint8Array): this {
    this.#ending = true;
    const stream = this.#stream;
    // The last message was sent, so do not wait until the server closes its side.
    stream.end(chunk ?? new Uint8Array(), () => stream.destroy());
    return this;
  }

  destroy(): this {
    this.#stream.destroy();
    return this;
  }

  setKeepAlive(on: boolean, delayMs: number): this {
    this.#stream.setKeepAlive(on, delayMs);
    return this;
  }

  pause(): this {
    this.#stream.pause();
    return this;
  }

  resume(): this {
    this.#stream.resume();
    return this;
  }

  #watch(stream: net.Socket): void {
    stream.on("error", (error: Error) => this.#lose(error));
    stream.on("close", () => this.#lose(undefined));
  }

  #forward(): void {
    this.#stream.on("data", (data: Buffer) => this.#receive(data));
    this.#stream.on("drain", () => this.emit("drain"));
  }

  #receive(data: Buffer): void {
    const tail = data.toString("latin1", Math.max(0, data.length - SEARCHED_BYTES));
    const isRefused = tail.includes(NO_PRIMARY);
    this.#wasRefused ||= isRefused;
    const isReady = data.at(-6) === READY && data.readUInt32BE(data.length - 5) === 5;
    this.#isWaiting = !isReady;
    this.#isIdle = isReady && data.at(-1) === OUTSIDE_TRANSACTION;
    this.#connections.heard(this);
    this.emit("data", data);
    if (isRefused) this.#connections.renewAll();
    if (!this.#isRenewing || !this.#isIdle) return;
    // On this server the next write would be refused too.
    if (this.#wasRefused) this.#endForPrimary();
    else this.renew();
  }

  /** The connection is between two queries, so the driver may replace it at once. */
  #endForPrimary(): void {
    this.#lose(this.#closed("closed, to find the primary"), 0);
  }

  #secure(isAccepted: boolean, ssl: unknown, host: string): void {
    if (!isAccepted) {
      if (ssl === "prefer" || ssl === "allow") return this.#flush();
      this.#stream.destroy(
        new Error("Cannot use PostgreSQL: it refuses TLS, which the address requires"),
      );
      return;
    }
    const plain = this.#stream;
    const secured = tls.connect({
      socket: plain,
      ...net.isIP(host) === 0 && { servername: host },
      ...(ssl === "require" || ssl === "prefer" || ssl === "allow") &&
        { rejectUnauthorized: false },
      ...typeof ssl === "object" && ssl,
    });
    this.#stream = secured;
    this.#watch(secured);
    secured.once("secureConnect", () => this.#flush());
  }

  #flush(): void {
    const early = this.#early ?? [];
    this.#early = undefined;
    this.#forward();
    for (const chunk of early) this.#stream.write(chunk);
  }

  #lose(error: Error | undefined, closeAfterMs = CLOSE_AFTER_MS): void {
    if (this.#lost) return;
    this.#lost = true;
    this.#isWaiting = false;
    this.#connections.remove(this);
    this.#stream.destroy();
    if (this.#ending) return void this.emit("close", false);
    if (this.listenerCount("error") > 0) this.emit("error", this.#describe(error));
    // With `true` ("had an error") the driver pauses longer before it reconnects, and does not reject later writes.
    setTimeout(() => this.emit("close", !this.#connected), closeAfterMs);
  }

  /** Every error of a socket means that the server cannot be used, also one of TLS, which has no code of its own. */
  #describe(error: Error | undefined): Error {
    if (error === undefined) return this.#closed("closed");
    if ("code" in error) return error;
    return new UnavailableError(error.message || "The connection failed", { cause: error });
  }

  #closed(state: string): Error {
    const code = "CONNECTION_CLOSED";
    return Object.assign(new Error(`Connection to ${this.#place} ${state}`), { code });
  }
}
