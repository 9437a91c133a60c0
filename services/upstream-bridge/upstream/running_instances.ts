import {
  firstOf,
  isWireRecord,
  recordOf,
  textOf,
  type WireRecord,
} from "services/upstream-bridge/domain/wire_fields.ts";
import { readStatus } from "services/upstream-bridge/upstream/read_status.ts";
import type {
  RunningInstance,
  RunningInstances,
} from "services/upstream-bridge/upstream/values.ts";

/**
 * Reads the list of all instances and keeps ours: the others are uuids and telephone numbers of other people. Undefined:
 * there is no list.
 */
export function readRunningInstances(
  payload: unknown,
  ours: ReadonlySet<string>,
): RunningInstances | undefined {
  const list = Array.isArray(payload)
    ? payload
    : firstOf(recordOf(payload), "runClientList", "list", "rows", "data");
  if (!Array.isArray(list)) return undefined;
  const entries = list.filter(isWireRecord).flatMap(unwrap);
  const found = new Map<string, RunningInstance>();
  for (const entry of entries) {
    const uuid = textOf(entry, "uuid", "clientId");
    if (ours.has(uuid) && !found.has(uuid)) found.set(uuid, toInstance(uuid, entry));
  }
  const othersCount = entries.filter((entry) => !ours.has(textOf(entry, "uuid", "clientId")));
  return { ours: [...found.values()], othersCount: othersCount.length };
}

/** In the first dialect an entry is `{"<vid>": {…}}`. */
function unwrap(entry: WireRecord): WireRecord[] {
  if (firstOf(entry, "uuid", "clientId") !== undefined) return [entry];
  return Object.values(entry).filter(isWireRecord);
}

function toInstance(uuid: string, entry: WireRecord): RunningInstance {
  return { uuid, ...(readStatus(entry) ?? NOTHING_KNOWN) };
}

const NOTHING_KNOWN = {
  loginType: null,
  isLoggedIn: null,
  link: null,
  vid: null,
  corpId: null,
  profile: null,
  callbackUrl: null,
};
