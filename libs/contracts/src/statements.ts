import { ArrayMaxSize, IsArray } from 'class-validator';
import { Event } from './event.js';
import { CodedReason } from './reason.js';
import {
  AnyAmount,
  HowMany,
  LowerUuid,
  Municipality,
  OneOf,
  PositiveAmount,
  Required,
  Time,
} from './rules.js';
import { Nested } from './shape.js';

const ofStatement = {
  exchange: 'statements',
  kind: 'statement',
  key: 'statementId',
  routedBy: 'municipalityCode',
} as const;

/** What moved on a receivable, by the library system's words for transactions. */
export const movementTypes = [
  ...['creation', 'reduction', 'cancellation', 'reimbursement'],
  ...['payment', 'payment_reduction', 'write_off', 'write_off_reduction'],
] as const;
export type MovementType = (typeof movementTypes)[number];

export const receivablesOfPageMax = 500;
const movementsMax = 1_000;

/** A statement is what a debtor system has on its books for one municipality, told page by page (R53). */
export abstract class OfStatement {
  @LowerUuid() statementId!: string;
  @Municipality() municipalityCode!: string;
}

/** payment-reconciliation asks for what the debtor system has. */
@Event({ type: 'dk.debitorbro.statement.requested.v1', ...ofStatement })
export class StatementRequested extends OfStatement {
  @Time() at!: string;
}

export class StatedMovement {
  @OneOf(movementTypes) type!: MovementType;
  @PositiveAmount() amount!: string;
  /** When the debtor system registered it. */
  @Time() registeredAt!: string;
}

/** One receivable as the debtor system has it, with all that ever moved on it. */
export class StatedReceivable {
  @LowerUuid() receivableId!: string;
  /** What is outstanding there; below zero is a credit. */
  @AnyAmount() outstanding!: string;
  @IsArray() @ArrayMaxSize(movementsMax) @Nested(() => StatedMovement) movements!: StatedMovement[];
}

/** No receivable is on two pages of one statement. */
@Event({ type: 'dk.debitorbro.statement.page-read.v1', ...ofStatement })
export class StatementPageRead extends OfStatement {
  @Required()
  @IsArray()
  @ArrayMaxSize(receivablesOfPageMax)
  @Nested(() => StatedReceivable)
  receivables!: StatedReceivable[];
}

/** All pages have been told. */
@Event({ type: 'dk.debitorbro.statement.completed.v1', ...ofStatement })
export class StatementCompleted extends OfStatement {
  /** How many there were on all pages together. */
  @HowMany() receivables!: number;
  @Time() at!: string;
}

/** It can't be had; nothing more will be told of it. */
@Event({ type: 'dk.debitorbro.statement.failed.v1', ...ofStatement })
export class StatementFailed extends OfStatement {
  @Required() @Nested(() => CodedReason) reason!: CodedReason;
  @Time() at!: string;
}
