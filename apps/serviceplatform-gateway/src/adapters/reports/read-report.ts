import { Money, parseDate, Temporal } from '@libs/kernel';
import { type Element, hundredths, MalformedMessage } from '@libs/soap';
import type { ReportItem } from '../../domain/judge-report.js';
import type { Report } from '../../ports/report-receiver.js';
import { names } from '../serviceplatform/contract.js';

type Movement = Readonly<
  Record<'element' | 'id' | 'registeredAt' | 'amount' | 'effectiveDate', string>
>;
type Kind = {
  readonly kind: ReportItem['kind'];
  readonly movement: Movement;
  readonly original?: string;
};

const kinds: readonly Kind[] = [
  { kind: 'written-off', movement: names.writeOff },
  { kind: 'write-off-reversed', movement: names.writeOffReversal, original: names.writeOff.id },
  { kind: 'covered', movement: names.coverage },
  { kind: 'coverage-reversed', movement: names.coverageReversal, original: names.coverage.id },
];

const channels = new Map(
  Object.entries(names.paymentChannels).map(([channel, code]) => [code, channel]),
);

/**
 * What an OpretDækningAfskrivning tells (R49), in the order of the message, for the authority that a token was for, else for the one
 * that it names. Throws MalformedMessage if it tells nothing.
 */
export function reportFrom(payload: Element, authorityCvr = onBehalfOf(payload)): Report {
  const head = payload.required('HovedOplysninger');
  const requestId = head.maybeTextOf('RequestId');
  return {
    transactionId: head.textOf('TransaktionsId'),
    ...(requestId !== undefined && { requestId }),
    ...(authorityCvr !== undefined && { municipalityCvr: authorityCvr }),
    accountId: payload.required(names.account.element).textOf(names.account.id),
    items: itemsIn(payload),
  };
}

/** The token model says it beside HovedOplysninger, the context model in it. */
export function onBehalfOf(payload: Element): string | undefined {
  const head = payload.required('HovedOplysninger');
  const said = payload.first('AuthorityContext') ?? head.first('AuthorityContext');
  return said?.textOf('MunicipalityCVR');
}

function itemsIn(payload: Element): readonly ReportItem[] {
  const items = kinds.flatMap((kind) =>
    payload.all(kind.movement.element).map((element) => itemFrom(element, kind)),
  );
  if (items.length === 0) throw new MalformedMessage('invalid', 'reports nothing', payload.name);
  return items;
}

function itemFrom(element: Element, { kind, movement, original }: Kind): ReportItem {
  const channel = channels.get(element.maybeTextOf(names.coverage.channel) ?? '');
  try {
    return {
      kind,
      transactionId: element.textOf(movement.id),
      receivableId: element.textOf(names.receivable.id),
      ...(original !== undefined && { originalId: element.textOf(original) }),
      amount: Money.ofOre(hundredths(element.textOf(movement.amount))),
      registeredAt: Temporal.Instant.from(element.textOf(movement.registeredAt).trim()),
      effectiveDate: parseDate(element.textOf(movement.effectiveDate).trim()),
      ...(channel !== undefined && { channel }),
    };
  } catch (error) {
    if (error instanceof MalformedMessage) throw error;
    throw new MalformedMessage(
      'invalid',
      'holds a date or an amount that does not exist',
      element.name,
    );
  }
}
