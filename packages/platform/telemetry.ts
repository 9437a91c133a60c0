import { context, SpanKind, SpanStatusCode, trace, TraceFlags } from "@opentelemetry/api";

/**
 * Names the server span of the current request after its route, and takes the query out of it: Deno's automatic
 * spans carry full URLs, and ours may hold codes and states.
 */
export function describeServerSpan(request: Request, route?: string): void {
  const span = trace.getActiveSpan();
  if (span === undefined) return;
  const url = new URL(request.url);
  span.setAttributes({
    "url.full": url.origin + (route ?? url.pathname),
    "url.query": "",
    ...(route === undefined ? {} : { "http.route": route }),
  });
  if (route !== undefined) span.updateName(`${request.method} ${route}`);
}

/** Runs a call to a vendor, named like `user/get`. */
export type ObserveCall = <T>(call: string, run: () => Promise<T>) => Promise<T>;

/**
 * Puts a client span of our own around each call to `vendor`, named like `wecom user/get`. The call itself runs
 * unsampled: Deno's automatic span would carry the URL, and with it secrets and tokens.
 */
export function createCallObserver(vendor: string): ObserveCall {
  const tracer = trace.getTracer("wecom-stack");
  return (call, run) =>
    tracer.startActiveSpan(`${vendor} ${call}`, { kind: SpanKind.CLIENT }, async (span) => {
      const { traceId, spanId } = span.spanContext();
      const unsampled = trace.setSpanContext(context.active(), {
        traceId,
        spanId,
        traceFlags: TraceFlags.NONE,
      });
      try {
        return await context.with(unsampled, run);
      } catch (error) {
        span.setStatus({ code: SpanStatusCode.ERROR });
        throw error;
      } finally {
        span.end();
      }
    });
}
