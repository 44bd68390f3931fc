import { AgreementSettings, instanceOf } from '@libs/contracts';
import { startService, type RunningService } from '@libs/host';
import { Commands } from '@libs/messaging';
import { connect, type ChannelModel, type ConfirmChannel } from 'amqplib';
import { ClaimIntakeModule } from '../../apps/claim-intake/src/claim-intake.module.js';
import { ClaimIntakeSettings } from '../../apps/claim-intake/src/claim-intake.settings.js';
import {
  ChangeAgreement,
  PutAgreement,
} from '../../apps/claim-intake/src/handlers/change-agreement.js';
import { PaymentReconciliationModule } from '../../apps/payment-reconciliation/src/payment-reconciliation.module.js';
import { PaymentReconciliationSettings } from '../../apps/payment-reconciliation/src/payment-reconciliation.settings.js';
import { ReceivableMapperModule } from '../../apps/receivable-mapper/src/receivable-mapper.module.js';
import { ReceivableMapperSettings } from '../../apps/receivable-mapper/src/receivable-mapper.settings.js';
import { ServiceplatformGatewayModule } from '../../apps/serviceplatform-gateway/src/serviceplatform-gateway.module.js';
import { ServiceplatformGatewaySettings } from '../../apps/serviceplatform-gateway/src/serviceplatform-gateway.settings.js';
import { VerificationModule } from '../../apps/verification/src/verification.module.js';
import { VerificationSettings } from '../../apps/verification/src/verification.settings.js';
import { aPlace } from '../../libs/messaging/src/place.fixture.js';
import { startDebtorSystems, type DebtorSystems } from '../../simulators/debtor-systems/index.js';

const keys = JSON.stringify({
  keys: [{ kty: 'oct', kid: 'test', k: Buffer.alloc(32, 7).toString('base64url') }],
});
const uuid = '6a1f0f5e-0000-4000-8000-000000000001';

export type Update = {
  readonly type: string;
  readonly source: string;
  readonly subject: string;
  readonly sequence: string;
  readonly data: Record<string, unknown>;
};

/** The five houses in one process, with a broker, databases and debtor systems of their own, and a library beside them. */
export class Street {
  readonly updates: Update[] = [];
  readonly log: string[] = [];

  private constructor(
    private readonly place: Awaited<ReturnType<typeof aPlace>>,
    readonly services: ReadonlyMap<string, RunningService>,
    readonly debtorSystems: DebtorSystems,
    private readonly broker: ChannelModel,
    private readonly channel: ConfirmChannel,
  ) {}

  static async open(): Promise<Street> {
    const place = await aPlace();
    const debtorSystems = await startDebtorSystems({ host: '127.0.0.1' });
    const lines: string[] = [];
    const shared = {
      HTTP_HOST: '127.0.0.1',
      AMQP_URL: place.amqpUrl,
      SEALING_KEYS: keys,
      HASH_KEYS: keys,
      OIDC_ISSUER: 'http://127.0.0.1:9',
      OIDC_AUDIENCE: 'debitorbro',
      SP_SERVICE_AGREEMENT_UUID: uuid,
      SP_USER_SYSTEM_UUID: uuid,
      SP_USER_UUID: uuid,
    };
    const houses = [
      ['claim-intake', ClaimIntakeModule, ClaimIntakeSettings],
      ['verification', VerificationModule, VerificationSettings],
      ['receivable-mapper', ReceivableMapperModule, ReceivableMapperSettings],
      ['serviceplatform-gateway', ServiceplatformGatewayModule, ServiceplatformGatewaySettings],
      ['payment-reconciliation', PaymentReconciliationModule, PaymentReconciliationSettings],
    ] as const;
    const services = new Map<string, RunningService>();
    for (const [name, module, settings] of houses) {
      const env = { ...shared, DATABASE_URL: await place.database(name.replaceAll('-', '_')) };
      services.set(
        name,
        await startService({ name, module, settings, env, writeLog: (line) => lines.push(line) }),
      );
    }
    const broker = await connect(place.amqpUrl);
    const channel = await broker.createConfirmChannel();
    const street = new Street(place, services, debtorSystems, broker, channel);
    street.log.push(...lines);
    lines.push = (...more: string[]) => street.log.push(...more);
    await street.listen();
    const gateway = services.get('serviceplatform-gateway');
    for (const url of Object.values(debtorSystems.urls))
      await fetch(`${url}/control/callback`, {
        method: 'PUT',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ url: gateway?.url }),
      });
    return street;
  }

  async agree(agencyId: string, settings: object): Promise<void> {
    const { app } = this.services.get('claim-intake') ?? {};
    if (app === undefined) throw new Error('claim-intake does not run');
    const event = new PutAgreement(agencyId, instanceOf(AgreementSettings, settings), 'a test');
    await app
      .get(Commands)
      .submit(app.get(ChangeAgreement), [
        { event, subject: { kind: 'agreement', scope: agencyId, key: agencyId } },
      ]);
  }

  async publish(...envelopes: readonly object[]): Promise<void> {
    for (const envelope of envelopes)
      this.channel.publish(
        'library.balances',
        'balance.event.DK-761500',
        Buffer.from(JSON.stringify(envelope)),
        { persistent: true, contentType: 'application/cloudevents+json' },
      );
    await this.channel.waitForConfirms();
  }

  /** What the library has heard of a balance, in the order of its stream. */
  heardOf(feeId: string): Update[] {
    return this.updates
      .filter(
        ({ data }) => (data['feeId'] === feeId && 'transfer' in data) || data['feeId'] === feeId,
      )
      .sort((a, b) => Number(a.sequence) - Number(b.sequence));
  }

  async close(): Promise<void> {
    await this.broker.close();
    await Promise.all([...this.services.values()].map((service) => service.stop()));
    await this.debtorSystems.stop();
    await this.place.dispose();
  }

  private async listen(): Promise<void> {
    const { queue } = await this.channel.assertQueue('library-backend.updates', {
      durable: true,
      arguments: { 'x-queue-type': 'quorum' },
    });
    await this.channel.bindQueue(queue, 'library.updates', '#');
    await this.channel.consume(queue, (message) => {
      if (message !== null) {
        this.updates.push(JSON.parse(message.content.toString()) as Update);
        this.channel.ack(message);
      }
    });
  }
}
