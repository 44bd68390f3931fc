import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SettingsFailure } from '@libs/config';
import { type Instant, SystemClock, Temporal } from '@libs/kernel';
import {
  Authority,
  CertificateFolder,
} from '../../../../../test/serviceplatform/authority.fixture.js';
import { CertificateFiles } from './certificate-files.js';
import { keysAt, readTrustedKeys } from './trusted-keys.js';

const variable = 'SP_CALLBACK_TOKEN_CERTIFICATE_FILE';
const folder = new CertificateFolder();
const now = Temporal.Now.instant();
const inDays = (days: number): Instant => now.add({ hours: 24 * days });
let authority: Authority;

beforeAll(async () => {
  authority = await Authority.make();
});
afterAll(() => {
  folder.remove();
});

/** A certificate from one day to another, in PEM. */
async function aCertificate(fromDays: number, toDays: number): Promise<string> {
  return (await authority.issue({ name: 'ADG', fromDays, toDays })).cert;
}

function read(text: string, at = now) {
  return readTrustedKeys({ variable, path: folder.put('issuer.pem', text) }, at);
}

function wrongWith(text: string): string {
  try {
    read(text);
    return '';
  } catch (error) {
    return error instanceof SettingsFailure ? error.message : '';
  }
}

describe('trusted certificates', () => {
  it('may be the former and the next: each is believed while it is valid', async () => {
    const [former, next] = [await aCertificate(-9, 2), await aCertificate(1, 9)];
    const held = read(`${former}\n${next}`);

    const counts = [0, 1.5, 3, 10].map((days) => keysAt(held, inDays(days)).length);
    expect(counts).toEqual([1, 2, 1, 0]);
    expect(held.expiresAt.epochMilliseconds).toBeGreaterThan(inDays(8).epochMilliseconds);
  });

  it('must hold one that is valid', async () => {
    expect(wrongWith(await aCertificate(-9, -1))).toContain(
      `${variable} names a certificate that expired on`,
    );
    expect(wrongWith(await aCertificate(1, 9))).toContain('names a certificate that is valid from');
    expect(wrongWith('nothing')).toContain('names a file without a certificate in PEM');
  });

  it('are taken into use when their file changes, and stay when it can not be used', async () => {
    const [former, next] = [await aCertificate(-1, 2), await aCertificate(-1, 9)];
    const path = folder.put('watched.pem', former);
    const clock = new SystemClock();
    const files = new CertificateFiles(
      'issuer',
      (at) => readTrustedKeys({ variable, path }, at),
      clock,
    );

    expect(files.refresh()).toBe(false);
    folder.put('watched.pem', next);
    expect(files.refresh()).toBe(true);
    folder.put('watched.pem', 'nothing');
    expect(() => files.refresh()).toThrow(SettingsFailure);
    expect(files.current.certs).toBe(next);
  });
});
