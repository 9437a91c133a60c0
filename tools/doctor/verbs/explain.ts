import { ArgumentError } from "tools/doctor/arguments.ts";
import { explainCallback } from "tools/doctor/explain/explain_callback.ts";
import { judgeTrials } from "tools/doctor/explain/judge_trials.ts";
import { readCallback } from "tools/doctor/explain/read_callback.ts";
import type { Examined } from "tools/doctor/examined.ts";
import type { Finding } from "tools/doctor/finding.ts";

/**
 * Says of a real callback, copied from a log or a curl command, which of token, key and corp id does not fit it.
 * @throws ArgumentError when the text holds no whole callback
 */
export function explain(text: string, { apps, env, clock }: Examined): readonly Finding[] {
  const callback = readCallback(text);
  if ("missing" in callback) {
    throw new ArgumentError(
      `Cannot find a callback: ${
        callback.missing.join(", ")
      } missing. Give the whole URL or curl ` +
        "command in single quotes (for a POST also its body), as an argument or on stdin",
    );
  }
  const windowSeconds = Number(env["WECOM_REPLAY_WINDOW_SECONDS"] || 600);
  return judgeTrials(callback, explainCallback(callback, apps), {
    now: clock.now(),
    windowSeconds,
  });
}
