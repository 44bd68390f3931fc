import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { eventually } from '@libs/testing';
import { agencyId, bodyOf } from '../wiring/parcels.fixture.js';
import { allRoles, DeskOfParcels, type Told } from './desk-of-parcels.fixture.js';

jest.setTimeout(240_000);

const canary = 'Kanariefugl 0101014XY9';
const reason = 'The library has withdrawn it.';

let desk: DeskOfParcels;
beforeAll(async () => {
  desk = await DeskOfParcels.open();
}, 60_000);
afterAll(() => desk.close(), 60_000);

type Listed = { readonly id: string; readonly fingerprint: string; readonly waiting: number };
const listed = ({ body }: Told): readonly Listed[] => body['messages'] as readonly Listed[];

/** A parcel that lacks its agency's form, so that it can't be handled; its place can be told. */
function spoilt(feeId: string, number = 1): Record<string, unknown> {
  const event = JSON.parse(bodyOf({ feeId, number }).toString()) as Record<string, unknown>;
  return { ...event, data: { agencyId, feeId, needs: canary, [canary]: canary } };
}

async function parked(feeId: string, behind = 0): Promise<Listed> {
  const followers = Array.from({ length: behind }, (_, i) => bodyOf({ feeId, number: i + 2 }));
  await desk.arrive(JSON.stringify(spoilt(feeId)), ...followers);
  let found: Listed | undefined;
  await eventually(async () => {
    const { body } = await desk.ask('GET', '/parked');
    const all = body['messages'] as (Listed & { readonly subject?: { readonly key: string } })[];
    found = all.find(({ subject }) => subject?.key === feeId);
    expect(found).toMatchObject({ waiting: behind });
  });
  if (found === undefined) throw new Error('Nothing is parked.');
  return found;
}

async function outcomesOf(id: string): Promise<readonly unknown[]> {
  const { body } = await desk.ask('GET', `/parked/audit?id=${id}`);
  const entries = body['entries'] as { readonly kind: string; readonly outcome: string }[];
  return entries.map(({ kind, outcome }) => [kind, outcome]).reverse();
}

