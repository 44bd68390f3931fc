import { describe, expect, it } from '@jest/globals';
import { loadSettings, SettingsFailure } from '@libs/config';
import { LanesSettings } from './lanes/lanes.settings.js';
import { CallbackSettings } from './tls/callback.settings.js';
import { CertificateSettings } from './tls/certificate.settings.js';
import { TokenSettings } from './tokens/token.settings.js';

type Class =
  | typeof CallbackSettings
  | typeof CertificateSettings
  | typeof TokenSettings
  | typeof LanesSettings;

function faultsOf(of: Class, env: Record<string, string>): string[] {
  try {
    loadSettings<object>(of, env);
    return [];
  } catch (error) {
    if (!(error instanceof SettingsFailure)) throw error;
    return error.faults.map(({ variable, wrong }) =>
      `${variable} ${wrong}`.replace(/, not .*/, ''),
    );
  }
}

const callback = {
  SP_CALLBACK_PORT: '8443',
  SP_CALLBACK_CERTIFICATE_FILE: 'a',
  SP_CALLBACK_KEY_FILE: 'b',
  SP_CALLBACK_CA_FILE: 'c',
  SP_CALLBACK_SUBJECT: 'CN=d',
};

describe('the settings of certificates', () => {
  it('may be left out altogether, or be whole', () => {
    expect(faultsOf(CertificateSettings, {})).toEqual([]);
  });

  it('need a key with a certificate, and a certificate with a key', () => {
    expect(faultsOf(CertificateSettings, { SP_CLIENT_CERTIFICATE_FILE: 'a' })).toEqual([
      'SP_CLIENT_CERTIFICATE_FILE must be accompanied by SP_CLIENT_KEY_FILE',
    ]);
    expect(faultsOf(CertificateSettings, { SP_CLIENT_KEY_FILE: 'a' })).toEqual([
      'SP_CLIENT_KEY_FILE must be accompanied by SP_CLIENT_CERTIFICATE_FILE',
    ]);
  });

  it('know two places where plain HTTP may be', () => {
    expect(faultsOf(CertificateSettings, { SP_PLAIN_HTTP: 'never' })).toEqual([
      'SP_PLAIN_HTTP must be one of loopback, anywhere',
    ]);
  });
});

describe('the settings of who may report', () => {
  const { SP_CALLBACK_CA_FILE, SP_CALLBACK_SUBJECT, ...tls } = callback;
  const token = {
    SP_CALLBACK_TOKEN_CERTIFICATE_FILE: 'e',
    SP_CALLBACK_TOKEN_ISSUER: 'urn:sts',
    SP_CALLBACK_TOKEN_AUDIENCE: 'urn:us',
  };

  it.each([
    ['nobody over TLS', {}],
    ['the platform by its certificate', callback],
    ['the platform by a token', { ...tls, ...token }],
    ['the platform by both', { ...callback, ...token }],
    ['the platform by a token, at the plain port', token],
  ])('may name %s', (_, env) => {
    expect(faultsOf(CallbackSettings, env)).toEqual([]);
  });

  it.each(Object.keys(callback))('do not open the door by certificate without %s', (left) => {
    const { [left as keyof typeof callback]: _, ...rest } = callback;
    const faults = faultsOf(CallbackSettings, rest);

    expect(faults).not.toEqual([]);
    expect(faults.every((fault) => fault.includes(left))).toBe(true);
  });

  it('do not open the door to everybody', () => {
    expect(faultsOf(CallbackSettings, tls)).toEqual([
      'SP_CALLBACK_PORT must be accompanied by SP_CALLBACK_CA_FILE, SP_CALLBACK_SUBJECT',
    ]);
  });

  it('pin a subject whenever they ask for a certificate, also beside a token', () => {
    expect(faultsOf(CallbackSettings, { ...tls, ...token, SP_CALLBACK_CA_FILE })).toEqual([
      'SP_CALLBACK_CA_FILE must be accompanied by SP_CALLBACK_SUBJECT',
    ]);
    expect(faultsOf(CallbackSettings, { ...tls, ...token, SP_CALLBACK_SUBJECT })).toEqual([
      'SP_CALLBACK_SUBJECT must be accompanied by SP_CALLBACK_CA_FILE',
    ]);
  });

  it.each(Object.keys(token))('believe no token without %s', (left) => {
    const { [left as keyof typeof token]: _, ...rest } = token;
    const faults = faultsOf(CallbackSettings, { ...callback, ...rest });

    expect(faults).not.toEqual([]);
    expect(faults.every((fault) => fault.includes(left))).toBe(true);
  });
});

describe('the settings of the security model', () => {
  const uuid = '6a1f0f5e-0000-4000-8000-000000000001';
  const agreed = {
    SP_SERVICE_AGREEMENT_UUID: uuid,
    SP_USER_SYSTEM_UUID: uuid,
    SP_USER_UUID: uuid,
  };

  it('are the context model unless told otherwise', () => {
    expect(loadSettings(TokenSettings, agreed).securityModel).toBe('context');
  });

  it('need to know in the context model under which agreement is called', () => {
    expect(faultsOf(TokenSettings, {})).toEqual([
      'SP_SECURITY_MODEL must be accompanied by SP_SERVICE_AGREEMENT_UUID, SP_USER_SYSTEM_UUID, SP_USER_UUID',
    ]);
    expect(faultsOf(TokenSettings, { ...agreed, SP_USER_UUID: 'us' })).toEqual([
      'SP_USER_UUID must be a UUID in lower case',
    ]);
  });

  it('need to know where tokens come from, and for what', () => {
    expect(faultsOf(TokenSettings, { SP_SECURITY_MODEL: 'token' })).toEqual([
      'SP_SECURITY_MODEL must be accompanied by SP_STS_URL, SP_ENTITY_ID',
    ]);
    const rest = { SP_STS_URL: 'https://sts/', SP_ENTITY_ID: 'urn:x' };
    expect(faultsOf(TokenSettings, { SP_SECURITY_MODEL: 'token', ...rest })).toEqual([]);
  });

  it('take no token service that is reached in the open', () => {
    expect(faultsOf(TokenSettings, { ...agreed, SP_STS_URL: 'http://sts/' })).toEqual([
      'SP_STS_URL must be an address that begins with https://',
    ]);
  });
});

describe('the settings of lanes', () => {
  it('have no pace unless told one', () => {
    expect(loadSettings(LanesSettings, {})).toMatchObject({ callsMax: 16 });
    expect(loadSettings(LanesSettings, {}).callsPerSecond).toBeUndefined();
    expect(loadSettings(LanesSettings, { SP_LANE_CALLS_PER_SECOND: '0.5' }).callsPerSecond).toBe(
      0.5,
    );
    expect(faultsOf(LanesSettings, { SP_LANE_CALLS_PER_SECOND: '0' })).toHaveLength(1);
  });
});
