import { manners, type Order } from './behaviour.js';
import { type Receivable, sumsOf } from './books.js';
import { paceFrom } from './cadence.js';
import { type Moment, type Night, ordinaryNight } from './cashier.js';
import { type Channel, channels } from './contract.js';
import type { DebtorSystem } from './debtor-system.js';
import { fieldIn, namedIn, oreIn, textIn } from './order-fields.js';
import { type Report, type ReportedMovement, reportMessage } from './report.js';

export type Request = {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  /** JSON, or nothing. */
  readonly text: string;
};
type Asked = { readonly query: URLSearchParams; readonly body: unknown };
export type Told = { readonly status: number; readonly json: unknown };

type Act = (system: DebtorSystem, asked: Asked) => Told | Promise<Told>;

/** What a test may ask of a simulator, beside what the library's side may. */
const acts: Readonly<Record<string, Act>> = {
  'POST /control/behave': behave,
  'PUT /control/callback': callback,
  'PUT /control/claim-types': claimTypes,
  'POST /control/night': night,
  'PUT /control/cadence': cadence,
  'POST /control/pay': pay,
  'POST /control/write-off': writeOff,
  'POST /control/reverse': reverse,
  'POST /control/report-again': reportAgain,
  'POST /control/report': report,
  'POST /control/change-amount': changeAmount,
  'POST /control/forget': forget,
  'POST /control/invent': invent,
  'POST /control/remind': remind,
  'GET /control/summary': summary,
  'GET /control/pending': pending,
  'GET /control/receivables': receivables,
};

/** Obeys a control call. Answers 404 for an unknown one, 422 for one that makes no sense. */
export async function control(
  system: DebtorSystem,
  { method, path, query, text }: Request,
): Promise<Told> {
  const act = acts[`${method} ${path}`];
  if (act === undefined) return { status: 404, json: { error: 'no such control' } };
  try {
    return await act(system, { query, body: text === '' ? undefined : JSON.parse(text) });
  } catch (error) {
    return { status: 422, json: { error: error instanceof Error ? error.message : 'refused' } };
  }
}

function behave(system: DebtorSystem, { body }: Asked): Told {
  const order = (body ?? {}) as Order;
  const ordered = [
    ...(order.manner === undefined ? [] : [order.manner]),
    ...Object.keys(order.rates ?? {}),
  ];
  const strange = ordered.find((manner) => !manners.some((known) => known === manner));
  if (strange !== undefined) throw new Error(`manner must be one of ${manners.join(', ')}`);
  system.behaviour.obey(order);
  return done({ ordered: order });
}

async function callback(system: DebtorSystem, { body }: Asked): Promise<Told> {
  const url = textIn(body, 'url');
  await system.reporter.callTo(url);
  return done({ url });
}

function claimTypes(system: DebtorSystem, { body }: Asked): Told {
  const listed = fieldIn(body, 'claimTypes');
  system.setUpClaimTypes(Array.isArray(listed) ? listed.map(String) : undefined);
  return done({ claimTypes: listed ?? null });
}

function night(system: DebtorSystem, { body }: Asked): Told {
  system.nights += 1;
  const plan: Night = {
    ...ordinaryNight,
    seed: system.nights,
    ...((body ?? {}) as Partial<Night>),
  };
  const movements = system.pass(24, plan);
  const ore = movements.reduce(
    (sum, { kind, amountOre }) => (kind === 'covered' ? sum + amountOre : sum),
    0,
  );
  return done({ night: system.nights, movements: movements.length, coveredOre: ore });
}

/** The clock runs from now on: reports go by themselves. `{}` stops it. */
function cadence(system: DebtorSystem, { body }: Asked): Told {
  const asked = (body ?? {}) as Record<string, unknown>;
  if (Object.keys(asked).length === 0) system.cadence.stop();
  else system.cadence.start(paceFrom(asked, system.habits.reportsEveryHours));
  return done({ running: system.cadence.isRunning });
}

