import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { reportSchema } from '../../simulators/debtor-systems/contract.js';
import { readMessage } from '@libs/soap';
import type { Pair } from './authority.fixture.js';
import type { Municipality, Raised } from './mapper.fixture.js';
import { aPayment, type Protected, ReportSender } from './report-sender.fixture.js';
import { World } from './world.fixture.js';

let world: World;
let town: Municipality;
let sender: ReportSender;
let stranger: Pair;

beforeAll(async () => {
  world = await World.open('token', { SP_TIMEOUT_MS: '10000' }, 'token');
  town = await world.municipality('kmd-opus');
  sender = new ReportSender(world.certificates, () => world.callbackUrl);
  stranger = await world.certificates.authority.issue({ name: 'Somebody' });
});

afterAll(() => world.close());

/** A receivable that the debtor system has accepted. */
async function accepted(): Promise<Raised> {
  const raised = await world.mapper.raise(town);
  await world.eventually(() => {
    expect(world.ear.answersOn(raised.receivableId)).toEqual(['accepted']);
  });
  return raised;
}

const movementsOn = ({ receivableId }: Raised): unknown[] =>
  world.ear.movementsOn(receivableId).map(({ data }) => data['transactionId']);

/** Whether the gateway has stored a movement. */
async function isStored(id: string): Promise<boolean> {
  const rows = await world.rows('SELECT 1 FROM report_item WHERE transaction_id = $1', [id]);
  return rows.length > 0;
}

function faultIn(body: string): unknown {
  const message = readMessage(Buffer.from(body), reportSchema, 65_536);
  return message.kind === 'fault' ? message.fault : undefined;
}

describe('a report that carries a token, over TLS without a certificate', () => {
  it('R49 R50 is taken: a payment and its reversal are told, each once', async () => {
    const raised = await accepted();
    const desk = world.desk('kmd-opus', town);
    const id = await desk.pay(raised.receivableId, '100.00', 'giro');
    await desk.reverse(id, '40.00');

    await world.eventually(() => {
      expect(world.ear.movementsOn(raised.receivableId)).toMatchObject([
        { type: 'dk.debitorbro.receivable.covered.v1', data: { amount: '100.00' } },
        { type: 'dk.debitorbro.receivable.coverage-reversed.v1', data: { originalId: id } },
      ]);
    });
    expect(world.tokens.service.issued).toContain(town.cvr);
    expect(await isStored(id)).toBe(true);
  });

  it('counts once, however often the very same message comes', async () => {
    const raised = await accepted();
    const { id, message } = aPayment(raised);
    const sent = sender.protect(message, town.cvr);

    const answers = [await sender.post(sent), await sender.post(sent), await sender.post(sent)];

    for (const { status, body } of answers) {
      expect(status).toBe(200);
      expect(body).toContain('AccepteretUdenBemærkninger');
    }
    const next = aPayment(raised);
    await sender.post(sender.protect(next.message, town.cvr));
    await world.eventually(() => {
      expect(movementsOn(raised)).toContain(next.id);
    });
    expect(movementsOn(raised)).toEqual([id, next.id]);
  });

  it.each<[string, () => Protected | undefined, string]>([
    ['no token', () => undefined, 'FailedCheck'],
    ['a token that a stranger made', () => ({ tokenBy: stranger }), 'FailedCheck'],
    ['a token of another issuer', () => ({ issuerName: 'urn:other' }), 'InvalidSecurityToken'],
    ['a token for another service', () => ({ audience: 'urn:other' }), 'InvalidSecurityToken'],
    ['a token for another municipality', () => ({ cvr: '55133018' }), 'InvalidSecurityToken'],
    ['a token that has expired', () => ({ tokenUntilMs: -1 }), 'InvalidSecurityToken'],
    ['a token that a stranger has found', () => ({ signedBy: stranger }), 'FailedCheck'],
    ['a timestamp of ten minutes ago', () => ({ writtenMs: -600_000 }), 'MessageExpired'],
  ])('is refused with %s: nothing is stored, nothing told', async (_, told, subcode) => {
    const raised = await accepted();
    const { id, message } = aPayment(raised);
    const how = told();
    const sent = how === undefined ? message : sender.protect(message, town.cvr, how);

    const { status, body } = await sender.post(sent);

    expect(status).toBe(403);
    expect(body).toContain(`<env:Value>wsse:${subcode}</env:Value>`);
    expect(faultIn(body)).toMatchObject({ code: 'Sender', subcode });
    expect(await isStored(id)).toBe(false);
    expect(movementsOn(raised)).toEqual([]);
  });

  it('is refused at the plain door, which is closed when there is this one', async () => {
    const { message } = aPayment(await accepted());
    const url = `${world.gateway.url}/DaekningAfskrivningRegistreringAfsend/1`;
    const headers = { 'content-type': 'application/soap+xml; charset=utf-8' };
    const body = sender.protect(message, town.cvr);

    expect((await fetch(url, { method: 'POST', body, headers })).status).toBe(403);
  });

  it('is believed by the issuer’s next certificate as soon as that is put in place', async () => {
    const { authority, folder } = world.certificates;
    const next = await authority.issue({ name: 'ADG_TEST_Adgangsstyring' });
    const { message } = aPayment(await accepted());
    const sent = sender.protect(message, town.cvr, { tokenBy: next });
    expect((await sender.post(sent)).status).toBe(403);

    folder.put('issuer.pem', `${next.cert}\n${world.certificates.tokenSigning.cert}`);

    await world.eventually(async () => {
      expect((await sender.post(sent)).status).toBe(200);
    });
    const former = sender.protect(aPayment(await accepted()).message, town.cvr);
    expect((await sender.post(former)).status).toBe(200);
  });
});

describe('a report where both a token and a certificate are asked for', () => {
  it('needs both', async () => {
    await world.restart(world.certificates.byCertificate());
    const { caller } = world.certificates;
    const { message } = aPayment(await accepted());
    const sent = sender.protect(message, town.cvr);

    await expect(sender.post(sent)).rejects.toThrow();
    expect((await sender.post(message, caller)).status).toBe(403);
    expect((await sender.post(sent, stranger)).status).toBe(403);
    expect((await sender.post(sent, caller)).status).toBe(200);
  });
});
