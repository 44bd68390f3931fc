import { Balance, type Task } from './balance.js';
import { Numbered } from './numbered.js';
import {
  balanceToldIn,
  kindOf,
  lastWords,
  taskToldIn,
  shared,
  textIn,
  type Update,
} from './read-update.js';
import { summaryOf } from './summary.js';
import { oreOf, type TaskTold } from './told.js';
import { Totals } from './totals.js';
import { viewOf } from './view.js';

/** A CloudEvent of the library's own, as far as the book reads it. */
export type OwnEvent = {
  readonly id: string;
  readonly type: string;
  readonly sequence: string;
  readonly data: Readonly<Record<string, unknown>>;
};

/** Understands what the library knows of its balances: what it said of them, and what it has been told. */
export class LibraryBook {
  private readonly agencies = new Map<string, Map<string, Balance>>();
  private readonly tasks = new Map<string, Task>();
  private readonly patrons = new Map<string, Numbered<{ readonly number: number }>>();
  private readonly openTasks = new Map<string, number>();
  private readonly totals = new Totals();
  private gapsElsewhere = 0;
  private lastHeardAt: number | undefined;

  /** Notes an event of our own; call it before it is published, so that no answer comes unexpected. */
  say({ id, type, sequence, data }: OwnEvent): void {
    const agencyId = textIn(data, 'agencyId');
    const feeId = textIn(data, 'feeId');
    if (agencyId === undefined || feeId === undefined) return;
    const balance = this.balance(agencyId, feeId);
    this.totals.count(balance, -1);
    const what = lastWords(type);
    if (what === 'created') create(balance, data);
    else balance.change({ number: Number(sequence), id, what, ...changeIn(data) });
    this.totals.count(balance, 1);
  }

  /** Takes an update in whatever order it comes. */
  hear(update: Update): void {
    this.lastHeardAt = Date.now();
    const kind = kindOf(update);
    if (kind === 'balance') this.hearOfBalance(update);
    else if (kind === 'task') this.hearOfTask(update);
    else this.hearOfPatron(update);
  }

  summary(): ReturnType<typeof summaryOf> {
    const open = Object.fromEntries(this.openTasks);
    return summaryOf(this.totals, {
      openTasks: open,
      gapsElsewhere: this.gapsElsewhere,
      lastHeardAt: this.lastHeardAt,
    });
  }

  /** All that is known of a balance; nothing if neither side has spoken of it. */
  view(agencyId: string, feeId: string): object | undefined {
    const balance = this.agencies.get(agencyId)?.get(feeId);
    return balance === undefined ? undefined : viewOf(agencyId, feeId, balance);
  }

  private hearOfBalance(update: Update): void {
    const told = balanceToldIn(update);
    if (told === undefined) return;
    const balance = this.balance(update.data.agencyId, update.subject);
    this.totals.count(balance, -1);
    balance.hear(shared(update.source), told);
    this.totals.count(balance, 1);
  }

  private hearOfTask(update: Update): void {
    const { source, subject, data } = update;
    const key = `${source} ${subject}`;
    const task = this.tasks.get(key) ?? { taskId: subject, told: new Numbered<TaskTold>(source) };
    if (!this.tasks.has(key)) {
      this.tasks.set(key, task);
      const feeId = textIn(data, 'feeId');
      if (feeId !== undefined) this.addTask(this.balance(data.agencyId, feeId), task);
    }
    this.countTask(task.told, -1);
    task.told.hear(taskToldIn(update));
    this.countTask(task.told, 1);
  }

  private addTask(balance: Balance, task: Task): void {
    balance.tasks = [...balance.tasks, task];
  }

  /** Of what is told of patrons only the numbers are kept: the rest is personal, and nobody asks for it here. */
  private hearOfPatron({ source, subject, sequence }: Update): void {
    const key = `${source} ${subject}`;
    const stream = this.patrons.get(key) ?? new Numbered(source);
    this.patrons.set(key, stream);
    this.gapsElsewhere -= Number(stream.hasGap);
    stream.hear({ number: Number(sequence) });
    this.gapsElsewhere += Number(stream.hasGap);
  }

  private countTask(told: Numbered<TaskTold>, times: 1 | -1): void {
    this.gapsElsewhere += times * Number(told.hasGap);
    const last = told.all.at(-1);
    if (last?.isOpen !== true) return;
    const count = (this.openTasks.get(last.kind) ?? 0) + times;
    if (count === 0) this.openTasks.delete(last.kind);
    else this.openTasks.set(last.kind, count);
  }

  private balance(agencyId: string, feeId: string): Balance {
    const balances = this.agencies.get(agencyId) ?? new Map<string, Balance>();
    const balance = balances.get(feeId) ?? new Balance();
    this.agencies.set(agencyId, balances);
    balances.set(feeId, balance);
    return balance;
  }
}

function create(balance: Balance, data: OwnEvent['data']): void {
  const amount = textIn(data, 'amount') ?? '0';
  balance.create(oreOf(amount), oreOf(textIn(data, 'remainingAmount') ?? amount));
}

function changeIn(data: OwnEvent['data']): {
  ore: number | undefined;
  paymentId: string | undefined;
  undoes: string | undefined;
  status: string | undefined;
} {
  const amount = textIn(data, 'newAmount') ?? textIn(data, 'amount');
  return {
    ore: amount === undefined ? undefined : oreOf(amount),
    paymentId: textIn(data, 'paymentId'),
    undoes: textIn(data, 'undoes'),
    status: textIn(data, 'status'),
  };
}
