import 'reflect-metadata';
import type { webcrypto } from 'node:crypto';
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as x509 from '@peculiar/x509';

/** A certificate and its key, PEM. */
export type Pair = { readonly cert: string; readonly key: string };

export type Wanted = {
  /** As the subject's common name. */
  readonly name: string;
  readonly organisation?: string;
  /** Days from now; a negative end is the past. Default: from yesterday, for a year. */
  readonly fromDays?: number;
  readonly toDays?: number;
};

const algorithm = {
  ...{ name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' },
  ...{ publicExponent: new Uint8Array([1, 0, 1]), modulusLength: 2_048 },
};
const dayMs = 24 * 60 * 60 * 1_000;
let serial = 1;

/** Issues certificates for a test: for people who call, and for servers on the loopback. */
export class Authority {
  private constructor(
    private readonly name: string,
    private readonly keys: webcrypto.CryptoKeyPair,
    /** Its own certificate, PEM. */
    readonly pem: string,
  ) {}

  static async make(name = 'A test authority'): Promise<Authority> {
    const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
    const certificate = await x509.X509CertificateGenerator.createSelfSigned({
      ...{ name: `CN=${name}`, keys, signingAlgorithm: algorithm, serialNumber: nextSerial() },
      ...validity({ name }),
      extensions: [
        new x509.BasicConstraintsExtension(true, 1, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign, true),
      ],
    });
    return new Authority(name, keys, certificate.toString('pem'));
  }

  async issue(wanted: Wanted): Promise<Pair> {
    const keys = await crypto.subtle.generateKey(algorithm, true, ['sign', 'verify']);
    const organisation = wanted.organisation === undefined ? '' : `, O=${wanted.organisation}`;
    const certificate = await x509.X509CertificateGenerator.create({
      subject: `CN=${wanted.name}${organisation}, C=DK`,
      issuer: `CN=${this.name}`,
      publicKey: keys.publicKey,
      signingKey: this.keys.privateKey,
      signingAlgorithm: algorithm,
      serialNumber: nextSerial(),
      ...validity(wanted),
      extensions: [
        new x509.SubjectAlternativeNameExtension([
          { type: 'dns', value: 'localhost' },
          { type: 'ip', value: '127.0.0.1' },
        ]),
      ],
    });
    return { cert: certificate.toString('pem'), key: await pemOf(keys.privateKey) };
  }
}

/** A folder for certificates, as a secret that is mounted would be; files are replaced at one stroke. */
export class CertificateFolder {
  private readonly folder = mkdtempSync(join(tmpdir(), 'debitorbro-certificates-'));

  /** Writes a file and returns its path. */
  put(name: string, text: string): string {
    const path = join(this.folder, name);
    writeFileSync(`${path}.new`, text, { mode: 0o600 });
    renameSync(`${path}.new`, path);
    return path;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

function validity({ fromDays = -1, toDays = 365 }: Wanted): { notBefore: Date; notAfter: Date } {
  const now = Date.now();
  return {
    notBefore: new Date(now + fromDays * dayMs),
    notAfter: new Date(now + toDays * dayMs),
  };
}

async function pemOf(key: webcrypto.CryptoKey): Promise<string> {
  return x509.PemConverter.encode(await crypto.subtle.exportKey('pkcs8', key), 'PRIVATE KEY');
}

function nextSerial(): string {
  serial += 1;
  return serial.toString(16).padStart(4, '0');
}
