import { points, type Break, type Point } from '../inside/points.js';

/** Milliseconds between two faults of a kind: at least, at most. */
export type Pauses = readonly [leastMs: number, mostMs: number];

/** What the storm is made of; what is left out does not happen. */
export type StormPlan = {
  readonly seed: number;
  /** Points that are aimed at, in turn. */
  readonly points: readonly Point[];
  readonly atPoints: Pauses;
  readonly kills?: Pauses;
  readonly servers?: Pauses;
  readonly wires?: Pauses;
  readonly debtors?: Pauses;
  /** Between one struck node of a cluster, whole again, and the next. */
  readonly nodes?: Pauses;
};

/**
 * Everything at once, some six kills a minute; in a hurry three times as many, so that a storm of three minutes strikes everything.
 */
export function fullStorm(seed: number, hurried: boolean): StormPlan {
  return {
    ...{ seed, points },
    atPoints: hurried ? [2_000, 6_000] : [6_000, 16_000],
    kills: hurried ? [8_000, 16_000] : [20_000, 50_000],
    servers: hurried ? [10_000, 25_000] : [45_000, 90_000],
    wires: [6_000, 14_000],
    debtors: [8_000, 20_000],
    nodes: [5_000, 15_000],
  };
}

/** The point at which a break must show, and nothing else. */
const showsAt: Readonly<Record<Break, Point>> = {
  'inbox-off': 'before-ack',
  'ack-before-commit': 'before-commit',
  'outbox-deleted-before-confirm': 'before-publish',
};

export function aimedAt(broken: Break, seed: number): StormPlan {
  return { seed, points: [showsAt[broken]], atPoints: [500, 1_500] };
}
