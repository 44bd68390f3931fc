import { describe, expect, it } from '@jest/globals';
import { revealed } from '@libs/kernel';
import { readMessage, UnsendableMessage, writeMessage } from '@libs/soap';
import fc from 'fast-check';
import {
  type Registration,
  registrationFrom,
} from '../../../../../simulators/debtor-systems/registration.js';
import {
  type Charge,
  type Party,
  type PersonalFields,
  RegistrationPersonal,
  type RegistrationRequest,
} from '../../ports/debtor-system.js';
import { registrationSchema, registrationService } from './contract.js';
import { aPerson, aRegistration } from './registration.fixture.js';
import { contextBranches } from './write-context.js';
import { registrationBranch } from './write-registration.js';

const lane = { municipalityCode: '615', municipalityCvr: '29189889', endpoint: 'http://127.0.0.1' };
const caller = {
  serviceAgreementUuid: crypto.randomUUID(),
  userSystemUuid: crypto.randomUUID(),
  userUuid: crypto.randomUUID(),
};

function xmlOf(request: RegistrationRequest): string {
  const contexts = contextBranches(request, lane, { caller }, registrationService);
  return writeMessage(registrationBranch(request, contexts), registrationSchema);
}

/** What a debtor system, with its own reader and none of our code, makes of it. */
function asReadBy(request: RegistrationRequest): Registration {
  const message = readMessage(Buffer.from(xmlOf(request)), registrationSchema, 1024 * 1024);
  if (message.kind === 'fault') throw new Error('a fault');
  return registrationFrom(message.payload);
}

const letters = fc.constantFrom(
  'æ',
  'ø',
  'å',
  'Æ',
  'Ø',
  'Å',
  'a',
  'Z',
  '0',
  ' ',
  '<',
  '>',
  '&',
  '"',
  "'",
  '-',
  '.',
  '😀',
);
const text = (lengthMax: number): fc.Arbitrary<string> =>
  fc.array(letters, { minLength: 1, maxLength: lengthMax }).map((signs) => signs.join(''));
