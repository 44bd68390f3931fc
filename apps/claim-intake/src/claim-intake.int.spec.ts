import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { instanceOf, AgreementSettings } from '@libs/contracts';
import { startService, type RunningService } from '@libs/host';
import { Commands } from '@libs/messaging';
import { connect, type ChannelModel } from 'amqplib';
import { aPlace } from '../../../libs/messaging/src/place.fixture.js';
import { ClaimIntakeModule } from './claim-intake.module.js';
import { ClaimIntakeSettings } from './claim-intake.settings.js';
import { ChangeAgreement, PutAgreement } from './handlers/change-agreement.js';

const jwks = JSON.stringify({ keys: [{ kty: 'oct', kid: 'test', k: Buffer.alloc(32, 7).toString('base64url') }] });
const code = '3f1c9a52-0c3f-4b55-9a3e-0a2f2a7f7d01';
const settings = {
  municipalityCode: '615', municipalityCvr: '13748136', name: 'Horsens', active: true, kind: 'public-library', cutOffDate: '2026-01-01', ageOfMajority: 18,
  verification: { mode: 'none' }, debtorSystem: { product: 'kmd-opus', endpoint: 'http://127.0.0.1:1/' },
  claimTypes: Object.fromEntries(['fee', 'compensation-acknowledged', 'compensation-unacknowledged'].flatMap((type) => [[type, { code, psrmType: 'AAAAAAA' }], [`${type}-minor-unguarded`, { code }]])),
};

let place: Awaited<ReturnType<typeof aPlace>>;
let service: RunningService;
let broker: ChannelModel;
const heard: { type: string; data: Record<string, unknown> }[] = [];

beforeAll(async () => {
  place = await aPlace();
  service = await startService({
    name: 'claim-intake', module: ClaimIntakeModule, settings: ClaimIntakeSettings, writeLog: (line) => { if (!line.includes('"info"')) console.log(line); },
    env: { HTTP_HOST: '127.0.0.1', AMQP_URL: place.amqpUrl, DATABASE_URL: await place.database('intake'), SEALING_KEYS: jwks, HASH_KEYS: jwks, OIDC_ISSUER: 'http://127.0.0.1:9', OIDC_AUDIENCE: 'debitorbro' },
  });
  broker = await connect(place.amqpUrl);
  const channel = await broker.createChannel();
  const { queue } = await channel.assertQueue('', { exclusive: true });
  await channel.bindQueue(queue, 'claims', '#');
  await channel.consume(queue, (message) => { if (message) heard.push(JSON.parse(message.content.toString())); }, { noAck: true });
});
afterAll(async () => { await broker?.close(); await service?.stop(); await place?.dispose(); });

function created(feeId: string, more: object = {}): Buffer {
  return Buffer.from(JSON.stringify({ specversion: '1.0', id: feeId, source: '/library/DK-761500', type: 'dk.debitorbro.balance.created.v1', subject: feeId, time: '2026-11-20T08:00:00+01:00', sequence: '1',
    data: { agencyId: 'DK-761500', feeId, type: 'fee', amount: '230.00', creationDate: '2026-11-20', materials: [{ materialItemNumber: '1', title: 'Ærø rundt' }], patron: { patronId: 'p1', kind: 'person', personIdentifier: '0101901234', name: 'Gunhild' }, ...more } }));
}

describe('claim-intake', () => {
  it('R01 passes on what is created on or after the cut-off date', async () => {
    await service.app.get(Commands).submit(service.app.get(ChangeAgreement), [{ event: new PutAgreement('DK-761500', instanceOf(AgreementSettings, settings), 'me'), subject: { kind: 'agreement', scope: 'DK-761500', key: 'DK-761500' } }]);
    const channel = await broker.createConfirmChannel();
    channel.publish('library.balances', 'balance.created.DK-761500', created('1'));
    channel.publish('library.balances', 'balance.created.DK-761500', created('2', { creationDate: '2025-12-31' }));
    channel.publish('library.balances', 'balance.created.DK-761500', created('3', { creationDate: '2025-02-31' }));
    await channel.waitForConfirms();
    await new Promise((r) => setTimeout(r, 1500));
    console.log(JSON.stringify(heard, null, 1));
    expect(heard.length).toBe(3);
  });
});
