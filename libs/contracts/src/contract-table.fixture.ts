/** How an event stands in contract.md: `?` may be missing, `[]` is a list, and `: name` a structure of `structures`. */
type Promised = {
  readonly exchange: string;
  /** An example of the routing key. */
  readonly routingKey: string;
  readonly source: string;
  readonly subject: string;
  readonly members: string;
};

const fromLibrary = { exchange: 'library.balances', source: '/library/DK-761500' };
const toLibrary = { exchange: 'library.updates', source: '/payment-reconciliation/DK-761500' };
const payment = {
  exchange: 'payments',
  source: '/serviceplatform-gateway',
  subject: 'transactionId',
};
const report =
  'receivableId transactionId municipalityCode amount registeredAt effectiveDate channel?';
const ofBalance = { ...fromLibrary, subject: 'feeId' };
const ofPatron = { ...fromLibrary, subject: 'patronId' };
const aboutBalance = { ...toLibrary, subject: 'feeId' };
const ofTask = {
  ...toLibrary,
  subject: 'taskId',
  members: 'agencyId taskId kind feeId? patronId? text',
};

/** contract.md, "From the library backend", "To the library backend" and `payments`, by hand. */
export const promised: Readonly<Record<string, Promised>> = {
  'balance.created': {
    ...ofBalance,
    routingKey: 'balance.created.DK-761500',
    members:
      'agencyId feeId type acknowledged? amount remainingAmount? creationDate reasonMessage? billNumber? loan?:loan materials[]:material patron:patron guardian?:guardian verified? status?',
  },
  'balance.amount-changed': {
    ...ofBalance,
    routingKey: 'balance.amount-changed.DK-761500',
    members: 'agencyId feeId newAmount reason?',
  },
  'balance.verified': {
    ...ofBalance,
    routingKey: 'balance.verified.DK-761500',
    members: 'agencyId feeId verifiedBy',
  },
  'balance.cancelled': {
    ...ofBalance,
    routingKey: 'balance.cancelled.DK-761500',
    members: 'agencyId feeId reason?',
  },
  'balance.reimbursement-requested': {
    ...ofBalance,
    routingKey: 'balance.reimbursement-requested.DK-761500',
    members: 'agencyId feeId amount? reason?',
  },
  'balance.paid': {
    ...ofBalance,
    routingKey: 'balance.paid.DK-761500',
    members: 'agencyId feeId paymentId amount undoes?',
  },
  'balance.reopened': {
    ...ofBalance,
    routingKey: 'balance.reopened.DK-761500',
    members: 'agencyId feeId',
  },
  'balance.closed': {
    ...ofBalance,
    routingKey: 'balance.closed.DK-761500',
    members: 'agencyId feeId status',
  },
  'balance.sent-to-collection': {
    ...ofBalance,
    routingKey: 'balance.sent-to-collection.DK-761500',
    members: 'agencyId feeId',
  },
  'patron.identity-changed': {
    ...ofPatron,
    routingKey: 'patron.identity-changed.DK-761500',
    members: 'agencyId patronId patron:patron',
  },
  'patron.guardian-changed': {
    ...ofPatron,
    routingKey: 'patron.guardian-changed.DK-761500',
    members: 'agencyId patronId guardian?:guardian change',
  },
  'balance.transfer-changed': {
    ...aboutBalance,
    routingKey: 'balance.transfer-changed.DK-761500',
    members: 'agencyId feeId transfer reason?:reason warnings?[]:reason at',
  },
  'balance.change-answered': {
    ...aboutBalance,
    routingKey: 'balance.change-answered.DK-761500',
    members: 'agencyId feeId changeType changeId state reason?:reason at',
  },
  'patron.replacement-assigned': {
    ...toLibrary,
    subject: 'patronId',
    routingKey: 'patron.replacement-assigned.DK-761500',
    members: 'agencyId patronId whose personIdentifier',
  },
  'balance.transaction-registered': {
    ...aboutBalance,
    routingKey: 'balance.transaction-registered.DK-761500',
    members:
      'agencyId feeId transactionId parentTransactionId? type amount remainingAmount effectiveDate registeredAt channel?',
  },
  'balance.change-refused': {
    ...aboutBalance,
    routingKey: 'balance.change-refused.DK-761500',
    members: 'agencyId feeId refusedType refusedId reason:reason',
  },
  'task.raised': { ...ofTask, routingKey: 'task.raised.DK-761500' },
  'task.cleared': { ...ofTask, routingKey: 'task.cleared.DK-761500' },
  'receivable.covered': { ...payment, routingKey: 'receivable.covered.615', members: report },
  'receivable.coverage-reversed': {
    ...payment,
    routingKey: 'receivable.coverage-reversed.615',
    members: `${report} originalId`,
  },
  'receivable.written-off': {
    ...payment,
    routingKey: 'receivable.written-off.615',
    members: report,
  },
  'receivable.write-off-reversed': {
    ...payment,
    routingKey: 'receivable.write-off-reversed.615',
    members: `${report} originalId`,
  },
};

