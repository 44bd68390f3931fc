import { Money } from '@libs/kernel';

/** `amountKroner` as text (`"230.00"`) or number. */
export function oreIn(body: unknown): number {
  const amount = fieldIn(body, 'amountKroner');
  return Money.fromKroner(typeof amount === 'number' ? amount.toFixed(2) : String(amount)).ore;
}

/** @throws Error naming what is missing */
export function textIn(body: unknown, field: string): string {
  const text = fieldIn(body, field);
  if (typeof text !== 'string' || text === '') throw new Error(`${field} is missing`);
  return text;
}

export function fieldIn(body: unknown, field: string): unknown {
  return typeof body === 'object' && body !== null
    ? (body as Record<string, unknown>)[field]
    : undefined;
}

/** A name that may be left out. */
export function namedIn(body: unknown, field: string): string | undefined {
  return fieldIn(body, field) === undefined ? undefined : textIn(body, field);
}
