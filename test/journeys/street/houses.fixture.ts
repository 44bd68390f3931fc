import { randomBytes } from 'node:crypto';
import { startService, type RunningService } from '@libs/host';
import type { Place } from '@libs/testing';
import { ClaimIntakeModule } from '../../../apps/claim-intake/src/claim-intake.module.js';
import { ClaimIntakeSettings } from '../../../apps/claim-intake/src/claim-intake.settings.js';
import { PaymentReconciliationModule } from '../../../apps/payment-reconciliation/src/payment-reconciliation.module.js';
import { PaymentReconciliationSettings } from '../../../apps/payment-reconciliation/src/payment-reconciliation.settings.js';
import { ReceivableMapperModule } from '../../../apps/receivable-mapper/src/receivable-mapper.module.js';
import { ReceivableMapperSettings } from '../../../apps/receivable-mapper/src/receivable-mapper.settings.js';
import { ServiceplatformGatewayModule } from '../../../apps/serviceplatform-gateway/src/serviceplatform-gateway.module.js';
import { ServiceplatformGatewaySettings } from '../../../apps/serviceplatform-gateway/src/serviceplatform-gateway.settings.js';
import { VerificationModule } from '../../../apps/verification/src/verification.module.js';
import { VerificationSettings } from '../../../apps/verification/src/verification.settings.js';

const houses = [
  ['claim-intake', ClaimIntakeModule, ClaimIntakeSettings],
  ['verification', VerificationModule, VerificationSettings],
  ['receivable-mapper', ReceivableMapperModule, ReceivableMapperSettings],
  ['serviceplatform-gateway', ServiceplatformGatewayModule, ServiceplatformGatewaySettings],
  ['payment-reconciliation', PaymentReconciliationModule, PaymentReconciliationSettings],
] as const;

export type House = (typeof houses)[number][0];
export const houseNames: readonly House[] = houses.map(([name]) => name);

/** Running services, wherever they run. */
export type Houses = ReadonlyMap<House, Pick<RunningService, 'url' | 'stop'>>;
export type OpenHouses = (
  place: Place,
  issuer: string,
  writeLog: (line: string) => void,
) => Promise<Houses>;

const [sealingKeys, hashKeys] = [aKeySet(), aKeySet()];
const uuid = '6a1f0f5e-0000-4000-8000-000000000001';

/** The five services in this process, each on a database of its own. Log lines go to `writeLog`. */
export const openHouses: OpenHouses = async (place, issuer, writeLog) => {
  const shared = environmentOf(place, issuer);
  const started = await Promise.all(
    houses.map(async ([name, module, settings]) => {
      const env = { ...shared, DATABASE_URL: await place.databaseUrl(name) };
      return [name, await startService({ name, module, settings, env, writeLog })] as const;
    }),
  );
  return new Map(started);
};

/** What every house is told, but for its database. */
export function environmentOf(place: Place, issuer: string): Readonly<Record<string, string>> {
  return {
    HTTP_HOST: '127.0.0.1',
    AMQP_URL: place.amqpUrl,
    SEALING_KEYS: sealingKeys,
    HASH_KEYS: hashKeys,
    OIDC_ISSUER: issuer,
    OIDC_AUDIENCE: audience,
    SP_SERVICE_AGREEMENT_UUID: uuid,
    SP_USER_SYSTEM_UUID: uuid,
    SP_USER_UUID: uuid,
    RECONSIDER_EVERY_MS: '1000',
    RECONCILIATIONS_NIGHTLY: 'false',
  };
}

export const audience = 'debitorbro';

function aKeySet(): string {
  const key = { kty: 'oct', kid: 'of-a-test', k: randomBytes(32).toString('base64url') };
  return JSON.stringify({ keys: [key] });
}
