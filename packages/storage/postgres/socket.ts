import { Buffer } from "node:buffer";
import { EventEmitter } from "node:events";
import net from "node:net";
import tls from "node:tls";

/** Where a server is, and how to speak to it, as the driver has read it from an address. */
export interface PostgresPlace {
  readonly host: readonly string[];
  readonly port: readonly number[];
  /** Of a Unix socket, instead of host and port. */
  readonly path?: string | false | undefined;
  /** The driver's modes, or options for `tls.connect`. */
  readonly ssl?: unknown;
}

/** Asks for TLS (PostgreSQL protocol, section "SSL Session Encryption"). */
const SSL_REQUEST = Buffer.from([0, 0, 0, 8, 4, 210, 22, 47]);
const ACCEPTED = 0x53;
/** Until then everybody who worked on the connection has been told and has tried to roll back. */
const CLOSE_AFTER_MS = 50;

/**
 * A connection for the driver postgres.js, which cannot bear that one goes while it has something to write: it writes to
 * what is no more and ends the process, or leaves the connection unusable (its issues 1154 and 1208). This one tells
 * the loss as an error first and goes a moment later; what is written in between is dropped. It also negotiates TLS,
 * so the driver must be told `ssl: false`.
 */
export class PostgresSocket extends EventEmitter {
  #stream: net.Socket;
  /** Written before TLS was agreed on. */
  #early: Buffer[] | undefined;
  #lost = false;
  #ending = false;
  #connected = false;
  readonly #place: string;

  /** @param turn which of several hosts is tried: the next one each time */
  constructor(place: PostgresPlace, turn: number) {
    super();
    const index = turn % place.host.length;
    const [host, port] = [place.host[index]!, place.port[index]!];
    this.#place = place.path || `${host}:${port}`;
    this.#stream = place.path ? net.connect(place.path) : net.connect(port, host);
    this.#watch(this.#stream);
    this.#stream.once("connect", () => this.#connected = true);
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

  get readyState(): string {
    return this.#lost ? "closed" : this.#stream.readyState;
  }

  write(chunk: Uint8Array, written?: () => void): boolean {
    if (this.#lost) return true;
    if (this.#early !== undefined) {
      this.#early.push(Buffer.from(chunk));
      return true;
    }
    return this.#stream.write(chunk, written);
  }

  end(chunk?: Uint8Array): this {
    this.#ending = true;
    const stream = this.#stream;
    // The farewell has been said; whether the server closes its side too does not matter.
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
    this.#stream.on("data", (data: Buffer) => this.emit("data", data));
    this.#stream.on("drain", () => this.emit("drain"));
  }

  #secure(isAccepted: boolean, ssl: unknown, host: string): void {
    if (!isAccepted) {
      if (ssl === "prefer" || ssl === "allow") return this.#flush();
      this.#stream.destroy(
        new Error("Cannot use PostgreSQL: it refuses TLS, which the address asks for"),
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

  #lose(error: Error | undefined): void {
    if (this.#lost) return;
    this.#lost = true;
    this.#stream.destroy();
    if (this.#ending) return void this.emit("close", false);
    if (this.listenerCount("error") > 0) this.emit("error", error ?? this.#closed());
    // "Had an error" makes the driver wait longer before it tries again, and leaves what was written since untold.
    setTimeout(() => this.emit("close", !this.#connected), CLOSE_AFTER_MS);
  }

  #closed(): Error {
    const code = "CONNECTION_CLOSED";
    return Object.assign(new Error(`Connection to ${this.#place} closed`), { code });
  }
}
