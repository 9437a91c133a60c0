import { type Span, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import { z } from "zod";
import { storableText } from "packages/platform/storable_text.ts";
import type { QueueDefinition } from "packages/storage/jobs/job_queue.ts";

/** The content of pg-boss's column `data`. */
export interface JobData {
  readonly payload: unknown;
  /** The span of the sender, as W3C `traceparent`. */
  readonly traceparent?: string;
}

/** A payload that does not match the schema of its queue. */
export class PayloadError extends Error {
  override readonly name = "PayloadError";
}

const TRACEPARENT = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;

/**
 * Makes the data of a job.
 * @throws PayloadError when the payload does not match; the message names the fields but no values
 */
export function encodeJob<P>(queue: QueueDefinition<P>, payload: P): JobData {
  const stored = JSON.parse(JSON.stringify(payload, storable) ?? "null");
  const span = trace.getActiveSpan()?.spanContext();
  const data = { payload: parse(queue, stored, "send to") };
  if (span === undefined) return data;
  const flags = span.traceFlags.toString(16).padStart(2, "0");
  return { ...data, traceparent: `00-${span.traceId}-${span.spanId}-${flags}` };
}

/**
 * Reads the payload of a received job.
 * @throws PayloadError when it does not match the schema
 */
export function decodeJob<P>(queue: QueueDefinition<P>, data: JobData | null): P {
  return parse(queue, data?.payload, "work on a job of");
}

/** Runs one attempt inside a consumer span that is linked to the span of the sender. */
export function inJobSpan<T>(
  queue: string,
  data: JobData | null,
  work: () => Promise<T>,
): Promise<T> {
  const sender = TRACEPARENT.exec(data?.traceparent ?? "");
  const [, traceId = "", spanId = "", flags = ""] = sender ?? [];
  const options = {
    kind: SpanKind.CONSUMER,
    attributes: { "messaging.system": "pg-boss", "messaging.destination.name": queue },
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
