/** The named points of a service's work at which it can be killed: between any two steps that are not one. */
export const pointsOfAll = [
  'before-commit',
  'after-commit',
  'before-publish',
  'after-publish',
  'before-ack',
] as const;
export const pointsOfGateway = [
  'before-call',
  'after-call',
  'before-record',
  'before-report-answer',
] as const;
export const points = [...pointsOfAll, ...pointsOfGateway] as const;
export type Point = (typeof points)[number];

/** What the product can be made to do wrong, to see whether the checker notices. */
export const breaks = ['inbox-off', 'ack-before-commit', 'outbox-deleted-before-confirm'] as const;
export type Break = (typeof breaks)[number];

/** "Die when you come to this point": told by the channel. Each order replaces the one before it. */
export type Order = { readonly dieAt: Point | undefined };

export function isOrder(message: unknown): message is Order {
  return typeof message === 'object' && message !== null && 'dieAt' in message;
}

/** What the preload is told by its own address: Node gives it no other arguments. */
export type Preloaded = {
  readonly gateway: boolean;
  /** Gets the name of the point, before the process dies there. */
  readonly hitsFile: string;
  readonly broken: Break | undefined;
  /** Leases are this short at most; as the product has them where left out. */
  readonly leaseMs: number | undefined;
};

export function addressOf(preload: string, told: Preloaded): string {
  const url = new URL(preload);
  url.searchParams.set('hits', told.hitsFile);
  if (told.gateway) url.searchParams.set('gateway', '');
  if (told.broken !== undefined) url.searchParams.set('break', told.broken);
  if (told.leaseMs !== undefined) url.searchParams.set('lease', String(told.leaseMs));
  return url.toString();
}

export function toldBy(address: string): Preloaded {
  const { searchParams } = new URL(address);
  const lease = searchParams.get('lease');
  return {
    gateway: searchParams.has('gateway'),
    hitsFile: searchParams.get('hits') ?? '',
    broken: breaks.find((one) => one === searchParams.get('break')),
    leaseMs: lease === null ? undefined : Number(lease),
  };
}
