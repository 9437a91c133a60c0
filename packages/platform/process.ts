import { ConfigError, type ConfigGroup, type ConfigOf } from "packages/platform/config/config.ts";
import { type Environment, loadConfig } from "packages/platform/config/load_config.ts";
import { processConfig } from "packages/platform/config/process_config.ts";
import { systemClock } from "packages/platform/clock.ts";
import { withDeadline } from "packages/platform/deadline.ts";
import { createFront, type Mount } from "packages/platform/front.ts";
import { createHealth } from "packages/platform/health.ts";
import { createLogger, type Logger } from "packages/platform/log.ts";
import { systemRandomBytes } from "packages/platform/random.ts";
import type { AnyService, Check, Service } from "packages/platform/service.ts";

/** Exit code for a configuration that cannot work (EX_CONFIG of sysexits.h). */
export const EXIT_CONFIG = 78;

/** What services stand on, and how to close it. */
export interface OpenedBackends<B> {
  readonly backends: B;
  readonly checks: Readonly<Record<string, Check>>;
  close(): Promise<void>;
}

/** How a process differs from another, besides its list of services. */
export interface ProcessOptions<G extends readonly ConfigGroup[], B> {
  readonly env: Environment;
  /** The groups that `openBackends` reads. */
  readonly backendConfig: G;
  readonly openBackends: (
    config: ConfigOf<G>,
    log: Logger,
    services: readonly AnyService<B>[],
  ) => Promise<OpenedBackends<B>>;
  /** Served besides the services: simulators, a home page. */
  readonly mounts?: (services: readonly Service[]) => readonly Mount[];
  /** Said once the process listens. */
  readonly onListening?: (publicUrl: string) => void;
}

/**
 * Runs a list of services as one process until SIGTERM or SIGINT. Reads the configuration of all of them, opens the
 * backends once, listens on one port, and takes everything down in reverse. Exits with 78 when the configuration cannot work.
 */
export async function runProcess<const G extends readonly ConfigGroup[], B>(
  definitions: readonly AnyService<B>[],
  options: ProcessOptions<G, B>,
): Promise<void> {
  const groups = [
    processConfig,
    ...options.backendConfig,
    ...definitions.flatMap((definition) => definition.config as readonly ConfigGroup[]),
  ];
  const config = readConfigOrExit(groups, withDefaultPort(definitions, options.env)) as
    & ConfigOf<[typeof processConfig]>
    & ConfigOf<G>;
  const log = createLogger({ level: config.LOG_LEVEL });
  const health = createHealth();
  const opened = await options.openBackends(config, log, definitions).catch(exitOnConfigError);
  health.add(opened.checks);

  const services: Service[] = [];
  for (const definition of definitions) {
    const service = await Promise.resolve(definition.create({
      config,
      backends: opened.backends,
      log: log.with({ service: definition.name }),
      clock: systemClock,
      randomBytes: systemRandomBytes,
      fetch: globalThis.fetch,
      health,
    })).catch(exitOnConfigError);
    health.add(service.checks);
    services.push(service);
  }
  for (const service of services) await service.start?.();

  const mounts = [
    ...definitions.map(({ paths }, index) => ({ paths, fetch: services[index]!.fetch })),
    ...options.mounts?.(services) ?? [],
  ];
  const server = listenOrExit(config, createFront(mounts, health));
  health.open();
  options.onListening?.(config.PUBLIC_URL);
  log.info("started", { services: definitions.map(({ name }) => name), port: config.PORT });

  const signal = await receiveSignal();
  log.info("stopping", { signal });
  health.shut();
  await Promise.all(services.map((service) => service.drain?.()));
  await finishRequests(server, log);
  for (const service of services.reverse()) await service.stop?.();
  await opened.close();
  log.info("stopped");
}

function withDefaultPort<B>(
  definitions: readonly AnyService<B>[],
  env: Environment,
): Environment {
  const only = definitions.length === 1 ? String(definitions[0]!.defaultPort) : undefined;
  return { ...env, PORT: env.PORT || only };
}

function readConfigOrExit<const G extends readonly ConfigGroup[]>(groups: G, env: Environment) {
  try {
    return loadConfig(groups, env);
  } catch (error) {
    return exitOnConfigError(error);
  }
}

/** Says what is wrong with the configuration and ends the process; any other error goes on. */
export function exitOnConfigError(error: unknown): never {
  if (!(error instanceof ConfigError)) throw error;
  const lines = error.problems.map(({ variable, problem, example }) =>
    `  ${variable} ${problem}${
      example === undefined ? "" : `\n      for example ${variable}=${example}`
    }`
  );
  const many = lines.length === 1 ? "1 setting needs" : `${lines.length} settings need`;
  // deno-lint-ignore no-console -- for the person at the terminal; there is no logger yet
  console.error(`Cannot start: ${many} attention (see docs/config.md)\n${lines.join("\n")}`);
  Deno.exit(EXIT_CONFIG);
}

function listenOrExit(
  config: { HOST: string; PORT: number },
  handler: Deno.ServeHandler<Deno.NetAddr>,
): Deno.HttpServer<Deno.NetAddr> {
  try {
    return Deno.serve({
      hostname: config.HOST,
      port: config.PORT,
      tcpBacklog: 4096,
      onListen: () => {},
    }, handler);
  } catch (error) {
    if (!(error instanceof Deno.errors.AddrInUse)) throw error;
    return exitOnConfigError(
      new ConfigError([{
        variable: "PORT",
        problem:
          `${config.PORT} is taken by another process: end that process or choose another port`,
        example: String(config.PORT + 100),
      }]),
    );
  }
}

function receiveSignal(): Promise<Deno.Signal> {
  return new Promise((resolve) => {
    for (const signal of ["SIGTERM", "SIGINT"] as const) {
      Deno.addSignalListener(signal, () => resolve(signal));
    }
  });
}

const FINISH_WITHIN_MS = 10_000;

async function finishRequests(server: Deno.HttpServer, log: Logger): Promise<void> {
  const outcome = await withDeadline(server.shutdown(), FINISH_WITHIN_MS, "late" as const);
  if (outcome === "late") log.warn("requests_cut_off", { after_ms: FINISH_WITHIN_MS });
}
