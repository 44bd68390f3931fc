import { CodedReason, Nested } from '@libs/contracts';
import { IsArray, IsIn, IsString } from 'class-validator';
import { holdTexts, type HoldCode } from '../domain/reasons.js';
import type { State } from '../domain/state.js';

const standings = ['awaiting-verification', 'held', 'withdrawn', 'released', 'taken-back'] as const;

/** Where a claim stands once somebody has verified it; what else is in its way, if it still waits. */
export class VerifiedAnswer {
  @IsString() agencyId!: string;
  @IsString() feeId!: string;
  @IsIn(standings) standing!: State['kind'];
  @IsArray() @Nested(() => CodedReason) reasons!: CodedReason[];
}

export function verifiedAnswer(state: State): VerifiedAnswer {
  const { agencyId, feeId } = state.claim.facts;
  const reasons = reasonsOf(state).map((code) => ({ code, text: holdTexts[code] }));
  return { agencyId, feeId, standing: state.kind, reasons };
}

function reasonsOf(state: State): readonly HoldCode[] {
  if (state.kind === 'awaiting-verification') return [state.kind];
  return state.kind === 'held' ? state.reasons : [];
}
