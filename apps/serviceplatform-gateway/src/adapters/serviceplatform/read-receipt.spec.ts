import { describe, expect, it } from '@jest/globals';
import { MalformedMessage, readMessage } from '@libs/soap';
import type { Outcome } from '../../ports/debtor-system.js';
import { names, registrationSchema } from './contract.js';
import { outcomeOf } from './read-receipt.js';

const asked = {
  transactionId: 'b7a1d6f0-0000-4000-8000-000000000001',
  requestId: 'b7a1d6f0-0000-4000-8000-000000000002',
  accountId: 'b7a1d6f0-0000-4000-8000-000000000003',
  registeredAt: '2026-11-23T12:00:00Z',
};
const receivableId = 'b7a1d6f0-0000-4000-8000-000000000004';
const at = '2026-11-23T12:00:01.5+01:00';

const envelope = (body: string): string =>
  `<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Body>${body}</s:Body></s:Envelope>`;

function answer(verdict: string, said: Partial<typeof asked> & { element?: string } = {}): string {
  const { transactionId, requestId, accountId, element } = {
    ...asked,
    element: 'OpretDebitorkontoRegistrering_O',
    ...said,
  };
  return envelope(`<${element} xmlns="http://www.kombit.dk/2017/01/01/">
    <HovedOplysningerSvar xmlns="http://kombit.dk/xml/schemas/kontekst/2017/01/01/"><TransaktionsId>${transactionId}</TransaktionsId>
      <TransaktionsTid>2026-11-23T12:00:00Z</TransaktionsTid><RequestId>${requestId}</RequestId></HovedOplysningerSvar>
    <Debitorkonto><DebitorkontoIdentifikation>${accountId}</DebitorkontoIdentifikation></Debitorkonto>
    <BehandlingDatoTid>${at}</BehandlingDatoTid>${verdict}</${element}>`);
}

const reason = (code: string, pointer: string, local = ''): string =>
  `<DebitorKvitteringÅrsagIdentifikation>${code}</DebitorKvitteringÅrsagIdentifikation>
   <DebitorKvitteringÅrsagTitel>Årsag</DebitorKvitteringÅrsagTitel>
   <DebitorRegistreringResultatÅrsagReferenceStruktur>${pointer}</DebitorRegistreringResultatÅrsagReferenceStruktur>${local}`;

const local = `<ResultatLokalÅrsagStruktur><LokalÅrsagskode>G19-51</LokalÅrsagskode><LokalÅrsagstekst>Spørg Åse Øst</LokalÅrsagstekst></ResultatLokalÅrsagStruktur>`;
const pointsAtReceivable = `<FordringIdentifikation>${receivableId}</FordringIdentifikation>`;
const rejected = (inside: string): string =>
  `<DebitorRegistreringAfvisningStruktur>${inside}</DebitorRegistreringAfvisningStruktur>`;
const accepted = (inside: string): string =>
  `<DebitorRegistreringAcceptStruktur>${inside}</DebitorRegistreringAcceptStruktur>`;
const plainly = accepted('<AccepteretUdenBemærkninger>true</AccepteretUdenBemærkninger>');

function outcome(xml: string): Outcome {
  const message = readMessage(Buffer.from(xml), registrationSchema, 100_000);
  return outcomeOf(message, 'OpretDebitorkontoRegistrering_O', asked);
}

const other = names.receiptReasons.other;

