import {
  AgreementChanged,
  agreementNeed,
  ClaimRegistered,
  eventOf,
  readAgreement,
  routingKeyOf,
  sealedFieldsOf,
  streamNameOf,
  subjectOf,
  type OfClaim,
} from '@libs/contracts';
import { revealed } from '@libs/kernel';
import { placeOf } from '@libs/messaging';
import type { Sealer } from '@libs/sealing';
import { connect } from 'amqplib';

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

/** Those whom verification hears, as it knows them: they number, seal and publish. */
export class IntakeFixture {
  private readonly numbers = new Map<string, number>();

  private constructor(
    private readonly sealer: Sealer,
    private readonly connection: Awaited<ReturnType<typeof connect>>,
    private readonly channel: Awaited<
      ReturnType<Awaited<ReturnType<typeof connect>>['createConfirmChannel']>
    >,
  ) {}

  static async connect(amqpUrl: string, sealer: Sealer): Promise<IntakeFixture> {
    const connection = await connect(amqpUrl);
    return new IntakeFixture(sealer, connection, await connection.createConfirmChannel());
  }

  /** Numbers the events in this order; they may then be published in any. */
  write(events: readonly object[]): { readonly key: string; readonly body: Buffer }[] {
    return events.map((event) => ({ key: routingKeyOf(event), body: this.bodyOf(event) }));
  }

  async publish(
    messages: readonly { readonly key: string; readonly body: Buffer }[],
  ): Promise<void> {
    for (const { key, body } of messages)
      this.channel.publish('claims', key, body, { persistent: true });
    await this.channel.waitForConfirms();
  }

  async tell(...events: readonly object[]): Promise<void> {
    await this.publish(this.write(events));
  }

  close(): Promise<void> {
    return this.connection.close();
  }

  private bodyOf(event: object): Buffer {
    const stream = streamNameOf(event);
    if (stream === undefined) throw new Error('All that verification hears is numbered.');
    const { kind, scope, key } = stream;
    const number = (this.numbers.get(`${kind}/${scope}/${key}`) ?? 0) + 1;
    this.numbers.set(`${kind}/${scope}/${key}`, number);
    const data = revealed(event) as Record<string, unknown>;
    for (const [field, { sealedFor }] of sealedFieldsOf(eventOf(event).class)) {
      if (data[field] === undefined) continue;
      const owner = { kind: 'patron', scope, key: String(data['patronId']) } as const;
      const place = placeOf(sealedFor === 'patron' ? owner : stream, field);
      data[field] = this.sealer.seal(data[field], place);
    }
    return Buffer.from(
      JSON.stringify({
        specversion: '1.0',
        id: `${kind}/${key}/${String(number)}`,
        source: scope === '' ? '/payment-reconciliation' : `/claim-intake/${scope}`,
        type: eventOf(event).type,
        subject: subjectOf(event),
        time: at,
        sequence: String(number),
        data,
      }),
    );
  }
}
