import { describe, expect, it } from '@jest/globals';
import { type Element, readMessage, writeMessage } from '@libs/soap';
import { control } from './control.js';
import { k, m, names, querySchema } from './contract.js';
import { DebtorSystem } from './debtor-system.js';
import { aRegistration } from './registration.fixture.js';

const cvr = '29189889';
const { segmentation, books, receivable } = names;

type Wanted = { readonly accountId?: string; readonly mark?: string; readonly itemsMax?: number };

function request(operation: string, { accountId, mark, itemsMax = 100 }: Wanted, of = cvr): Buffer {
  const message = m(`${operation}_I`, [
    k('HovedOplysninger', [
      k('TransaktionsId', 'a conversation'),
      k('TransaktionsTid', '2026-11-23T12:00:00Z'),
      k('AuthorityContext', [k('MunicipalityCVR', of)]),
    ]),
    accountId === undefined
      ? undefined
      : m(names.account.element, [m(names.account.id, accountId)]),
    accountId === undefined ? undefined : m('UdeladSupplerendeInformationMarkering', 'true'),
    m(names.query.outstandingOnly, 'false'),
    m(segmentation.element, [
      m.maybe(segmentation.mark, mark),
      m(segmentation.itemsMax, String(itemsMax)),
    ]),
  ]);
  return Buffer.from(writeMessage(message, querySchema));
}

/** What it answers, by the published schema. */
function asked(system: DebtorSystem, ...call: Parameters<typeof request>): Element {
  const reaction = system.react(request(...call), 'query');
  if (reaction.kind === 'drop') throw new Error('dropped');
  const message = readMessage(Buffer.from(reaction.body), querySchema, 1024 * 1024);
  if (message.kind === 'fault') throw new Error(message.fault.errors[0]?.code);
  return message.payload;
}

const accounts = (system: DebtorSystem, wanted: Wanted = {}, of?: string): Element =>
  asked(system, names.operations.findAccounts, wanted, of).required(books.accounts);
const account = (system: DebtorSystem, wanted: Wanted): Element =>
  asked(system, names.operations.readAccount, wanted).required(books.account);
const idsIn = (answer: Element): string[] =>
  answer.all(names.account.element).map((one) => one.textOf(names.account.id));

function told(system: DebtorSystem, what: string, body: object) {
  const call = { method: 'POST', path: `/control/${what}`, query: new URLSearchParams() };
  return control(system, { ...call, text: JSON.stringify(body) });
}

