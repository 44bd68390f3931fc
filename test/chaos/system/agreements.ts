import { benchAgreement } from '../../../bench/measuring/plain-fees.js';
import { agencyOf } from '../story/events.js';
import { places } from '../story/story.js';
import type { Debtors } from './debtors.js';
import type { Replicas } from './replicas.js';

/** Agrees with each agency, and leads the gateway and its debtor system to one another over wires that can fail. */
export async function agree(replicas: Replicas, debtors: Debtors, token: string): Promise<void> {
  for (let place = 0; place < places; place += 1) {
    const url = debtors.urlAt(place);
    const wire = await replicas.wire(`gateway to ${debtors.nameAt(place)}`, url);
    const endpoint = wire.insteadOf(url).replace(/\/$/, '');
    const base = replicas.urlOf('claim-intake') ?? '';
    const answer = await fetch(`${base}/agreements/${agencyOf(place)}`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(benchAgreement(place, endpoint)),
    });
    if (!answer.ok) throw new Error(`An agreement was not taken: ${await answer.text()}`);
  }
  const door = await replicas.frontDoor('serviceplatform-gateway');
  await debtors.reportTo(`http://127.0.0.1:${String(door.port)}`);
}
