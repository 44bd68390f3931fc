import type { DebtorSystems } from '../../../simulators/debtor-systems/index.js';

export type Product = keyof DebtorSystems['urls'];

export const claimTypeNames = [
  'fee',
  'compensation-acknowledged',
  'compensation-unacknowledged',
] as const;

/** The codes that the agreements of journeys configure, one for each of the six claim types (R35). */
export const claimTypeCodes = {
  fee: '3f1c9a52-0c3f-4b55-9a3e-0a2f2a7f7d01',
  'compensation-acknowledged': '3f1c9a52-0c3f-4b55-9a3e-0a2f2a7f7d02',
  'compensation-unacknowledged': '3f1c9a52-0c3f-4b55-9a3e-0a2f2a7f7d03',
  'fee-minor-unguarded': '3f1c9a52-0c3f-4b55-9a3e-0a2f2a7f7d04',
  'compensation-acknowledged-minor-unguarded': '3f1c9a52-0c3f-4b55-9a3e-0a2f2a7f7d05',
  'compensation-unacknowledged-minor-unguarded': '3f1c9a52-0c3f-4b55-9a3e-0a2f2a7f7d06',
} as const;

/** Test values of the right form: a library's own PSRM types are not public. */
export const psrmTypes = {
  fee: 'BIBGEBY',
  'compensation-acknowledged': 'BIBERMA',
  'compensation-unacknowledged': 'BIBERUA',
} as const;

const claimTypes: Agreement['claimTypes'] = Object.fromEntries(
  claimTypeNames.flatMap((name): [string, { code: string; psrmType?: string }][] => [
    [name, { code: claimTypeCodes[name], psrmType: psrmTypes[name] }],
    [`${name}-minor-unguarded`, { code: claimTypeCodes[`${name}-minor-unguarded`] }],
  ]),
);

/** An agreement as it is put over HTTP (contract.md). */
export type Agreement = {
  municipalityCode: string;
  municipalityCvr: string;
  name: string;
  active: boolean;
  kind: 'public-library' | 'learning-centre';
  cutOffDate: string;
  ageOfMajority: number;
  verification: { mode: 'none' | 'manual' | 'automatic'; afterDays?: number };
  debtorSystem: {
    product: Product;
    endpoint: string;
    acceptsReplacementCpr?: boolean;
    paymentsEveryHours?: number;
  };
  feeDueDays?: number;
  sendPNumber?: boolean;
  specificationText?: 'full' | 'privacy';
  claimTypes: Record<string, { code: string; psrmType?: string }>;
  confirmed?: string[];
};

/** What a test may vary: the debtor system by its product, and without the address. */
export type AgreementVaried = Partial<Omit<Agreement, 'debtorSystem'>> & {
  product?: Product;
  acceptsReplacementCpr?: boolean;
  paymentsEveryHours?: number;
};

/** A whole, valid agreement of an agency of its own: all that was created since the cut-off date goes at once. */
export function anAgreement(
  of: Pick<Agreement, 'municipalityCode' | 'municipalityCvr' | 'cutOffDate'>,
  urls: DebtorSystems['urls'],
  { product = 'kmd-opus', acceptsReplacementCpr, paymentsEveryHours, ...varied }: AgreementVaried,
): Agreement {
  return {
    ...of,
    name: `Biblioteket i kommune ${of.municipalityCode}`,
    active: true,
    kind: 'public-library',
    ageOfMajority: 18,
    verification: { mode: 'none' },
    debtorSystem: {
      product,
      endpoint: urls[product],
      ...(acceptsReplacementCpr !== undefined && { acceptsReplacementCpr }),
      ...(paymentsEveryHours !== undefined && { paymentsEveryHours }),
    },
    claimTypes,
    ...varied,
  };
}
