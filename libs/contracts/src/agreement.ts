import { CvrNumber } from '@libs/kernel';
import { IsArray, IsIn, IsInt, IsUrl, Max, Min } from 'class-validator';
import { claimTypes, type ClaimType } from './claims-of-verification.js';
import { Event } from './event.js';
import { Placed } from './order.js';
import {
  Agency,
  Counted,
  Day,
  Flag,
  LowerUuid,
  Municipality,
  OneOf,
  Optional,
  Required,
  Text,
  textLimits,
  Time,
} from './rules.js';
import { faultsIn, instanceOf, Nested, type Fault } from './shape.js';
import { pathOfUnstorable, unstorable } from './storable.js';

export const debtorSystemProducts = ['kmd-opus', 'prisme-2009', 'prisme-2015', 'eg'] as const;
export type DebtorSystemProduct = (typeof debtorSystemProducts)[number];

export class VerificationSettings {
  @OneOf(['none', 'manual', 'automatic']) mode!: 'none' | 'manual' | 'automatic';
  /** Days after creation; without it the library's event decides (R10). */
  @Optional()
  @IsInt({ message: 'must be a whole number of days' })
  @Min(0)
  @Max(3_650)
  afterDays?: number;
}

export class DebtorSystemSettings {
  @OneOf(debtorSystemProducts) product!: DebtorSystemProduct;
  @IsUrl(
    {
      protocols: ['https', 'http'],
      require_tld: false,
      require_protocol: true,
      disallow_auth: true,
    },
    { message: 'must be an https URL (http only on this machine)' },
  )
  endpoint!: string;
  /** Expected cadence of payments, in hours (R50). */
  @Optional()
  @IsInt({ message: 'must be a whole number of hours' })
  @Min(1)
  @Max(8_760)
  paymentsEveryHours?: number;
  /** R26; Opus and EG do by default, Prisme does not. */
  @Optional() @Flag() acceptsReplacementCpr?: boolean;
}

export class ClaimTypeSettings {
  @LowerUuid() code!: string;
  /** Seven or eight capital letters; required for the first three, refused for the others (R19). */
  @Optional() @Text(10) psrmType?: string;
}

export class ClaimTypes {
  @Required() @Nested(() => ClaimTypeSettings) fee!: ClaimTypeSettings;
  @Required() @Nested(() => ClaimTypeSettings) 'compensation-acknowledged'!: ClaimTypeSettings;
  @Required() @Nested(() => ClaimTypeSettings) 'compensation-unacknowledged'!: ClaimTypeSettings;
  @Required() @Nested(() => ClaimTypeSettings) 'fee-minor-unguarded'!: ClaimTypeSettings;
  @Required()
  @Nested(() => ClaimTypeSettings)
  'compensation-acknowledged-minor-unguarded'!: ClaimTypeSettings;
  @Required()
  @Nested(() => ClaimTypeSettings)
  'compensation-unacknowledged-minor-unguarded'!: ClaimTypeSettings;
}

/** An agency's settings for the integration, as they are put over HTTP. */
export class AgreementSettings {
  @Municipality() municipalityCode!: string;
  @Text(8) municipalityCvr!: string;
  @Text(textLimits.name) name!: string;
  @Flag() active!: boolean;
  @OneOf(['public-library', 'learning-centre']) kind!: 'public-library' | 'learning-centre';
  @Day() cutOffDate!: string;
  /** Whole years (R22). */
  @IsInt({ message: 'must be a whole number of years' }) @Min(0) @Max(150) ageOfMajority!: number;
  @Required() @Nested(() => VerificationSettings) verification!: VerificationSettings;
  @Required() @Nested(() => DebtorSystemSettings) debtorSystem!: DebtorSystemSettings;
  /** Days from the overdue date to a fee's due date (R36). */
  @Optional() @IsInt({ message: 'must be a whole number of days' }) @Min(0) @Max(3_650) feeDueDays =
    30;
  /** R28. */
  @Optional() @Flag() sendPNumber = true;
  @Optional() @OneOf(['full', 'privacy']) specificationText: 'full' | 'privacy' = 'full';
  @Required() @Nested(() => ClaimTypes) claimTypes!: ClaimTypes;
  /** Fields that would otherwise be refused (R12, R22). */
  @Optional() @IsArray() @OneOfEach(['kind', 'ageOfMajority']) confirmed: (
    'kind' | 'ageOfMajority'
  )[] = [];
}

/** A new version of an agreement; its number in the stream is the version. */
@Event({
  type: 'dk.debitorbro.agreement.changed.v1',
  exchange: 'claims',
  kind: 'agreement',
  key: 'agencyId',
  routedBy: 'agencyId',
})
export class AgreementChanged extends Placed {
  @Agency() agencyId!: string;
  @Counted() version!: number;
  @Required() @Nested(() => AgreementSettings) agreement!: AgreementSettings;
  @Time() validFrom!: string;
}

