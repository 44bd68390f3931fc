import { isAnswer } from '../../../apps/serviceplatform-gateway/src/domain/attempt.js';
import { AnswerRecorder } from '../../../apps/serviceplatform-gateway/src/handlers/answer-recorder.js';
import { SoapDebtorSystem } from '../../../apps/serviceplatform-gateway/src/adapters/serviceplatform/soap-debtor-system.js';
import type { AttemptEnded } from '../../../apps/serviceplatform-gateway/src/handlers/record-answers.js';
import { ReceiveReports } from '../../../apps/serviceplatform-gateway/src/handlers/receive-reports.js';
import { LaneStore } from '../../../apps/serviceplatform-gateway/src/persistence/lane-store.js';
import type { Outcome } from '../../../apps/serviceplatform-gateway/src/ports/debtor-system.js';
import type { DeadlyPoints } from './deadly-points.js';
import { wrap } from './wrap.js';

/** The points that only the gateway has: about its calls, and about what it is told. */
export function markGateway(deadly: DeadlyPoints): void {
  wrap<unknown[], Promise<Outcome>>(SoapDebtorSystem, 'register', async (register, args) => {
    deadly.pass('before-call');
    const outcome = await register(...args);
    if (answers.includes(outcome.kind)) deadly.pass('after-call');
    return outcome;
  });
  wrap<[ended: AttemptEnded], Promise<unknown>>(AnswerRecorder, 'record', (record, [ended]) => {
    if (isReceipt(ended)) deadly.pass('before-record');
    return record(ended);
  });
  wrap<unknown[], Promise<unknown>>(ReceiveReports, 'receive', async (receive, args) => {
    const answer = await receive(...args);
    deadly.pass('before-report-answer');
    return answer;
  });
}

/** The debtor system took position; a fault is the platform's, and no answer is none. */
const answers: readonly Outcome['kind'][] = ['accepted', 'accepted-with-remarks', 'rejected'];

/** What has expired, or was not answered, is no receipt. */
export function isReceipt({ end }: Pick<AttemptEnded, 'end'>): boolean {
  return end.kind === 'told' && isAnswer(end.outcome);
}

type Leasing = [tx: unknown, municipality: string, lease: { ms: number }, rowsMax: number];

/** What a dead sender had leased is given up sooner than the product would. */
export function shortenGatewayLeases(leaseMs: number): void {
  wrap<Leasing, unknown>(LaneStore, 'lease', (lease, [tx, municipality, asked, rowsMax]) =>
    lease(tx, municipality, { ...asked, ms: Math.min(asked.ms, leaseMs) }, rowsMax),
  );
}
