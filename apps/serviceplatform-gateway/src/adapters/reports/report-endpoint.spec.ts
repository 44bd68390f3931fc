import type { IncomingMessage, ServerResponse } from 'node:http';
import { describe, expect, it } from '@jest/globals';
import type { CallbackSettings } from '../tls/callback.settings.js';
import type { CertificateSettings } from '../tls/certificate.settings.js';
import { ReportEndpoint } from './report-endpoint.js';
import type { ReportPages } from './report-pages.js';
import { settings } from './report-service.fixture.js';

/** What becomes of a report that comes from there. */
async function fateOf(
  remoteAddress: string,
  plainHttp: CertificateSettings['plainHttp'],
  callback: CallbackSettings = {},
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
  const door = new ReportEndpoint(pages, settings, { plainHttp } as CertificateSettings, callback);
  const request = { socket: { remoteAddress } } as unknown as IncomingMessage;
  await door.receive(request, {} as unknown as ServerResponse);
  return fate;
}

describe('the plain door for reports', () => {
  it.each([
    ['127.0.0.1', 'loopback', {}, 'taken'],
    ['10.0.0.7', 'loopback', {}, 'refused'],
    ['10.0.0.7', 'anywhere', {}, 'taken'],
    ['127.0.0.1', 'loopback', { port: 8443 }, 'refused'],
    ['10.0.0.7', 'anywhere', { port: 8443 }, 'refused'],
  ] as const)('from %s with plain HTTP from %s and %j: %s', async (...[from, http, door, fate]) => {
    expect(await fateOf(from, http, door)).toBe(fate);
  });
});
