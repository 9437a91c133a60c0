import type { Instance } from "simulators/upstream/state/instances.ts";
import type { UpstreamState } from "simulators/upstream/state/state.ts";
import type { Answer } from "simulators/upstream/wire/answer.ts";
import type { Fields } from "simulators/upstream/wire/fields.ts";

/** One request to an action. */
export interface ActionRequest<Found> {
  readonly state: UpstreamState;
  readonly fields: Fields;
  readonly instance: Found;
}

type Reply = Partial<Answer>;

/**
 * One path below `/wxwork/`. `needs` says what must hold: `nothing`, an existing `instance`, or one that is logged in
 * (`login`).
 */
export type Action =
  & {
    /** As in the path; upper and lower case matter. */
    readonly name: string;
    /** In which dialect it exists. Absent: in both. */
    readonly dialect?: "v1" | "v2";
    /** The `errmsg` of success. Default: `ok`. */
    readonly success?: string;
    /** Whether it is answered while a second verification is demanded. */
    readonly isForVerification?: true;
  }
  & (
    | { readonly needs: "nothing"; answer(request: ActionRequest<Instance | undefined>): Reply }
    | { readonly needs: "instance" | "login"; answer(request: ActionRequest<Instance>): Reply }
  );
