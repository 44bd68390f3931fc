import { Money } from '@libs/kernel';
import { type Branch, writeMessage } from '@libs/soap';
import { type Channel, k, m, names, reportSchema } from './contract.js';

/** One movement that is reported to the library's side. */
export type ReportedMovement = {
  readonly kind: 'covered' | 'coverage-reversed' | 'written-off' | 'write-off-reversed';
  readonly id: string;
  readonly receivableId: string;
  readonly amountOre: number;
  readonly registeredAt: string;
  readonly effectiveDate: string;
  /** What a reversal undoes. */
  readonly originalId?: string;
  readonly channel?: Channel;
};

/** One call to the library's side, frozen with its ids: it is repeated as it is until it is answered. */
export type Report = {
  readonly requestId: string;
  readonly transactionId: string;
  readonly sentAt: string;
  readonly municipalityCvr: string;
  readonly accountId: string;
  readonly movements: readonly ReportedMovement[];
};

const classes = {
  'written-off': { xml: names.writeOff },
  'write-off-reversed': { xml: names.writeOffReversal, original: names.writeOff.id },
  covered: { xml: names.coverage },
  'coverage-reversed': { xml: names.coverageReversal, original: names.coverage.id },
} as const;

/** The order of the model: write-offs before coverages. */
const order = Object.keys(classes) as (keyof typeof classes)[];

export function reportMessage(report: Report): string {
  const movements = order.flatMap((kind) =>
    report.movements.filter((movement) => movement.kind === kind),
  );
  const message = m(`${names.operations.report}_I`, [
    k('HovedOplysninger', [
      k('TransaktionsId', report.transactionId),
      k('TransaktionsTid', report.sentAt),
      k('RequestId', report.requestId),
      report.municipalityCvr === ''
        ? undefined
        : k('AuthorityContext', [k('MunicipalityCVR', report.municipalityCvr)]),
    ]),
    m(names.account.element, [m(names.account.id, report.accountId)]),
    ...movements.map(movementBranch),
  ]);
  return writeMessage(message, reportSchema);
}

function movementBranch(movement: ReportedMovement): Branch {
  const kind: { xml: typeof names.writeOff; original?: string } = classes[movement.kind];
  const channel = movement.channel && names.paymentChannels[movement.channel];
  return m(kind.xml.element, [
    m(kind.xml.id, movement.id),
    m(kind.xml.registeredAt, movement.registeredAt),
    m(kind.xml.amount, Money.ofOre(movement.amountOre).toKroner()),
    m(kind.xml.effectiveDate, movement.effectiveDate),
    movement.kind === 'covered' ? m.maybe(names.coverage.channel, channel) : undefined,
    m(names.receivable.id, movement.receivableId),
    kind.original === undefined ? undefined : m(kind.original, movement.originalId ?? ''),
  ]);
}