function pay(system: DebtorSystem, { body }: Asked): Told {
  const channel = (fieldIn(body, 'channel') ?? 'mobilepay') as Channel;
  if (!channels.includes(channel)) throw new Error(`channel must be one of ${channels.join(', ')}`);
  return onceById(system, namedIn(body, 'id'), (moment) =>
    system.cashier.pay(receivableIn(system, body), oreIn(body), channel, moment),
  );
}

function writeOff(system: DebtorSystem, { body }: Asked): Told {
  return onceById(system, namedIn(body, 'id'), (moment) =>
    system.cashier.writeOff(receivableIn(system, body), oreIn(body), moment),
  );
}

/** Whoever names it by an id may ask again after an answer that was lost. */
function onceById(
  system: DebtorSystem,
  told: string | undefined,
  act: (moment: Moment & { readonly id: string }) => ReportedMovement,
): Told {
  const id = told ?? crypto.randomUUID();
  const known = system.cashier.recorded(id);
  return known === undefined
    ? reportNow(system, act({ ...system.now(), id }))
    : done({ id, amountOre: known.amountOre });
}

function reverse(system: DebtorSystem, { body }: Asked): Told {
  const amountOre = fieldIn(body, 'amountKroner') === undefined ? undefined : oreIn(body);
  return onceById(system, namedIn(body, 'reversalId'), (moment) => {
    const movement = system.cashier.reverse(textIn(body, 'id'), moment, amountOre);
    if (movement === undefined) throw new Error('nothing left to reverse under that id');
    return movement;
  });
}

/** A report of its own, with a movement that has been reported before (R52). */
function reportAgain(system: DebtorSystem, { body }: Asked): Told {
  const movement = system.cashier.recorded(textIn(body, 'id'));
  if (movement === undefined) throw new Error('no movement under that id');
  return reportNow(system, movement);
}

/** Reports anything, true or not: a receivable of others, a reminder fee, a reversal before its original. Books stay as they are; only what the schema forbids is refused. */
function report(system: DebtorSystem, { body }: Asked): Told {
  const { at, day } = system.now();
  const listed = fieldIn(body, 'movements');
  if (!Array.isArray(listed) || listed.length === 0) throw new Error('movements must be a list');
  const movements = listed.map((one: unknown) => {
    const given = one as Partial<ReportedMovement> &
      Pick<ReportedMovement, 'kind' | 'receivableId'>;
    const usual = { id: crypto.randomUUID(), registeredAt: at, effectiveDate: day };
    return { ...usual, ...given, amountOre: oreIn(one) };
  });
  const cvr = fieldIn(body, 'municipalityCvr');
  const told: Report = {
    requestId: crypto.randomUUID(),
    transactionId: crypto.randomUUID(),
    sentAt: at,
    municipalityCvr: typeof cvr === 'string' ? cvr : '',
    accountId: textIn(body, 'accountId'),
    movements,
  };
  reportMessage(told);
  system.reporter.send(told);
  return done({ ids: movements.map(({ id }) => id) });
}

/** From here on its books and ours differ: nobody is told. */
function changeAmount(system: DebtorSystem, { body }: Asked): Told {
  const receivable = receivableIn(system, body);
  receivable.charge = { ...receivable.charge, amountOre: oreIn(body) };
  return done({ receivableId: receivable.charge.receivableId });
}

function forget(system: DebtorSystem, { body }: Asked): Told {
  const { receivableId } = receivableIn(system, body).charge;
  system.books.forget(receivableId);
  return done({ receivableId });
}

