import type { UpstreamFailure } from "services/upstream-bridge/upstream/outcome.ts";

/** A failed call, inside the client: it marks the call's span as an error. Callers get the failure as an outcome. */
export class CallError extends Error {
  override readonly name = "CallError";
  readonly failure: UpstreamFailure;

  constructor(failure: Omit<UpstreamFailure, "ok">) {
    super(failure.message);
    this.failure = { ok: false, ...failure };
  }
}
