import {
  context,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
  TraceFlags,
} from "@opentelemetry/api";

/** The attributes of Deno's automatic spans with addresses. Queries and some paths contain codes, tokens and secrets. */
const ADDRESS: ReadonlySet<string> = new Set(["url.full", "url.path", "url.query"]);

/**
 * Keeps addresses out of the spans that Deno makes for `Deno.serve` and `fetch`. They cannot be removed later: an
 * attribute that is set again is exported twice. Call it once, before the first request.
 */
export function keepAddressesOutOfSpans(): void {
  // A span that never ends is never exported; this one only gives access to the prototype of Deno's spans.
  const spans: Span = Object.getPrototypeOf(trace.getTracer("wecom-stack").startSpan("model"));
  if (!Object.hasOwn(spans, "setAttribute")) return;
  const { setAttribute } = spans;
  spans.setAttribute = function (name, value) {
    return ADDRESS.has(name) ? this : setAttribute.call(this, name, value);
  };
}

/** Names the server span of the current request after its route, which contains no secret. */
export function describeServerSpan(request: Request, route: string): void {
  trace.getActiveSpan()?.setAttribute("http.route", route)
    .updateName(`${request.method} ${route}`);
}

/** Runs a call to a vendor; its name is like `user/get`. */
export type ObserveCall = <T>(call: string, run: () => Promise<T>) => Promise<T>;

/**
 * Puts a client span of our own around each call to `vendor`, named `<vendor> <call>`. The call itself runs unsampled:
 * Deno's automatic span would contain the URL, and with it secrets and tokens.
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
