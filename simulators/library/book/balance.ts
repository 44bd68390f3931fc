import { Numbered } from './numbered.js';
import type { BalanceTold, OwnChange, TaskTold, ToldOf } from './told.js';

export type Task = { readonly taskId: string; readonly told: Numbered<TaskTold> };

const none: readonly never[] = [];

/** Understands one balance from the library's side: what it said itself, and what it has been told since. */
export class Balance {
  /** What was left when the library created it; nothing as long as it has not. */
  createdOre: number | undefined;
  /** The whole charge at that time. */
  chargedOre = 0;
  tasks: readonly Task[] = none;
  private stream: Numbered<BalanceTold> | undefined;
  /** There are none unless somebody else tells of our balances. */
  private otherStreams: readonly Numbered<BalanceTold>[] = none;
  private own: readonly OwnChange[] = none;

  /** The first creation counts. */
  create(chargedOre: number, leftOre: number): void {
    if (this.createdOre !== undefined) return;
    this.chargedOre = chargedOre;
    this.createdOre = leftOre;
  }

  /** What the library said afterwards, in the order of its numbers, each once. */
  get changes(): readonly OwnChange[] {
    return this.own;
  }

  change(change: OwnChange): void {
    if (this.own.some(({ number }) => number === change.number)) return;
    this.own = [...this.own, change].sort((one, other) => one.number - other.number);
  }

  /** What is heard again changes nothing. */
  hear(source: string, told: BalanceTold): void {
    this.stream ??= new Numbered(source);
    if (this.stream.source === source) this.stream.hear(told);
    else this.hearElsewhere(source, told);
  }

  /** In the order of their numbers. */
  get told(): readonly BalanceTold[] {
    const told = this.stream?.all ?? none;
    return this.otherStreams.length === 0
      ? told
      : [told, ...this.otherStreams.map(({ all }) => all)].flat();
  }

  get gaps(): number {
    return [this.stream, ...this.otherStreams].filter((stream) => stream?.hasGap === true).length;
  }

  get transfer(): ToldOf<'transfer'> | undefined {
    return this.told.findLast((told) => told.kind === 'transfer');
  }

  /** What it was refused as a whole, if it was no balance (R07). */
  get refusal(): ToldOf<'refusal'> | undefined {
    return this.told.find(
      (told) => told.kind === 'refusal' && told.refusedType.includes('balance.created'),
    ) as ToldOf<'refusal'> | undefined;
  }

  private hearElsewhere(source: string, told: BalanceTold): void {
    let stream = this.otherStreams.find((one) => one.source === source);
    if (stream === undefined) {
      stream = new Numbered(source);
      this.otherStreams = [...this.otherStreams, stream];
    }
    stream.hear(told);
  }
}
