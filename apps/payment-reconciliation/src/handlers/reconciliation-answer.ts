import { Nested } from '@libs/contracts';
import { Money } from '@libs/kernel';
import { IsArray, IsInt, IsObject, IsOptional, IsString } from 'class-validator';
import { mapMovements } from '../domain/reconciliation/identity.js';
import type { BalanceAlone, Identity } from '../domain/reconciliation/totals.js';
import type { Period, Run } from '../persistence/reconciliation-run.js';
import type { DifferenceKept, RunKept } from '../persistence/run-store.js';
import { becauseWords } from './difference-words.js';

/** One side's identity (R53), in kroner: opening, plus or minus what moved, is closing. */
export class SideAnswer {
  /** Receivables on this side. */
  @IsInt() receivables!: number;
  /** Outstanding when the period began; not told by a list of balances. */
  @IsOptional() @IsString() opening?: string;
  /** By the library system's words for transactions; not told by a list of balances. */
  @IsOptional() @IsObject() moved?: Record<string, string>;
  /** Outstanding when the period ended; below zero is a credit. */
  @IsString() closing!: string;
}

/** One receivable on which the two sides differ. */
export class DifferenceAnswer {
  @IsString() type!: string;
  @IsString() because!: string;
  /** What it means and what to do, in Danish. */
  @IsString() text!: string;
  @IsString() receivableId!: string;
  @IsOptional() @IsString() agencyId?: string;
  @IsOptional() @IsString() feeId?: string;
  /** Outstanding here; nothing where it is missing. */
  @IsOptional() @IsString() here?: string;
  @IsOptional() @IsString() there?: string;
  /** Here less there. */
  @IsString() difference!: string;
}

/** The comparison that the answer rests on. */
export class RunAnswer {
  @IsString() runId!: string;
  @IsString() from!: string;
  @IsString() to!: string;
  @IsString() source!: Run['source'];
  @IsString() state!: Run['state'];
  @IsString() askedBy!: string;
  @IsString() askedAt!: string;
  /** What was registered later may not be known to both sides yet. */
  @IsString() horizon!: string;
  @IsOptional() @IsString() endedAt?: string;
  @IsOptional() @IsObject() reason?: { code: string; text: string };
}

export class ReconciliationAnswer {
  @IsString() municipality!: string;
  @IsString() from!: string;
  @IsString() to!: string;
  @Nested(() => SideAnswer) ours!: SideAnswer;
  /** Nothing before a statement has been compared: ask for one by POST. */
  @IsOptional() @Nested(() => SideAnswer) theirs!: SideAnswer | null;
  @IsOptional() @Nested(() => RunAnswer) run!: RunAnswer | null;
  /** How many differences there are of each type; nothing before a statement has been compared. */
  @IsOptional() @IsObject() counts!: Record<string, number> | null;
  /** One page of them; `Link` names the next. */
  @IsArray() @Nested(() => DifferenceAnswer) differences!: DifferenceAnswer[];
}

/** @param ours as the ledger has it now, for as long as nothing has been compared */
export function reconciliationAnswer(
  of: Period & { readonly municipality: string },
  { ours, run }: { readonly ours: Identity; readonly run: RunKept | undefined },
  differences: readonly DifferenceKept[],
): ReconciliationAnswer {
  const totals = run?.totals;
  return {
    ...of,
    ours: sideAnswer(totals?.ours ?? ours),
    theirs: totals === undefined ? null : sideAnswer(totals.theirs),
    run: run === undefined ? null : runAnswer(run),
    counts: totals === undefined ? null : { ...totals.differences },
    differences: differences.map(differenceAnswer),
  };
}

export function runAnswer(run: RunKept): RunAnswer {
  const { runId, from, to, source, state, askedBy, askedAt, horizon, endedAt, reason } = run;
  return {
    ...{ runId, from, to, source, state, askedBy, askedAt, horizon },
    ...(endedAt !== undefined && { endedAt }),
    ...(reason !== undefined && { reason }),
  };
}

function sideAnswer(side: Identity | BalanceAlone): SideAnswer {
  const { receivables, closing } = side;
  const stands = { receivables, closing: closing.toKroner() };
  if (!('moved' in side)) return stands;
  const { opening, moved } = side;
  return {
    ...stands,
    opening: opening.toKroner(),
    moved: mapMovements((type) => moved[type].toKroner()),
  };
}

export function differenceAnswer({ here, there, ...found }: DifferenceKept): DifferenceAnswer {
  return {
    ...found,
    text: becauseWords[found.because],
    ...(here !== undefined && { here: here.toKroner() }),
    ...(there !== undefined && { there: there.toKroner() }),
    difference: (here ?? Money.zero).minus(there ?? Money.zero).toKroner(),
  };
}

export const differenceColumns = [
  ...['type', 'because', 'text', 'receivableId', 'agencyId', 'feeId'],
  ...['here', 'there', 'difference'],
] as const;

export function differenceCells(found: DifferenceKept): string[] {
  const cells = new Map<string, string>(Object.entries(differenceAnswer(found)));
  return differenceColumns.map((column) => cells.get(column) ?? '');
}