function invent(system: DebtorSystem, { body }: Asked): Told {
  const { day } = system.now();
  const told = (field: string): string =>
    fieldIn(body, field) === undefined ? crypto.randomUUID() : textIn(body, field);
  const charge = {
    ...{ receivableId: told('receivableId'), claimType: 'invented', amountOre: oreIn(body) },
    ...{ creationDate: day, foundationDate: day, dueDate: day, textLines: [] },
  };
  const municipalityCvr = textIn(body, 'municipalityCvr');
  const account = { kind: 'cpr', identifier: '0000000000' } as const;
  const bornHere = fieldIn(body, 'bornHere') === true;
  const on = { accountId: told('accountId'), municipalityCvr, bornHere, account };
  system.books.invent(charge, on);
  return done({ receivableId: charge.receivableId, accountId: on.accountId });
}

/** A reminder fee on a receivable: the debtor system's own business (R51). */
function remind(system: DebtorSystem, { body }: Asked): Told {
  const fee = { id: crypto.randomUUID(), amountOre: oreIn(body), registeredAt: system.now().at };
  receivableIn(system, body).reminderFees.push(fee);
  return done({ id: fee.id });
}

function summary(system: DebtorSystem, { query }: Asked): Told {
  const held = system.books
    .all(query.get('municipality') ?? undefined)
    .map((one) => ({ one, sums: sumsOf(one) }));
  const ore = (pick: (sums: ReturnType<typeof sumsOf>) => number): number =>
    held.reduce((sum, { sums }) => sum + pick(sums), 0);
  const count = (of: (one: Receivable) => number): number =>
    held.reduce((sum, { one }) => sum + of(one), 0);
  return done({
    product: system.product,
    nights: system.nights,
    hoursAhead: system.hoursAhead,
    cadenceReports: system.cadence.reports,
    receivables: { count: held.length, ore: ore(({ chargedOre }) => chargedOre) },
    writtenDown: {
      count: count(({ writeDowns }) => writeDowns.size),
      ore: ore(({ writtenDownOre }) => writtenDownOre),
    },
    covered: {
      count: count(({ coverages }) => coverages.length),
      ore: ore(({ coveredOre }) => coveredOre),
    },
    writtenOff: {
      count: count(({ writeOffs }) => writeOffs.length),
      ore: ore(({ writtenOffOre }) => writtenOffOre),
    },
    outstanding: { ore: ore(({ outstandingOre }) => outstandingOre) },
    ...reports(system),
  });
}

/** Without a look at the books: cheap enough to be asked all the time. */
function pending(system: DebtorSystem): Told {
  return done(reports(system));
}

function reports({ reporter }: DebtorSystem): {
  pendingReports: number;
  rejectedReports: number;
} {
  return { pendingReports: reporter.pending, rejectedReports: reporter.rejected };
}

function receivables(system: DebtorSystem, { query }: Asked): Told {
  const held = system.books.all(query.get('municipality') ?? undefined);
  const id = query.get('receivableId');
  const asked = id === null ? held : held.filter(({ charge }) => charge.receivableId === id);
  return done({ receivables: asked.map((one) => shown(one, system)) });
}

/** What has reached it, and what became of it. */
function shown(receivable: Receivable, { habits }: DebtorSystem): unknown {
  const { charge, accountId, municipalityCvr, account, liable, coverages, writeOffs } = receivable;
  const letters = habits.printsLettersForPNumber && account.pNumber !== undefined;
  return {
    ...charge,
    ...{ accountId, municipalityCvr, account, liable },
    sums: sumsOf(receivable),
    liabilities: [...receivable.liabilities.values()],
    writeDowns: [...receivable.writeDowns.values()].map(({ registeredAt: _, ...told }) => told),
    coverages,
    writeOffs,
    post: letters ? 'letter' : 'digital',
  };
}

function reportNow(system: DebtorSystem, movement: ReportedMovement): Told {
  system.reportAll([movement], 1);
  return done({ id: movement.id, amountOre: movement.amountOre });
}

function receivableIn(system: DebtorSystem, body: unknown): Receivable {
  const receivable = system.books.get(textIn(body, 'receivableId'));
  if (receivable === undefined) throw new Error('no such receivable');
  return receivable;
}

const done = (json: unknown): Told => ({ status: 200, json });
