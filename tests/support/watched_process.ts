import type { Site } from "tests/support/browser.ts";
import {
  startTelemetryCollector,
  type TelemetryCollector,
} from "tests/support/collect_telemetry.ts";
import { startEmbeddedProcess } from "packages/testkit/embedded_process.ts";

/** The embedded process, and all that it exports, logs or answers with an error. */
export interface WatchedProcess {
  readonly url: string;
  readonly collector: TelemetryCollector;
  /** The process as a site; bodies of its error answers are recorded. */
  readonly site: Site;
  readonly errorBodies: readonly string[];
  output(): string;
  /** Calls the control API of the simulated WeCom; returns its JSON. */
  control<T = unknown>(name: string, body?: unknown): Promise<T>;
  /** Calls the simulated WeCom itself. */
  askWecom<T>(path: string): Promise<T>;
  /** All outputs that could contain a secret, each with its name. */
  outputs(): readonly (readonly [string, string])[];
  /** Ends the process, which exports its remaining telemetry. */
  end(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts the embedded process with all its telemetry, logs of every level, and ten times the rate limits. */
export async function startWatchedProcess(
  env: Readonly<Record<string, string>>,
): Promise<WatchedProcess> {
  const collector = startTelemetryCollector();
  const embedded = await startEmbeddedProcess({
    OTEL_DENO: "true",
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    OTEL_EXPORTER_OTLP_PROTOCOL: "http/json",
    OTEL_BSP_SCHEDULE_DELAY: "100",
    OTEL_BLRP_SCHEDULE_DELAY: "100",
    LOG_LEVEL: "debug",
    RATE_LIMIT_FACTOR: "10",
    ...env,
  });
  const errorBodies: string[] = [];
  let ended: Promise<void> | undefined;
  const end = () => ended ??= embedded.stop();
  const { simulatorUrl } = embedded;
  return {
    url: embedded.url,
    collector,
    site: {
      publicUrl: embedded.url,
      async fetch(url, { host: _host, ...init } = {}) {
        const response = await fetch(url, { ...init, redirect: "manual" });
        if (response.status >= 400) errorBodies.push(await response.clone().text());
        return response;
      },
    },
    errorBodies,
    output: embedded.output,
    control: async (name, body) =>
      await readJson(
        await fetch(
          `${simulatorUrl}/_control/${name}`,
          body === undefined ? {} : { method: "POST", body: JSON.stringify(body) },
        ),
      ),
    askWecom: async (path) => await readJson(await fetch(simulatorUrl + path)),
    outputs: () => [
      ["stdout and stderr", embedded.output()],
      ["exported spans", collector.received("traces")],
      ["exported logs", collector.received("logs")],
      ["exported metrics", collector.received("metrics")],
      ["error bodies", errorBodies.join("\n")],
    ],
    end,
    async stop() {
      await end();
      await collector.stop();
    },
  };
}

async function readJson<T>(answer: Response): Promise<T> {
  const text = await answer.text();
  if (!answer.ok) throw new Error(`Cannot call the simulated WeCom: ${answer.status} ${text}`);
  return JSON.parse(text || "null") as T;
}
