import type { Clock } from "packages/platform/clock.ts";
import type { ConfigGroup, ConfigOf } from "packages/platform/config/config.ts";
import type { processConfig } from "packages/platform/config/process_config.ts";
import type { Health } from "packages/platform/health.ts";
import type { PeerInfo } from "packages/platform/http/client_ip.ts";
import type { RouteEntry } from "packages/platform/http/route_rules.ts";
import type { Logger } from "packages/platform/log.ts";
import type { RandomBytes } from "packages/platform/random.ts";

/** What a service gets when it is created: its configuration, and every source of I/O, time and randomness. */
export interface ServiceContext<C, B> {
  readonly config: C;
  readonly backends: B;
  readonly log: Logger;
  readonly clock: Clock;
  readonly randomBytes: RandomBytes;
  readonly fetch: typeof fetch;
  /** Readiness of the whole process. */
  readonly health: Health;
}

/** Work beside the requests: a subscription, a timer, a worker of jobs. */
export interface BackgroundPart {
  /** For the log, such as `session pruner`. */
  readonly name: string;
  /** Called once, before the first request. */
  start?(): Promise<void> | void;
  /** Ends what would keep requests or jobs open. Called at shutdown, for all parts at once, while the process still listens. */
  drain?(): Promise<void> | void;
  /** Undoes `start`. Called after the last request, even when `start` has failed. */
  stop?(): Promise<void> | void;
}

/** A service that has been created. */
export interface Service {
  readonly fetch: (request: Request, peer: PeerInfo) => Response | Promise<Response>;
  readonly routes: readonly RouteEntry[];
  /** Started in this order and stopped in the reverse order. */
  readonly background: readonly BackgroundPart[];
}

/**
 * A service as a value; a process is a list of these.
 * `B` is the type of the backends, `Q` the type of a queue's declaration.
 */
export interface ServiceDefinition<G extends readonly ConfigGroup[], B, Q> {
  /** kebab-case: folder, telemetry name, and (with underscores) SQL schema. */
  readonly name: string;
  /** The paths that it answers; see `paths.ts` for the patterns. */
  readonly paths: readonly string[];
  /** Port of the service when it runs alone. */
  readonly port: number;
  /** Configuration that the service reads besides {@link processConfig}. */
  readonly config: G;
  /** The queues that the service sends to or consumes. */
  readonly queues: readonly Q[];
  /** Folder of SQL migrations for the service's own schema. */
  readonly migrations?: URL;
  create(
    context: ServiceContext<ConfigOf<[typeof processConfig]> & ConfigOf<G>, B>,
  ): Service | Promise<Service>;
}

/** A definition with any configuration: the element type of lists of services. */
// deno-lint-ignore no-explicit-any -- services with different configurations are in one list
export type AnyService<B, Q> = ServiceDefinition<any, B, Q>;
