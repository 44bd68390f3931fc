import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { DeskClient } from '../../deploy/local/desk/desk-client.js';
import { readDeskOptions } from '../../deploy/local/desk/desk-options.js';
import { tableOf, type ToldGroup } from '../../deploy/local/desk/table.js';
import type { LibraryEvent } from '../journeys/street/events.fixture.js';
import { routingKeyOf } from '../journeys/street/events.fixture.js';
import { anAdult } from '../journeys/street/people.fixture.js';
import { Street } from '../journeys/street.fixture.js';
import { Stranger } from '../journeys/street/stranger.fixture.js';

jest.setTimeout(240_000);

const house = 'claim-intake';
const noFile = (): string => '';
const personal = { personIdentifier: '0101014XY9', name: 'Kanariefugl Planten' };
const plants = /0101014XY9|Kanariefugl|Planten/;

type Listed = {
  readonly id: string;
  readonly subject?: { readonly key: string };
  readonly waiting: number;
};

let street: Street;
let stranger: Stranger;
let desk: DeskClient;

beforeAll(async () => {
  const { street: opened, place } = await Street.openWithPlace();
  street = opened;
  stranger = await Stranger.at(place.amqpUrl);
  const url = street.urlOf(house);
  desk = DeskClient.of({ url, token: street.operatorToken }, 'no file');
});
afterAll(async () => {
  await stranger.close();
  await street.close();
});

/** As `npm run parked` asks. */
async function ask(...words: readonly string[]): Promise<unknown> {
  const { command } = readDeskOptions(words, noFile);
  return command.kind === 'ask' ? desk.ask(command.asked) : undefined;
}

/** The library says it wrongly. */
async function spoil(event: LibraryEvent, data: object): Promise<void> {
  const spoilt = { ...event, data: { ...event.data, ...data } };
  await stranger.publish('library.balances', routingKeyOf(event), JSON.stringify(spoilt));
}

function parkedOf(feeId: string, waiting: number): Promise<Listed> {
  return street.eventually(async () => {
    const { messages } = (await ask('list', house)) as { readonly messages: readonly Listed[] };
    expect(JSON.stringify(messages)).not.toMatch(plants);
    const found = messages.find(({ subject }) => subject?.key === feeId);
    expect(found).toMatchObject({ waiting, reason: { code: 'message.invalid' } });
    if (found === undefined) throw new Error('Nothing is parked.');
    return found;
  });
}

describe('a balance that the library tells wrongly', () => {
  it('is parked, seen, edited, and goes its way to the debtor system with all that came behind it', async () => {
    const agency = await street.agency();
    const fee = agency.fee({ patron: anAdult(personal) });
    const created = fee.created();
    const lowered = fee.amountChanged('30.00');
    await spoil(created, { amount: 'thirty' });
    await agency.tell(lowered);
    const { id } = await parkedOf(fee.feeId, 1);

    const groups = (await desk.ask({
      service: house,
      method: 'GET',
      path: '/parked/groups',
    })) as ToldGroup[];
    const table = tableOf(new Map([[house, groups]])).join('\n');
    expect(table).toContain('data.amount: ');
    const shown = await ask('show', house, id);
    expect(shown).toMatchObject({ content: { amount: '(string)', patron: { name: '(string)' } } });
    for (const each of [table, JSON.stringify(shown)]) expect(each).not.toMatch(plants);

    await expect(
      desk.ask({
        service: house,
        method: 'PUT',
        path: `/parked/${id}`,
        body: { ...created, subject: 'another' },
      }),
    ).rejects.toThrow('must stay as it is');
    const edited = await desk.ask({
      service: house,
      method: 'PUT',
      path: `/parked/${id}`,
      body: created,
    });
    expect(edited).toMatchObject({ standing: 'staged' });

    await fee.stands('accepted');
    await fee.answerTo(lowered);
    expect(await fee.found()).toBeDefined();
    const { entries } = (await ask('audit', house)) as { readonly entries: readonly object[] };
    expect(entries.slice(0, 2)).toMatchObject([
      { id, kind: 'edited', outcome: 'applied' },
      { id, kind: 'edited', outcome: 'staged', by: 'local-operator' },
    ]);
    expect(JSON.stringify(entries)).not.toMatch(plants);
  });

  it('is given up where it means nothing, and what came behind it is answered', async () => {
    const agency = await street.agency();
    const fee = agency.fee();
    await agency.hasAccepted(fee);
    const changed = fee.amountChanged('10.00');
    await spoil(changed, { newAmount: 10 });
    const cancelled = fee.cancelled();
    await agency.tell(cancelled);
    const { id } = await parkedOf(fee.feeId, 1);

    await ask('discard', house, id, '--reason', 'The library has taken it back.');

    await fee.answerTo(cancelled);
    expect(fee.answersTo(changed)).toEqual([]);
    expect(await ask('replay', house, id)).toMatchObject({
      standing: 'over',
      outcome: 'discarded',
    });
  });
});
