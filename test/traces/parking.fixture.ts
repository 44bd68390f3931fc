import { eventually } from '@libs/testing';
import type { TracedFee, WatchedStack } from './watched-stack.fixture.js';

/** A fee whose claim lies parked at verification, which could not handle it and now could. */
export type ParkedFee = { readonly fee: TracedFee; readonly parkedId: string };

export async function parkedFee(stack: WatchedStack): Promise<ParkedFee> {
  await stack.sql('verification', 'ALTER TABLE claim RENAME TO claim_elsewhere');
  const fee = await stack.tell();
  const parked = `SELECT id FROM messaging.set_aside WHERE state = 'parked'`;
  const parkedId = await eventually(
    async () => {
      const [row, ...others] = await stack.sql('verification', parked);
      if (row === undefined || others.length > 0) throw new Error('Not one is parked.');
      return String(row['id']);
    },
    { withinMs: 30_000 },
  );
  await stack.sql('verification', 'ALTER TABLE claim_elsewhere RENAME TO claim');
  return { fee, parkedId };
}
