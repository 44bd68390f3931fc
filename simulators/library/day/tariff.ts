/** What is charged for late return, by days: the steps that many Danish libraries have. */
const steps = [
  { daysMax: 7, adultOre: 2_000, childOre: 1_000 },
  { daysMax: 30, adultOre: 12_000, childOre: 5_500 },
  { daysMax: Infinity, adultOre: 23_000, childOre: 12_000 },
] as const;

export function feeOre(overdueDays: number, forChildren = false): number {
  const step = steps.find(({ daysMax }) => overdueDays <= daysMax) ?? steps[2];
  return forChildren ? step.childOre : step.adultOre;
}

/** `"230.00"` */
export function kroner(ore: number): string {
  return (ore / 100).toFixed(2);
}
