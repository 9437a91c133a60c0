import type { AccountIdentity } from "services/upstream-bridge/domain/account.ts";
import {
  addLog,
  type Draft,
  endWaiting,
  enter,
  update,
} from "services/upstream-bridge/domain/account/draft.ts";
import { nextCheckAt, nextNameCheckAt } from "services/upstream-bridge/domain/account/due_times.ts";

/** A check said that the account is signed in. */
export function becomeOnline(draft: Draft, identity: AccountIdentity): void {
  const { record, context } = draft;
  const { state: from, vid: knownVid } = record;
  const { now, hasCallbackAddress } = context;
  const isStillOnline = from === "online" || from === "suspect";
  adoptIdentity(draft, identity);
  endWaiting(draft, "all", { ok: true });
  update(draft, { suspicion: null, lastError: null });
  if (!isStillOnline) {
    update(draft, {
      next: hasCallbackAddress ? ["set_callback"] : [],
      qr: null,
      codeTries: 0,
      lossSince: null,
      automaticQrCodes: 0,
      hasAskedForScan: false,
      onlineSince: now,
    });
    draft.events.push({ type: "account.online" });
    // Messages that came meanwhile arrive as callbacks.
    if (knownVid !== null && hasCallbackAddress) {
      update(draft, { next: [...draft.record.next, "sync"] });
    }
  }
  enter(draft, "online");
  const isNamed = (identity.vid ?? record.pushedIdentity?.vid ?? null) !== null;
  const nextAt = isNamed ? nextCheckAt : nextNameCheckAt;
  update(draft, { checkAt: nextAt(draft.record, context) });
}

function adoptIdentity(draft: Draft, found: AccountIdentity): void {
  const { vid: knownVid, corpId, profile, pushedIdentity: pushed } = draft.record;
  const vid = found.vid ?? pushed?.vid ?? knownVid;
  const isSame = vid === knownVid;
  update(draft, {
    vid,
    corpId: found.corpId ?? pushed?.corpId ?? (isSame ? corpId : null),
    profile: found.profile ?? pushed?.profile ?? (isSame ? profile : null),
    pushedIdentity: null,
  });
  if (knownVid === null || isSame) return;
  addLog(draft, "refresh_status", "identity:changed", {
    level: "warn",
    isKept: true,
    payload: { from: knownVid, to: vid },
  });
}
