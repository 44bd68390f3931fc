import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { connect, type ChannelModel, type ConfirmChannel } from 'amqplib';
import { eventually } from '@libs/testing';
import { Street } from '../journeys/street.fixture.js';
import type { Agency } from '../journeys/street/agency.fixture.js';
import type { LibraryEvent } from '../journeys/street/events.fixture.js';
import { aCompany, aForeigner, anAdult, invented } from '../journeys/street/people.fixture.js';
import { HouseProcesses } from './house-processes.fixture.js';
import { aReceiver, aSpy, type Overheard } from './listening-posts.fixture.js';
import { Search, unheardOf, type Plants } from './plants.fixture.js';
import { ask, searchDataFolder, searchRows } from './postgres-search.fixture.js';

jest.setTimeout(240_000);

/** Invented people; each plant is a number or a word that nothing else has. */
const plants = {
  'CPR of a borrower': invented.cpr('1931-07-08'),
  'new CPR of the borrower': invented.cpr('1931-07-09'),
  'CPR of a child': invented.cpr('2015-08-09'),
  'CPR of a guardian': invented.cpr('1933-09-10'),
  'CPR of a rejected borrower': invented.cpr('1934-10-11'),
  'CPR that is echoed by a debtor system': invented.cpr('1935-11-12'),
  'CPR that a caller puts where none belongs': invented.cpr('1936-12-13'),
  'CPR in a malformed message': invented.cpr('1937-02-14'),
  'CPR of an agency that has not joined': invented.cpr('1938-03-15'),
  'CPR in plain between our houses': invented.cpr('1939-04-16'),
  'name of a borrower': unheardOf(),
  'street of a borrower': unheardOf(),
  'name of a child': unheardOf(),
  'name of a guardian': unheardOf(),
  'name of a company': unheardOf(),
  'name of a foreigner': unheardOf(),
  'name in a malformed message': unheardOf(),
  'title of a material': unheardOf(),
  'reason of a fee': unheardOf(),
} satisfies Plants;
type Alias = keyof typeof plants;

/** Danish letters beside it, so that its surroundings show how they were written. */
const called = (alias: Alias): string => `Ærø ${plants[alias]} Åberg`;
const control = { short: unheardOf(24), long: unheardOf(24), said: unheardOf(24) };

let street: Street;
let houses: HouseProcesses;
let collector: Awaited<ReturnType<typeof aReceiver>>;
let echo: Awaited<ReturnType<typeof aReceiver>>;
let spy: Awaited<ReturnType<typeof aSpy>>;
let library: { readonly broker: ChannelModel; readonly channel: ConfirmChannel };
let search: Search;
const answers: string[] = [];

beforeAll(async () => {
  collector = await aReceiver(() => ({ status: 200, type: 'application/json', body: '{}' }));
  echo = await aReceiver((body) => ({
    status: 500,
    type: 'application/soap+xml; charset=utf-8',
    body: faultThatEchoes(body),
  }));
  houses = new HouseProcesses({
    OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
    OTEL_TRACES_SAMPLER_ARG: '1',
    LOG_LEVEL: 'debug',
    SERVICE_INSTANCE: control.said,
  });
  street = await Street.open(houses.open);
  spy = await aSpy(houses.amqpUrl, ['claims', 'receivables', 'payments', 'library.updates']);
  const broker = await connect(houses.amqpUrl);
  library = { broker, channel: await broker.createConfirmChannel() };
  await liveThroughADay();
  await houses.stop();
  const made = await replacementsMade();
  expect(made.length).toBeGreaterThan(0);
  search = new Search({
    ...plants,
    ...Object.fromEntries(made.map((number, at) => [`replacement ${String(at)}`, number])),
  });
});
afterAll(async () => {
  await Promise.all([spy.close(), library.broker.close()]);
  await street.close();
  await Promise.all([collector.close(), echo.close()]);
});

/** Successes and failures of every kind, each with somebody's numbers and names in it. */
async function liveThroughADay(): Promise<void> {
  const opus = await street.agency();
  await goodFees(opus);
  await rejectedAndRepeated(opus);
  await refusedAndHeld(opus);
  await echoed();
  await malformedMessages(opus);
  await calledWithNumbers(opus);
}

