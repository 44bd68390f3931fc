import { Authority, CertificateFolder, type Pair } from './authority.fixture.js';

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
  settings(): Record<string, string> {
    const { folder, authority } = this;
    this.putClient(this.gateway);
    return {
      SP_CLIENT_CERTIFICATE_FILE: folder.put('client.pem', this.gateway.cert),
      SP_CLIENT_KEY_FILE: folder.put('client.key', this.gateway.key),
      SP_CA_FILE: folder.put('ca.pem', authority.pem),
      SP_CALLBACK_PORT: '0',
      SP_CALLBACK_CERTIFICATE_FILE: folder.put('callback.pem', this.callback.cert),
      SP_CALLBACK_KEY_FILE: folder.put('callback.key', this.callback.key),
      SP_CALLBACK_CA_FILE: folder.put('callback-ca.pem', authority.pem),
      SP_CALLBACK_SUBJECT: platformSubject,
      SP_CERTIFICATES_CHECK_MS: '50',
    };
  }

  /** Replaces what the gateway calls with. */
  putClient({ cert, key }: Pair): void {
    this.folder.put('client.key', key);
    this.folder.put('client.pem', cert);
  }
}
