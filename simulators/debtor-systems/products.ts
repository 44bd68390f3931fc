/** The debtor systems that municipalities use. */
export type Product = 'kmd-opus' | 'prisme-2009' | 'prisme-2015' | 'eg';

export const products: readonly Product[] = ['kmd-opus', 'prisme-2009', 'prisme-2015', 'eg'];

/** What one product does otherwise than another. */
export type Habits = {
  /** Takes a person who has only a replacement CPR number (R26). */
  readonly acceptsReplacementCpr: boolean;
  /**
   * Answers a repeated call as it answered the first time. One that doesn't says of the objects in it that they exist:
   * both happen among real systems, and a sender must cope with either.
   */
  readonly remembersRequests: boolean;
  /** A production unit number makes it print letters instead of using digital post (R28). */
  readonly printsLettersForPNumber: boolean;
  /** How often it reports payments unless a municipality has set it otherwise (R50). */
  readonly reportsEveryHours: number;
};

export const habitsOf: Readonly<Record<Product, Habits>> = {
  'kmd-opus': {
    acceptsReplacementCpr: true,
    remembersRequests: true,
    printsLettersForPNumber: true,
    reportsEveryHours: 24,
  },
  'prisme-2009': {
    acceptsReplacementCpr: false,
    remembersRequests: false,
    printsLettersForPNumber: false,
    reportsEveryHours: 24,
  },
  'prisme-2015': {
    acceptsReplacementCpr: false,
    remembersRequests: true,
    printsLettersForPNumber: false,
    reportsEveryHours: 1,
  },
  eg: {
    acceptsReplacementCpr: true,
    remembersRequests: true,
    printsLettersForPNumber: false,
    reportsEveryHours: 12,
  },
};
