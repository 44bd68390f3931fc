import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { type Message, readMessage } from '@libs/soap';
import { Temporal } from '@libs/kernel';
import fc from 'fast-check';
import { channels } from '../../../../../simulators/debtor-systems/contract.js';
import {
  type Report as Sent,
  reportMessage,
} from '../../../../../simulators/debtor-systems/report.js';
import type { ReportAnswer } from '../../domain/judge-report.js';
import { names, reportSchema } from '../serviceplatform/contract.js';
import { aRequest, aService, ToldReceiver } from './report-service.fixture.js';

const uuid = (nth: number): string => `6a1f0f5e-0000-4000-8000-${String(nth).padStart(12, '0')}`;

function aReport(changes: Partial<Sent> = {}): Sent {
  return {
    requestId: uuid(1),
    transactionId: uuid(2),
    sentAt: '2026-11-23T04:00:00Z',
    municipalityCvr: '29189889',
    accountId: uuid(3),
    movements: [
      {
        kind: 'covered',
        id: uuid(4),
        receivableId: uuid(5),
        amountOre: 23_000,
        registeredAt: '2026-11-23T03:00:00Z',
        effectiveDate: '2026-11-22',
        channel: 'mobilepay',
      },
    ],
    ...changes,
  };
}

async function answered(
  receiver: ToldReceiver,
  body: string | Buffer,
  contentType?: string,
): Promise<{ status: number; message: Message; body: string }> {
  const { status, body: text } = await aService(receiver).answer(aRequest(body, contentType));
  return { status, body: text, message: readMessage(Buffer.from(text), reportSchema, 65_536) };
}

function payloadOf({
  message,
}: {
  message: Message;
}): Extract<Message, { kind: 'payload' }>['payload'] {
  if (message.kind === 'fault') throw new Error(`a fault: ${message.fault.reason}`);
  return message.payload;
}

const kinds = ['covered', 'coverage-reversed', 'written-off', 'write-off-reversed'] as const;
const movement = fc
  .record({
    kind: fc.constantFrom(...kinds),
    id: fc.uuid(),
    receivableId: fc.uuid(),
    amountOre: fc.integer({ min: 0, max: 999_999_999_999_999 }),
    registeredAt: fc.constantFrom(
      '2026-03-29T02:30:00+01:00',
      '2026-11-23T03:00:00.123Z',
      '2026-12-31T23:59:59.999999999Z',
    ),
    effectiveDate: fc.constantFrom('2024-02-29', '2026-11-22'),
    originalId: fc.uuid(),
    channel: fc.constantFrom(...channels),
  })
  .map(({ originalId, channel, ...rest }) => ({
    ...rest,
    ...(rest.kind.endsWith('reversed') && { originalId }),
    ...(rest.kind === 'covered' && { channel }),
  }));