async function goodFees(agency: Agency): Promise<void> {
  const patron = anAdult({
    personIdentifier: plants['CPR of a borrower'],
    name: called('name of a borrower'),
    address: { street: called('street of a borrower'), postalCode: '8700', city: 'Horsens' },
  });
  const fee = agency.fee({
    patron,
    reasonMessage: called('reason of a fee'),
    materials: [{ materialItemNumber: '1', title: called('title of a material') }],
  });
  const { receivableId } = await agency.hasAccepted(fee);
  const change = agency.identityChanged({
    ...patron,
    personIdentifier: plants['new CPR of the borrower'],
  });
  await agency.tell(change);
  await fee.answerTo(change);
  await agency.desk.pay(receivableId, '100.00');
  await street.eventually(() => {
    expect(fee.heardOf('balance.transaction-registered')).toHaveLength(1);
  });
  await agency.hasAccepted(
    agency.fee({
      patron: anAdult({
        personIdentifier: plants['CPR of a child'],
        name: called('name of a child'),
      }),
      guardian: {
        personIdentifier: plants['CPR of a guardian'],
        name: called('name of a guardian'),
        since: '2020-01-02',
      },
    }),
  );
  await agency.hasAccepted(
    agency.fee({ patron: aForeigner({ name: called('name of a foreigner') }) }),
  );
}

async function rejectedAndRepeated(agency: Agency): Promise<void> {
  await agency.desk.behave({ manner: 'reject', next: 1 });
  const rejected = agency.fee({
    patron: anAdult({ personIdentifier: plants['CPR of a rejected borrower'] }),
  });
  await agency.tell(rejected.created());
  await rejected.stands('rejected');
  for (const manner of ['accept-with-remarks', 'drop-after-commit', 'fault'] as const) {
    await agency.desk.behave({ manner, next: 1 });
    const fee = agency.fee({
      patron: anAdult({ personIdentifier: plants['CPR of a borrower'] }),
    });
    await agency.tell(fee.created());
    await street.eventually(() => {
      expect(String(fee.heardOf('balance.transfer-changed').at(-1)?.['transfer'])).toMatch(
        /^accepted/,
      );
    });
  }
}

async function refusedAndHeld(agency: Agency): Promise<void> {
  const { cvrNumber: _, ...company } = aCompany({ name: called('name of a company') });
  const held = agency.fee({ patron: company });
  const refused = agency.fee({
    patron: anAdult({ personIdentifier: plants['CPR of a borrower'] }),
  });
  await agency.tell(held.created(), refused.created());
  await held.stands('not-transferable');
  await refused.stands('accepted');
  await agency.tell(refused.amountChanged('999.00'));
  await street.eventually(() => {
    expect(refused.heardOf('balance.change-refused')).toHaveLength(1);
  });
}

async function echoed(): Promise<void> {
  const agency = street.agencyWithoutAgreement();
  const answer = await agency.put({
    debtorSystem: { product: 'kmd-opus', endpoint: echo.url },
  });
  expect(answer.status).toBe(200);
  const fee = agency.fee({
    patron: anAdult({ personIdentifier: plants['CPR that is echoed by a debtor system'] }),
  });
  await agency.tell(fee.created());
  await eventually(() => echo.received.length > 1); // it is tried again
}

async function malformedMessages(agency: Agency): Promise<void> {
  const cpr = plants['CPR in a malformed message'];
  const patron = anAdult({ personIdentifier: cpr, name: called('name in a malformed message') });
  const spoilt = (change: (event: LibraryEvent) => object): string =>
    JSON.stringify(change(agency.fee({ patron }).created()));
  const bodies = [
    `{"personIdentifier":"${cpr}"`,
    spoilt((event) => ({ ...event, type: 'dk.debitorbro.balance.invented.v1' })),
    spoilt(({ data: { amount: _, ...data }, ...event }) => ({ ...event, data })),
    spoilt((event) => ({ ...event, data: { ...event.data, amount: cpr } })),
    spoilt((event) => ({ ...event, data: { ...event.data, patron: cpr } })),
  ];
  for (const body of bodies)
    library.channel.publish(
      'library.balances',
      `balance.created.${agency.agencyId}`,
      Buffer.from(body),
      {
        persistent: true,
      },
    );
  const stranger = street.agencyWithoutAgreement();
  const unserved = stranger.fee({
    patron: anAdult({ personIdentifier: plants['CPR of an agency that has not joined'] }),
  });
  await stranger.tell(unserved.created());
  await unserved.stands('no-agreement');
  library.channel.publish(
    'claims',
    `claim.registered.${agency.agencyId}`,
    Buffer.from(plainClaim(agency)),
    {
      persistent: true,
      headers: { 'x-from': 'a test' },
    },
  );
  await library.channel.waitForConfirms();
  const databases = await houses.databases();
  for (const [house, count] of [
    ['claim-intake', bodies.length],
    ['verification', 1],
  ] as const)
    await eventually(async () => {
      const parked = await ask(
        databases.get(house) ?? '',
        `SELECT 1 FROM messaging.set_aside WHERE state = 'parked'`,
      );
      expect(parked).toHaveLength(count);
    });
}

