import { AsyncLocalStorage } from "node:async_hooks";
import {
  type Attributes,
  type Context,
  context,
  type Link,
  ROOT_CONTEXT,
  type Span,
  type SpanContext,
  SpanKind,
  type SpanOptions,
  type SpanStatus,
  trace,
  TraceFlags,
} from "@opentelemetry/api";

/** A recorded span. */
export interface RecordedSpan {
  name: string;
  readonly attributes: Attributes;
  readonly kind: SpanKind;
  readonly links: readonly Link[];
  status?: SpanStatus;
  ended: boolean;
}

/** Records all spans that start before it is disposed. */
export interface SpanRecorder extends Disposable {
  readonly spans: readonly RecordedSpan[];
  /** Runs `work` inside a new span, as Deno does for a request. */
  inSpan<T>(name: string, attributes: Attributes, work: () => T): T;
}

/** Replaces the runtime's telemetry. A process can have only one recorder at a time. */
export function recordSpans(): SpanRecorder {
  const spans: RecordedSpan[] = [];
  const contexts = new AsyncLocalStorage<Context>();
  const start = (name: string, options: SpanOptions = {}): Span => {
    const recorded = {
      name,
      attributes: { ...options.attributes },
      kind: options.kind ?? SpanKind.INTERNAL,
      links: options.links ?? [],
      ended: false,
    };
    spans.push(recorded);
    return createSpan(recorded, spans.length);
  };
  context.setGlobalContextManager({
    active: () => contexts.getStore() ?? ROOT_CONTEXT,
    with: (active, work, self, ...args) => contexts.run(active, () => work.apply(self, args)),
    bind: (active, target) =>
      typeof target === "function"
        ? ((...args: unknown[]) => contexts.run(active, () => target(...args))) as typeof target
        : target,
    enable() {
      return this;
    },
    disable() {
      return this;
    },
  });
  const tracer: ReturnType<typeof trace.getTracer> = {
    startSpan: start,
    startActiveSpan(name: string, ...rest: unknown[]): never {
      const span = start(name, rest.length > 1 ? rest[0] as SpanOptions : {});
      const work = rest.at(-1) as (span: Span) => never;
      return context.with(trace.setSpan(context.active(), span), () => work(span));
    },
  };
  trace.setGlobalTracerProvider({ getTracer: () => tracer });
  return {
    spans,
    inSpan(name, attributes, work) {
      const span = start(name, { attributes });
      return context.with(trace.setSpan(context.active(), span), work);
    },
    [Symbol.dispose]() {
      trace.disable();
      context.disable();
    },
  };
}

function createSpan(recorded: RecordedSpan, number: number): Span {
  const spanContext: SpanContext = {
    traceId: "0af7651916cd43dd8448eb211c80319c",
    spanId: number.toString(16).padStart(16, "0"),
    traceFlags: TraceFlags.SAMPLED,
  };
  const span: Span = {
    spanContext: () => spanContext,
    setAttribute: (name, value) => span.setAttributes({ [name]: value }),
    setAttributes: (attributes) => (Object.assign(recorded.attributes, attributes), span),
    addEvent: () => span,
    addLink: () => span,
    addLinks: () => span,
    setStatus: (status) => (recorded.status = status, span),
    updateName: (name) => (recorded.name = name, span),
    end: () => void (recorded.ended = true),
    isRecording: () => true,
    recordException: () => {},
  };
  return span;
}
