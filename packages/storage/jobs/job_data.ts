import { type Span, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import { z } from "zod";
import { storableText } from "packages/platform/storable_text.ts";
import type { QueueDefinition } from "packages/storage/jobs/job_queue.ts";

/** A payload that does not match the schema of its queue. */
export class PayloadError extends Error {
  override readonly name = "PayloadError";
}

const TRACEPARENT = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;

/**
 * Checks a payload before it is sent, and replaces characters that PostgreSQL cannot store.
 * @throws PayloadError when it does not match the schema; the message names the fields but no values
 */
export function encodePayload<P>(queue: QueueDefinition<P>, payload: P): P {
  const stored = JSON.parse(JSON.stringify(payload, storable) ?? "null");
  return parse(queue, stored, "send to");
}

/**
 * Checks the payload of a received job.
 * @throws PayloadError when it does not match the schema
 */
export function decodePayload<P>(queue: QueueDefinition<P>, payload: unknown): P {
  return parse(queue, payload, "work on a job of");
}

/** The current span as W3C `traceparent`, if there is one. */
export function currentTraceparent(): string | undefined {
  const span = trace.getActiveSpan()?.spanContext();
  if (span === undefined) return undefined;
  const flags = span.traceFlags.toString(16).padStart(2, "0");
  return `00-${span.traceId}-${span.spanId}-${flags}`;
}

/** Runs one attempt inside a consumer span that is linked to the span of the sender. */
export function inJobSpan<T>(
  queue: string,
  traceparent: string | null,
  work: () => Promise<T>,
): Promise<T> {
  const sender = TRACEPARENT.exec(traceparent ?? "");
  const [, traceId = "", spanId = "", flags = ""] = sender ?? [];
  const options = {
    kind: SpanKind.CONSUMER,
    attributes: { "messaging.system": "postgresql", "messaging.destination.name": queue },
    links: sender === null
      ? []
      : [{ context: { traceId, spanId, traceFlags: parseInt(flags, 16), isRemote: true } }],
  };
  const observe = async (span: Span) => {
    try {
      return await work();
    } catch (error) {
      span.setStatus({ code: SpanStatusCode.ERROR });
      throw error;
    } finally {
      span.end();
    }
  };
  return trace.getTracer("wecom-stack").startActiveSpan(`process ${queue}`, options, observe);
}

function parse<P>(queue: QueueDefinition<P>, payload: unknown, verb: string): P {
  const { success, data, error } = queue.schema.safeParse(payload);
  if (success) return data;
  const problems = z.prettifyError(error).replaceAll("\n", " ");
  throw new PayloadError(
    `Cannot ${verb} the queue ${queue.name}: its payload does not fit: ${problems}`,
  );
}

function storable(_name: string, value: unknown): unknown {
  return typeof value === "string" ? storableText(value) : value;
}
