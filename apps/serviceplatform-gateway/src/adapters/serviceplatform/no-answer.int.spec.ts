import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { soapContentType } from '@libs/soap';
import { products } from '../../../../../simulators/debtor-systems/index.js';
import { OtherEnd } from './other-end.fixture.js';
import { aRegistration } from './registration.fixture.js';

let other: OtherEnd;

beforeAll(async () => {
  other = await OtherEnd.start();
});

afterEach(() => other.calm());

afterAll(() => other.stop());

describe('R55 without an answer', () => {
  it.each(products)(
    'after %s has committed, a repeat is told apart from a second charge, and it is kept once',
    async (product) => {
      await other.tell(product, 'behave', { manner: 'drop-after-commit', next: 1 });
      const request = aRegistration();
      await expect(other.gateway.register(request, other.lane(product))).resolves.toMatchObject({
        kind: 'no-answer',
        why: 'connection',
      });
      const repeated = await other.gateway.register(request, other.lane(product));
      const forgets = product === 'prisme-2009';
      expect(repeated).toMatchObject(
        forgets
          ? { kind: 'rejected', reasons: [{ kind: 'already-exists' }] }
          : { kind: 'accepted' },
      );
      expect(await other.held(product, request)).toHaveLength(1);
    },
  );

  it('in time, the outcome is unknown', async () => {
    await other.tell('eg', 'behave', { manner: 'slow', next: 1, slowMs: 5_000 });
    const request = aRegistration();
    await expect(other.gateway.register(request, other.lane('eg'))).resolves.toMatchObject({
      kind: 'no-answer',
      why: 'timeout',
    });
    expect(await other.held('eg', request)).toHaveLength(1);
  });

  it('while it trickles, the time is up all the same', async () => {
    const slow = await other.stranger((_request, response) => {
      response.writeHead(200, { 'content-type': soapContentType() });
      const drip = setInterval(() => response.write(' '), 50);
      response.once('close', () => {
        clearInterval(drip);
      });
    });
    await expect(other.gateway.register(aRegistration(), slow)).resolves.toMatchObject({
      kind: 'no-answer',
      why: 'timeout',
    });
  });

  it('because nobody is there, nothing was sent', async () => {
    const gone = await other.stranger(() => undefined);
    await other.calm();
    await expect(other.gateway.register(aRegistration(), gone)).resolves.toMatchObject({
      kind: 'no-answer',
      why: 'not-connected',
    });
  });

  it.each<[string, string, string | Buffer]>([
    ['a web page', 'text/html', '<html></html>'],
    ['no XML', soapContentType(), 'OK'],
    ['a document type', soapContentType(), '<!DOCTYPE a><a/>'],
    [
      'SOAP 1.1',
      soapContentType(),
      '<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body/></e:Envelope>',
    ],
    ['more than the limit', soapContentType(), Buffer.alloc(100_000, ' ')],
    ['nothing', soapContentType(), ''],
  ])('that can be read, but %s, the outcome is unknown', async (_what, type, body) => {
    const strange = await other.stranger((_request, response) =>
      response.writeHead(200, { 'content-type': type }).end(body),
    );
    await expect(other.gateway.register(aRegistration(), strange)).resolves.toMatchObject({
      kind: 'no-answer',
      why: 'unreadable',
    });
  });

  it('a Ping says so', async () => {
    await expect(other.gateway.ping(other.lane('eg'))).resolves.toBeUndefined();
    await other.tell('eg', 'behave', { manner: 'down' });
    await expect(other.gateway.ping(other.lane('eg'))).rejects.toMatchObject({
      code: 'serviceplatform.unavailable',
    });
  });

  it('of one municipality, another at the same address is served', async () => {
    await other.tell('eg', 'behave', {
      manner: 'slow',
      slowMs: 5_000,
      municipalityCvr: '29189889',
    });
    let given = 0;
    const busy = Array.from({ length: 12 }, async () => {
      await other.gateway.register(aRegistration(), other.lane('eg'));
      given += 1;
    });
    const neighbour = { ...other.lane('eg'), municipalityCode: '751', municipalityCvr: '55133018' };
    await expect(other.gateway.register(aRegistration(), neighbour)).resolves.toMatchObject({
      kind: 'accepted',
    });
    expect(given).toBe(0);
    await Promise.all(busy);
  });
});
