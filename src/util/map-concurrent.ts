/**
 * Maps with at most `limit` calls in flight; results keep the order of the input.
 * The first rejection stops new calls, waits for those in flight, and is then thrown.
 */
export async function mapConcurrent<T, R>(
  items: readonly T[],
  limit: number,
  work: (item: T, index: number) => Promise<R>,
): Promise<R[]> {
  const results = new Array<R>(items.length)
  let next = 0
  let failure: { readonly reason: unknown } | undefined
  const worker = async (): Promise<void> => {
    while (next < items.length && failure === undefined) {
      const index = next++
      try {
        results[index] = await work(items[index] as T, index)
      } catch (reason) {
        failure ??= { reason }
      }
    }
  }
  await Promise.allSettled(Array.from({ length: Math.min(limit, items.length) }, worker))
  if (failure !== undefined) throw failure.reason
  return results
}
