import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { KeySet, Sealer } from '@libs/sealing';
import type { ChannelModel, ConfirmChannel } from 'amqplib';
import { invented } from '../journeys/street/people.fixture.js';

type Json = Record<string, unknown>;
type Envelope = Json & { readonly type: string; readonly data: Json };

/** One municipality with a library, for one test. */
export type Municipality = {
  readonly code: string;
  readonly cvr: string;
  readonly agencyId: string;
};

/** A receivable that the mapper has told of. */
export type Raised = {
  readonly receivableId: string;
  readonly accountId: string;
  readonly liabilityId: string;
  readonly feeId: string;
  readonly of: Municipality;
};

export type Varied = {
  readonly amount?: string;
  readonly accountId?: string;
  readonly account?: object;
};

const golden = (name: string): Json =>
  JSON.parse(
    readFileSync(
      new URL(`../../libs/contracts/golden/dk.debitorbro.${name}.v1.json`, import.meta.url),
      'utf8',
    ),
  ) as Json;
const agreementGolden = golden('agreement.changed');
const raisedGolden = golden('receivable.raised');

/** Speaks as claim-intake and the receivable mapper do: agreements, and messages on receivables with their personal part sealed. */
export class Mapper {
  readonly keys = JSON.stringify({
    keys: [{ kty: 'oct', kid: 'of-a-test', k: randomBytes(32).toString('base64url') }],
  });
  private readonly sealer = new Sealer(KeySet.fromJwks(this.keys, 'sealing'));
  private readonly numbers = new Map<string, number>();
  private codes = 100;
  private ids = 0;
  /** With a seed, receivables get the same UUIDs in every run, and so the calls about them the same request ids. */
  seed: number | undefined;
  private channel: ConfirmChannel | undefined;

  async connect(broker: ChannelModel): Promise<void> {
    this.channel = await broker.createConfirmChannel();
  }

  /** A municipality whose debtor system is at `endpoint`. */
  async municipality(product: string, endpoint: string): Promise<Municipality> {
    this.codes += 1;
    const code = String(this.codes);
    const of = { code, cvr: invented.cvr(), agencyId: `DK-7${code}00` };
    const told = (agreementGolden['data'] as Json)['agreement'] as Json;
    const agreement = {
      ...told,
      municipalityCode: code,
      municipalityCvr: of.cvr,
      debtorSystem: { product, endpoint },
    };
    await this.publish('claims', `agreement.changed.${of.agencyId}`, {
      ...agreementGolden,
      ...{ source: `/claim-intake/${of.agencyId}`, subject: of.agencyId },
      ...{ id: `agreement/${of.agencyId}/1`, sequence: '1' },
      data: { agencyId: of.agencyId, version: 1, agreement, validFrom: '2026-01-01T00:00:00Z' },
    });
    return of;
  }

  async raise(of: Municipality, varied: Varied = {}): Promise<Raised> {
    const [raised] = await this.raiseMany(of, 1, varied);
    if (raised === undefined) throw new Error('nothing was raised');
    return raised;
  }

  /** Several at once; each on an account of its own unless `accountId` is given. */
  raiseMany(of: Municipality, count: number, varied: Varied = {}): Promise<Raised[]> {
    const { accountId } = varied;
    const accounts = Array.from({ length: count }, () => accountId ?? randomUUID());
    return this.raiseOn(of, accounts, varied);
  }

  /** One on each of these accounts, in this order. */
  async raiseOn(
    of: Municipality,
    accounts: readonly string[],
    varied: Varied = {},
  ): Promise<Raised[]> {
    const all = accounts.map((accountId) => ({
      receivableId: this.newId(),
      accountId,
      liabilityId: randomUUID(),
      feeId: randomUUID().slice(0, 13),
      of,
    }));
    for (const raised of all) this.send(this.charge(raised, varied));
    await this.channel?.waitForConfirms();
    return all;
  }

