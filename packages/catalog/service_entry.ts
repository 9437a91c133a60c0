import type { Text } from "packages/platform/lang.ts";

/** What other services, the console and the references need to know about a service. */
export interface ServiceEntry {
  /** Port of the service when it runs alone. */
  readonly port: number;
  /** What the service is for, in one sentence. */
  readonly summary: Text;
  readonly consoleParts?: readonly ConsolePart[];
  /** Further pages to which a person can return after sign-in, as path patterns. */
  readonly pages?: readonly string[];
  /** What a machine token can allow at this service, such as `ai.suggest`. */
  readonly scopes?: readonly string[];
}

/** One part of the console. The service that owns the data serves it. */
export interface ConsolePart {
  /** Path of its list; its other pages are below. */
  readonly path: string;
  readonly label: Text;
  /** What people find there, in one line. */
  readonly detail: Text;
}
