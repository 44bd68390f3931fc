import { PersonalPart } from '@libs/kernel';
import type { BookedAccounts, BookedOnAccount, BooksOutcome, Part } from './debtor-books.js';
import type { Silence } from './silence.js';

/** Where one municipality's debtor system is reached. */
export type Lane = {
  readonly municipalityCode: string;
  readonly municipalityCvr: string;
  /** The address under which the services stand, without their own path. */
  readonly endpoint: string;
};

/**
 * A person or company as a debtor system needs it (R16, R17, R32). Name and address go along with a replacement CPR only,
 * which is for the caller to see to.
 */
export type Party = {
  readonly identifier: string;
  readonly identifierKind: 'cpr' | 'replacement' | 'cvr';
  readonly pNumber?: string;
  readonly name?: string;
  readonly address?: {
    readonly street?: string;
    readonly postalCode?: string;
    readonly city?: string;
    readonly country?: string;
  };
};

export type PersonalFields = {
  /** Whose account it is: needed with a charge or a new liability. */
  readonly account?: Party | undefined;
  /** Who is legally liable: needed with a liability. */
  readonly liable?: Party | undefined;
  /** At most 100 characters (R39). */
  readonly specificationText?: string | undefined;
  /** At most 999 lines of at most 255 characters (R40). */
  readonly textLines?: readonly string[] | undefined;
  readonly glnNumber?: string | undefined;
};

/** Understands what of a registration is personal; it prints a mask. */
export class RegistrationPersonal extends PersonalPart {
  readonly account: Party | undefined;
  readonly liable: Party | undefined;
  readonly specificationText: string | undefined;
  readonly textLines: readonly string[];
  readonly glnNumber: string | undefined;

  private constructor(fields: PersonalFields) {
    super();
    this.account = fields.account;
    this.liable = fields.liable;
    this.specificationText = fields.specificationText;
    this.textLines = fields.textLines ?? [];
    this.glnNumber = fields.glnNumber;
  }

  /** From the fields themselves, or from what `revealed` made of an earlier one. */
  static of(fields: PersonalFields): RegistrationPersonal {
    return new RegistrationPersonal(fields);
  }

  /** The same texts about other people (R31). */
  withPartiesOf({ account, liable }: RegistrationPersonal): RegistrationPersonal {
    const { specificationText, textLines, glnNumber } = this;
    return new RegistrationPersonal({ account, liable, specificationText, textLines, glnNumber });
  }
}

/** A receivable that is put on the account (R33–R41). Dates are `YYYY-MM-DD`. */
export type Charge = {
  readonly receivableId: string;
  readonly specificationId: string;
  readonly claimTypeCode: string;
  readonly psrmType?: string;
  readonly amountOre: number;
  readonly creationDate: string;
  readonly foundationDate: string;
  readonly dueDate: string;
  readonly period?: { readonly from: string; readonly to: string };
};

/** A receivable lowered (R43), taken back (R45) or paid back (R46): one message to a debtor system, three reasons. */
export type WriteDown = {
  readonly writeDownId: string;
  readonly receivableId: string;
  readonly kind: 'reduction' | 'cancellation' | 'reimbursement';
  readonly amountOre: number;
};

/** Who is liable for a receivable, from a day on; the person stands in the personal part. */
export type Liability = {
  readonly liabilityId: string;
  readonly receivableId: string;
  readonly from: string;
};

/**
 * One registration. Plain, so that it can be frozen as it is before the first attempt: every id is minted by then, and
 * a retry repeats them all. A corrected request keeps the objects' ids and gets a new `requestId`.
 */
export type RegistrationRequest = {
  /** Identifies this call and its repeats. */
  readonly requestId: string;
  /** Identifies the conversation; the answer repeats it. */
  readonly transactionId: string;
  /** When it was registered with us (RFC 3339); the same in every attempt. */
  readonly registeredAt: string;
  readonly accountId: string;
  /** Whether the liability's receivable stands on another account of ours until now: another number is another account (R16, R31). */
  readonly takesOver?: boolean;
  readonly charge?: Charge;
  readonly liability?: Liability;
  readonly writeDowns: readonly WriteDown[];
  readonly personal: RegistrationPersonal;
};

/** The end of a liability, the day `to` being its last (R31). */
export type LiabilityClosing = {
  readonly requestId: string;
  readonly transactionId: string;
  readonly registeredAt: string;
  readonly accountId: string;
  readonly liabilityId: string;
  readonly to: string;
};

/** The element that an answer is about, by our word for it; the id where it has one that is not personal. */
export type Pointer = {
  readonly element:
    | 'account'
    | 'receivable'
    | 'write-down'
    | 'specification'
    | 'liability'
    | 'liable-party'
    | 'party';
  readonly id?: string;
};

/** Understands the free text a debtor system wrote; it may hold anything, so it prints a mask. */
export class LocalReason extends PersonalPart {
  constructor(
    readonly code: string,
    readonly text: string | undefined,
  ) {
    super();
  }
}

export type Reason = {
  /** `already-exists`: it has what we sent, under our ids. After an unknown outcome the caller takes that as accepted. */
  readonly kind: 'already-exists' | 'other';
  readonly code: string;
  readonly title: string;
  readonly pointer?: Pointer;
  readonly local?: LocalReason;
};

type Reasons = readonly [Reason, ...Reason[]];

/**
 * How a call ended (R54). Not an answer: `fault`, the platform or the receiver turned the message away as such (`whose`:
 * it blames the message, or itself); and `no-answer`.
 */
export type Outcome =
  | { readonly kind: 'accepted'; readonly at: string }
  | { readonly kind: 'accepted-with-remarks'; readonly at: string; readonly reasons: Reasons }
  | { readonly kind: 'rejected'; readonly at: string; readonly reasons: Reasons }
  | {
      readonly kind: 'fault';
      readonly whose: 'message' | 'receiver';
      readonly code: string;
      readonly text: LocalReason;
    }
  | {
      readonly kind: 'no-answer';
      readonly why: Silence;
      /** What exactly, for operators: `ECONNREFUSED`, `CERT_HAS_EXPIRED`, `http-403`. */
      readonly code: string;
    };

/** Asks a municipality's debtor system to keep what we send it, and what it has. */
export abstract class DebtorSystem {
  /**
   * Sends a registration once and tells how it ended. Repeating it with the same ids is safe.
   * Throws PermanentFailure `serviceplatform.unsendable`, naming the element, when the request breaks the published schema,
   * and TransientFailure when what a call needs to be let in can't be had now: nothing was sent, and no attempt was made.
   */
  abstract register(request: RegistrationRequest, lane: Lane): Promise<Outcome>;

  /** Ends a liability; otherwise as {@link register}. */
  abstract closeLiability(closing: LiabilityClosing, lane: Lane): Promise<Outcome>;

  /**
   * Which accounts of ours it has (R53). Changes nothing, so that it can be asked again.
   * Throws TransientFailure when what a call needs to be let in can't be had now, and PermanentFailure
   * `serviceplatform.unsendable` when the mark breaks the published schema.
   */
  abstract accounts(part: Part, lane: Lane): Promise<BooksOutcome<BookedAccounts>>;

  /** What is booked on one account (R53); otherwise as {@link accounts}. */
  abstract account(
    accountId: string,
    part: Part,
    lane: Lane,
  ): Promise<BooksOutcome<BookedOnAccount>>;

  /** Asks whether the other end is there. Throws TransientFailure `serviceplatform.unavailable` if it does not say so. */
  abstract ping(lane: Lane): Promise<void>;
}
