import {
  RegistrationPersonal,
  type RegistrationRequest,
  type WriteDown,
} from '../../ports/debtor-system.js';

const uuid = (): string => crypto.randomUUID();

/** A person who cannot exist: the 0th month of no year. */
export const aPerson = { identifier: '0100000000', identifierKind: 'cpr' } as const;

/** A fee of 230 kroner on an adult, who is liable for it. */
export function aRegistration(changes: Partial<RegistrationRequest> = {}): RegistrationRequest {
  const receivableId = uuid();
  return {
    ...freshIds(),
    accountId: uuid(),
    charge: {
      receivableId,
      specificationId: uuid(),
      claimTypeCode: uuid(),
      psrmType: 'CFFAKTU',
      amountOre: 23_000,
      creationDate: '2026-10-15',
      foundationDate: '2026-10-01',
      dueDate: '2026-10-31',
      period: { from: '2026-10-01', to: '2026-10-15' },
    },
    liability: { liabilityId: uuid(), receivableId, from: '2026-10-15' },
    writeDowns: [],
    personal: RegistrationPersonal.of({
      account: aPerson,
      liable: aPerson,
      specificationText: 'Gebyrnr. 1234567',
      textLines: [
        'Beregnet fra: 01.10.2026 86-096 Kjær, Åse: Ørkenens & havets børn',
        'Gebyrnr. 1234567',
      ],
    }),
    ...changes,
  };
}

/** A later lowering of what was registered. */
export function aWriteDown(
  { accountId, charge }: RegistrationRequest,
  kind: WriteDown['kind'],
  amountOre: number,
): RegistrationRequest {
  const receivableId = charge?.receivableId ?? '';
  return {
    ...freshIds(),
    accountId,
    writeDowns: [{ writeDownId: uuid(), receivableId, kind, amountOre }],
    personal: RegistrationPersonal.of({}),
  };
}

export function freshIds(): Pick<
  RegistrationRequest,
  'requestId' | 'transactionId' | 'registeredAt'
> {
  return { requestId: uuid(), transactionId: uuid(), registeredAt: '2026-11-23T12:00:00Z' };
}
