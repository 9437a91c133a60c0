import {
  ConfigError,
  type ConfigGroup,
  type ConfigOf,
  type ConfigProblem,
} from "packages/platform/config/config.ts";
import { exitOnConfigError, sayProblem } from "packages/platform/config/exit_on_config_error.ts";
import { type Environment, readConfig } from "packages/platform/config/load_config.ts";
import { processConfig } from "packages/platform/config/process_config.ts";
import { systemClock } from "packages/platform/clock.ts";
import { createDispatcher, type Mount } from "packages/platform/dispatcher.ts";
import { type Check, createHealth, type Health } from "packages/platform/health.ts";
import { listen } from "packages/platform/listen.ts";
import { createLogger, describeError, type Logger } from "packages/platform/log.ts";
import { systemRandomBytes } from "packages/platform/random.ts";
import type { AnyService, BackgroundPart, Service } from "packages/platform/service.ts";
import { awaitShutdownSignal } from "packages/platform/shutdown_signal.ts";
import { createTeardown, type Teardown } from "packages/platform/teardown.ts";
import { keepAddressesOutOfSpans } from "packages/platform/telemetry.ts";

/** Exit code after any error but a configuration error. */
const EXIT_FAILURE = 1;

/** The servers behind the services, and how to close them. */
export interface OpenedBackends<B> {
  readonly backends: B;
  readonly checks: Readonly<Record<string, Check>>;
  /** Resolves when a backend has ended for good: the process then ends, so that its supervisor can start it again. */
  readonly failure?: Promise<Error>;
  close(): Promise<void>;
}

/** How a process differs from another, besides its list of services. */
export interface ProcessOptions<G extends readonly ConfigGroup[], B, Q> {
  readonly env: Environment;
  /** What the operator has written, if `env` contains more: warnings are about it. Default: `env`. */
  readonly given?: Environment;
  /** Warnings from before the configuration is read. */
  readonly warnings?: readonly ConfigProblem[];
  /** The groups that `openBackends` reads. */
  readonly backendConfig: G;
  readonly openBackends: (
    config: ConfigOf<G>,
    log: Logger,
    services: readonly AnyService<B, Q>[],
  ) => Promise<OpenedBackends<B>>;
  /** Handlers besides the services: simulators, a home page. */
  readonly mounts?: (health: Health) => readonly Mount[];
  /** Called once the process listens. */
  readonly onListening?: (publicUrl: string, health: Health) => Promise<void> | void;
}

type RunConfig<G extends readonly ConfigGroup[]> =
  & ConfigOf<[typeof processConfig]>
  & ConfigOf<G>;

/**
 * Runs a list of services as one process until SIGTERM or SIGINT: reads the configuration of all of them, opens the
 * backends once, creates and starts the services, listens on one port.
 *
 * At a signal it turns readiness off, takes requests for `SHUTDOWN_DELAY_SECONDS` more, then stops everything in
 * reverse order under one deadline. Exit code: 0 after a signal, 78 after a configuration error, 1 after any other error.
 */
export async function runProcess<const G extends readonly ConfigGroup[], B, Q>(
  definitions: readonly AnyService<B, Q>[],
  options: ProcessOptions<G, B, Q>,
): Promise<never> {
  keepAddressesOutOfSpans();
  const groups = configGroups(definitions, options.backendConfig);
  const { values, problems, warnings } = readConfig(
    groups,
    withDefaultPort(definitions, options.env),
  );
  const unusual = [
    ...options.warnings ?? [],
    ...options.given === undefined ? warnings : readConfig(groups, options.given).warnings,
  ];
  if (problems.length > 0) exitOnConfigError(new ConfigError(problems), unusual);
  const config = values as RunConfig<G>;
  const log = createLogger({ level: config.LOG_LEVEL });
  for (const { variable, problem } of unusual) log.warn("config_warning", { variable, problem });
  const ending = awaitShutdownSignal({
    onError: (error) => log.error("uncaught_error", { error: describeError(error) }),
    onLostConnection: (error) => log.warn("connection_lost", { error: describeError(error) }),
  });
  const health = createHealth();
  const teardown = createTeardown(log);
  const failing = Promise.withResolvers<{ error: Error }>();
  void failing.promise.then(({ error }) => sayFailure(error, log));
  let exit = () => Deno.exit(0);
  try {
    const starting = startServices(definitions, options, {
      ...{ config, log, health, teardown },
      onFailure: (error) => failing.resolve({ error }),
    });
    const end = await Promise.race([starting.then(() => ending), ending, failing.promise]);
    health.shut();
    if ("error" in end) exit = () => Deno.exit(EXIT_FAILURE);
    else {
      log.info("stopping", end);
      await new Promise((resolve) => setTimeout(resolve, config.SHUTDOWN_DELAY_SECONDS * 1000));
    }
  } catch (error) {
    exit = () => exitOnStartError(error, log);
  }
  await teardown.run();
  log.info("stopped");
  return exit();
}

