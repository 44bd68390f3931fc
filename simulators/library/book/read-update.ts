import { type BalanceTold, oreOf, type Reason, type TaskTold, type ToldOf } from './told.js';

/** A CloudEvent of `library.updates`. */
export type Update = {
  readonly source: string;
  readonly type: string;
  readonly subject: string;
  readonly sequence: string;
  readonly data: Fields;
};

type Fields = Readonly<Record<string, unknown>> & { readonly agencyId: string };

/** The same words and reasons come a million times: each is kept once. */
const known = new Map<string, unknown>();

/** @returns nothing for what tells nothing of a balance */
export function balanceToldIn(update: Update): BalanceTold | undefined {
  const { data } = update;
  const number = Number(update.sequence);
  const text = (name: string): string => textIn(data, name) ?? '';
  const reason = shared(data['reason'] as Reason | undefined);
  switch (lastWords(update.type)) {
    case 'transfer-changed': {
      const warnings = shared(data['warnings'] as Reason[] | undefined) ?? none;
      const transfer = shared(text('transfer'));
      return { number, kind: 'transfer', transfer, reason, warnings, at: Date.parse(text('at')) };
    }
    case 'transaction-registered':
      return transactionIn(number, data);
    case 'change-refused': {
      const [refusedType, refusedId] = [shared(text('refusedType')), text('refusedId')];
      return {
        number,
        kind: 'refusal',
        refusedType,
        refusedId,
        reason: reason ?? { code: '', text: '' },
      };
    }
    case 'change-answered': {
      const [changeType, changeId, state] = [
        shared(text('changeType')),
        text('changeId'),
        shared(text('state')),
      ];
      return {
        number,
        kind: 'answer',
        changeType,
        changeId,
        state,
        reason,
        at: Date.parse(text('at')),
      };
    }
    default:
      return undefined;
  }
}

/** Written out in one piece: objects of one shape are small, and there may be millions. */
function transactionIn(number: number, data: Fields): ToldOf<'transaction'> {
  const text = (name: string): string => textIn(data, name) ?? '';
  return {
    number,
    kind: 'transaction',
    type: shared(text('type')),
    transactionId: text('transactionId'),
    parentTransactionId: textIn(data, 'parentTransactionId'),
    ore: oreOf(text('amount')),
    remainingOre: oreOf(text('remainingAmount')),
    effectiveDate: shared(text('effectiveDate')),
    registeredAt: Date.parse(text('registeredAt')),
    channel: shared(textIn(data, 'channel')),
  };
}

export function taskToldIn({ sequence, type, data }: Update): TaskTold {
  const isOpen = lastWords(type) === 'raised';
  return {
    number: Number(sequence),
    isOpen,
    kind: shared(textIn(data, 'kind') ?? ''),
    text: shared(textIn(data, 'text') ?? ''),
  };
}

/** `balance`, `patron` or `task`. */
export function kindOf({ type }: Pick<Update, 'type'>): string {
  return nameOf(type).split('.')[0] ?? '';
}

/** `dk.debitorbro.balance.closed.v1` → `closed` */
export function lastWords(type: string): string {
  return nameOf(type).split('.').slice(1).join('.');
}

/** `dk.debitorbro.balance.closed.v1` → `balance.closed` */
export function nameOf(type: string): string {
  return type.replace(/^dk\.debitorbro\./, '').replace(/\.v\d+$/, '');
}

export function textIn(data: Readonly<Record<string, unknown>>, name: string): string | undefined {
  const value = data[name];
  return typeof value === 'string' ? value : undefined;
}

const none: readonly Reason[] = [];

/** Beyond this many, new ones are kept for themselves. */
const sharedMax = 10_000;

export function shared<Value>(value: Value): Value {
  if (value === undefined) return value;
  const key = typeof value === 'string' ? value : JSON.stringify(value);
  const found = known.get(key);
  if (found !== undefined) return found as Value;
  if (known.size < sharedMax) known.set(key, value);
  return value;
}
