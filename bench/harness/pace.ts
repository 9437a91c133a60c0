/** Calls `act` `count` times, `perSecond` of them in each second. */
export async function pace(
  count: number,
  perSecond: number,
  act: (index: number) => void,
): Promise<void> {
  const startedAt = performance.now();
  for (let index = 0; index < count;) {
    const due = Math.min(count, Math.ceil((performance.now() - startedAt) * perSecond / 1000));
    while (index < due) act(index++);
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}
