import { Added, agencyId, AddUp, planFor, queue } from '../counting.fixture.js';
import type { ReadableArrival } from './handler-groups.js';

export type Said = { readonly feeId: string; readonly number?: number };

const plan = planFor(new AddUp());

/** An `Added` as it stands at the door; without a number it is like a payment. */
export function anArrival({ feeId, number }: Said, place = 0): ReadableArrival {
  const source = `/library/${agencyId}`;
  const subject = { kind: 'balance', scope: agencyId, key: feeId } as const;
  const id = `${feeId}-${String(number)}-${String(place)}`;
  const event = Object.assign(new Added(), { agencyId, feeId, amount: 1 });
  const now = '2026-11-20T08:00:00.000Z';
  const numbered = number !== undefined && { number, subject };
  const message = { event, id, source, type: 'added', time: now, now, sealed: {}, ...numbered };
  return {
    origin: { kind: 'delivery' },
    ...{ queue, id, source, type: 'added', needs: [], traceparent: undefined },
    stream: number === undefined ? undefined : { ...subject, source },
    number,
    sealedBody: () => '',
    content: { kind: 'readable', plan, passes: false, message },
  };
}
