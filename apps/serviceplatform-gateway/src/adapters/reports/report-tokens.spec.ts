import { createPublicKey } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { Logger } from '@nestjs/common';
import { protectMessage, readMessage, type Trust } from '@libs/soap';
import { reportMessage } from '../../../../../simulators/debtor-systems/report.js';
import { assertion } from '../../../../../simulators/security-token-service/assertion.js';
import { Authority, type Pair } from '../../../../../test/serviceplatform/authority.fixture.js';
import { reportSchema } from '../serviceplatform/contract.js';
import { aRequest, aService, StoppedClock, ToldReceiver } from './report-service.fixture.js';

const cvr = '29189889';
const now = new StoppedClock().now();
const derOf = (pem: string): string => pem.replaceAll(/-----[A-Z ]+-----|\s/g, '');
const at = (seconds: number): string => now.add({ seconds }).toString();

let issuer: Pair;
let platform: Pair;
let stranger: Pair;
let trust: Trust;
const warned: unknown[] = [];

beforeAll(async () => {
  const authority = await Authority.make();
  [issuer, platform, stranger] = await Promise.all([
    authority.issue({ name: 'ADG' }),
    authority.issue({ name: 'SP' }),
    authority.issue({ name: 'Somebody' }),
  ]);
  const issuerKeys = [createPublicKey(issuer.cert)];
  trust = { issuer: 'urn:sts', audience: 'urn:us', issuerKeys };
  jest.spyOn(Logger.prototype, 'warn').mockImplementation((said: unknown) => {
    warned.push(said);
  });
});
beforeEach(() => {
  warned.length = 0;
});
afterAll(() => {
  jest.restoreAllMocks();
});

/** A report that names this municipality, or none. */
function aReport(municipalityCvr = cvr): string {
  const uuid = (nth: number): string => `6a1f0f5e-0000-4000-8000-00000000000${String(nth)}`;
  const amounts = { amountOre: 23_000, registeredAt: at(-60), effectiveDate: '2026-11-22' };
  return reportMessage({
    requestId: uuid(1),
    transactionId: uuid(2),
    sentAt: at(0),
    municipalityCvr,
    accountId: uuid(3),
    movements: [{ kind: 'covered', id: uuid(4), receivableId: uuid(5), ...amounts }],
  });
}

/** The report as the platform would protect it, for the authority that the token is for. */
function protectedBy(report: string, by = platform, audience = 'urn:us'): string {
  const xml = assertion({
    ...issuer,
    ...{ issuer: 'urn:sts', audience, cvr, certificate: derOf(platform.cert) },
    notBefore: new Date(at(-1)),
    notOnOrAfter: new Date(at(60)),
  });
  return protectMessage(report, {
    address: { to: 'https://us', action: 'urn:do', messageId: crypto.randomUUID() },
    validity: { from: at(0), until: at(300) },
    token: { xml, id: / ID="([^"]+)"/.exec(xml)?.[1] ?? '' },
    key: by.key,
  });
}

async function answered(receiver: ToldReceiver, body: string) {
  const { status, body: text } = await aService(receiver, trust).answer(aRequest(body));
  return { status, text, message: readMessage(Buffer.from(text), reportSchema, 65_536) };
}

describe('a report that must carry a token', () => {
  it('is taken when it does, and is of the authority that the token is for', async () => {
    const receiver = new ToldReceiver();
    expect((await answered(receiver, protectedBy(aReport()))).status).toBe(200);
    expect((await answered(receiver, protectedBy(aReport('')))).status).toBe(200);

    const came = receiver.reports.map(({ municipalityCvr }) => municipalityCvr);
    expect(came).toEqual([cvr, cvr]);
  });

  it.each<[string, () => string, string, string]>([
    ['no token', () => aReport(), 'FailedCheck', 'must be there once'],
    ['a stranger’s signature', () => protectedBy(aReport(), stranger), 'FailedCheck', 'is wrong'],
    [
      'a token for another service',
      () => protectedBy(aReport(), platform, 'urn:them'),
      'InvalidSecurityToken',
      'for another service',
    ],
    [
      'a token for another authority',
      () => protectedBy(aReport('55133018')),
      'InvalidSecurityToken',
      'for another authority',
    ],
    [
      'another amount than was signed',
      () => protectedBy(aReport()).replace('230.00', '239.00'),
      'FailedCheck',
      'was changed',
    ],
  ])('reaches nobody with %s', async (_, body, subcode, why) => {
    const receiver = new ToldReceiver();
    const { status, message, text } = await answered(receiver, body());

    expect(status).toBe(403);
    expect(message).toMatchObject({
      kind: 'fault',
      fault: { code: 'Sender', subcode, errors: [{ code: 'not-let-in' }] },
    });
    expect(text).toContain(why);
    expect(receiver.reports).toEqual([]);
    expect(warned).toEqual([expect.stringContaining(subcode)]);
  });

  it('hears nothing of what else is wrong before it is believed', async () => {
    const wrong = aReport().replace('230.00', 'gratis');
    const [strangers, platforms] = [
      await answered(new ToldReceiver(), wrong),
      await answered(new ToldReceiver(), protectedBy(wrong)),
    ];

    expect([strangers.status, platforms.status]).toEqual([403, 400]);
    expect(strangers.text).not.toContain('FordringDækning');
  });

  it('may bring no document type, signed or not', async () => {
    const body = `<!DOCTYPE a [<!ENTITY b "x">]>${protectedBy(aReport()).replace(/^<\?xml[^>]*>\s*/, '')}`;
    const { status, text } = await answered(new ToldReceiver(), body);

    expect(status).toBe(400);
    expect(text).toContain('doctype');
  });

  it('is not understood where no token is asked for', async () => {
    const request = aRequest(protectedBy(aReport()));
    const { status, body } = await aService(new ToldReceiver()).answer(request);

    expect(status).toBe(500);
    expect(body).toContain('MustUnderstand');
  });
});
