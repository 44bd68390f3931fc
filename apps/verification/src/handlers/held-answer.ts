import { CodedReason, Nested } from '@libs/contracts';
import { IsArray, IsString } from 'class-validator';
import { holdTexts } from '../domain/reasons.js';
import type { HeldClaim } from '../persistence/claim-search.js';

/** A claim that waits, as staff see it. Ids and codes only: who it is, the library system knows. */
export class HeldAnswer {
  @IsString() agencyId!: string;
  @IsString() feeId!: string;
  @IsString() municipalityCode!: string;
  @IsString() type!: string;
  @IsString() transfer!: 'awaiting-verification' | 'not-transferable';
  /** The one to show first stands first. */
  @IsArray() @Nested(() => CodedReason) reasons!: CodedReason[];
  @IsArray() @IsString({ each: true }) tasks!: string[];
  /** What is left, in kroner. */
  @IsString() amount!: string;
  @IsString() creationDate!: string;
  @IsString() patronId!: string;
  @IsString() patronKind!: string;
  @IsString() heldSince!: string;
}

export function heldAnswer({
  left,
  heldSince,
  standing,
  reasons,
  ...claim
}: HeldClaim): HeldAnswer {
  return {
    ...claim,
    tasks: [...claim.tasks],
    transfer: standing === 'held' ? 'not-transferable' : standing,
    reasons: reasons.map((code) => ({ code, text: holdTexts[code] })),
    amount: left.toKroner(),
    heldSince: heldSince.toISOString(),
  };
}

export const heldColumns = [
  'agencyId',
  'feeId',
  'municipalityCode',
  'type',
  'transfer',
  'reasons',
  'text',
  'tasks',
  'amount',
  'creationDate',
  'patronId',
  'patronKind',
  'heldSince',
] as const;

/** One cell per column; several codes are parted by blanks, and the text is that of the first. */
export function heldCells(claim: HeldClaim): string[] {
  const { reasons, tasks, ...answer } = heldAnswer(claim);
  const cells = {
    ...answer,
    reasons: reasons.map(({ code }) => code).join(' '),
    text: reasons[0]?.text ?? '',
    tasks: tasks.join(' '),
  };
  return heldColumns.map((column) => cells[column]);
}