describe('R53 a debtor system that is asked what it has', () => {
  it('lists the accounts of one municipality in parts, each account once', () => {
    const system = new DebtorSystem('eg');
    for (let nth = 0; nth < 7; nth += 1) system.books.keep(aRegistration());
    system.books.keep(aRegistration({ municipalityCvr: '55133018' }));

    const parts: string[][] = [];
    let mark: string | undefined;
    do {
      const part = accounts(system, { itemsMax: 3, ...(mark !== undefined && { mark }) });
      parts.push(idsIn(part));
      mark = part.maybeTextOf(segmentation.mark);
    } while (mark !== undefined);

    expect(parts.map((ids) => ids.length)).toEqual([3, 3, 1]);
    const own = system.books.all(cvr).map(({ accountId }) => accountId);
    expect(parts.flat()).toEqual(own.toSorted());
    expect(accounts(system, {}, '11111111').children).toEqual([]);
  });

  it('tells everything that moved on a receivable, and when it registered it', async () => {
    const system = new DebtorSystem('eg');
    const registration = aRegistration();
    const [charge] = registration.charges;
    const { accountId } = registration;
    const receivableId = charge?.receivableId ?? '';
    system.books.keep(registration);
    system.hoursAhead = 24;
    const kind = 'reduction' as const;
    const writeDownId = crypto.randomUUID();
    const writeDowns = [{ writeDownId, receivableId, kind, amountOre: 3_000 }];
    system.books.keep(aRegistration({ accountId, charges: [], liabilities: [], writeDowns }));
    const paid = await told(system, 'pay', { receivableId, amountKroner: '250.00' });
    const { id } = paid.json as { id: string };
    await told(system, 'reverse', { id, amountKroner: '20.00' });
    await told(system, 'remind', { receivableId, amountKroner: '100.00' });

    const [there] = account(system, { accountId }).all(receivable.element);

    expect(there?.textOf(receivable.amount)).toBe('230.00');
    expect(there?.textOf(books.outstanding)).toBe('-30.00');
    expect(there?.textOf(names.account.id)).toBe(accountId);
    const [writeDown] = there?.all(names.writeDown.element) ?? [];
    expect(writeDown?.textOf(names.writeDown.reason)).toBe(names.writeDownReasons.reduction);
    const [coverage] = there?.all(names.coverage.element) ?? [];
    expect(coverage?.textOf(names.coverage.amount)).toBe('250.00');
    const [reversal] = there?.all(names.coverageReversal.element) ?? [];
    expect(reversal?.textOf(names.coverage.id)).toBe(id);
    const registered = [
      there?.textOf(receivable.registeredAt),
      writeDown?.textOf(names.writeDown.registeredAt),
    ].map((at) => Date.parse(at ?? ''));
    expect((registered[1] ?? 0) - (registered[0] ?? 0)).toBeGreaterThanOrEqual(24 * 3_600_000);
    expect(there?.all(names.reminderFee.element)).toHaveLength(1);
  });

  it('R31 shows a receivable that was taken over on its new account only', () => {
    const system = new DebtorSystem('eg');
    const registration = aRegistration();
    const receivableId = registration.charges[0]?.receivableId ?? '';
    const stays = aRegistration({ accountId: registration.accountId });
    system.books.keep(registration);
    system.books.keep(stays);
    const liabilities = [{ liabilityId: crypto.randomUUID(), receivableId, from: '2026-11-01' }];
    const moved = aRegistration({ charges: [], liabilities, takesOver: true });
    system.books.keep(moved);

    const on = (accountId: string): string[] =>
      account(system, { accountId })
        .all(receivable.element)
        .map((one) => one.textOf(receivable.id));
    expect(on(moved.accountId)).toEqual([receivableId]);
    expect(on(registration.accountId)).toEqual([stays.charges[0]?.receivableId]);
  });

  it('has other books than ours where a test wants it', async () => {
    const system = new DebtorSystem('eg');
    const [changed, forgotten] = [aRegistration(), aRegistration()];
    for (const each of [changed, forgotten]) system.books.keep(each);
    const idOf = ({ charges }: typeof changed): string => charges[0]?.receivableId ?? '';
    const { accountId } = changed;
    await told(system, 'change-amount', { receivableId: idOf(changed), amountKroner: '99.00' });
    await told(system, 'forget', { receivableId: idOf(forgotten) });
    await told(system, 'invent', {
      ...{ municipalityCvr: cvr, accountId, amountKroner: '7.00', bornHere: true },
    });

    expect(idsIn(accounts(system))).toEqual([accountId]);
    const there = account(system, { accountId }).all(receivable.element);
    expect(there.map((one) => one.textOf(receivable.amount)).toSorted()).toEqual(['7.00', '99.00']);
    expect(there.map((one) => one.maybeTextOf(books.bornThere)).toSorted()).toEqual([
      'true',
      undefined,
    ]);
  });

  it('refuses an account that it does not have, with a pointer to it', () => {
    const accountId = crypto.randomUUID();
    const answer = asked(new DebtorSystem('eg'), names.operations.readAccount, { accountId });
    const refusal = answer.required(books.rejected);

    expect(refusal.textOf(names.receipt.reasonCode)).toBe(names.receiptReasons['unknown-account']);
    expect(refusal.required(books.pointer).textOf(names.account.id)).toBe(accountId);
  });

  it('misbehaves as told, beside its registrations', async () => {
    const system = new DebtorSystem('eg');
    const findAccounts = request(names.operations.findAccounts, {});
    const reaction = async (manner?: string, service?: string) => {
      await told(system, 'behave', { manner, service, slowMs: 700 });
      return system.react(findAccounts, 'query');
    };

    expect(await reaction('fault', 'query')).toMatchObject({ kind: 'answer', status: 500 });
    expect(await reaction('slow', 'query')).toMatchObject({ status: 200, afterMs: 700 });
    expect(await reaction('drop-after-commit', 'query')).toEqual({ kind: 'drop' });
    expect(await reaction('down')).toEqual({ kind: 'drop' });
    expect(await reaction('fault')).toMatchObject({ status: 200, afterMs: 0 });
    await reaction('reject', 'query');
    const refused = asked(system, names.operations.findAccounts, {});
    expect(refused.required(books.rejected).textOf(names.receipt.reasonTitle)).toBe(
      'Forespørgslen blev afvist',
    );
  });
});