/** As no service of ours would say it: people in plain. */
function plainClaim({ agencyId }: Agency): string {
  return JSON.stringify({
    specversion: '1.0',
    id: 'balance/plain/1',
    source: `/claim-intake/${agencyId}`,
    type: 'dk.debitorbro.claim.registered.v1',
    subject: 'plain',
    time: '2026-11-20T08:00:00Z',
    sequence: '1',
    data: {
      agencyId,
      feeId: 'plain',
      personal: { patron: { personIdentifier: plants['CPR in plain between our houses'] } },
    },
  });
}

async function calledWithNumbers({ agencyId }: Agency): Promise<void> {
  const cpr = plants['CPR that a caller puts where none belongs'];
  const calls: readonly Parameters<Street['ask']>[] = [
    ['GET', 'payment-reconciliation', `/balances/${agencyId}/${cpr}`],
    ['GET', 'payment-reconciliation', `/balances/${cpr}/1`],
    ['GET', 'claim-intake', `/balances?agencyId=${agencyId}&feeId=${cpr}&standing=${cpr}`],
    ['GET', 'claim-intake', `/${cpr}`],
    ['PUT', 'claim-intake', `/agreements/${cpr}`, { name: cpr, cutOffDate: cpr, [cpr]: cpr }],
    ['GET', 'verification', `/held?agencyId=${cpr}`],
    ['GET', 'verification', `/tasks?patronId=${cpr}`],
    ['POST', 'verification', `/held/${agencyId}/${cpr}/verify`, { why: cpr }],
    [
      'GET',
      'serviceplatform-gateway',
      `/deliveries?agencyId=${agencyId}&feeId=${cpr}&state=${cpr}`,
    ],
    ['POST', 'serviceplatform-gateway', `/deliveries/${cpr}/resend`, {}],
    ...(
      [
        'claim-intake',
        'verification',
        'receivable-mapper',
        'serviceplatform-gateway',
        'payment-reconciliation',
      ] as const
    ).flatMap((house): Parameters<Street['ask']>[] =>
      ['/health/live', '/health/ready', '/metrics', '/openapi.json'].map((path) => [
        'GET',
        house,
        path,
      ]),
    ),
    ['GET', 'verification', `/held`],
    ['GET', 'verification', `/held`, { accept: 'text/csv' }],
    ['GET', 'verification', `/tasks`],
    ['GET', 'serviceplatform-gateway', `/deliveries?agencyId=${agencyId}`],
    ['GET', 'claim-intake', `/balances?agencyId=${agencyId}`],
  ];
  for (const call of calls) answers.push(JSON.stringify(await street.ask(...call)));
  for (const body of reports(cpr)) answers.push(await reported(body));
}

function reports(cpr: string): readonly string[] {
  const envelope = (body: string): string =>
    `<e:Envelope xmlns:e="http://www.w3.org/2003/05/soap-envelope"><e:Body>${body}</e:Body></e:Envelope>`;
  return [
    cpr,
    `<${cpr}`,
    envelope(`<Invented xmlns="urn:${cpr}">${cpr}</Invented>`),
    `<!DOCTYPE e [<!ENTITY who "${cpr}">]>${envelope('<who>&who;</who>')}`,
  ];
}

async function reported(body: string): Promise<string> {
  const base = street.urlOf('serviceplatform-gateway');
  const answer = await fetch(`${base}/DaekningAfskrivningRegistreringAfsend/1`, {
    method: 'POST',
    headers: { 'content-type': 'application/soap+xml; charset=utf-8' },
    body,
  });
  return answer.text();
}

function faultThatEchoes(body: string): string {
  const text = body.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return `<e:Envelope xmlns:e="http://www.w3.org/2003/05/soap-envelope"><e:Body><e:Fault><e:Code><e:Value>e:Receiver</e:Value></e:Code><e:Reason><e:Text xml:lang="da">${text}</e:Text></e:Reason></e:Fault></e:Body></e:Envelope>`;
}

const assigned = 'dk.debitorbro.patron.replacement-assigned.v1';

async function replacementsMade(): Promise<string[]> {
  const told = spy.heard.filter(({ event }) => event.type === assigned);
  return told.map(({ event }) => String(event.data?.['personIdentifier']));
}

