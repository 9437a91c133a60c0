import { ConfigError, type ConfigGroup, type ConfigOf } from "packages/platform/config/config.ts";
import { type Environment, loadConfig } from "packages/platform/config/load_config.ts";
import { processConfig } from "packages/platform/config/process_config.ts";
import { systemClock } from "packages/platform/clock.ts";
import { withDeadline } from "packages/platform/deadline.ts";
import { createDispatcher, type Mount } from "packages/platform/dispatcher.ts";
import { createHealth } from "packages/platform/health.ts";
import { createLogger, describeError, type Logger } from "packages/platform/log.ts";
import { awaitShutdownSignal } from "packages/platform/shutdown_signal.ts";
import { systemRandomBytes } from "packages/platform/random.ts";
import type { AnyService, Check, Service } from "packages/platform/service.ts";
import { createTeardown, type Teardown } from "packages/platform/teardown.ts";
import { keepAddressesOutOfSpans } from "packages/platform/telemetry.ts";

/** Exit code for a configuration that cannot work (EX_CONFIG of sysexits.h). */
export const EXIT_CONFIG = 78;
/** Exit code after any other error. */
const EXIT_FAILURE = 1;

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
 * backends once, listens on one port, takes everything down in reverse, and ends the process: with 0 when it was asked to,
 * 78 when the configuration cannot work, 1 after any other error. Whatever was opened is closed on every way out.
 */
export async function runProcess<const G extends readonly ConfigGroup[], B>(
  definitions: readonly AnyService<B>[],
  options: ProcessOptions<G, B>,
): Promise<never> {
  keepAddressesOutOfSpans();
  const groups = [
    processConfig,
    ...options.backendConfig,
    ...definitions.flatMap((definition) => definition.config as readonly ConfigGroup[]),
  ];
  const config = readConfigOrExit(groups, withDefaultPort(definitions, options.env)) as RunConfig<
    G
  >;
  const log = createLogger({ level: config.LOG_LEVEL });
  const ending = awaitShutdownSignal({
    onError: (error) => log.error("uncaught_error", { error: describeError(error) }),
    onLostConnection: (error) => log.warn("connection_lost", { error: describeError(error) }),
  });
  const teardown = createTeardown(log);
  let exit = () => Deno.exit(0);
  try {
    const starting = startServices(definitions, options, config, log, teardown);
    const end = await Promise.race([starting.then(() => ending), ending]);
    if ("error" in end) exit = () => Deno.exit(EXIT_FAILURE);
    else log.info("stopping", end);
  } catch (error) {
    exit = () => exitOnStartError(error, log);
  }
  await teardown.run();
  log.info("stopped");
  return exit();
}

type RunConfig<G extends readonly ConfigGroup[]> =
  & ConfigOf<[typeof processConfig]>
  & ConfigOf<G>;

async function startServices<const G extends readonly ConfigGroup[], B>(
  definitions: readonly AnyService<B>[],
  options: ProcessOptions<G, B>,
  config: RunConfig<G>,
  log: Logger,
  teardown: Teardown,
): Promise<void> {
  const health = createHealth();
  const opened = await options.openBackends(config, log, definitions);
  teardown.add("backends", () => opened.close());
  health.add(opened.checks);

  const services: Service[] = [];
  for (const definition of definitions) {
    const service = await definition.create({
      config,
      backends: opened.backends,
      log: log.with({ service: definition.name }),
      clock: systemClock,
      randomBytes: systemRandomBytes,
      fetch: globalThis.fetch,
      health,
    });
    health.add(service.checks);
    services.push(service);
  }
  for (const [index, service] of services.entries()) {
    teardown.add(definitions[index]!.name, () => service.stop?.());
    await service.start?.();
  }

  const mounts: readonly Mount[] = [
    ...definitions.map(({ paths }, index) => ({ paths, fetch: services[index]!.fetch })),
    ...options.mounts?.(services) ?? [],
  ];
  const server = listen(config, createDispatcher(mounts, health), log);
  teardown.add("requests", () => finishRequests(server, log));
  for (const mount of mounts) {
    const { close, paths: [path] } = mount;
    if (close !== undefined) teardown.add(`mount of ${path}`, close);
  }
  for (const [index, service] of services.entries()) {
    teardown.add(`held requests of ${definitions[index]!.name}`, () => service.drain?.());
  }
  teardown.add("readiness", () => health.shut());
  health.open();
  options.onListening?.(config.PUBLIC_URL);
  log.info("started", { services: definitions.map(({ name }) => name), port: config.PORT });
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
  say(`Cannot start: ${many} attention (see docs/config.md)\n${lines.join("\n")}`);
  Deno.exit(EXIT_CONFIG);
}

function exitOnStartError(error: unknown, log: Logger): never {
  if (error instanceof ConfigError) exitOnConfigError(error);
  log.error("start_failed", { error: describeError(error) });
  say(`Cannot start: ${sentenceOf(error)}`);
  Deno.exit(EXIT_FAILURE);
}

/** What an error says; one of several addresses that were tried in vain speaks for all. */
function sentenceOf(error: unknown): string {
  if (error instanceof AggregateError && error.message === "") return sentenceOf(error.errors[0]);
  return error instanceof Error ? error.message || error.name : String(error);
}

function say(text: string): void {
  // deno-lint-ignore no-console -- for the person at the terminal
  console.error(text);
}

function listen(
  config: { HOST: string; PORT: number },
  handler: Deno.ServeHandler<Deno.NetAddr>,
  log: Logger,
): Deno.HttpServer<Deno.NetAddr> {
  try {
    return Deno.serve({
      hostname: config.HOST,
      port: config.PORT,
      tcpBacklog: 4096,
      onListen: () => {},
      onError(error) {
        log.error("request_failed", { error: describeError(error) });
        return new Response(null, { status: 500 });
      },
    }, handler);
  } catch (error) {
    if (!(error instanceof Deno.errors.AddrInUse)) throw error;
    throw new ConfigError([{
      variable: "PORT",
      problem:
        `${config.PORT} is taken by another process: end that process or choose another port`,
      example: String(config.PORT + 100),
    }]);
  }
}

const FINISH_WITHIN_MS = 10_000;

async function finishRequests(server: Deno.HttpServer, log: Logger): Promise<void> {
  const outcome = await withDeadline(server.shutdown(), FINISH_WITHIN_MS, "late" as const);
  if (outcome === "late") log.warn("requests_cut_off", { after_ms: FINISH_WITHIN_MS });
}