async function startServices<const G extends readonly ConfigGroup[], B, Q>(
  definitions: readonly AnyService<B, Q>[],
  options: ProcessOptions<G, B, Q>,
  { config, log, health, teardown, onFailure }: {
    readonly config: RunConfig<G>;
    readonly log: Logger;
    readonly health: Health;
    readonly teardown: Teardown;
    readonly onFailure: (error: Error) => void;
  },
): Promise<void> {
  const opened = await options.openBackends(config, log, definitions);
  teardown.add("backends", () => opened.close());
  health.add(opened.checks);
  void opened.failure?.then(onFailure);

  const services: Service[] = [];
  for (const definition of definitions) {
    services.push(
      await definition.create({
        config,
        backends: opened.backends,
        log: log.with({ service: definition.name }),
        clock: systemClock,
        randomBytes: systemRandomBytes,
        fetch: globalThis.fetch,
        health,
      }),
    );
  }
  const mounts: readonly Mount[] = [
    ...definitions.map(({ paths }, index) => ({ paths, fetch: services[index]!.fetch })),
    ...options.mounts?.(health) ?? [],
  ];
  const parts = [...services, ...mounts].flatMap(({ background }) => background ?? []);
  await startParts(parts, teardown);
  const listener = listen(config, createDispatcher(mounts, health, config.PUBLIC_URL), log);
  teardown.add("requests", () => listener.finish());
  teardown.addTogether(
    parts.map((part) => ({ name: `drain ${part.name}`, run: () => part.drain?.() })),
  );
  health.open();
  await options.onListening?.(config.PUBLIC_URL, health);
  log.info("started", { services: definitions.map(({ name }) => name), port: config.PORT });
}

async function startParts(parts: readonly BackgroundPart[], teardown: Teardown): Promise<void> {
  for (const part of parts) {
    teardown.add(`stop ${part.name}`, () => part.stop?.());
    await part.start?.();
  }
}

/** The groups that a process with these services reads. */
export function configGroups<B, Q>(
  definitions: readonly AnyService<B, Q>[],
  backendConfig: readonly ConfigGroup[],
): readonly ConfigGroup[] {
  const own = definitions.flatMap(({ config }) => config as readonly ConfigGroup[]);
  return [processConfig, ...backendConfig, ...own];
}

function withDefaultPort<B, Q>(
  definitions: readonly AnyService<B, Q>[],
  env: Environment,
): Environment {
  const only = definitions.length === 1 ? String(definitions[0]!.port) : undefined;
  return { ...env, PORT: env.PORT || only };
}

function exitOnStartError(error: unknown, log: Logger): never {
  if (error instanceof ConfigError) exitOnConfigError(error);
  log.error("start_failed", { error: describeError(error) });
  sayProblem(`Cannot start: ${sentenceOf(error)}`);
  Deno.exit(EXIT_FAILURE);
}

function sayFailure(error: Error, log: Logger): void {
  log.error("backend_failed", { reason: error.message });
  sayProblem(`Cannot go on: ${error.message}`);
}

/** The sentence of an error. A driver that tried several addresses throws an AggregateError without one. */
function sentenceOf(error: unknown): string {
  if (error instanceof AggregateError && error.message === "") return sentenceOf(error.errors[0]);
  return error instanceof Error ? error.message || error.name : String(error);
}
