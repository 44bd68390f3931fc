/** How the library is told of a movement (R49). */
export const movementTypes = [
  'payment',
  'payment_reduction',
  'write_off',
  'write_off_reduction',
] as const;
export type MovementType = (typeof movementTypes)[number];

/** A movement on one balance: which balance, what it is, and how much. */
export type Moved = {
  readonly number: number;
  readonly type: MovementType;
  readonly ore: number;
};

/** Movements of one type on one balance. */
export type Total = { readonly times: number; readonly ore: number };
export type Totals = Readonly<Record<MovementType, Total>>;

export function totalsOf(moved: readonly Omit<Moved, 'number'>[]): Totals {
  const of = (type: MovementType): Total => {
    const own = moved.filter((one) => one.type === type);
    return { times: own.length, ore: own.reduce((sum, { ore }) => sum + ore, 0) };
  };
  return {
    payment: of('payment'),
    payment_reduction: of('payment_reduction'),
    write_off: of('write_off'),
    write_off_reduction: of('write_off_reduction'),
  };
}
