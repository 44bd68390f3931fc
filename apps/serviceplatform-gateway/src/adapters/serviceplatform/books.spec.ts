import { describe, expect, it } from '@jest/globals';
import { type Message, MalformedMessage, readMessage, writeFault, writeMessage } from '@libs/soap';
import { control } from '../../../../../simulators/debtor-systems/control.js';
import { DebtorSystem } from '../../../../../simulators/debtor-systems/debtor-system.js';
import { aRegistration } from '../../../../../simulators/debtor-systems/registration.fixture.js';
import type { BookedReceivable } from '../../domain/booked-receivable.js';
import type { Part } from '../../ports/debtor-books.js';
import { names, querySchema, queryService } from './contract.js';
import { accountIn, accountsIn } from './read-books.js';
import { contextBranches } from './write-context.js';
import { accountBranch, accountsBranch } from './write-query.js';

const lane = { municipalityCode: '615', municipalityCvr: '29189889', endpoint: 'http://127.0.0.1' };
const ids = {
  requestId: crypto.randomUUID(),
  transactionId: crypto.randomUUID(),
  registeredAt: '2026-11-23T12:00:00Z',
};
const caller = {
  serviceAgreementUuid: crypto.randomUUID(),
  userSystemUuid: crypto.randomUUID(),
  userUuid: crypto.randomUUID(),
};
const all: Part = { after: undefined, itemsMax: 999 };

const question = (accountId?: string, part = all): string => {
  const contexts = contextBranches(ids, lane, { caller }, queryService);
  const branch =
    accountId === undefined
      ? accountsBranch(part, contexts)
      : accountBranch(accountId, part, contexts);
  return writeMessage(branch, querySchema);
};

/** What a debtor system answers, by its own reader and writer; both sides validate by the published schema. */
function answerOf(system: DebtorSystem, asked: string): string {
  const reaction = system.react(Buffer.from(asked), 'query');
  if (reaction.kind === 'drop') throw new Error('dropped');
  return reaction.body;
}

function messageOf(xml: string): Message {
  return readMessage(Buffer.from(xml), querySchema, 1024 * 1024);
}

function told(system: DebtorSystem, what: string, body: object) {
  const call = { method: 'POST', path: `/control/${what}`, query: new URLSearchParams() };
  return control(system, { ...call, text: JSON.stringify(body) });
}

function onAccount(system: DebtorSystem, accountId: string): readonly BookedReceivable[] {
  const message = messageOf(answerOf(system, question(accountId)));
  const outcome = accountIn(message, { ...ids, accountId });
  if (outcome.kind !== 'told') throw new Error(outcome.kind);
  return outcome.told.receivables;
}

