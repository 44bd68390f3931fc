import { day } from './calendar.fixture.js';
import { anAdult, type Guardian, type Patron } from './people.fixture.js';

export type Loan = {
  loanId: string;
  loanDate: string;
  renewalDate?: string;
  dueDate: string;
  onHold?: boolean;
};

export type Material = {
  materialItemNumber: string;
  title: string;
  author?: string;
  classification?: string;
  recordId?: string;
};

/** `data` of `balance.created` (contract.md), but for agency and fee. */
export type Creation = {
  type: 'fee' | 'compensation';
  acknowledged?: boolean;
  amount: string;
  remainingAmount?: string;
  creationDate: string;
  reasonMessage?: string;
  billNumber?: string;
  loan?: Loan;
  materials: Material[];
  patron: Patron;
  guardian?: Guardian;
  verified?: boolean;
  status?: 'open' | 'closed' | 'sent-to-collection';
};

/** A book that was due 34 days ago; its fee was created three days ago. */
export const overdueLoan: Loan = {
  loanId: 'l1',
  loanDate: day(-65),
  dueDate: day(-34),
};

export const aBook: Material = {
  materialItemNumber: '4711001',
  title: 'Ærø rundt på cykel',
  author: 'Gry Åberg',
  classification: '46.4',
};

/** A fee of an adult, three days old, with loan and material. `undefined` takes a member away. */
export function aFee(varied: { [Name in keyof Creation]?: Creation[Name] | undefined }): Creation {
  const fee = {
    type: 'fee',
    amount: '230.00',
    creationDate: day(-3),
    loan: overdueLoan,
    materials: [aBook],
    patron: varied.patron ?? anAdult(),
    ...varied,
  };
  return Object.fromEntries(
    Object.entries(fee).filter(([, value]) => value !== undefined),
  ) as Creation;
}

/** A compensation of an adult, acknowledged, three days old, with loan and material. */
export function aCompensation(varied: Parameters<typeof aFee>[0]): Creation {
  return aFee({ type: 'compensation', acknowledged: true, amount: '349.00', ...varied });
}
