/** What is measured: the last word of a metric's name, before `_total`. */
export const units = [
  'seconds',
  'bytes',
  'ratio',
  'ore',
  'kroner',
  'days',
  'messages',
  'attempts',
  'spans',
  'rows',
] as const;

/** What is counted: one of a metric's words. A `state` is 1 where it holds, else 0. */
export const nouns = [
  'balances',
  'claims',
  'tasks',
  'differences',
  'statements',
  'consumers',
  'messages',
  'receipts',
  'requests',
  'channels',
  'outages',
  'spans',
  'traceparent',
  'metrics',
  'state',
] as const;

/** The unit that a metric is measured in, by its name. */
export function unitOf(name: string): (typeof units)[number] | undefined {
  const measured = name.replace(/_total$/, '');
  return units.find((unit) => measured.endsWith(`_${unit}`));
}

/** Whether a name tells of what its numbers are: a unit, or things that are counted. */
export function isOfSomething(name: string): boolean {
  const words = name.split('_');
  return unitOf(name) !== undefined || nouns.some((noun) => words.includes(noun));
}
