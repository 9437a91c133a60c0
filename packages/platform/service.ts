import type { Clock } from "packages/platform/clock.ts";
import type { ConfigGroup, ConfigOf } from "packages/platform/config/config.ts";
import type { processConfig } from "packages/platform/config/process_config.ts";
import type { Health } from "packages/platform/health.ts";
import type { PeerInfo } from "packages/platform/http/client_ip.ts";
import type { RouteEntry } from "packages/platform/http/app.ts";
import type { Logger } from "packages/platform/log.ts";
import type { RandomBytes } from "packages/platform/random.ts";

/** What a service is given: everything impure enters here. */
export interface ServiceContext<C, B> {
  readonly config: C;
  readonly backends: B;
  readonly log: Logger;
  readonly clock: Clock;
  readonly randomBytes: RandomBytes;
  readonly fetch: typeof fetch;
  /** Of the whole process. */
  readonly health: Health;
}

/** A readiness check: resolves when good, throws a sentence when not. */
export type Check = () => Promise<void>;

/** A service that runs. */
export interface Service {
  readonly fetch: (request: Request, peer: PeerInfo) => Response | Promise<Response>;
  readonly routes: readonly RouteEntry[];
  readonly checks: Readonly<Record<string, Check>>;
  /** Subscriptions and timers; called once before the first request. */
  start?(): Promise<void>;
  /** Answers held requests; called when the process is to end, while it still listens. */
  drain?(): Promise<void>;
  /** Undoes `start`; called after the last request. */
  stop?(): Promise<void>;
}

/** A service as a value: a process is a list of these. */
export interface ServiceDefinition<G extends readonly ConfigGroup[], B> {
  /** kebab-case: folder, telemetry name, and (with underscores) SQL schema. */
  readonly name: string;
  /** Its part of the one route table; see `paths.ts` for the patterns. */
  readonly paths: readonly string[];
  /** Where it listens when it runs alone. */
  readonly defaultPort: number;
  /** Read besides {@link processConfig}. */
  readonly config: G;
  /** Folder of SQL migrations for the service's own schema. */
  readonly migrations?: URL;
  create(
    context: ServiceContext<ConfigOf<[typeof processConfig]> & ConfigOf<G>, B>,
  ): Service | Promise<Service>;
}

/** Gives a definition its types: `defineService<Backends>()({ … })`; the configuration's type is inferred. */
export function defineService<B>() {
  return <const G extends readonly ConfigGroup[]>(
    definition: ServiceDefinition<G, B>,
  ): ServiceDefinition<G, B> => definition;
}

/** A definition whose configuration is read elsewhere: what lists of services hold. */
// deno-lint-ignore no-explicit-any -- services of different configurations in one list
export type AnyService<B> = ServiceDefinition<any, B>;