describe('the desk over HTTP', () => {
  it('lists, groups and shows what is parked, without what it says', async () => {
    const { id, fingerprint } = await parked('shown', 1);
    const one = await desk.ask('GET', `/parked/${id}`);
    expect(one).toMatchObject({
      status: 200,
      body: {
        ...{ id, queue: 'parcels.sent', state: 'parked', number: 1, attempts: 1, waiting: 1 },
        subject: { kind: 'balance', scope: agencyId, key: 'shown' },
        reason: { code: 'message.invalid', text: expect.stringMatching(/^data\.needs: /) },
        content: { agencyId: '(string)', feeId: '(string)', needs: '(string)' },
      },
    });
    const groups = await desk.ask('GET', '/parked/groups');
    expect(groups.body).toEqual([expect.objectContaining({ fingerprint, count: 1, example: id })]);
    const found = await desk.ask('GET', `/parked?fingerprint=${fingerprint}&limit=1`);
    expect(listed(found).map((each) => each.id)).toEqual([id]);
    const next = await desk.ask('GET', `/parked?limit=1&after=${String(found.body['after'])}`);
    expect(next.body).toEqual({ messages: [] });
    for (const told of [one, groups, found])
      expect(JSON.stringify(told.body)).not.toMatch(/Kanarie|0101014XY9/);
  });

  it('hides names that are no names', async () => {
    const odd = { ...spoilt('odd'), id: canary, type: canary, source: `${canary} ${agencyId}` };
    await desk.arrive(JSON.stringify(odd));
    await eventually(async () => {
      const { body } = await desk.ask('GET', '/parked?reason=message.unknown-type');
      expect(body['messages']).toEqual([
        expect.objectContaining({ messageId: '(hidden)', source: '(hidden)', type: '(unknown)' }),
      ]);
    });
    const groups = await desk.ask('GET', '/parked/groups');
    expect(JSON.stringify(groups.body)).not.toMatch(/Kanarie|0101014XY9/);
  });

  it('lets one through again, says the same to whoever asks twice, and tells what it came to', async () => {
    const { id } = await parked('replayed');
    const told = await desk.ask('POST', `/parked/${id}/replay`);
    expect(told).toMatchObject({ status: 202, body: { id, standing: 'staged' } });
    await eventually(async () => {
      expect(await outcomesOf(id)).toEqual([
        ['replayed', 'staged'],
        ['replayed', 'parked'],
      ]);
    });
  });

  it('lets a group through again', async () => {
    const { fingerprint } = await parked('group');
    const { body } = await desk.ask('GET', `/parked?fingerprint=${fingerprint}`);
    const count = (body['messages'] as unknown[]).length;
    const told = await desk.ask('POST', '/parked/replay', { body: { fingerprint } });
    expect(told).toMatchObject({ status: 202, body: { staged: count } });
    const entries = await desk.ask('GET', `/parked/audit?act=${String(told.body['act'])}`);
    expect((entries.body['entries'] as unknown[]).length).toBeGreaterThanOrEqual(count);
  });

  it('puts an edited message in its place, once; every fault of it is named before', async () => {
    const { id } = await parked('edited', 1);
    const faulty = await desk.ask('PUT', `/parked/${id}`, { body: { ...spoilt('edited', 2) } });
    expect(faulty).toMatchObject({ status: 422, body: { code: 'input.invalid' } });
    const fields = (faulty.body['errors'] as { readonly field: string }[]).map(
      ({ field }) => field,
    );
    expect(fields).toEqual(['data.needs', 'id', 'sequence']);
    expect(await desk.ask('PUT', `/parked/${id}`)).toMatchObject({
      status: 422,
      body: { code: 'input.invalid' },
    });
    const mended = JSON.parse(bodyOf({ feeId: 'edited' }).toString()) as unknown;
    expect(await desk.ask('PUT', `/parked/${id}`, { body: mended })).toMatchObject({
      status: 202,
      body: { standing: 'staged' },
    });
    await eventually(async () => {
      expect((await desk.ask('GET', `/parked/${id}`)).status).toBe(404);
    });
    expect(await desk.ask('PUT', `/parked/${id}`, { body: mended })).toMatchObject({
      status: 409,
      body: { code: 'parked.dealt-with', detail: expect.stringContaining('applied') },
    });
    expect(await desk.ask('POST', `/parked/${id}/replay`)).toMatchObject({
      status: 200,
      body: { standing: 'over', outcome: 'applied' },
    });
    expect(await outcomesOf(id)).toEqual([
      ['edited', 'staged'],
      ['edited', 'applied'],
    ]);
  });

  it('gives one up with a reason, and a repeat of it is no error', async () => {
    const { id } = await parked('discarded', 1);
    const path = `/parked/${id}/discard`;
    for (const [bad, field] of [
      [{}, 'reason'],
      [{ reason: 'no' }, 'reason'],
      [{ reason: 'It was of 010101-4999 and wrong.' }, 'reason'],
    ] as const)
      expect(await desk.ask('POST', path, { body: bad })).toMatchObject({
        status: 422,
        body: { errors: [{ field }] },
      });
    expect(await desk.ask('POST', path, { body: { reason } })).toMatchObject({
      status: 202,
      body: { standing: 'staged', remark: expect.stringContaining('personal') },
    });
    await eventually(async () => {
      expect((await outcomesOf(id)).at(-1)).toEqual(['discarded', 'discarded']);
    });
    expect(await desk.ask('POST', path, { body: { reason } })).toMatchObject({
      status: 200,
      body: { standing: 'over', outcome: 'discarded' },
    });
    const { body } = await desk.ask('GET', `/parked/audit?id=${id}`);
    expect((body['entries'] as unknown[]).at(-1)).toMatchObject({ by: 'desk', reason });
  });

  it('opens a message for who may edit it, and writes that down', async () => {
    const { id } = await parked('opened');
    const told = await desk.ask('GET', `/parked/${id}/body`);
    expect(JSON.parse(String(told.body['text']))).toMatchObject({
      data: spoilt('opened')['data'],
    });
    expect(await outcomesOf(id)).toEqual([['opened', 'seen']]);
  });

  it('shows gaps and skips them', async () => {
    await desk.arrive(bodyOf({ feeId: 'gap', number: 3 }));
    let id = '';
    await eventually(async () => {
      const { body } = await desk.ask('GET', '/parked/gaps?waitedSeconds=0');
      const [gap] = body as unknown as { readonly id: string }[];
      expect(gap).toMatchObject({ from: 1, to: 2, subject: { key: 'gap' } });
      id = gap?.id ?? '';
    });
    expect((await desk.ask('GET', '/parked/gaps')).body).toEqual([]);
    const told = await desk.ask('POST', `/parked/gaps/${id}/skip`, { body: { reason } });
    expect(told).toMatchObject({ status: 202, body: { standing: 'staged' } });
    await eventually(async () => {
      expect((await desk.ask('GET', `/parked/${id}`)).status).toBe(404); // applied
    });
  });

  it('knows nothing of what is nowhere', async () => {
    for (const id of [randomUUID(), 'nonsense'])
      for (const [method, path, body] of [
        ['GET', `/parked/${id}`],
        ['GET', `/parked/${id}/body`],
        ['POST', `/parked/${id}/replay`],
        ['POST', `/parked/${id}/discard`, { reason }],
        ['POST', `/parked/gaps/${id}/skip`, { reason }],
        ['PUT', `/parked/${id}`, spoilt('nowhere')],
      ] as const)
        expect(await desk.ask(method, path, { body })).toMatchObject({
          status: 404,
          body: { code: 'parked.unknown' },
        });
  });

  it.each([
    ['GET', '/parked?fingerprint=x', undefined, 'fingerprint'],
    ['GET', '/parked?limit=0', undefined, 'limit'],
    ['GET', '/parked?after=x', undefined, 'after'],
    ['GET', '/parked?since=yesterday', undefined, 'since'],
    ['GET', '/parked/audit?id=x', undefined, 'id'],
    ['POST', '/parked/replay', {}, 'fingerprint'],
    ['POST', '/parked/replay', { all: true, fingerprint: '0123456789abcdef' }, 'fingerprint'],
    ['POST', '/parked/replay', { all: false }, 'all'],
  ])('refuses %s %s by its field', async (method, path, body, field) => {
    expect(await desk.ask(method, path, { body })).toMatchObject({
      status: 422,
      body: { errors: [{ field }] },
    });
  });

  it.each([
    ['GET', '/parked', 'parked:read'],
    ['GET', '/parked/groups', 'parked:read'],
    ['GET', '/parked/gaps', 'parked:read'],
    ['GET', '/parked/x', 'parked:read'],
    ['GET', '/parked/audit', 'audit:read'],
    ['POST', '/parked/replay', 'parked:write'],
    ['POST', '/parked/x/replay', 'parked:write'],
    ['POST', '/parked/x/discard', 'parked:write'],
    ['POST', '/parked/gaps/x/skip', 'parked:write'],
    ['GET', '/parked/x/body', 'parked:edit'],
    ['PUT', '/parked/x', 'parked:edit'],
  ])('%s %s is for %s, held for every municipality', async (method, path, role) => {
    const roles = allRoles.filter((each) => each !== role);
    expect(await desk.ask(method, path, { roles })).toMatchObject({
      status: 403,
      body: { code: 'access.missing-role' },
    });
    expect(await desk.ask(method, path, { municipalities: ['615'] })).toMatchObject({
      status: 403,
      body: { code: 'access.other-municipality' },
    });
  });

  it('is described', async () => {
    const { body } = await desk.ask('GET', '/openapi.json');
    const paths = Object.keys(body['paths'] as object).filter((path) => path.startsWith('/parked'));
    expect(paths.sort()).toEqual([
      ...['/parked', '/parked/audit', '/parked/gaps', '/parked/gaps/{id}/skip', '/parked/groups'],
      ...['/parked/replay', '/parked/{id}', '/parked/{id}/body', '/parked/{id}/discard'],
      '/parked/{id}/replay',
    ]);
  });

  it('says nothing of what a message holds in the log', () => {
    const has = (what: RegExp): readonly string[] => desk.lines.filter((line) => what.test(line));
    expect(has(/A parked message was edited by hand/)).toHaveLength(1);
    expect(has(/Kanarie|0101014XY9|010101-4999/)).toEqual([]);
  });
});
