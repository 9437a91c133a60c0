import type { Clock } from "packages/platform/clock.ts";
import type { RandomBytes } from "packages/platform/random.ts";

/** What every simulator is built from. */
export interface SimulatorOptions {
  readonly clock: Clock;
  readonly randomBytes: RandomBytes;
  /** Where browsers and callers reach it, with the mount's path prefix and without a slash at the end. */
  readonly publicUrl: string;
}

/** A simulated vendor that answers requests. */
export interface Simulator<State = unknown> {
  /**
   * Answers one request, without the mount's path prefix. `connection` is the caller's address as `Deno.serve` gives
   * it; without it the caller is 127.0.0.1.
   */
  fetch(
    request: Request,
    connection?: { remoteAddr: { hostname: string } },
  ): Response | Promise<Response>;
  /** What it remembers, for tests in the same process. */
  readonly state: State;
  /** Ends all work that runs without a request. */
  close(): void;
}

/** One simulator as the processes that serve it list it. */
export interface SimulatorDefinition<Options extends SimulatorOptions = SimulatorOptions> {
  /** As in its folder and its default mount `/sim/<name>`. */
  readonly name: string;
  /** The port when it runs alone and `PORT` is not set. */
  readonly defaultPort: number;
  create(options: Options): Simulator;
}
