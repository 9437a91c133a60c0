import type { FailureReason, Identity } from "packages/login/attempt.ts";
import type { WecomClient } from "packages/wecom/client/client.ts";
import { WecomError, WecomUnreachableError } from "packages/wecom/client/errcode.ts";

/** The member of a login code, or the reason why the code gives no sign-in. */
export type Identified =
  | { readonly identity: Identity }
  | { readonly reason: FailureReason; readonly cause?: WecomError | WecomUnreachableError };

/** Error codes about the person, not the app: unknown member, or outside the app's visible scope. */
const OUT_OF_SCOPE: ReadonlySet<number> = new Set([50002, 60011, 60021, 60111]);

/**
 * Exchanges a login code for an active member of the app's own corp (document paths 91023, 98176, 90196). A person
 * without a member account (an openid) or from a linked corp (`<corpid>/<userid>`) is not a member.
 * @param signal the deadline for both calls together
 */
export async function identifyMember(
  client: WecomClient,
  corpId: string,
  code: string,
  signal: AbortSignal,
): Promise<Identified> {
  try {
    const info = await client.getUserInfo(code, signal);
    if (info.kind === "outsider" || info.userId.includes("/")) return { reason: "not_a_member" };
    const user = await client.getUser(info.userId, signal);
    if (user.status !== "active") return { reason: "member_disabled" };
    const userId = user.userId.toLowerCase();
    return {
      identity: { corpId, userId, name: user.name, departments: [...user.departments] },
    };
  } catch (error) {
    if (error instanceof WecomUnreachableError) {
      return { reason: "wecom_unavailable", cause: error };
    }
    if (error instanceof WecomError) return { reason: reasonOf(error), cause: error };
    throw error;
  }
}

function reasonOf(error: WecomError): FailureReason {
  if (OUT_OF_SCOPE.has(error.errcode)) return "out_of_scope";
  if (error.class === "user") return "code_rejected";
  if (error.class === "configuration") return "app_misconfigured";
  return "wecom_unavailable";
}
