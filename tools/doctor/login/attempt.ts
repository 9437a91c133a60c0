import { fail } from "tools/doctor/create_finding.ts";
import type { Finding, Subject, Wording } from "tools/doctor/finding.ts";
import { LoginStepError } from "tools/doctor/login/device.ts";

/** The finding of `run`, or the failure of one of its steps with this remedy. */
export async function attempt(
  subject: Subject,
  remedy: Wording,
  run: () => Promise<Finding>,
): Promise<Finding> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof LoginStepError)) throw error;
    const { message } = error;
    return fail(
      subject,
      [`登录没有完成：${message}`, `The sign-in did not complete: ${message}`],
      remedy,
    );
  }
}
