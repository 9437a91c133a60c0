import type { LogFields, Logger } from "packages/platform/log.ts";
import { createFakeClock } from "packages/testkit/fake_clock.ts";
import { createModel, type ModelOptions } from "services/ai-reply/model/create_model.ts";
import type { Model } from "services/ai-reply/model/model.ts";
import { openTestSimulator } from "simulators/llm/test_simulator.ts";

export const KEY = "simulated-llm-key";

/**
 * Creates a model over one simulated provider for each name, in this order. `timeouts` are the defaults unless given.
 */
export function startModelProviders(
  names: readonly string[] = ["first"],
  timeouts: Partial<ModelOptions> = {},
) {
  const simulators = names.map(() => openTestSimulator());
  const clock = createFakeClock();
  const lines: LogFields[] = [];
  const build = (options: Partial<ModelOptions> = {}): Model =>
    createModel({
      providers: simulators.map(({ url }, index) => ({
        name: names[index]!,
        baseUrl: `${url}/v1`,
        apiKey: KEY,
        model: "deepseek-chat",
      })),
      fetch,
      clock,
      log: createMemoryLog(lines),
      ...timeouts,
      ...options,
    })!;
  return {
    simulators,
    /** The simulator of the first provider. */
    first: simulators[0]!,
    clock,
    lines,
    build,
    model: build(),
    async [Symbol.asyncDispose]() {
      for (const simulator of simulators) await simulator[Symbol.asyncDispose]();
    },
  };
}

/** Creates a logger that appends to `lines`. */
export function createMemoryLog(lines: LogFields[]): Logger {
  const write = (level: string) => (event: string, fields?: LogFields) =>
    void lines.push({ level, event, ...fields });
  const log: Logger = {
    debug: write("debug"),
    info: write("info"),
    warn: write("warn"),
    error: write("error"),
    writes: () => true,
    with: () => log,
  };
  return log;
}

/** Starts a provider that answers every request with `respond`, for answers that the simulator never gives. */
export function openOddProvider(respond: (request: Request) => Response | Promise<Response>) {
  const server = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, respond);
  return {
    provider: {
      name: "odd",
      baseUrl: `http://127.0.0.1:${server.addr.port}`,
      apiKey: KEY,
      model: "m",
    },
    [Symbol.asyncDispose]: () => server.shutdown(),
  };
}

/** An event stream with exactly this text. */
export function eventStream(text: string): Response {
  return new Response(text, { headers: { "content-type": "text/event-stream" } });
}
