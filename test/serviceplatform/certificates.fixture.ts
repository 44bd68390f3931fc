import { issuer as tokenIssuer } from '../../simulators/security-token-service/index.js';
import { Authority, CertificateFolder, type Pair } from './authority.fixture.js';

/** How the gateway knows the platform when it reports. */
export type Callback = 'certificate' | 'token';
export const callbackEntityId = 'urn:debitorbro:daekningafskrivningregistreringafsend:1';
export const platformSubject = 'CN=SP_TEST_Callback,O=KOMBIT,C=DK';

/** All that mutual TLS needs between the gateway and the platform, made for one spec. */
export class Certificates {
  readonly folder = new CertificateFolder();

  private constructor(
    readonly authority: Authority,
    readonly gateway: Pair,
    readonly callback: Pair,
    readonly platform: Pair,
    readonly caller: Pair,
    readonly tokenSigning: Pair,
  ) {}

  static async make(): Promise<Certificates> {
    const authority = await Authority.make();
    const [gateway, callback, platform, caller, tokenSigning] = await Promise.all([
      authority.issue({ name: 'Debitorbro_FKT', organisation: 'A library' }),
      authority.issue({ name: 'callback.library' }),
      authority.issue({ name: 'SP_TEST' }),
      authority.issue({ name: 'SP_TEST_Callback', organisation: 'KOMBIT' }),
      authority.issue({ name: 'ADG_TEST_Adgangsstyring' }),
    ]);
    return new Certificates(authority, gateway, callback, platform, caller, tokenSigning);
  }

  /** The gateway's settings for both doors. */
  settings(callback: Callback = 'certificate'): Record<string, string> {
    const { folder, authority } = this;
    this.putClient(this.gateway);
    return {
      SP_CLIENT_CERTIFICATE_FILE: folder.put('client.pem', this.gateway.cert),
      SP_CLIENT_KEY_FILE: folder.put('client.key', this.gateway.key),
      SP_CA_FILE: folder.put('ca.pem', authority.pem),
      SP_CALLBACK_PORT: '0',
      SP_CALLBACK_CERTIFICATE_FILE: folder.put('callback.pem', this.callback.cert),
      SP_CALLBACK_KEY_FILE: folder.put('callback.key', this.callback.key),
      SP_CERTIFICATES_CHECK_MS: '50',
      ...(callback === 'certificate' ? this.byCertificate() : this.byToken()),
    };
  }

  /** Whoever reports must show the platform's certificate. */
  byCertificate(): Record<string, string> {
    return {
      SP_CALLBACK_CA_FILE: this.folder.put('callback-ca.pem', this.authority.pem),
      SP_CALLBACK_SUBJECT: platformSubject,
    };
  }

  private byToken(): Record<string, string> {
    return {
      SP_CALLBACK_TOKEN_CERTIFICATE_FILE: this.folder.put('issuer.pem', this.tokenSigning.cert),
      SP_CALLBACK_TOKEN_ISSUER: tokenIssuer,
      SP_CALLBACK_TOKEN_AUDIENCE: callbackEntityId,
    };
  }

  /** Replaces what the gateway calls with. */
  putClient({ cert, key }: Pair): void {
    this.folder.put('client.key', key);
    this.folder.put('client.pem', cert);
  }
}
