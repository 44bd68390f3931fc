import { agencyOf, type Posted } from './events.js';

/** What nobody can take, each in another way: no JSON, no amount, a type that nobody knows. */
const kinds = ['no-json', 'no-amount', 'unknown-type'] as const;

/** The reason for which each kind must be parked. */
const reasons: Readonly<Record<(typeof kinds)[number], string>> = {
  'no-json': 'message.not-json',
  'no-amount': 'message.invalid',
  'unknown-type': 'message.unknown-type',
};

/** How many must be parked for which reason when so many were planted. */
export function parkedReasonsOf(planted: number): Readonly<Record<string, number>> {
  const parked: Record<string, number> = {};
  for (let number = 0; number < planted; number += 1) {
    const reason = reasons[kindOf(number)];
    parked[reason] = (parked[reason] ?? 0) + 1;
  }
  return parked;
}

/** A message that must end parked, by its number in the run. */
export function plantedOf(number: number): Posted {
  const kind = kindOf(number);
  const agencyId = agencyOf(number % 4);
  const feeId = `planted${String(number)}`;
  const type = kind === 'unknown-type' ? 'balance.forgotten' : 'balance.created';
  const envelope = {
    specversion: '1.0',
    id: feeId,
    source: `/library/${agencyId}`,
    type: `dk.debitorbro.${type}.v1`,
    subject: feeId,
    time: '2026-11-20T08:00:00+01:00',
    sequence: '1',
    data: { agencyId, feeId, type: 'fee' },
  };
  const text = kind === 'no-json' ? `{ "planted": ${String(number)}` : JSON.stringify(envelope);
  return {
    routingKey: `balance.created.${agencyId}`,
    body: Buffer.from(text),
    said: `${feeId} 1 ${kind}`,
  };
}

function kindOf(number: number): (typeof kinds)[number] {
  return kinds[number % kinds.length] ?? 'no-json';
}
