import { z } from "zod";

const tracesSchema = z.looseObject({
  resourceSpans: z.array(z.looseObject({
    scopeSpans: z.array(z.looseObject({ spans: z.array(z.looseObject({ name: z.string() })) })),
  })).default([]),
});

/** A small OpenTelemetry collector: OTLP over HTTP with JSON bodies. */
export interface TelemetryCollector {
  /** For OTEL_EXPORTER_OTLP_ENDPOINT. */
  readonly url: string;
  /** All bodies that were exported for a signal, unchanged. */
  received(signal: "traces" | "logs" | "metrics"): string;
  /** The names of all spans, each once. */
  spanNames(): ReadonlySet<string>;
  stop(): Promise<void>;
}

/** Listens on a free port of 127.0.0.1 and stores everything that is exported to it. */
export function startTelemetryCollector(): TelemetryCollector {
  const bodies: { path: string; text: string }[] = [];
  const server = Deno.serve(
    { hostname: "127.0.0.1", port: 0, onListen: () => {} },
    async (request) => {
      const text = await request.text();
      bodies.push({ path: new URL(request.url).pathname, text });
      return Response.json({});
    },
  );
  const bodiesOf = (signal: string) => bodies.filter(({ path }) => path === `/v1/${signal}`);
  return {
    url: `http://127.0.0.1:${server.addr.port}`,
    received: (signal) => bodiesOf(signal).map(({ text }) => text).join("\n"),
    spanNames: () =>
      new Set(
        bodiesOf("traces").flatMap(({ text }) =>
          tracesSchema.parse(JSON.parse(text)).resourceSpans
            .flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans))
            .map(({ name }) => name)
        ),
      ),
    stop: () => server.shutdown(),
  };
}
