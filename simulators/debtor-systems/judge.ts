import { type Books, type Receivable, sumsOf } from './books.js';
import { names, type ReasonKind } from './contract.js';
import type { Habits } from './products.js';
import type { Charge, Liability, Party, Registration, WriteDown } from './registration.js';

/** Why a registration is refused, or remarked upon, and the element it is about. */
export type Objection = {
  readonly reason: ReasonKind;
  readonly title: string;
  readonly localCode: string;
  readonly localText: string;
  readonly pointer: { readonly name: string; readonly text: string } | undefined;
};

export type Rules = {
  readonly habits: Habits;
  /** The claim types set up by the municipality; undefined takes any. */
  readonly claimTypes: ReadonlySet<string> | undefined;
};

/** The first objection a debtor system has to a registration; nothing if it takes all of it. */
export function judge(
  registration: Registration,
  books: Books,
  rules: Rules,
): Objection | undefined {
  return (
    first(registration.charges, (charge) => judgeCharge(charge, registration, books, rules)) ??
    first(registration.liabilities, (liability) =>
      judgeLiability(liability, registration, books),
    ) ??
    judgeParties(registration, rules) ??
    judgeWriteDowns(registration, books)
  );
}

function judgeCharge(
  charge: Charge,
  registration: Registration,
  books: Books,
  { claimTypes }: Rules,
): Objection | undefined {
  const known = books.get(charge.receivableId);
  if (known !== undefined)
    return known.charge.amountOre === charge.amountOre ? exists(charge) : raise(charge);
  if (charge.amountOre === 0)
    return objection('other', 'Beløbet skal være større end nul', 'BEL-01', at.receivable(charge));
  if (claimTypes?.has(charge.claimType) === false) {
    return objection(
      'unknown-claim-type',
      'Kravtypen er ikke oprettet',
      'KRV-01',
      at.receivable(charge),
    );
  }
  if (outOfOrder(charge)) {
    return objection(
      'dates-out-of-order',
      'Datoerne passer ikke sammen',
      'DAT-01',
      at.receivable(charge),
    );
  }
  const liable = registration.liabilities.some(
    ({ receivableId }) => receivableId === charge.receivableId,
  );
  return liable
    ? undefined
    : objection('missing-party', 'Der mangler en hæftelse', 'PRT-01', at.liable);
}

function outOfOrder({ foundationDate, dueDate, periodFrom, periodTo }: Charge): boolean {
  return foundationDate > dueDate || (periodFrom ?? '') > (periodTo ?? '9999');
}

const exists = (charge: Charge): Objection =>
  objection('already-exists', 'Fordringen findes allerede', 'FOR-01', at.receivable(charge));

const raise = (charge: Charge): Objection =>
  objection(
    'other',
    'En fordring kan ikke ændres ved en ny påligning',
    'FOR-02',
    at.receivable(charge),
  );

function judgeLiability(
  liability: Liability,
  registration: Registration,
  books: Books,
): Objection | undefined {
  const { receivableId } = liability;
  const charged = registration.charges.some((charge) => charge.receivableId === receivableId);
  const known = registration.takesOver
    ? theirReceivable(books, receivableId, registration)
    : ownReceivable(books, receivableId, registration);
  if (!charged && known === undefined) return unknown(liability);
  if (known?.liabilities.has(liability.liabilityId) !== true) return undefined;
  const pointer = { name: names.liability.id, text: liability.liabilityId };
  return objection('already-exists', 'Hæftelsen findes allerede', 'HFT-01', pointer);
}

function judgeParties(
  { charges, liabilities, account, liable, accountId }: Registration,
  rules: Rules,
): Objection | undefined {
  if (charges.length + liabilities.length === 0) return undefined;
  const accountPointer = { name: names.account.id, text: accountId };
  if (account === undefined)
    return objection('missing-party', 'Der mangler en debitor', 'PRT-02', accountPointer);
  if (liable === undefined)
    return objection('missing-party', 'Der mangler en juridisk ansvarlig', 'PRT-03', at.liable);
  return judgeParty(account, accountPointer, rules) ?? judgeParty(liable, at.liable, rules);
}