describe('R53 what a debtor system has on its books', () => {
  it('is read with all that moved, in the kinds that we have for it', async () => {
    const system = new DebtorSystem('eg');
    const registration = aRegistration();
    const { accountId } = registration;
    const receivableId = registration.charges[0]?.receivableId ?? '';
    system.books.keep(registration);
    for (const [kind, amountOre] of [
      ['reduction', 1_000],
      ['cancellation', 2_000],
      ['reimbursement', 3_000],
    ] as const)
      system.books.keep({
        ...aRegistration({ accountId, charges: [], liabilities: [] }),
        writeDowns: [{ writeDownId: crypto.randomUUID(), receivableId, kind, amountOre }],
      });
    const idOf = async (what: string, amountKroner: string): Promise<string> =>
      ((await told(system, what, { receivableId, amountKroner })).json as { id: string }).id;
    const paid = await idOf('pay', '250.00');
    const given = await idOf('write-off', '4.00');
    await told(system, 'reverse', { id: paid, amountKroner: '50.00' });
    await told(system, 'reverse', { id: given });

    const [there] = onAccount(system, accountId);

    expect(there).toMatchObject({ receivableId, outstandingOre: 23_000 - 6_000 - 20_000 });
    expect(there?.movements.map(({ kind, amountOre }) => [kind, amountOre])).toEqual([
      ['charge', 23_000],
      ['reduction', 1_000],
      ['cancellation', 2_000],
      ['reimbursement', 3_000],
      ['coverage', 25_000],
      ['coverage-reversal', 5_000],
      ['write-off', 400],
      ['write-off-reversal', 400],
    ]);
    for (const { registeredAt } of there?.movements ?? [])
      expect(Math.abs(Date.now() - registeredAt.epochMilliseconds)).toBeLessThan(60_000);
  });

  it('R51 is ours alone: no reminder fee, and no receivable that was born there', async () => {
    const system = new DebtorSystem('eg');
    const registration = aRegistration();
    const { accountId, municipalityCvr } = registration;
    const receivableId = registration.charges[0]?.receivableId ?? '';
    system.books.keep(registration);
    await told(system, 'remind', { receivableId, amountKroner: '100.00' });
    await told(system, 'invent', {
      ...{ accountId, municipalityCvr, amountKroner: '77.00', bornHere: true },
    });

    expect(onAccount(system, accountId)).toMatchObject([
      { receivableId, outstandingOre: 23_000, movements: [{ kind: 'charge' }] },
    ]);
  });

  it('R31 stands on one account: what says that it stands on another is not counted here', () => {
    const system = new DebtorSystem('eg');
    const registration = aRegistration();
    system.books.keep(registration);
    const { accountId } = registration;
    const xml = answerOf(system, question(accountId));
    const [before, after] = xml.split('<m:FordringBeløb>');
    const moved = `${String(before)}<m:FordringBeløb>${String(after).replace(accountId, crypto.randomUUID())}`;

    expect(moved).not.toBe(xml);
    expect(accountIn(messageOf(moved), { ...ids, accountId })).toMatchObject({
      told: { receivables: [] },
    });
  });

  it('is asked for in parts, from the mark that the former one ended with', () => {
    const system = new DebtorSystem('eg');
    for (let nth = 0; nth < 5; nth += 1) system.books.keep(aRegistration());
    const parts: string[] = [];
    let after: string | undefined;
    do {
      const outcome = accountsIn(
        messageOf(answerOf(system, question(undefined, { after, itemsMax: 2 }))),
        ids,
      );
      if (outcome.kind !== 'told') throw new Error(outcome.kind);
      parts.push(...outcome.told.accountIds);
      after = outcome.told.mark;
    } while (after !== undefined);

    expect(parts).toEqual(
      system.books
        .all()
        .map(({ accountId }) => accountId)
        .toSorted(),
    );
  });

  it('R54 is refused in the debtor system’s code, and an unknown account as that', async () => {
    const system = new DebtorSystem('eg');
    const accountId = crypto.randomUUID();
    const unknown = messageOf(answerOf(system, question(accountId)));
    expect(accountIn(unknown, { ...ids, accountId })).toMatchObject({
      ...{ kind: 'rejected', why: 'unknown-account' },
      code: names.receiptReasons['unknown-account'],
    });

    await told(system, 'behave', { manner: 'reject', service: 'query' });
    expect(accountsIn(messageOf(answerOf(system, question())), ids)).toEqual({
      ...{ kind: 'rejected', why: 'other' },
      code: names.receiptReasons.other,
    });
  });

  it('is not believed where it answers another question, or holds what is no moment', () => {
    const system = new DebtorSystem('eg');
    const registration = aRegistration();
    system.books.keep(registration);
    const { accountId } = registration;
    const xml = answerOf(system, question(accountId));
    const read = (text: string, of = accountId, as = ids): unknown =>
      accountIn(messageOf(text), { ...as, accountId: of });

    expect(() => read(xml, crypto.randomUUID())).toThrow(MalformedMessage);
    expect(() => read(xml, accountId, { ...ids, transactionId: crypto.randomUUID() })).toThrow(
      MalformedMessage,
    );
    expect(() => accountsIn(messageOf(xml), ids)).toThrow(MalformedMessage);
    const offset = xml.replace(/(<m:FordringRegistreringDatoTid>[^<]*)Z</, '$1+14:00<');
    expect(offset).not.toBe(xml);
    expect(read(offset)).toMatchObject({ kind: 'told' });
    const outstanding = xml.replace(/<m:RestanceBeløb>[^<]*/, '<m:RestanceBeløb>-1000000000000.00');
    expect(() => read(outstanding)).toThrow('an amount is too large');
  });

  it('may be a fault, which says whose it is', () => {
    const fault = { code: 'Receiver', reason: 'R', errors: [{ code: 'X-1', text: 'T' }] } as const;

    expect(accountsIn(messageOf(writeFault(fault, querySchema)), ids)).toEqual({
      ...{ kind: 'fault', whose: 'receiver', code: 'X-1' },
    });
  });
});

describe('a question to a debtor system', () => {
  it('names the service that is asked, and asks for settled accounts too', () => {
    const xml = question(crypto.randomUUID());

    expect(xml).toContain(`<ic:ServiceUUID>${names.services.query}</ic:ServiceUUID>`);
    expect(xml).toContain('<m:RestanceMarkering>false</m:RestanceMarkering>');
    expect(xml).toContain('<m:UdeladSupplerendeInformationMarkering>true<');
  });
});