describe('R49 a report', () => {
  const logged: unknown[] = [];
  beforeAll(() => {
    jest.spyOn(Logger.prototype, 'error').mockImplementation((...said: unknown[]) => {
      logged.push(said);
    });
  });
  afterAll(() => {
    jest.restoreAllMocks();
  });

  it('of any movements is read as a debtor system wrote it', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(movement, { minLength: 1, maxLength: 30 }), async (movements) => {
        const receiver = new ToldReceiver();
        const { status } = await answered(receiver, reportMessage(aReport({ movements })));
        expect(status).toBe(200);
        const [report] = receiver.reports;
        expect(report).toMatchObject({
          requestId: uuid(1),
          transactionId: uuid(2),
          accountId: uuid(3),
          municipalityCvr: '29189889',
        });
        const came = report?.items.map(
          ({ transactionId, amount, registeredAt, effectiveDate, ...rest }) => ({
            ...rest,
            id: transactionId,
            amountOre: amount.ore,
            registeredAt: registeredAt.epochNanoseconds,
            effectiveDate: effectiveDate.toString(),
          }),
        );
        const went = movements.map((one) => ({
          ...one,
          registeredAt: Temporal.Instant.from(one.registeredAt).epochNanoseconds,
        }));
        expect(new Set(came)).toEqual(new Set(went));
      }),
    );
  });

  it('is answered only by what the receiver said, under the same conversation', async () => {
    const payload = payloadOf(await answered(new ToldReceiver(), reportMessage(aReport())));
    expect(payload.name).toBe('OpretDækningAfskrivning_O');
    expect(payload.required('HovedOplysningerSvar').textOf('TransaktionsId')).toBe(uuid(2));
    expect(payload.required('HovedOplysningerSvar').textOf('RequestId')).toBe(uuid(1));
    expect(payload.required('Debitorkonto').textOf('DebitorkontoIdentifikation')).toBe(uuid(3));
    expect(
      payload.required('DækningRegistreringAcceptStruktur').textOf('AccepteretUdenBemærkninger'),
    ).toBe('true');
  });

  it('R51 on an unknown receivable is refused with a pointer to it', async () => {
    const receiver = new ToldReceiver();
    const refusal = {
      code: 'unknown-receivable',
      title: 'Fordringen kendes ikke',
      pointer: { element: 'Fordring', id: uuid(5) },
    } as const;
    receiver.answer = { kind: 'rejected', refusals: [refusal] };
    const structure = payloadOf(await answered(receiver, reportMessage(aReport()))).required(
      'DækningRegistreringAfvisningStruktur',
    );
    expect(structure.textOf('DebitorKvitteringÅrsagIdentifikation')).toBe(
      names.receiptReasons['unknown-receivable'],
    );
    expect(structure.textOf('DebitorKvitteringÅrsagTitel')).toBe('Fordringen kendes ikke');
    expect(
      structure
        .required('DækningRegistreringResultatÅrsagReferenceStruktur')
        .textOf('FordringIdentifikation'),
    ).toBe(uuid(5));
  });

  it('in which some counted is accepted with a remark for each that did not', async () => {
    const receiver = new ToldReceiver();
    const pointers = [
      'FordringDækning',
      'FordringDækningNedregulering',
      'FordringAfskrivning',
      'FordringAfskrivningNedregulering',
    ];
    const refusals = pointers.map((element, nth) => ({
      code: 'amount-not-positive' as const,
      title: 'Beløbet',
      pointer: { element, id: uuid(nth) },
    }));
    receiver.answer = { kind: 'accepted-with-remarks', refusals } satisfies ReportAnswer;
    const structure = payloadOf(await answered(receiver, reportMessage(aReport()))).required(
      'DækningRegistreringAcceptStruktur',
    );
    const pointed = structure
      .all('DækningRegistreringResultatÅrsagReferenceStruktur')
      .map(({ children }) => [children[0]?.name, children[0]?.text]);
    expect(pointed).toEqual(
      pointers.map((element, nth) => [`${element}Identifikation`, uuid(nth)]),
    );
  });

  it('that cannot be stored now is not answered for: the debtor system comes again', async () => {
    const receiver = new ToldReceiver();
    receiver.answer = 'away';
    const { status, message } = await answered(receiver, reportMessage(aReport()));
    expect(status).toBe(503);
    expect(message).toMatchObject({
      kind: 'fault',
      fault: { code: 'Receiver', errors: [{ code: 'database.unavailable' }] },
    });
  });

  it('that meets a mistake of ours is not answered for either, and the mistake is not quoted', async () => {
    const receiver = new ToldReceiver();
    receiver.answer = 'broken';
    const { status, body } = await answered(receiver, reportMessage(aReport()));
    expect(status).toBe(503);
    expect(body).not.toContain('0100000000');
    expect(logged).not.toEqual([]);
    expect(JSON.stringify(logged)).not.toContain('0100000000');
  });

  const good = reportMessage(aReport());
  const secret = '0100000000';

  type Refused = readonly [
    what: string,
    status: number,
    code: string,
    body: string,
    contentType?: string,
  ];
  const refused: readonly Refused[] = [
    ['no XML at all', 400, 'not-xml', secret],
    ['a document type', 400, 'doctype', `<!DOCTYPE a [<!ENTITY b "${secret}">]><a>&b;</a>`],
    ['an entity', 400, 'not-xml', good.replace('<m:FordringDækning>', '<m:FordringDækning>&b;')],
    [
      'another namespace',
      400,
      'invalid',
      good.replaceAll('kombit.dk/2017/01/01', 'kombit.dk/2018/01/01'),
    ],
    [
      'SOAP 1.1',
      500,
      'not-soap-12',
      good.replace(
        'http://www.w3.org/2003/05/soap-envelope',
        'http://schemas.xmlsoap.org/soap/envelope/',
      ),
    ],
    ['text/xml', 415, 'wrong-content-type', good, 'text/xml; charset=utf-8'],
    ['no content type', 415, 'wrong-content-type', good, ''],
    ['more than the limit', 413, 'too-large', good + ' '.repeat(65_536)],
    ['an amount that is none', 400, 'invalid', good.replace('230.00', `${secret}x`)],
    ['an amount with three decimals', 400, 'invalid', good.replace('230.00', '230.001')],
    ['a negative amount', 400, 'invalid', good.replace('230.00', '-230.00')],
    ['a day that does not exist', 400, 'invalid', good.replace('2026-11-22', '2026-02-30')],
    [
      'a moment without a zone',
      400,
      'invalid',
      good.replace('2026-11-23T03:00:00Z', '2026-11-23T03:00:00'),
    ],
    [
      'nothing to report',
      400,
      'invalid',
      good.replace(/<m:FordringDækning>.*<\/m:FordringDækning>/s, ''),
    ],
    [
      'an answer instead of a request',
      400,
      'invalid',
      good.replaceAll('OpretDækningAfskrivning_I', 'Ping_O'),
    ],
    [
      'a fault instead of a request',
      400,
      'invalid',
      good.replace(
        /<m:OpretD.*_I>/s,
        '<env:Fault><env:Code><env:Value>env:Sender</env:Value></env:Code><env:Reason><env:Text xml:lang="en">x</env:Text></env:Reason></env:Fault>',
      ),
    ],
  ];

  it.each(refused.map((row) => ({ row, what: row[0] })))(
    'that is $what reaches nobody',
    async ({ row }) => {
      const [, status, code, body, contentType] = row;
      const receiver = new ToldReceiver();
      const got = await answered(receiver, body, contentType);
      expect(got).toMatchObject({
        status,
        message: { kind: 'fault', fault: { errors: [{ code }] } },
      });
      expect(got.body).not.toContain(secret);
      expect(receiver.reports).toEqual([]);
    },
  );

  it('may be a Ping, which is answered', async () => {
    const ping = good
      .replace(/<m:Debitorkonto>.*<\/m:FordringDækning>/s, '')
      .replaceAll('OpretDækningAfskrivning_I', 'Ping_I');
    expect(payloadOf(await answered(new ToldReceiver(), ping)).name).toBe('Ping_O');
  });
});
