import type { BenchOptions, Row } from "bench/harness/benchmark.ts";
import { comparedRow } from "bench/harness/compared_row.ts";
import { median, round } from "bench/harness/statistics.ts";
import { residentKib } from "bench/harness/usage.ts";
import { startAuthServer } from "bench/polls/auth_server.ts";
import { startGenerator } from "bench/polls/generator.ts";
import { holdPolls, releasePolls } from "bench/polls/poll_wave.ts";

const FEW = 1_000;
const MANY = 10_000;

/** How much memory a held poll needs, and whether it grows from wave to wave. */
export async function pollMemory(options: BenchOptions): Promise<Row[]> {
  const slopes: number[] = [];
  const growths: number[] = [];
  const resident: string[] = [];
  for (let round = 0; round < options.rounds; round += 1) {
    const few = await measureWaves(options, FEW, 3);
    const many = await measureWaves(options, MANY, 1);
    slopes.push((many[0]! - few[0]!) / (MANY - FEW));
    growths.push((few[2]! / few[0]! - 1) * 100);
    resident.push([...few, ...many].map((kib) => Math.round(kib / 1024)).join(" "));
  }
  const note = `MiB with ${FEW} polls (three waves) and ${MANY}: ${resident.join("; ")}`;
  return [
    comparedRow({
      what: `resident memory per held poll, from ${FEW} to ${MANY}`,
      goal: "≤ 28 KiB",
      unit: "KiB",
      ours: slopes,
      isMet: median(slopes) <= 28,
      note,
    }),
    comparedRow({
      what: `resident memory, third wave of ${FEW} polls against the first`,
      goal: "≤ +5 %",
      unit: "%",
      ours: growths,
      isMet: Number(round(median(growths))) <= 5,
    }),
  ];
}

/** Resident KiB of a new `auth` while it holds each wave. */
async function measureWaves(
  options: BenchOptions,
  polls: number,
  waves: number,
): Promise<number[]> {
  await using auth = await startAuthServer(options, { maxWaiters: polls });
  await using generator = await startGenerator(auth, polls);
  const measured: number[] = [];
  for (let wave = 0; wave < waves; wave += 1) {
    await holdPolls(auth, generator, polls);
    measured.push(residentKib(auth.pids[0]!));
    const { refused, lost } = await releasePolls(auth, generator);
    if (refused + lost > 0) throw new Error(`${refused} polls were refused, ${lost} lost`);
  }
  return measured;
}
