import type { Registration } from './registration.js';

const person = { kind: 'cpr', identifier: '0100000000' } as const;

/** A fee of 230 kroner, as a debtor system reads it. */
export function aRegistration(changes: Partial<Registration> = {}): Registration {
  const receivableId = crypto.randomUUID();
  return {
    transactionId: crypto.randomUUID(),
    requestId: crypto.randomUUID(),
    municipalityCvr: '29189889',
    accountId: crypto.randomUUID(),
    takesOver: false,
    charges: [
      {
        receivableId,
        claimType: 'fee',
        amountOre: 23_000,
        creationDate: '2026-10-15',
        foundationDate: '2026-10-01',
        dueDate: '2026-10-31',
        textLines: [],
      },
    ],
    liabilities: [{ liabilityId: crypto.randomUUID(), receivableId, from: '2026-10-15' }],
    writeDowns: [],
    account: person,
    liable: person,
    ...changes,
  };
}
