import type { Agency, Agreement } from '../agencies.js';
import type { Desk, Said } from '../desk.js';

/** One thing that can show in a day, and how often it does. */
export type Story = {
  readonly name: string;
  /** Stories among a thousand events; each is told at least once. */
  readonly perThousand: number;
  /** The agencies where it can happen. */
  readonly where: (agency: Agency) => boolean;
  readonly tell: (desk: Desk) => readonly Said[];
};

type When = (agreement: Agreement) => boolean;

/** Agencies with an active agreement, and more if asked. */
export function served(when: When = () => true): Story['where'] {
  return ({ agreement }) => agreement?.active === true && when(agreement);
}

export const takesReplacements: When = ({ debtorSystem: { product, acceptsReplacementCpr } }) =>
  acceptsReplacementCpr ?? !product.startsWith('prisme');

export const refusesReplacements: When = (agreement) => !takesReplacements(agreement);

export const sendsAtOnce: When = ({ verification }) => verification.mode === 'none';

export const isVerifiedByHand: When = ({ verification }) => verification.mode === 'manual';

/** By the library's own event. */
export const isVerifiedByLibrary: When = ({ verification: { mode, afterDays } }) =>
  mode === 'automatic' && afterDays === undefined;

export const isVerifiedByTime: When = ({ verification: { afterDays } }) => afterDays !== undefined;

/** Where a compensation of today waits. */
export const waits: When = (agreement) => !sendsAtOnce(agreement);

/** Puts the name before the story, as the catalogue reads. */
export function story(
  name: string,
  perThousand: number,
  where: Story['where'],
  tell: Story['tell'],
): Story {
  return { name, perThousand, where, tell };
}
