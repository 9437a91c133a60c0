import { explainCallback } from "tools/doctor/explain/explain_callback.ts";
import { diagnoseTrials } from "tools/doctor/explain/diagnose_trials.ts";
import { readCallback } from "tools/doctor/explain/read_callback.ts";
import type { Deployment } from "tools/doctor/deployment.ts";
import type { Finding } from "tools/doctor/finding.ts";

/**
 * Checks which of token, key and corp id does not match a real callback, copied from a log or a curl command.
 * @throws ArgumentError when the text contains no whole callback
 */
export function explain(text: string, { apps, env, clock }: Deployment): readonly Finding[] {
  const callback = readCallback(text);
  const windowSeconds = Number(env["WECOM_REPLAY_WINDOW_SECONDS"] || 600);
  return diagnoseTrials(callback, explainCallback(callback, apps), {
    now: clock.now(),
    windowSeconds,
  });
}
