import { Acknowledgements } from '../../../libs/messaging/src/broker/acknowledgements.js';
import { Inbox, inboxKey, type UnnumberedId } from '../../../libs/messaging/src/door/inbox.js';
import { Judging } from '../../../libs/messaging/src/door/judging.js';
import { Outbox, type OutgoingMessage } from '../../../libs/messaging/src/door/outbox.js';
import type { Verdict } from '../../../libs/messaging/src/door/judge.js';
import { Dispatch } from '../../../libs/messaging/src/loops/dispatch.js';
import type { Database } from '@libs/persistence';
import type { Break } from './points.js';
import { wrap } from './wrap.js';

/** What each break does to the product. */
const breaking: Readonly<Record<Break, () => void>> = {
  'inbox-off': inboxOff,
  'ack-before-commit': ackBeforeCommit,
  'outbox-deleted-before-confirm': outboxDeletedBeforeConfirm,
};

export function breakProduct(how: Break): void {
  breaking[how]();
}

/** What has been applied is taken as new. */
function inboxOff(): void {
  wrap<unknown[], Verdict>(Judging, 'judge', (judge, args) => {
    const verdict = judge(...args);
    return verdict === 'duplicate' ? 'due' : verdict;
  });
  wrap<[readonly UnnumberedId[], string], Promise<Set<string>>>(
    Inbox,
    'enter',
    async (enter, [ids, now]) => {
      await enter(ids, now);
      return new Set(ids.map(inboxKey));
    },
  );
}

/** The broker hears "done" as soon as a batch has arrived. */
function ackBeforeCommit(): void {
  type Settle = (fate: 'done' | 'again') => void;
  wrap<unknown[], Settle>(Acknowledgements, 'begin', (begin, args) => {
    begin(...args)('done');
    return () => undefined;
  });
}

/** What was announced is forgotten before the broker has it. */
function outboxDeletedBeforeConfirm(): void {
  wrap<[readonly OutgoingMessage[]], Promise<number>>(
    Dispatch,
    'publish',
    async (publish, [messages], self) => {
      const relaxed = Reflect.get(self, 'relaxed') as Database;
      await new Outbox(relaxed).remove(messages.map(({ id }) => id));
      return publish(messages);
    },
  );
}

type Appending = [messages: readonly OutgoingMessage[], leaseMs: number];
type Leasing = [rowsMax: number, leaseMs: number, bytesMax: number];

/** What a dead publisher had leased is taken up sooner than the product would. */
export function shortenOutboxLeases(mostMs: number): void {
  wrap<Appending, unknown>(Outbox, 'append', (append, [messages, leaseMs]) =>
    append(messages, Math.min(leaseMs, mostMs)),
  );
  wrap<Leasing, unknown>(Outbox, 'lease', (lease, [rowsMax, leaseMs, bytesMax]) =>
    lease(rowsMax, Math.min(leaseMs, mostMs), bytesMax),
  );
}
