import { MessageSchema, type Names, readNames, vocabulary } from '@libs/soap';

const folder = new URL('../../libs/contracts/serviceplatformen/1/', import.meta.url);

const prefixes = {
  m: 'http://www.kombit.dk/2017/01/01/',
  k: 'http://kombit.dk/xml/schemas/kontekst/2017/01/01/',
};

export const m = vocabulary('m');
export const k = vocabulary('k');

export const registrationSchema = MessageSchema.load(
  folder,
  'DebitorRegistrering.soap.xsd',
  prefixes,
);
export const querySchema = MessageSchema.load(folder, 'DebitorForespoergsel.soap.xsd', prefixes);
export const reportSchema = MessageSchema.load(folder, 'DaekningAfskrivning.soap.xsd', prefixes);

const movement = ['element', 'id', 'registeredAt', 'amount', 'effectiveDate'] as const;

const wanted = {
  operations: ['register', 'closeLiability', 'findAccounts', 'readAccount', 'report', 'ping'],
  services: ['query'],
  actions: ['report'],
  account: ['element', 'id', 'takenOver'],
  receivable: [
    'element',
    'id',
    'registeredAt',
    'claimType',
    'amount',
    'foundationDate',
    'periodFrom',
    'periodTo',
    'dueDate',
    'psrmType',
    'creationDate',
  ],
  textLine: ['element', 'number', 'text'],
  specification: ['element', 'id', 'text'],
  contact: ['element', 'glnNumber'],
  liability: ['element', 'id', 'from', 'to'],
  writeDown: ['element', 'id', 'registeredAt', 'amount', 'reason'],
  party: [
    'account',
    'liable',
    'identity',
    'kind',
    'identifier',
    'whereabouts',
    'name',
    'postalCode',
    'city',
    'country',
    'street',
    'productionUnit',
    'pNumber',
  ],
  partyKinds: ['cpr', 'replacement', 'cvr'],
  coverage: [...movement, 'channel'],
  coverageReversal: movement,
  writeOff: movement,
  writeOffReversal: movement,
  segmentation: ['element', 'mark', 'itemsMax'],
  query: ['outstandingOnly'],
  books: ['accounts', 'account', 'bornThere', 'outstanding', 'rejected', 'pointer'],
  reminderFee: ['element', 'id', 'registeredAt', 'amount'],
  receipt: [
    'processedAt',
    'accepted',
    'rejected',
    'withoutRemarks',
    'reasonCode',
    'reasonTitle',
    'pointer',
    'localReason',
    'localCode',
    'localText',
    'pointsAtLiable',
  ],
  reportReceipt: ['accepted', 'rejected'],
  writeDownReasons: ['reduction', 'cancellation', 'reimbursement'],
  receiptReasons: [
    'already-exists',
    'unknown-receivable',
    'unknown-account',
    'unknown-claim-type',
    'exceeds-outstanding',
    'missing-party',
    'replacement-not-accepted',
    'p-number-not-accepted',
    'dates-out-of-order',
    'remark',
    'other',
  ],
  paymentChannels: [
    'mit-betalingsoverblik',
    'min-betalingsoversigt',
    'betal-din-kommune',
    'safepay',
    'giro',
    'mobilepay',
  ],
} as const;

export const names: Names<typeof wanted> = readNames(new URL('names.json', folder), wanted);

export type ReasonKind = (typeof wanted.receiptReasons)[number];
export type Channel = (typeof wanted.paymentChannels)[number];
export const channels: readonly Channel[] = wanted.paymentChannels;
