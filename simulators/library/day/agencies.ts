import type { Day } from './chance/calendar.js';
import { firstOfMonthBefore } from './chance/calendar.js';
import { Dice } from './chance/dice.js';

export type Product = 'kmd-opus' | 'prisme-2009' | 'prisme-2015' | 'eg';

export type Verification = {
  readonly mode: 'none' | 'manual' | 'automatic';
  readonly afterDays?: number;
};

/** An agreement as it is put over HTTP, with the agency that it belongs to. */
export type Agreement = {
  readonly agencyId: string;
  readonly municipalityCode: string;
  readonly municipalityCvr: string;
  readonly name: string;
  readonly active: boolean;
  readonly kind: 'public-library';
  readonly cutOffDate: Day;
  readonly ageOfMajority: number;
  readonly verification: Verification;
  readonly debtorSystem: {
    readonly product: Product;
    /** `{{kmd-opus}}` and the like, until whoever plays the day fills in where the debtor system is. */
    readonly endpoint: string;
    readonly paymentsEveryHours: number;
    readonly acceptsReplacementCpr?: boolean;
  };
  readonly feeDueDays: number;
  readonly sendPNumber: boolean;
  readonly specificationText: 'full' | 'privacy';
  readonly claimTypes: Readonly<
    Record<string, { readonly code: string; readonly psrmType?: string }>
  >;
};

/** A library of the example day. Which debtor system a municipality has, and all settings, are invented. */
export type Agency = {
  readonly agencyId: string;
  readonly city: string;
  readonly postalCode: string;
  /** What a compensation costs beside the price. */
  readonly administrationOre: number;
  /** None for an agency that has not joined. */
  readonly agreement?: Agreement;
};

type Town = Pick<Agency, 'city' | 'postalCode' | 'administrationOre'> & {
  readonly code: string;
  readonly cvr: string;
};

type Settings = {
  readonly product: Product;
  readonly verification: Verification;
  readonly active?: boolean;
  readonly ageOfMajority?: number;
  readonly cutOffMonths: number;
  readonly feeDueDays?: number;
  readonly sendPNumber?: boolean;
  readonly specificationText?: 'privacy';
  readonly acceptsReplacementCpr?: boolean;
};

const paymentsEveryHours = { 'kmd-opus': 24, 'prisme-2009': 24, 'prisme-2015': 1, eg: 6 } as const;

const none: Verification = { mode: 'none' };
const manual: Verification = { mode: 'manual' };

/** Municipality numbers and CVR numbers are public facts. */
const towns: readonly (readonly [Town, Settings | undefined])[] = [
  [
    {
      code: '615',
      cvr: '29189889',
      city: 'Horsens',
      postalCode: '8700',
      administrationOre: 10_000,
    },
    { product: 'kmd-opus', verification: none, cutOffMonths: 10 },
  ],
  [
    {
      code: '751',
      cvr: '55133018',
      city: 'Aarhus C',
      postalCode: '8000',
      administrationOre: 10_000,
    },
    { product: 'kmd-opus', verification: manual, cutOffMonths: 17 },
  ],
  [
    {
      code: '461',
      cvr: '35209115',
      city: 'Odense C',
      postalCode: '5000',
      administrationOre: 7_500,
    },
    {
      ...{
        product: 'kmd-opus',
        verification: { mode: 'automatic', afterDays: 14 },
        cutOffMonths: 34,
      },
      ...{ sendPNumber: false, specificationText: 'privacy' },
    },
  ],
  [
    { code: '851', cvr: '29189420', city: 'Aalborg', postalCode: '9000', administrationOre: 5_000 },
    { product: 'prisme-2009', verification: none, cutOffMonths: 8 },
  ],
  [
    {
      code: '561',
      cvr: '29189803',
      city: 'Esbjerg',
      postalCode: '6700',
      administrationOre: 10_000,
    },
    { product: 'prisme-2015', verification: manual, cutOffMonths: 1, ageOfMajority: 17 },
  ],
  [
    { code: '265', cvr: '29189404', city: 'Roskilde', postalCode: '4000', administrationOre: 0 },
    { product: 'prisme-2015', verification: { mode: 'automatic' }, cutOffMonths: 22 },
  ],
  [
    {
      code: '730',
      cvr: '29189668',
      city: 'Randers C',
      postalCode: '8900',
      administrationOre: 8_500,
    },
    { product: 'eg', verification: none, cutOffMonths: 4, ageOfMajority: 16, feeDueDays: 14 },
  ],
  [
    { code: '630', cvr: '29189900', city: 'Vejle', postalCode: '7100', administrationOre: 10_000 },
    {
      ...{ product: 'eg', verification: { mode: 'automatic', afterDays: 30 }, cutOffMonths: 6 },
      ...{ acceptsReplacementCpr: false, specificationText: 'privacy' },
    },
  ],
  [
    {
      code: '740',
      cvr: '29189641',
      city: 'Silkeborg',
      postalCode: '8600',
      administrationOre: 10_000,
    },
    { product: 'kmd-opus', verification: manual, cutOffMonths: 1, active: false },
  ],
  [
    {
      code: '217',
      cvr: '64502018',
      city: 'Helsingør',
      postalCode: '3000',
      administrationOre: 6_000,
    },
    undefined,
  ],
];

