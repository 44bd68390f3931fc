/** One read for all who ask while it is under way: gauges of one scrape that are told from the same rows. */
export function sharedRead<Read>(read: () => Promise<Read>): () => Promise<Read> {
  let underWay: Promise<Read> | undefined;
  return () => {
    underWay ??= read().finally(() => {
      underWay = undefined;
    });
    return underWay;
  };
}
