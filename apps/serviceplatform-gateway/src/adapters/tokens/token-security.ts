import { createPrivateKey } from 'node:crypto';
import { SettingsFailure } from '@libs/config';
import { TransientFailure } from '@libs/kernel';
import { protectMessage } from '@libs/soap';
import type { Lane } from '../../ports/debtor-system.js';
import type { CalledService } from '../serviceplatform/contract.js';
import {
  type Addressing,
  type Credentials,
  type Ground,
  Security,
} from '../serviceplatform/security.js';
import type { BoundToken, SecurityTokens } from './security-tokens.js';

/** How long a message may be believed after it was written. */
const messageLifeMs = 5 * 60 * 1_000;

/** Understands the token model: a SAML token says on whose behalf is called, and the signature that its holder calls. */
export class TokenSecurity extends Security {
  private readonly tokens = new WeakMap<Credentials, BoundToken>();

  /** @throws SettingsFailure if the client certificate is missing or its key can't sign by RSA. */
  constructor(
    private readonly cache: SecurityTokens,
    private readonly entityIds: Readonly<Record<CalledService['name'], string>>,
    ground: Ground,
  ) {
    super(ground);
    requireRsa(this.forConnection()?.key);
  }

  protected override async credentials(
    { municipalityCvr }: Lane,
    service: CalledService['name'],
  ): Promise<Credentials> {
    const keyPair = this.forConnection();
    if (keyPair === undefined) throw new TransientFailure('serviceplatform.certificate-missing');
    const bound = await this.cache.tokenFor(municipalityCvr, this.entityIds[service], keyPair);
    const credentials: Credentials = {
      authorityCvr: municipalityCvr,
      protect: (message, addressing) => this.protect(message, addressing, bound),
    };
    this.tokens.set(credentials, bound);
    return credentials;
  }

  override notBelieved(credentials: Credentials): boolean {
    const bound = this.tokens.get(credentials);
    if (bound !== undefined) this.cache.forget(bound);
    return bound !== undefined;
  }

  override close(): Promise<void> {
    return this.cache.close();
  }

  private protect(message: string, address: Addressing, { token, holder }: BoundToken): string {
    const now = this.ground.clock.now();
    const until = now.add({ milliseconds: messageLifeMs });
    const validity = { from: now.toString(), until: until.toString() };
    return protectMessage(message, { address, validity, token, key: holder.key });
  }
}

function requireRsa(key: string | undefined): void {
  if (key !== undefined && createPrivateKey(key).asymmetricKeyType === 'rsa') return;
  const wrong =
    key === undefined
      ? 'is missing (SP_SECURITY_MODEL is token: messages are signed with it)'
      : 'names a key that is not RSA, and the token model signs with RSA-SHA256';
  throw new SettingsFailure([
    { variable: 'SP_CLIENT_KEY_FILE', wrong, cure: 'Name the RSA key of the client certificate' },
  ]);
}