/** Reads settings and names every fault in them: of form, and of what must fit together where its form is right. */
export function readAgreement(plain: unknown): {
  readonly settings: AgreementSettings;
  readonly faults: readonly Fault[];
} {
  const settings = instanceOf(AgreementSettings, plain);
  const path = pathOfUnstorable(settings);
  const ofForm = [
    ...faultsIn(settings),
    ...(path === undefined ? [] : [{ field: path, text: unstorable }]),
  ];
  const faulty = new Set(ofForm.map(({ field }) => field));
  return {
    settings,
    faults: [...ofForm, ...crossFaults(settings, (field) => !isFaulty(field, faulty))],
  };
}

/** Whether the field itself, or what holds it, has a fault. */
function isFaulty(field: string, faulty: ReadonlySet<string>): boolean {
  return field.split('.').some((_, i, steps) => faulty.has(steps.slice(0, i + 1).join('.')));
}

/** What works and is still unusual: shown with every answer (R22). */
export function warningsOf({ ageOfMajority, kind }: AgreementSettings): Fault[] {
  const warnings: Fault[] = [];
  if (!ordinaryAges.includes(ageOfMajority))
    warnings.push({
      field: 'ageOfMajority',
      text: 'Myndighedsalderen er usædvanlig: 16, 17 og 18 er de sædvanlige. Alle lånere bliver vurderet efter den.',
    });
  if (kind === 'learning-centre')
    warnings.push({
      field: 'kind',
      text: 'Pædagogiske læringscentre er som udgangspunkt ikke tænkt som brugere af integrationen.',
    });
  return warnings;
}

const ordinaryAges: readonly number[] = [16, 17, 18];

function OneOfEach(values: readonly string[]): PropertyDecorator {
  return IsIn(values, { each: true, message: `must hold only ${values.join(', ')}` });
}

type Readable = (field: string) => boolean;
type Judgement = readonly [
  field: string,
  fits: (settings: AgreementSettings) => boolean,
  text: string,
];

/** What a field's form does not tell. Each is asked only where the fields that it looks at can be read. */
const judgements: readonly Judgement[] = [
  [
    'municipalityCvr',
    ({ municipalityCvr }) => CvrNumber.check(municipalityCvr) === 'valid',
    'must be a CVR number: eight digits that fit modulus 11',
  ],
  [
    'kind',
    ({ kind, confirmed }) => kind !== 'learning-centre' || isConfirmed(confirmed, 'kind'),
    'a learning centre is not meant to use the integration: confirm with "kind" in "confirmed" (R12)',
  ],
  [
    'ageOfMajority',
    ({ ageOfMajority, confirmed }) =>
      ordinaryAges.includes(ageOfMajority) || isConfirmed(confirmed, 'ageOfMajority'),
    'only 16, 17 and 18 are ordinary: confirm with "ageOfMajority" in "confirmed" (R22)',
  ],
  [
    'debtorSystem.endpoint',
    ({ debtorSystem }) => isSafeEndpoint(debtorSystem.endpoint),
    'must be an https URL (http only on this machine)',
  ],
  [
    'verification.afterDays',
    ({ verification }) => verification.mode === 'automatic' || verification.afterDays === undefined,
    'goes with mode "automatic" only',
  ],
  ...claimTypes.map(psrmTypeOf),
];

function crossFaults(settings: AgreementSettings, isReadable: Readable): Fault[] {
  return judgements
    .filter(([field]) => isReadable(field))
    .filter(([, fits]) => !fits(settings))
    .map(([field, , text]) => ({ field, text }));
}

/** Also where `confirmed` itself is faulty: what it can't say it does not say. */
function isConfirmed(confirmed: unknown, field: string): boolean {
  return Array.isArray(confirmed) && confirmed.includes(field);
}

/** R19: what can't go to collection has no PSRM type; all else has. */
function psrmTypeOf(name: ClaimType): Judgement {
  const field = `claimTypes.${name}.psrmType`;
  return name.endsWith('-minor-unguarded')
    ? [
        field,
        ({ claimTypes: types }) => types[name].psrmType === undefined,
        "must be left out: such claims can't go to collection (R19)",
      ]
    : [
        field,
        ({ claimTypes: types }) => /^[A-ZÆØÅ]{7,8}$/.test(types[name].psrmType ?? ''),
        'is needed: 7 or 8 capital letters',
      ];
}

function isSafeEndpoint(endpoint: string): boolean {
  if (!URL.canParse(endpoint)) return false;
  const { protocol, hostname } = new URL(endpoint);
  return protocol === 'https:' || ['127.0.0.1', 'localhost', '[::1]'].includes(hostname);
}
