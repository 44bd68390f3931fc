import { streamKey, type Need } from '../work/stream.js';

/**
 * Remembers how far agreement streams are known to have been applied. Streams only move forward, so what was once true stays
 * true, and a claim decided under a known agreement version need not lock the agreement again.
 */
export class ReachedNeeds {
  private readonly applied = new Map<string, number>();

  constructor(private readonly streamsMax: number) {}

  has(need: Need): boolean {
    return need.kind === 'agreement' && (this.applied.get(streamKey(need)) ?? 0) >= need.number;
  }

  note(need: Need): void {
    if (need.kind !== 'agreement' || this.applied.size >= this.streamsMax) return;
    this.applied.set(
      streamKey(need),
      Math.max(need.number, this.applied.get(streamKey(need)) ?? 0),
    );
  }
}