/** The agencies of an example day; cut-off dates are counted back from it, everything else stays. */
export function agenciesOf(day: Day): readonly Agency[] {
  return towns.map(([town, settings]) => {
    const { city, postalCode, administrationOre } = town;
    const agency = { agencyId: `DK-7${town.code}00`, city, postalCode, administrationOre };
    if (settings === undefined) return agency;
    return { ...agency, agreement: agreementOf(agency.agencyId, town, settings, day) };
  });
}

function agreementOf(agencyId: string, town: Town, settings: Settings, day: Day): Agreement {
  const { product, verification, acceptsReplacementCpr } = settings;
  return {
    agencyId,
    municipalityCode: town.code,
    municipalityCvr: town.cvr,
    name: `${town.city.replace(/ C$/, '')} Bibliotek`,
    active: settings.active ?? true,
    kind: 'public-library',
    cutOffDate: firstOfMonthBefore(day, settings.cutOffMonths),
    ageOfMajority: settings.ageOfMajority ?? 18,
    verification,
    debtorSystem: {
      product,
      endpoint: `{{${product}}}`,
      paymentsEveryHours: paymentsEveryHours[product],
      ...(acceptsReplacementCpr !== undefined && { acceptsReplacementCpr }),
    },
    feeDueDays: settings.feeDueDays ?? 30,
    sendPNumber: settings.sendPNumber ?? true,
    specificationText: settings.specificationText ?? 'full',
    claimTypes: claimTypesOf(agencyId),
  };
}

/** The real PSRM types of libraries are not public: these only have their form. */
const psrmTypes = {
  fee: 'TESTGEB',
  'compensation-acknowledged': 'TESTEMA',
  'compensation-unacknowledged': 'TESTEUA',
} as const;

/** Codes are invented, other ones for each agency, and the same every day. */
function claimTypesOf(agencyId: string): Agreement['claimTypes'] {
  const dice = Dice.for(1, `claim types of ${agencyId}`);
  const kinds = Object.entries(psrmTypes);
  return Object.fromEntries([
    ...kinds.map(([kind, psrmType]) => [kind, { code: inventedUuid(dice), psrmType }]),
    ...kinds.map(([kind]) => [`${kind}-minor-unguarded`, { code: inventedUuid(dice) }]),
  ]) as Agreement['claimTypes'];
}

function inventedUuid(dice: Dice): string {
  const hex = Array.from({ length: 32 }, () => dice.between(0, 15).toString(16)).join('');
  const [a, b, c, d, e] = [
    hex.slice(0, 8),
    hex.slice(8, 12),
    hex.slice(13, 16),
    hex.slice(17, 20),
    hex.slice(20),
  ];
  return `${a}-${b}-4${c}-8${d}-${e}`;
}
