import type { Instance, LinkState } from "simulators/upstream/state/instances.ts";
import type { Settings } from "simulators/upstream/state/settings.ts";

/** The long link of an instance: after a login it becomes CONNECTED in two steps. */
export function linkOf(
  { settings, now }: { settings: Settings; now: () => number },
  { stage, loggedInAt, forcedLink }: Instance,
): LinkState {
  if (stage === "dropped" || stage === "destroyed") return "CLOSED";
  if (stage !== "online") return "CONNECTED";
  if (forcedLink !== undefined) return forcedLink;
  const passedMs = now() - loggedInAt;
  if (passedMs < settings.linkStepMs) return "CONNECTING";
  return passedMs < settings.linkStepMs * 2 ? "HANDSHAKING" : "CONNECTED";
}
