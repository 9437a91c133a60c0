import assert from "node:assert/strict";
import { context, SpanKind, SpanStatusCode, trace, TraceFlags } from "@opentelemetry/api";
import { createLogger } from "packages/platform/log.ts";
import {
  createCallObserver,
  describeServerSpan,
  keepAddressesOutOfSpans,
} from "packages/platform/telemetry.ts";
import { recordSpans } from "packages/testkit/span_recorder.ts";

const REQUEST = new Request("http://127.0.0.1:3000/api/orders/callback?code=c0de&state=5ecret");

Deno.test("the server span is named after the route, and contains nothing else of the URL", () => {
  using recorder = recordSpans();
  recorder.inSpan("GET", {}, () => describeServerSpan(REQUEST, "/api/orders/callback"));
  const [span] = recorder.spans;
  assert.equal(span!.name, "GET /api/orders/callback");
  assert.deepEqual(span!.attributes, { "http.route": "/api/orders/callback" });
});

Deno.test("without telemetry the functions for spans do nothing", () => {
  describeServerSpan(REQUEST, "/api/orders/callback");
  keepAddressesOutOfSpans();
});

Deno.test("a vendor call is one client span, and spans inside it are not sampled", async () => {
  using recorder = recordSpans();
  const observe = createCallObserver("vendor");
  const inside = await observe("user/get", async () => {
    await Promise.resolve();
    return trace.getSpanContext(context.active());
  });
  const [span] = recorder.spans;
  assert.equal(span!.name, "vendor user/get");
  assert.equal(span!.kind, SpanKind.CLIENT);
  assert.equal(span!.ended, true);
  assert.equal(inside?.traceFlags, TraceFlags.NONE);
  assert.match(inside?.traceId ?? "", /^[0-9a-f]{32}$/);
});

Deno.test("a vendor call that fails ends its span as an error, and its error is thrown", async () => {
  using recorder = recordSpans();
  const failing = createCallObserver("vendor")("gettoken", () => Promise.reject(new Error("no")));
  await assert.rejects(failing, /no/);
  assert.equal(recorder.spans[0]!.status?.code, SpanStatusCode.ERROR);
  assert.equal(recorder.spans[0]!.ended, true);
});

Deno.test("a log line inside a span carries its ids", () => {
  using recorder = recordSpans();
  const lines: string[] = [];
  const log = createLogger({ level: "info", write: (line) => void lines.push(line) });
  recorder.inSpan("GET", {}, () => log.info("inside"));
  log.info("outside");
  const [inside, outside] = lines.map((line) => JSON.parse(line));
  assert.equal(inside.span_id, "0000000000000001");
  assert.match(inside.trace_id, /^[0-9a-f]{32}$/);
  assert.equal(outside.trace_id, undefined);
});
