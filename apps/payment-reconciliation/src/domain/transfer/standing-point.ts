/** Who speaks of a claim, from the library's side to the debtor system's: each hears the one before it. */
export const STAGES = ['claim-intake', 'verification', 'receivable-mapper', 'gateway'] as const;
export type Stage = (typeof STAGES)[number];

/** How far each stage had come when something was said: the number of its last message known then; 0 if none. */
export type StandingPoint = Readonly<Record<Stage, number>>;

export const BEFORE_ALL: StandingPoint = {
  'claim-intake': 0,
  verification: 0,
  'receivable-mapper': 0,
  gateway: 0,
};

/**
 * From where a message speaks.
 * @param number the message's own number in its stage's stream
 * @param basis the last number that the stage had applied of each stage before it
 */
export function standingPoint(
  stage: Stage,
  number: number,
  basis: Partial<Record<Stage, number>>,
): StandingPoint {
  return { ...BEFORE_ALL, ...basis, [stage]: number };
}

/**
 * Whether one message was said on a later footing than another. The first stages weigh most: what was said on an
 * earlier decision is older than the later decision itself, even if it was said later by the clock.
 */
export function isNewer(one: StandingPoint, other: StandingPoint): boolean {
  const parting = STAGES.find((stage) => one[stage] !== other[stage]);
  return parting !== undefined && one[parting] > other[parting];
}
