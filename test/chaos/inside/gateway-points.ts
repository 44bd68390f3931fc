import { SoapDebtorSystem } from '../../../apps/serviceplatform-gateway/src/adapters/serviceplatform/soap-debtor-system.js';
import { ReceiveReports } from '../../../apps/serviceplatform-gateway/src/handlers/receive-reports.js';
import { SendChunk } from '../../../apps/serviceplatform-gateway/src/handlers/send-chunk.js';
import { LaneStore } from '../../../apps/serviceplatform-gateway/src/persistence/lane-store.js';
import type { DeadlyPoints } from './deadly-points.js';
import { wrap } from './wrap.js';

/** The points that only the gateway has: about its calls, and about what it is told. */
export function markGateway(deadly: DeadlyPoints): void {
  wrap<unknown[], Promise<unknown>>(SoapDebtorSystem, 'register', async (register, args) => {
    deadly.pass('before-call');
    const outcome = await register(...args);
    deadly.pass('after-call');
    return outcome;
  });
  wrap<unknown[], Promise<unknown>>(SendChunk, 'record', async (record, args) => {
    deadly.pass('before-record');
    return record(...args);
  });
  wrap<unknown[], Promise<unknown>>(ReceiveReports, 'receive', async (receive, args) => {
    const answer = await receive(...args);
    deadly.pass('before-report-answer');
    return answer;
  });
}

type Leasing = [tx: unknown, municipality: string, lease: { ms: number }, rowsMax: number];

/** What a dead sender had leased is given up sooner than the product would. */
export function shortenGatewayLeases(leaseMs: number): void {
  wrap<Leasing, unknown>(LaneStore, 'lease', (lease, [tx, municipality, asked, rowsMax]) =>
    lease(tx, municipality, { ...asked, ms: Math.min(asked.ms, leaseMs) }, rowsMax),
  );
}