/** The contract lets the library hear of the numbers that we make; and one message is the test's own. */
function isMeantToShow({ event, whole }: Overheard): boolean {
  return event.type === assigned || whole.includes('"x-from":"a test"');
}

describe('nothing of a person shows in', () => {
  it('what the services write', () => {
    const written = [...houses.outputs()];
    expect(written.every(([, text]) => text.length > 1_000)).toBe(true);
    expect(written.flatMap(([name, text]) => search.in(name, text))).toEqual([]);
  });

  it('the spans that they export', () => {
    expect(collector.received.length).toBeGreaterThan(5);
    expect(collector.received.flatMap((body) => search.in('a span', body))).toEqual([]);
  });

  it('bodies, headers and routing keys on our exchanges', () => {
    const checked = spy.heard.filter((message) => !isMeantToShow(message));
    for (const exchange of ['claims', 'receivables', 'payments', 'library.updates'])
      expect(checked.some((message) => message.exchange === exchange)).toBe(true);
    expect(
      checked.flatMap(({ exchange, routingKey, whole }) =>
        search.in(`${exchange} ${routingKey}`, whole),
      ),
    ).toEqual([]);
  });

  it('what anybody is answered', () => {
    expect(answers.flatMap((answer) => search.in(answer.slice(0, 60), answer))).toEqual([]);
  });

  it('any row of any database, parked messages among them', async () => {
    for (const [house, url] of await houses.databases()) {
      const { found, bytes } = await searchRows(url, search);
      expect([house, found]).toEqual([house, []]);
      expect(bytes).toBeGreaterThan(1_000);
    }
  });

  it('any byte of the data folder of PostgreSQL', async () => {
    const { found, bytes } = await searchDataFolder(administrator(), search);
    expect(found).toEqual([]);
    expect(bytes).toBeGreaterThan(10_000_000);
  });
});

describe('the search itself finds', () => {
  const controls = new Search(control);

  it('a value in a short column on disk and in the rows, and one in a long column in the rows', async () => {
    const [url = ''] = (await houses.databases()).values();
    const long = `${'a long text that compresses well, '.repeat(2_000)}${control.long}${'x'.repeat(50_000)}`;
    await ask(
      url,
      `CREATE TABLE control (short text, long text); INSERT INTO control VALUES ('${control.short}', '${long}')`,
    );
    const rows = await searchRows(url, controls);
    expect(rows.found).toEqual([
      'public.control: short, as it is',
      'public.control: long, as it is',
    ]);
    const disk = await searchDataFolder(administrator(), controls);
    expect(disk.found.some((each) => each.endsWith(': short, as it is'))).toBe(true);
  });

  it('a value that a process writes, a span holds, or a message carries in its headers', async () => {
    for (const [house, written] of houses.outputs())
      expect(controls.in(house, written)).toEqual([`${house}: said, as it is`]);
    expect(controls.in('a span', collector.received.join())).toEqual(['a span: said, as it is']);
    const headers = { note: control.said };
    library.channel.publish('claims', 'nobody.hears', Buffer.from('{}'), { headers });
    await eventually(() => spy.heard.some(({ routingKey }) => routingKey === 'nobody.hears'));
    expect(controls.in('a message', spy.heard.at(-1)?.whole ?? '')).toEqual([
      'a message: said, as it is',
    ]);
  });

  it.each([
    ['UTF-16', Buffer.from(`x${control.said}`, 'utf16le')],
    ['base64', Buffer.from(Buffer.from(`x${control.said}yz`).toString('base64'))],
    ['base64url, elsewhere', Buffer.from(Buffer.from(`xy${control.said}z`).toString('base64url'))],
    ['hexadecimal', Buffer.from(Buffer.from(control.said).toString('hex'))],
  ])('a value in %s', (_, bytes) => {
    expect(controls.in('here', bytes)).not.toEqual([]);
  });

  it('a number with its hyphen, and Danish letters in their escapes', () => {
    const one = new Search({ number: '0102031234', name: 'Åse' });
    expect(one.in('here', '010203-1234')).toEqual(['here: number, as it is']);
    expect(one.in('here', '\\u00c5se')).toEqual(['here: name, escaped for JSON']);
    expect(one.in('here', '%C3%85se')).toEqual(['here: name, escaped for an address']);
    expect(one.in('here', Buffer.from('Åse', 'latin1'))).toEqual(['here: name, in latin1']);
  });
});

function administrator(): string {
  return process.env['TEST_DATABASE_URL'] ?? '';
}
