import type { Row } from "bench/harness/benchmark.ts";
import { describe, medianRatio, round } from "bench/harness/statistics.ts";

/** The figures of a row, one value per round. */
export interface Figures extends Pick<Row, "what" | "goal" | "isMet"> {
  readonly unit: string;
  readonly ours: readonly number[];
  /** Of the same rounds. Absent without a peer. */
  readonly peer?: readonly number[];
  readonly note?: string;
}

/** The row of these figures. */
export function comparedRow({ what, goal, isMet, unit, ours, peer, note }: Figures): Row {
  return {
    what,
    goal,
    isMet,
    ours: describe(ours, unit),
    peer: peer === undefined ? "–" : describe(peer, unit),
    ratio: peer === undefined ? "–" : round(medianRatio(ours, peer)),
    rounds: ours.length,
    ...note === undefined ? {} : { note },
  };
}
