/**
 * Repeats `deleteBatch`, which deletes up to `limit` rows, until it finds fewer. One statement for many rows would hold
 * their locks for long, and the statement time-out would undo all of it. Returns the number of deleted rows.
 */
export async function deleteInBatches(
  limit: number,
  deleteBatch: (limit: number) => Promise<{ readonly count: number }>,
): Promise<number> {
  for (let total = 0;;) {
    const { count } = await deleteBatch(limit);
    total += count;
    if (count < limit) return total;
  }
}
