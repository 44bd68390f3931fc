import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  AgreementChanged,
  agreementNeed,
  AgreementSettings,
  ClaimPersonal,
  ClaimReleased,
  ClaimWrittenDown,
  instanceOf,
  Patron,
} from '@libs/contracts';
import { startService, type RunningService } from '@libs/host';
import { KeySet, Sealer } from '@libs/sealing';
import { aPlace, eventually, type Place } from '@libs/testing';
import { revealed } from '@libs/kernel';
import { connect, type ChannelModel } from 'amqplib';
import { ReceivableMapperModule } from './receivable-mapper.module.js';
import { ReceivableMapperSettings } from './receivable-mapper.settings.js';

const keys = JSON.stringify({
  keys: [{ kty: 'oct', kid: 'test', k: Buffer.alloc(32, 7).toString('base64url') }],
});
const agencyId = 'DK-761500';
const code = 'd0c0de00-0000-4000-8000-000000000001';
const guarded = ['fee', 'compensation-acknowledged', 'compensation-unacknowledged'];

const agreement = instanceOf(AgreementSettings, {
  ...{
    municipalityCode: '615',
    municipalityCvr: '29189889',
    name: 'Horsens',
    active: true,
    kind: 'public-library',
    cutOffDate: '2026-01-01',
    ageOfMajority: 18,
  },
  verification: { mode: 'none' },
  debtorSystem: { product: 'kmd-opus', endpoint: 'http://127.0.0.1:9/' },
  claimTypes: Object.fromEntries(
    guarded.flatMap((type) => [
      [type, { code, psrmType: 'XGEBYRX' }],
      [`${type}-minor-unguarded`, { code }],
    ]),
  ),
});

let place: Place;
let service: RunningService;
let broker: ChannelModel;
const heard: { readonly type: string; readonly data: Readonly<Record<string, unknown>> }[] = [];

beforeAll(async () => {
  place = await aPlace();
  const env = {
    ...{
      HTTP_HOST: '127.0.0.1',
      AMQP_URL: place.amqpUrl,
      DATABASE_URL: await place.databaseUrl('mapper'),
      SEALING_KEYS: keys,
      HASH_KEYS: keys,
    },
    ...{ OIDC_ISSUER: 'http://127.0.0.1:9', OIDC_AUDIENCE: 'debitorbro' },
  };
  service = await startService({
    name: 'receivable-mapper',
    module: ReceivableMapperModule,
    settings: ReceivableMapperSettings,
    env,
    writeLog: () => undefined,
  });
  broker = await connect(place.amqpUrl);
  const channel = await broker.createChannel();
  const { queue } = await channel.assertQueue('heard', {
    durable: true,
    arguments: { 'x-queue-type': 'quorum' },
  });
  await channel.bindQueue(queue, 'receivables', '#');
  await channel.consume(queue, (message) => {
    if (message === null) return;
    heard.push(JSON.parse(message.content.toString()) as (typeof heard)[number]);
    channel.ack(message);
  });
}, 60_000);

afterAll(async () => {
  await broker.close();
  await service.stop();
  await place.dispose();
});

function envelope(
  type: string,
  subject: string,
  sequence: number,
  source: string,
  data: object,
): Buffer {
  const about = {
    specversion: '1.0',
    id: `${type} ${subject} ${String(sequence)}`,
    source,
    type: `dk.debitorbro.${type}.v1`,
    subject,
    time: '2026-11-20T08:00:00Z',
    sequence: String(sequence),
  };
  return Buffer.from(JSON.stringify({ ...about, data: revealed(data) }));
}

function released(feeId: string): object {
  const patron = Object.assign(new Patron(), {
    patronId: 'p',
    kind: 'person',
    personIdentifier: '0201701234',
  });
  const personal = new Sealer(KeySet.fromJwks(keys, 'test')).seal(
    revealed(Object.assign(new ClaimPersonal(), { patron, materials: [] })),
    `balance/${agencyId}/${feeId}#personal`,
  );
  const facts = {
    agencyId,
    feeId,
    municipalityCode: '615',
    agreementVersion: 1,
    type: 'fee',
    amount: '120.00',
    creationDate: '2026-11-20',
    patronId: 'p',
    patronKind: 'person',
  };
  return Object.assign(new ClaimReleased(), {
    ...facts,
    claimType: 'fee',
    liable: 'borrower',
    minor: false,
    personal,
    at: '2026-11-20T08:00:00Z',
    basis: { 'claim-intake': 1 },
    needs: [agreementNeed(agencyId, 1)],
  });
}

describe('the receivable mapper', () => {
  it('R43, R48 maps a claim and its lowering that arrive in one batch', async () => {
    const channel = await broker.createConfirmChannel();
    const changed = Object.assign(new AgreementChanged(), {
      agencyId,
      version: 1,
      agreement,
      validFrom: '2026-11-20T07:00:00Z',
    });
    const lowered = Object.assign(new ClaimWrittenDown(), {
      agencyId,
      feeId: '1',
      amount: '100.00',
      changeId: 'e2',
      changeType: 'dk.debitorbro.balance.amount-changed.v1',
      at: '2026-11-20T08:10:00Z',
    });
    channel.publish(
      'claims',
      `claim.released.${agencyId}`,
      envelope('claim.released', '1', 1, `/verification/${agencyId}`, released('1')),
    );
    channel.publish(
      'claims',
      `claim.written-down.${agencyId}`,
      envelope('claim.written-down', '1', 2, `/verification/${agencyId}`, lowered),
    );
    channel.publish(
      'claims',
      `agreement.changed.${agencyId}`,
      envelope('agreement.changed', agencyId, 1, `/claim-intake/${agencyId}`, changed),
    );
    await channel.waitForConfirms();
    await eventually(
      () => {
        expect(heard.map(({ type }) => type)).toEqual([
          'dk.debitorbro.receivable.raised.v1',
          'dk.debitorbro.receivable.reduced.v1',
        ]);
      },
      { withinMs: 10_000 },
    );
    expect(heard.map(({ data }) => data['amount'])).toEqual(['120.00', '100.00']);
    expect(heard[0]?.data['basis']).toEqual({ 'claim-intake': 1, verification: 1 });
    expect(heard[1]?.data['receivableId']).toBe(heard[0]?.data['receivableId']);
  }, 30_000);
});