/** contract.md: `patron`, `guardian` and what stands in braces. */
export const structures: Readonly<Record<string, string>> = {
  patron:
    'patronId kind personIdentifier? personIdentifierKind? birthDate? cvrNumber? pNumber? glnNumber? name? address?:address',
  guardian: 'personIdentifier? personIdentifierKind? birthDate? name? address?:address since?',
  address: 'street postalCode city country?',
  loan: 'loanId loanDate renewalDate? dueDate onHold?',
  material: 'materialItemNumber title author? classification? recordId?',
  reason: 'code text',
};

/** The words that contract.md lists for a member, by the event's name and the path of the member. */
export const words: Readonly<Record<string, readonly string[]>> = {
  'balance.created type': ['fee', 'compensation'],
  'balance.created status': ['open', 'closed', 'sent-to-collection'],
  'balance.created patron.kind': ['person', 'company', 'group', 'library'],
  'balance.created patron.personIdentifierKind': ['cpr', 'replacement'],
  'balance.created guardian.personIdentifierKind': ['cpr', 'replacement'],
  'balance.verified verifiedBy': ['manual', 'automatic'],
  'balance.closed status': ['paid', 'written-off', 'cancelled', 'collection-ended'],
  'patron.guardian-changed change': ['another-person', 'number-changed', 'removed'],
  'balance.transfer-changed transfer': [
    'before-cut-off',
    'no-agreement',
    'awaiting-verification',
    'not-transferable',
    'queued',
    'sent',
    'accepted',
    'accepted-with-remarks',
    'rejected',
    'withdrawn',
    'left-out',
  ],
  'balance.change-answered state': ['sent', 'accepted', 'accepted-with-remarks', 'rejected'],
  'patron.replacement-assigned whose': ['patron', 'guardian'],
  'balance.transaction-registered type': [
    'payment',
    'payment_reduction',
    'write_off',
    'write_off_reduction',
  ],
};

/** docs/messages.md and contract.md, "Inside": exchange, and what ends the routing key. */
export const inside: Readonly<Record<string, readonly string[]>> = {
  'claims DK-761500': [
    'agreement.changed',
    'claim.registered',
    'claim.kept',
    'claim.amount-changed',
    'claim.verified',
    'claim.cancelled',
    'claim.closed',
    'claim.sent-to-collection',
    'claim.reopened',
    'claim.paid-at-library',
    'claim.reimbursement-requested',
    'claim.identity-changed',
    'claim.guardian-changed',
    'claim.change-refused',
    'claim.held',
    'claim.released',
    'claim.withdrawn',
    'claim.written-down',
    'claim.taken-back',
    'claim.reimbursed',
    'claim.debtor-changed',
    'claim.change-declined',
    'claim.task-raised',
    'claim.task-cleared',
    'claim.replacement-assigned',
    'claim.settlement-changed',
  ],
  'receivables 615': [
    'receivable.raised',
    'receivable.reduced',
    'receivable.cancelled',
    'receivable.reimbursed',
    'receivable.debtor-changed',
    'receivable.sent',
    'receivable.accepted',
    'receivable.accepted-with-remarks',
    'receivable.rejected',
    'receivable.not-needed',
  ],
  'statements 615': [
    'statement.requested',
    'statement.page-read',
    'statement.completed',
    'statement.failed',
  ],
};
