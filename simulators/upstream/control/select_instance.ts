import { z } from "zod";
import { ControlError } from "simulators/shared/control_api.ts";
import type { Account } from "simulators/upstream/state/accounts.ts";
import type { Instance } from "simulators/upstream/state/instances.ts";
import type { UpstreamState } from "simulators/upstream/state/state.ts";

/** An id: a string of digits, or a number that JavaScript holds exactly. */
export const idSchema = z.union([z.string().regex(/^\d{1,20}$/), z.int().min(0)])
  .transform(String);

/** Which instance a verb is about; without both it is the newest. */
export const selector = {
  uuid: z.string().min(1).optional(),
  /** The account: of the instance, or on whose phone it happens. */
  vid: idSchema.optional(),
  /** Answers after the callbacks that are due now have been sent. */
  wait: z.boolean().optional(),
};

/**
 * The instance: the one with `uuid`, else the newest of the account, else the newest that waits for a login; without
 * both the newest.
 * @throws ControlError when there is none
 */
export function selectInstance(
  { instances }: UpstreamState,
  { uuid, vid }: { uuid?: string | undefined; vid?: string | undefined },
): Instance {
  const live = instances.live();
  const found = uuid !== undefined
    ? instances.find(uuid)
    : vid === undefined
    ? live.at(-1)
    : live.findLast((it) => (it.vid ?? it.initVid) === vid) ??
      live.findLast(({ stage, initVid }) => stage === "qr" && initVid === undefined);
  if (found !== undefined) return found;
  throw new ControlError("Cannot find the instance: call init first, or give another uuid or vid", [
    `live instances: ${live.length}`,
  ]);
}

/** The account of a verb: the one with `vid`, else the one of the instance with `uuid`, else the newest online. */
export function selectAccount(
  state: UpstreamState,
  { uuid, vid }: { uuid?: string | undefined; vid?: string | undefined },
): Account {
  if (vid !== undefined) return state.accounts.ensure(vid);
  const instance = uuid === undefined
    ? state.instances.live().findLast(({ stage }) => stage === "online")
    : selectInstance(state, { uuid });
  const owner = instance?.vid ?? instance?.initVid;
  if (owner !== undefined) return state.accounts.ensure(owner);
  throw new ControlError("Cannot choose the account: none is online; give vid", []);
}
