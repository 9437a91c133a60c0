import type { VersionedRecord } from "packages/storage/redis/redis.ts";

/** Returns the stored form of a versioned record: `<version> <value>`. */
export function formatRecord({ version, value }: VersionedRecord): string {
  return `${version} ${value}`;
}

/**
 * Parses the stored form. Returns undefined for an absent key.
 * @throws Error when the text is not a versioned record
 */
export function parseRecord(stored: string | null | undefined): VersionedRecord | undefined {
  if (stored === null || stored === undefined) return undefined;
  const [, version, value] = /^([1-9][0-9]*) ([^]*)$/.exec(stored) ?? [];
  if (version === undefined || value === undefined) {
    throw new Error("Cannot read the record: the key holds something else than a versioned record");
  }
  return { version: Number(version), value };
}
