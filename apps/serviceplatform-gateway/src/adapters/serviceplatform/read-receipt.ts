import { Element, type Fault, MalformedMessage, type Message } from '@libs/soap';
import { LocalReason, type Outcome, type Pointer, type Reason } from '../../ports/debtor-system.js';
import { names } from './contract.js';
import type { CallIds } from './write-context.js';

const { receipt } = names;

/** What the answer must be the answer to. */
export type Asked = CallIds & { readonly accountId: string };

const pointed: Readonly<Record<string, Pointer['element']>> = {
  [names.account.id]: 'account',
  [names.receivable.id]: 'receivable',
  [names.writeDown.id]: 'write-down',
  [names.specification.id]: 'specification',
  [names.liability.id]: 'liability',
  [receipt.pointsAtLiable]: 'liable-party',
  [names.party.identity]: 'party',
};

/** These pointers hold no id, or a personal one. */
const withoutId: readonly Pointer['element'][] = ['liable-party', 'party'];

/**
 * What a receipt says. `answer` is the name of the element expected.
 * Throws MalformedMessage if it is another message, or the answer to another question.
 */
export function outcomeOf(message: Message, answer: string, asked: Asked): Outcome {
  if (message.kind === 'fault') return faultOutcome(message.fault);
  const { payload } = message;
  requireAnswerTo(payload, answer, asked);
  const account = payload.required(names.account.element).textOf(names.account.id);
  if (account !== asked.accountId) throw otherQuestion(names.account.id);
  return receiptOutcome(payload);
}

/** Throws MalformedMessage unless the message is `answer`, of the same conversation and call. */
export function requireAnswerTo(payload: Element, answer: string, asked: CallIds): void {
  if (payload.name !== answer)
    throw new MalformedMessage('invalid', 'is not the answer to this request', payload.name);
  const head = payload.required('HovedOplysningerSvar');
  if (head.textOf('TransaktionsId') !== asked.transactionId) throw otherQuestion('TransaktionsId');
  const requestId = head.maybeTextOf('RequestId');
  if (requestId !== undefined && requestId !== asked.requestId) throw otherQuestion('RequestId');
}

const otherQuestion = (place: string): MalformedMessage =>
  new MalformedMessage('invalid', 'answers another request', place);

function receiptOutcome(payload: Element): Outcome {
  const at = payload.textOf(receipt.processedAt);
  const rejection = payload.first(receipt.rejected);
  if (rejection !== undefined) return { kind: 'rejected', at, reasons: reasonsIn(rejection) };
  const acceptance = payload.required(receipt.accepted);
  return acceptance.first(receipt.withoutRemarks) === undefined
    ? { kind: 'accepted-with-remarks', at, reasons: reasonsIn(acceptance) }
    : { kind: 'accepted', at };
}

/** Whose fault it is said to be, and the code that operators see. */
export function faultOutcome({
  code,
  subcode,
  reason,
  errors,
}: Fault): Extract<Outcome, { kind: 'fault' }> {
  const [first] = errors;
  const text = [reason, ...errors.map((error) => error.text)].join(' · ');
  return {
    kind: 'fault',
    whose: code === 'Sender' ? 'message' : 'receiver',
    code: printable(first?.code) ?? printable(subcode) ?? code,
    text: new LocalReason(code, text),
  };
}

/** A code goes into logs and metrics, so it must look like one: others may put any text there. */
function printable(code: string | undefined): string | undefined {
  return code !== undefined && /^[A-Za-z][\w.:-]{0,59}$/.test(code) ? code : undefined;
}

/** Reasons stand in a row, each beginning with its code. */
function reasonsIn(structure: Element): readonly [Reason, ...Reason[]] {
  const starts = structure.children.flatMap(({ name }, at) =>
    name === receipt.reasonCode ? [at] : [],
  );
  const [first, ...rest] = starts.map((start, nth) =>
    reasonOf(structure.children.slice(start, starts[nth + 1])),
  );
  if (first === undefined) throw new MalformedMessage('invalid', 'lacks a reason', structure.name);
  return [first, ...rest];
}

function reasonOf(parts: readonly Element[]): Reason {
  const reason = new Element('årsag', '', parts);
  const code = reason.textOf(receipt.reasonCode);
  const pointer = reason.first(receipt.pointer)?.children[0];
  const local = reason.first(receipt.localReason);
  return {
    kind: code === names.receiptReasons['already-exists'] ? 'already-exists' : 'other',
    code,
    title: reason.textOf(receipt.reasonTitle),
    ...(pointer && { pointer: pointerOf(pointer) }),
    ...(local && { local: localReasonOf(local) }),
  };
}

function localReasonOf(local: Element): LocalReason {
  return new LocalReason(local.textOf(receipt.localCode), local.maybeTextOf(receipt.localText));
}

function pointerOf({ name, text }: Element): Pointer {
  const element = pointed[name];
  if (element === undefined)
    throw new MalformedMessage('invalid', 'points at nothing we know', name);
  return withoutId.includes(element) ? { element } : { element, id: text };
}
