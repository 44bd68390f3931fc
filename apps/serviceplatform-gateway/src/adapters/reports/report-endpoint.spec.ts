import type { IncomingMessage, ServerResponse } from 'node:http';
import { describe, expect, it } from '@jest/globals';
import type { CertificateSettings } from '../tls/certificate.settings.js';
import { ReportEndpoint } from './report-endpoint.js';
import type { ReportPages } from './report-pages.js';
import { settings } from './report-service.fixture.js';

/** What becomes of a report that comes from there. */
async function fateOf(
  remoteAddress: string,
  certificates: Pick<CertificateSettings, 'plainHttp'> & { readonly callbackPort?: number },
): Promise<string> {
  let fate = '';
  const pages = {
    report: () => {
      fate = 'taken';
      return Promise.resolve();
    },
    refuse: () => {
      fate = 'refused';
    },
  } as unknown as ReportPages;
  const door = new ReportEndpoint(pages, settings, certificates as CertificateSettings);
  const request = { socket: { remoteAddress } } as unknown as IncomingMessage;
  await door.receive(request, {} as unknown as ServerResponse);
  return fate;
}

describe('the plain door for reports', () => {
  it.each([
    ['127.0.0.1', { plainHttp: 'loopback' }, 'taken'],
    ['10.0.0.7', { plainHttp: 'loopback' }, 'refused'],
    ['10.0.0.7', { plainHttp: 'anywhere' }, 'taken'],
    ['127.0.0.1', { plainHttp: 'loopback', callbackPort: 8443 }, 'refused'],
    ['10.0.0.7', { plainHttp: 'anywhere', callbackPort: 8443 }, 'refused'],
  ] as const)('from %s with %j: %s', async (remoteAddress, certificates, fate) => {
    expect(await fateOf(remoteAddress, certificates)).toBe(fate);
  });
});
