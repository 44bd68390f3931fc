import type { Delivery } from './delivery.js';

type BatchFate = 'done' | 'again';
type Open = { readonly last: Delivery; fate: BatchFate | undefined };

/**
 * Understands how the broker hears what became of one channel's batches: each with one word ("up to here"), in the order in
 * which they were taken, so that no word covers a batch that is not done. One word each is not only cheaper: a quorum queue's
 * client in the broker sends on some thirty at a time, and forgets the others if the channel is closed right after them.
 * What has been done behind a batch that never ends is thus delivered again, and dropped as a duplicate.
 */
export class Acknowledgements {
  private readonly open: Open[] = [];

  /** @returns what is to be called once the batch's fate is known */
  begin(batch: readonly Delivery[]): (fate: BatchFate) => void {
    const last = batch.at(-1);
    if (last === undefined) return () => undefined;
    const entry: Open = { last, fate: undefined };
    this.open.push(entry);
    return (fate) => {
      entry.fate = fate;
      this.tell();
    };
  }

  private tell(): void {
    for (let [first] = this.open; first?.fate !== undefined; [first] = this.open) {
      this.open.shift();
      const { channel, message } = first.last;
      try {
        if (first.fate === 'done') channel.ack(message, true);
        else channel.nack(message, true, true);
      } catch {
        continue; // a channel that has closed meanwhile has given its deliveries back
      }
    }
  }
}
