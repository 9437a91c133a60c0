import type { PostgresServer } from "bench/harness/postgres_server.ts";

/** One line of the result. */
export interface Row {
  /** What is measured, such as "releases per second, 5,000 held polls". */
  readonly what: string;
  /** The goal in words, such as "≥ 1.3 × nchan". */
  readonly goal: string;
  /** Our figure with its unit: the median of the rounds, and the lowest and highest in brackets. */
  readonly ours: string;
  /** The same of the peer; "–" without a peer. */
  readonly peer: string;
  /** Ours to the peer's; "–" without a peer. */
  readonly ratio: string;
  readonly rounds: number;
  readonly isMet: boolean;
  /** What else to know, such as refused polls or a busy generator. */
  readonly note?: string;
}

/** What each benchmark gets. */
export interface BenchOptions {
  /** How often each side is measured, in turns. */
  readonly rounds: number;
  readonly postgres: PostgresServer;
}

/** Measures one goal, or some that share a setup. */
export type Benchmark = (options: BenchOptions) => Promise<Row[]>;
