import {
  AgreementChanged,
  agreementNeed,
  ClaimRegistered,
  readAgreement,
  type OfClaim,
} from '@libs/contracts';
import type { Sealer } from '@libs/sealing';
import { Neighbour } from '@libs/testing';

export const agencyId = 'DK-761500';
export const at = '2026-11-02T09:00:00Z';

/** Everything personal in the tests is one of these, so that a search for them finds whatever leaks. */
export const planted = {
  adult: '1705800000',
  other: '0203710000',
  child: '1103124000',
  guardian: '2408830000',
  name: 'Gunhild Plantet-Testesen',
  guardianName: 'Ragnhild Plantet-Testesen',
  street: 'Plantagevej 471',
  title: 'Den hemmelige plantage',
  reason: 'Plantet kaffe på side 4',
  birthDate: '1971-03-02',
  cvr: '10150817',
} as const;

const address = { street: planted.street, postalCode: '2000', city: 'Plantesby' };

export const adult = {
  patronId: '815',
  kind: 'person',
  personIdentifier: planted.adult,
  name: planted.name,
  address,
} as const;

type Part<Event> = Partial<{ [Name in keyof Event]: unknown }>;

/** An adult's fee of 230.00 kr. as claim-intake registers it. */
export function aRegistration(feeId: string, part: Part<ClaimRegistered> = {}): ClaimRegistered {
  const { personal, ...plain } = part;
  const agency = (plain.agencyId as string | undefined) ?? agencyId;
  return Object.assign(new ClaimRegistered(), {
    agencyId: agency,
    feeId,
    municipalityCode: agency.slice(4, 7),
    agreementVersion: 1,
    type: 'fee',
    amount: '230.00',
    remainingAmount: '230.00',
    creationDate: '2026-11-02',
    patronId: '815',
    patronKind: 'person',
    verified: false,
    guardianNow: 'as-created',
    needs: [agreementNeed(agency, 1)],
    ...plain,
    personal: {
      patron: adult,
      materials: [{ materialItemNumber: '5010', title: planted.title }],
      reasonMessage: planted.reason,
      ...(personal as object | undefined),
    },
  });
}

/** A change as claim-intake passes it on. */
export function aChange<Event extends OfClaim>(
  of: new () => Event,
  feeId: string,
  part: Part<Event> = {},
): Event {
  const changeId = `${of.name} of ${feeId}`;
  const named = { changeId, changeType: 'dk.debitorbro.balance.test.v1', at };
  return Object.assign(new of(), { agencyId, feeId, ...named, ...part });
}

const psrm = ['fee', 'compensation-acknowledged', 'compensation-unacknowledged'];
const code = (digit: number): string => `0000000${String(digit)}-0000-4000-8000-000000000000`;

/** An Opus agency without verification. */
export function anAgreement(version: number, part: object = {}, agency = agencyId): object {
  const claimTypes: object = Object.fromEntries<object>([
    ...psrm.map((name, i) => [name, { code: code(i), psrmType: 'BIGEBYR' }] as const),
    ...psrm.map((name, i) => [`${name}-minor-unguarded`, { code: code(i + 3) }] as const),
  ]);
  const { settings, faults } = readAgreement({
    municipalityCode: agency.slice(4, 7),
    municipalityCvr: planted.cvr,
    name: 'Prøveby Bibliotek',
    active: true,
    kind: 'public-library',
    cutOffDate: '2026-01-01',
    ageOfMajority: 18,
    verification: { mode: 'none' },
    debtorSystem: { product: 'kmd-opus', endpoint: 'https://debitor.example/' },
    claimTypes,
    ...part,
  });
  if (faults.length > 0) throw new Error(`The agreement is faulty: ${JSON.stringify(faults)}`);
  const told = { agencyId: agency, version, agreement: settings, validFrom: at };
  return Object.assign(new AgreementChanged(), told);
}

/** Those whom verification hears, as it knows them. */
export function connectIntake(amqpUrl: string, sealer: Sealer): Promise<Neighbour> {
  const sourceOf = (_: object, scope: string): string =>
    scope === '' ? '/payment-reconciliation' : `/claim-intake/${scope}`;
  return Neighbour.connect(amqpUrl, { sealer, sourceOf, time: at });
}