  /** A later write-down. */
  async writeDown(
    raised: Raised,
    kind: 'reduced' | 'cancelled' | 'reimbursed',
    amount: string,
  ): Promise<string> {
    const changeId = `${raised.feeId}-${kind}`;
    const reductionId = randomUUID();
    const changeType = 'dk.debitorbro.balance.amount-changed.v1';
    this.send(this.message(raised, kind, { reductionId, amount, changeId, changeType }));
    await this.channel?.waitForConfirms();
    return reductionId;
  }

  /** R31: the same person by another number, and on another account if one is given. */
  async changeDebtor(
    raised: Raised,
    identifier: string,
    accountId = raised.accountId,
  ): Promise<void> {
    const party = { identifier, identifierKind: 'cpr' };
    this.send(
      this.message(raised, 'debtor-changed', {
        ...{ accountId, formerAccountId: raised.accountId, formerLiabilityId: raised.liabilityId },
        ...{ liabilityId: randomUUID(), changeId: `${raised.feeId}-debtor` },
        changeType: 'dk.debitorbro.patron.identity-changed.v1',
        personal: this.sealed(raised, { account: party, liable: party }),
      }),
    );
    await this.channel?.waitForConfirms();
  }

  private newId(): string {
    if (this.seed === undefined) return randomUUID();
    this.ids += 1;
    const hash = createHash('sha256')
      .update(`${String(this.seed)} ${String(this.ids)}`)
      .digest('hex');
    const [, a, b, c, d, e] = /^(.{8})(.{4})(.{3})(.{3})(.{12})/.exec(hash) ?? [];
    return [a, b, `4${String(c)}`, `8${String(d)}`, e].join('-');
  }

  private charge(raised: Raised, { amount = '230.00', account }: Varied): Envelope {
    const person = { identifier: '0100000000', identifierKind: 'cpr' }; // nobody's: there is no such day
    const personal = {
      account: account ?? person,
      liable: account ?? person,
      specificationText: `Gebyrnr. ${raised.feeId}`,
      textLines: ['86-096 Kjær, Åse: Ørkenens & havets børn', `Gebyrnr. ${raised.feeId}`],
    };
    const { receivableId: _, ...told } = raisedGolden['data'] as Json;
    return this.message(raised, 'raised', {
      ...told,
      amount,
      warnings: [],
      ...this.placeOf(raised),
      personal: this.sealed(raised, personal),
    });
  }

  private message(raised: Raised, kind: string, told: Json): Envelope {
    const { receivableId } = raised;
    const number = (this.numbers.get(receivableId) ?? 0) + 1;
    this.numbers.set(receivableId, number);
    const { traceparent: _, ...frame } = raisedGolden;
    return {
      ...frame,
      type: `dk.debitorbro.receivable.${kind}.v1`,
      subject: receivableId,
      id: `receivable/${receivableId}/${String(number)}`,
      sequence: String(number),
      time: new Date().toISOString(),
      data: { ...this.placeOf(raised), ...told, needs: [] },
    };
  }

  private placeOf({ of, receivableId, accountId, liabilityId, feeId }: Raised): Json {
    const { code: municipalityCode, agencyId } = of;
    const basis = { 'claim-intake': 1, verification: 1 };
    const ids = { receivableId, accountId, liabilityId, feeId };
    return { ...ids, municipalityCode, agencyId, basis, agreementVersion: 1 };
  }

  private sealed({ receivableId }: Raised, personal: object): string {
    return this.sealer.seal(personal, `receivable//${receivableId}#personal`);
  }

  private send({ type, data, ...frame }: Envelope): void {
    const key = `${type.replace('dk.debitorbro.', '').replace('.v1', '')}.${String(data['municipalityCode'])}`;
    this.channel?.publish('receivables', key, bytesOf({ type, data, ...frame }), properties);
  }

  private async publish(exchange: string, key: string, message: Json): Promise<void> {
    this.channel?.publish(exchange, key, bytesOf(message), properties);
    await this.channel?.waitForConfirms();
  }
}

const properties = { persistent: true, contentType: 'application/cloudevents+json' } as const;
const bytesOf = (message: object): Buffer => Buffer.from(JSON.stringify(message));