const day = fc
  .date({ min: new Date('1990-01-01'), max: new Date('2099-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));
const optional = <Value>(
  value: fc.Arbitrary<Value>,
  name: string,
): fc.Arbitrary<Record<string, Value>> =>
  fc.oneof(
    fc.constant({}),
    value.map((one) => ({ [name]: one })),
  );

const party: fc.Arbitrary<Party> = fc
  .tuple(
    fc.constantFrom(
      { identifierKind: 'cpr', identifier: '0100000000' } as const,
      { identifierKind: 'replacement', identifier: '610000XØ12' } as const,
      { identifierKind: 'cvr', identifier: '13748136' } as const,
    ),
    optional(fc.constant('1000000001'), 'pNumber'),
    optional(text(255), 'name'),
    optional(
      fc.record(
        { street: text(255), postalCode: text(30), city: text(100), country: text(100) },
        { requiredKeys: [] },
      ),
      'address',
    ),
  )
  .map((parts) => Object.assign({}, ...parts) as Party);

const personal = fc
  .tuple(
    fc.record({ account: party, liable: party, textLines: fc.array(text(255), { maxLength: 20 }) }),
    optional(text(100), 'specificationText'),
    optional(fc.constant('5790000000005'), 'glnNumber'),
  )
  .map((parts) => RegistrationPersonal.of(Object.assign({}, ...parts) as PersonalFields));

const charge: fc.Arbitrary<Charge> = fc
  .tuple(
    fc.record({
      receivableId: fc.uuid(),
      specificationId: fc.uuid(),
      claimTypeCode: fc.uuid(),
      amountOre: fc.integer({ min: 1, max: 999_999_999_999_999 }),
      creationDate: day,
      foundationDate: day,
      dueDate: day,
    }),
    optional(text(30), 'psrmType'),
    optional(fc.record({ from: day, to: day }), 'period'),
  )
  .map((parts) => Object.assign({}, ...parts) as Charge);

const writeDowns = fc.array(
  fc.record({
    writeDownId: fc.uuid(),
    receivableId: fc.uuid(),
    kind: fc.constantFrom('reduction' as const, 'cancellation' as const, 'reimbursement' as const),
    amountOre: fc.integer({ min: 1, max: 999_999_999_999_999 }),
  }),
  { maxLength: 5 },
);

const request = fc
  .record({
    charge,
    personal,
    writeDowns,
    accountId: fc.uuid(),
    requestId: fc.uuid(),
    transactionId: fc.uuid(),
  })
  .map((fields) => aRegistration(fields));

describe('a registration', () => {
  it('R31 is marked as a change of owner where another account takes a receivable over', () => {
    expect(asReadBy(aRegistration({ takesOver: true })).takesOver).toBe(true);
    expect(asReadBy(aRegistration()).takesOver).toBe(false);
    expect(xmlOf(aRegistration())).not.toContain('EjerskifteMarkering');
  });

  it('R32–R41 reaches a debtor system with everything it said, and validates', () => {
    fc.assert(
      fc.property(request, (asked) => {
        const got = asReadBy(asked);
        expect(got).toMatchObject({
          accountId: asked.accountId,
          requestId: asked.requestId,
          municipalityCvr: lane.municipalityCvr,
        });
        expect(got.charges).toEqual([chargeAsRead(asked)]);
        expect(got.writeDowns).toEqual(asked.writeDowns);
        expect(got.account).toEqual(partyAsRead(asked.personal.account));
        expect(got.liable).toEqual(partyAsRead(asked.personal.liable));
      }),
      { numRuns: 200 },
    );
  });

  it('holds a full charge: 999 lines of 255 characters', () => {
    const textLines = Array.from({ length: 999 }, (_, at) => `${at} `.padEnd(255, 'ø'));
    const got = asReadBy(
      aRegistration({
        personal: RegistrationPersonal.of({ account: aPerson, liable: aPerson, textLines }),
      }),
    );
    expect(got.charges[0]?.textLines).toEqual(textLines);
  });

  it('stands the contexts first, as the context model wants them', () => {
    const xml = xmlOf(aRegistration());
    expect(xml.indexOf('<ic:InvocationContext>')).toBeGreaterThan(0);
    expect(xml.indexOf('<ic:InvocationContext>')).toBeLessThan(xml.indexOf('<k:HovedOplysninger>'));
    expect(xml).toContain('<ic:ServiceUUID>e354a6d1-500b-49c6-916a-510623e12fba</ic:ServiceUUID>');
  });

  it.each<[string, PersonalFields, string]>([
    ['a line of 256 characters', { textLines: ['x'.repeat(256)] }, 'FordringTekstLinjeTekst'],
    [
      'a specification of 101',
      { specificationText: 'x'.repeat(101) },
      'FordringSpecifikationTekst',
    ],
    ['1000 lines', { textLines: Array.from({ length: 1000 }, () => 'x') }, 'FordringTekstLinje'],
    ['a control character', { textLines: ['a\u0007b'] }, 'FordringTekstLinjeTekst'],
    [
      'a number that is none',
      { account: { identifier: '12', identifierKind: 'cpr' } },
      'ØIRPartIdentifikation',
    ],
    ['a GLN that is none', { glnNumber: '579' }, 'DebitorKontaktinformationGLNNummer'],
  ])(
    'is not sent with %s in it; the element is named, the value is not',
    (_what, fields, place) => {
      const personalPart = RegistrationPersonal.of({
        account: aPerson,
        liable: aPerson,
        ...fields,
      });
      expect(() => xmlOf(aRegistration({ personal: personalPart }))).toThrow(
        expect.objectContaining({ name: UnsendableMessage.name, place }),
      );
    },
  );

  it('can be frozen as it is and thawed without a difference', () => {
    const asked = aRegistration();
    const frozen = JSON.stringify({ ...asked, personal: revealed(asked.personal) });
    const { personal: fields, ...rest } = JSON.parse(frozen) as RegistrationRequest;
    expect(xmlOf({ ...rest, personal: RegistrationPersonal.of(fields) })).toBe(xmlOf(asked));
  });

  it('prints no personal value', () => {
    const asked = aRegistration();
    expect(JSON.stringify(asked)).not.toContain(aPerson.identifier);
    expect(String(asked.personal)).toBe('[personal]');
  });
});

function chargeAsRead({
  charge: asked,
  personal: { textLines, specificationText, glnNumber },
}: RegistrationRequest): unknown {
  if (asked === undefined) throw new Error('no charge');
  const { receivableId, psrmType, amountOre, creationDate, foundationDate, dueDate, period } =
    asked;
  return {
    ...{ receivableId, amountOre, creationDate, foundationDate, dueDate },
    claimType: asked.claimTypeCode,
    ...(psrmType !== undefined && { psrmType }),
    textLines,
    ...(period && { periodFrom: period.from, periodTo: period.to }),
    ...(specificationText !== undefined && { specification: specificationText }),
    ...(glnNumber !== undefined && { glnNumber }),
  };
}

function partyAsRead(asked: Party | undefined): unknown {
  if (asked === undefined) throw new Error('no party');
  const { identifierKind, address, name, ...same } = asked;
  const named = name !== undefined || address !== undefined;
  return {
    ...same,
    kind: identifierKind,
    ...(name !== undefined && { name }),
    ...(named && { address: address ?? {} }),
  };
}