describe('R54 a receipt', () => {
  it('accepts', () => {
    expect(outcome(answer(plainly))).toEqual({ kind: 'accepted', at });
  });

  it('accepts with remarks, each with its pointer and both texts', () => {
    const remarks =
      reason(other, pointsAtReceivable, local) +
      reason(other, '<JuridiskAnsvarligMarkering>true</JuridiskAnsvarligMarkering>');
    expect(outcome(answer(accepted(remarks)))).toMatchObject({
      kind: 'accepted-with-remarks',
      reasons: [
        {
          kind: 'other',
          code: other,
          title: 'Årsag',
          pointer: { element: 'receivable', id: receivableId },
          local: { code: 'G19-51', text: 'Spørg Åse Øst' },
        },
        { kind: 'other', code: other, title: 'Årsag', pointer: { element: 'liable-party' } },
      ],
    });
  });

  it('rejects, and says when it is because it has it already', () => {
    const exists = reason(names.receiptReasons['already-exists'], pointsAtReceivable);
    expect(outcome(answer(rejected(exists)))).toMatchObject({
      kind: 'rejected',
      at,
      reasons: [{ kind: 'already-exists' }],
    });
  });

  it.each([
    ['account', `<DebitorkontoIdentifikation>${receivableId}</DebitorkontoIdentifikation>`],
    [
      'write-down',
      `<FordringNedreguleringIdentifikation>${receivableId}</FordringNedreguleringIdentifikation>`,
    ],
    [
      'specification',
      `<FordringSpecifikationIdentifikation>${receivableId}</FordringSpecifikationIdentifikation>`,
    ],
    ['liability', `<HæftelseIdentifikation>${receivableId}</HæftelseIdentifikation>`],
  ])('can point at the %s', (element, pointer) => {
    expect(outcome(answer(rejected(reason(other, pointer))))).toMatchObject({
      reasons: [{ pointer: { element, id: receivableId } }],
    });
  });

  it('that points at a party gives no number away, and its own text prints a mask', () => {
    const pointer =
      '<ØIRPartStruktur><ØIRPartIdentifikationType>CPR</ØIRPartIdentifikationType><ØIRPartIdentifikation>0100000000</ØIRPartIdentifikation></ØIRPartStruktur>';
    const got = outcome(answer(rejected(reason(other, pointer, local))));
    expect(got).toMatchObject({ reasons: [{ pointer: { element: 'party' } }] });
    expect(JSON.stringify(got)).not.toMatch(/0100000000|Åse/);
  });

  it.each([
    ['of another conversation', { transactionId: 'another' }],
    ['to another call', { requestId: receivableId }],
    ['about another account', { accountId: receivableId }],
    ['of another operation', { element: 'AfslutHæftelse_O' }],
  ])('%s is not believed', (_what, said) => {
    expect(() => outcome(answer(plainly, said))).toThrow(MalformedMessage);
  });

  it.each([
    ['without a verdict', ''],
    ['with two', plainly + rejected(reason(other, pointsAtReceivable))],
    ['that rejects without a reason', rejected('')],
    ['that points nowhere', rejected(reason(other, ''))],
  ])('%s is not believed', (_what, verdict) => {
    expect(() => outcome(answer(verdict))).toThrow(MalformedMessage);
  });

  it('can be a fault, whose code is told and whose text prints a mask', () => {
    const detail = (
      code: string,
    ): string => `<s:Detail><f:ServiceplatformFault xmlns:f="http://serviceplatformen.dk/xml/schemas/ServiceplatformFault/1/">
      <f:ErrorList><f:Error><f:ErrorCode>${code}</f:ErrorCode><f:ErrorText>om 0100000000</f:ErrorText></f:Error></f:ErrorList></f:ServiceplatformFault></s:Detail>`;
    const fault = (inside: string): string =>
      envelope(
        `<s:Fault><s:Code><s:Value>s:Receiver</s:Value></s:Code><s:Reason><s:Text xml:lang="da">Fejl</s:Text></s:Reason>${inside}</s:Fault>`,
      );
    const got = outcome(fault(detail('SP-42')));
    expect(got).toMatchObject({
      kind: 'fault',
      code: 'SP-42',
      text: { text: 'Fejl · om 0100000000' },
    });
    expect(JSON.stringify(got)).not.toContain('0100000000');
    expect(outcome(fault(detail('0100000000')))).toMatchObject({ code: 'Receiver' });
    expect(outcome(fault(''))).toMatchObject({ code: 'Receiver' });
  });
});
