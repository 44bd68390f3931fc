import { MessageSchema, type Names, readNames, vocabulary } from '@libs/soap';

/** Where the published contract lies: beside the code in the repository, and at the same place in the build. */
export const contractFolder = new URL(
  '../../../../../libs/contracts/serviceplatformen/1/',
  import.meta.url,
);

const prefixes = {
  m: 'http://www.kombit.dk/2017/01/01/',
  k: 'http://kombit.dk/xml/schemas/kontekst/2017/01/01/',
  ic: 'http://serviceplatformen.dk/xml/schemas/InvocationContext/1/',
  cc: 'http://serviceplatformen.dk/xml/schemas/CallContext/1/',
  ac: 'http://serviceplatformen.dk/xml/schemas/AuthorityContext/1/',
};

/** The model's own elements; `k` are those that begin every message, `ic`, `cc` and `ac` the platform's contexts. */
export const m = vocabulary('m');
export const k = vocabulary('k');
export const ic = vocabulary('ic');
export const cc = vocabulary('cc');
export const ac = vocabulary('ac');

export const registrationSchema = MessageSchema.load(
  contractFolder,
  'DebitorRegistrering.soap.xsd',
  prefixes,
);
export const querySchema = MessageSchema.load(
  contractFolder,
  'DebitorForespoergsel.soap.xsd',
  prefixes,
);
export const reportSchema = MessageSchema.load(
  contractFolder,
  'DaekningAfskrivning.soap.xsd',
  prefixes,
);

const movement = ['element', 'id', 'registeredAt', 'amount', 'effectiveDate'] as const;

const wanted = {
  operations: ['register', 'closeLiability', 'findAccounts', 'readAccount', 'report', 'ping'],
  actions: ['register', 'closeLiability', 'findAccounts', 'readAccount', 'ping'],
  services: ['query'],
  account: ['element', 'id', 'registeredAt', 'takenOver'],
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
  liability: ['element', 'id', 'registeredAt', 'from', 'to'],
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
  query: ['outstandingOnly', 'leaveOutSupplement'],
  books: ['accounts', 'account', 'bornThere', 'outstanding', 'rejected'],
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
  reportReceipt: ['accepted', 'rejected', 'pointer'],
  writeDownReasons: ['reduction', 'cancellation', 'reimbursement'],
  receiptReasons: ['already-exists', 'unknown-receivable', 'unknown-account', 'other'],
  paymentChannels: [
    'mit-betalingsoverblik',
    'min-betalingsoversigt',
    'betal-din-kommune',
    'safepay',
    'giro',
    'mobilepay',
  ],
} as const;

/** The XML names of our words, from the one mapping file. */
export const names: Names<typeof wanted> = readNames(new URL('names.json', contractFolder), wanted);

/** A service of the platform that we call. */
export type CalledService = {
  readonly name: 'registration' | 'query';
  /** Where it stands under a lane's endpoint. */
  readonly path: string;
  /** As InvocationContext names it. */
  readonly uuid: string;
  readonly schema: MessageSchema;
};

export const registrationService: CalledService = {
  name: 'registration',
  path: '/DebitorRegistreringAfsend/1',
  uuid: 'e354a6d1-500b-49c6-916a-510623e12fba',
  schema: registrationSchema,
};

export const queryService: CalledService = {
  name: 'query',
  path: '/DebitorForespoergselAfsend/1',
  uuid: names.services.query,
  schema: querySchema,
};
