import {
  ClaimAmountChanged,
  ClaimCancelled,
  ClaimChangeRefused,
  ClaimClosed,
  ClaimGuardianChanged,
  ClaimIdentityChanged,
  ClaimPaidAtLibrary,
  ClaimReimbursementRequested,
  ClaimReopened,
  ClaimSentToCollection,
  ClaimVerified,
  type OfClaim,
} from '@libs/contracts';
import fc from 'fast-check';
import { aChange, adult, aRegistration, planted } from './intake.fixture.js';

/** What happens to one claim, in whichever agency and under whichever number. */
export type History = (agencyId: string, feeId: string) => object[];

type Step = (agencyId: string, feeId: string, place: number) => OfClaim;

const kroner = fc.integer({ min: 1, max: 300 }).map((amount) => `${String(amount)}.00`);
const guardian = { personIdentifier: planted.guardian, name: planted.guardianName };
const patrons = [
  { kind: 'person', personIdentifier: planted.adult, name: planted.name },
  { kind: 'person', personIdentifier: planted.child, name: planted.name },
  { kind: 'person', personIdentifier: 'not a number' },
  { kind: 'company', name: planted.name },
  { kind: 'company', name: planted.name, cvrNumber: planted.cvr },
  { kind: 'group', name: planted.name },
] as const;
const patron = fc.constantFrom(...patrons);

const step: fc.Arbitrary<Step> = fc.oneof(
  kroner.map((newAmount) => stepOf(ClaimAmountChanged, { newAmount })),
  fc.constant(stepOf(ClaimVerified, { verifiedBy: 'manual' })),
  fc.constant(stepOf(ClaimReopened, {})),
  fc.constant(stepOf(ClaimSentToCollection, {})),
  fc.constant(stepOf(ClaimCancelled, {})),
  fc
    .constantFrom('paid', 'written-off', 'collection-ended')
    .map((status) => stepOf(ClaimClosed, { status })),
  fc
    .tuple(fc.constantFrom('p1', 'p2'), kroner, fc.boolean())
    .map(([paymentId, amount, undo]) =>
      stepOf(ClaimPaidAtLibrary, { paymentId, amount, ...(undo && { undoes: 'p1' }) }),
    ),
  fc.constant(stepOf(ClaimReimbursementRequested, {})),
  fc.constant(
    stepOf(ClaimChangeRefused, {
      refusedType: 'a',
      refusedId: 'b',
      reason: { code: 'c', text: 'd' },
    }),
  ),
  patron.map((newer) =>
    stepOf(ClaimIdentityChanged, {
      patronId: '815',
      patronKind: newer.kind,
      newerPatron: { ...adult, personIdentifier: undefined, ...newer },
    }),
  ),
  fc.constant(
    stepOf(ClaimGuardianChanged, {
      patronId: '815',
      change: 'number-changed',
      newerGuardian: { ...guardian, personIdentifier: planted.other },
    }),
  ),
  fc.constant(stepOf(ClaimGuardianChanged, { patronId: '815', change: 'removed' })),
);

export const history: fc.Arbitrary<History> = fc
  .record({
    type: fc.constantFrom('fee', 'compensation'),
    told: patron,
    guarded: fc.boolean(),
    steps: fc.array(step, { maxLength: 7 }),
  })
  .map(({ type, told, guarded, steps }) => (agencyId, feeId) => [
    aRegistration(feeId, {
      agencyId,
      type,
      patronKind: told.kind,
      ...(type === 'compensation' && { acknowledged: true }),
      personal: { patron: { patronId: '815', ...told }, ...(guarded && { guardian }) },
    }),
    ...steps.map((each, place) => each(agencyId, feeId, place)),
  ]);

function stepOf(of: new () => OfClaim, part: object): Step {
  return (agencyId, feeId, place) => {
    const changeId = `${String(place)} of ${feeId}`;
    return aChange<OfClaim>(of, feeId, { agencyId, changeId, ...part } as Partial<OfClaim>);
  };
}