function judgeParty(
  party: Party,
  pointer: Objection['pointer'],
  { habits }: Rules,
): Objection | undefined {
  if (party.kind === 'replacement' && !habits.acceptsReplacementCpr) {
    return objection(
      'replacement-not-accepted',
      'Erstatnings-CPR kan ikke bruges',
      'CPR-01',
      pointer,
    );
  }
  const oddLength = party.identifier.length !== (party.kind === 'cvr' ? 8 : 10);
  if (oddLength) return objection('other', 'Nummeret passer ikke til sin type', 'PRT-04', pointer);
  return party.pNumber !== undefined && party.kind !== 'cvr'
    ? objection('p-number-not-accepted', 'P-nummer kræver et CVR-nummer', 'PNR-01', pointer)
    : undefined;
}

/** Several write-downs in one message count together. */
function judgeWriteDowns(registration: Registration, books: Books): Objection | undefined {
  const spent = new Map<string, number>();
  return first(registration.writeDowns, (writeDown) => {
    const receivable = ownReceivable(books, writeDown.receivableId, registration);
    if (receivable === undefined) return unknown(writeDown);
    if (receivable.writeDowns.has(writeDown.writeDownId)) {
      return objection(
        'already-exists',
        'Nedreguleringen findes allerede',
        'NED-01',
        at.writeDown(writeDown),
      );
    }
    const before = spent.get(writeDown.receivableId) ?? 0;
    spent.set(writeDown.receivableId, before + writeDown.amountOre);
    if (
      writeDown.amountOre === 0 ||
      before + writeDown.amountOre > limitOf(writeDown, receivable)
    ) {
      const title = 'Nedreguleringen er større end det, der er tilbage';
      return objection('exceeds-outstanding', title, 'NED-02', at.writeDown(writeDown));
    }
    return undefined;
  });
}

/** A reduction takes of what is outstanding; a cancellation of the charge, paid or not (R45); a reimbursement of what was covered (R46). */
function limitOf({ kind }: WriteDown, receivable: Receivable): number {
  const { chargedOre, writtenDownOre, coveredOre, outstandingOre } = sumsOf(receivable);
  const limits = {
    reduction: outstandingOre,
    cancellation: chargedOre - writtenDownOre,
    reimbursement: Math.min(coveredOre, chargedOre - writtenDownOre),
  };
  return limits[kind];
}

/** The receivable, if it stands on the account named and is of the calling municipality. */
function ownReceivable(
  books: Books,
  receivableId: string,
  registration: Registration,
): Receivable | undefined {
  const known = theirReceivable(books, receivableId, registration);
  return known?.accountId === registration.accountId ? known : undefined;
}

/** The receivable, on whichever account of the calling municipality it stands. */
function theirReceivable(
  books: Books,
  receivableId: string,
  { municipalityCvr }: Registration,
): Receivable | undefined {
  const known = books.get(receivableId);
  return known?.municipalityCvr === municipalityCvr ? known : undefined;
}

const unknown = (of: { readonly receivableId: string }): Objection =>
  objection('unknown-receivable', 'Fordringen findes ikke', 'FOR-03', at.receivable(of));

const at = {
  receivable: ({ receivableId }: { readonly receivableId: string }) => ({
    name: names.receivable.id,
    text: receivableId,
  }),
  writeDown: ({ writeDownId }: WriteDown) => ({ name: names.writeDown.id, text: writeDownId }),
  liable: { name: names.receipt.pointsAtLiable, text: 'true' },
};

export function objection(
  reason: ReasonKind,
  title: string,
  localCode: string,
  pointer: Objection['pointer'],
): Objection {
  return { reason, title, localCode, localText: `${title}. Kontakt økonomiafdelingen.`, pointer };
}

function first<Item>(
  items: readonly Item[],
  ask: (item: Item) => Objection | undefined,
): Objection | undefined {
  for (const item of items) {
    const objected = ask(item);
    if (objected !== undefined) return objected;
  }
  return undefined;
}
