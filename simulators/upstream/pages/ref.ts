/** The part of a `uuid` that addresses show. */
export function refOf({ uuid }: { uuid: string }): string {
  return uuid.slice(0, 8);
}
