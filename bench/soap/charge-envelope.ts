import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { municipalityCvrOf } from '../measuring/plain-fees.js';

/** What of a fee stands in the call. */
export type Charge = {
  readonly agencyId: string;
  readonly feeId: string;
  readonly amount: string;
  readonly personIdentifier: string;
};

/** What of a fee's event the call needs. */
export type FeeEvent = {
  readonly data: {
    readonly agencyId: string;
    readonly feeId: string;
    readonly amount: string;
    readonly patron: { readonly personIdentifier: string };
  };
};

const ids = [
  'transactionId',
  'requestId',
  'accountId',
  'receivableId',
  'specificationId',
  'liabilityId',
];
/** An envelope as our gateway has sent it, with names where a charge differs from another. */
const [opening = '', ...rest] = readFileSync(new URL('charge.xml', import.meta.url), 'utf8').split(
  '{{',
);
const pieces = rest.map((piece) => piece.split('}}') as [name: string, text: string]);

export function chargeOf({ data }: FeeEvent): Charge {
  const { agencyId, feeId, amount, patron } = data;
  return { agencyId, feeId, amount, personIdentifier: patron.personIdentifier };
}

/** Its ids follow from the fee's, so that a repeated call is the same call. */
export function chargeEnvelope(charge: Charge): string {
  const stem = stemOf(`${charge.agencyId}/${charge.feeId}`);
  const words: Readonly<Record<string, string>> = {
    ...charge,
    ...Object.fromEntries(ids.map((name, at) => [name, `${stem}${at.toString(16)}`])),
    municipalityCvr: municipalityCvrOf(charge.agencyId),
    at: new Date().toISOString(),
  };
  return pieces.reduce((text, [name, after]) => text + (words[name] ?? '') + after, opening);
}

/** A UUID of version 8 (RFC 9562) without its last digit. */
function stemOf(name: string): string {
  const hex = createHash('sha256').update(name).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(12, 15)}-8${hex.slice(15, 18)}-${hex.slice(18, 29)}`;
}
