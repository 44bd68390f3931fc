import { benchAgreement } from '../../../bench/measuring/plain-fees.js';
import { setTimeout as pause } from 'node:timers/promises';
import { movedCutOffDate } from '../story/dates.js';
import { agencyOf } from '../story/events.js';
import { places, verifyingPlace } from '../story/story.js';
import type { Debtors } from './debtors.js';
import type { Replicas } from './replicas.js';

/** So far into the storm. */
const movedAtShare = 0.6;
const againMs = 500;
const answerWithinMs = 10_000;
const movedWithinMs = 10 * 60_000;

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
      body: JSON.stringify(agreementAt(place, endpoint)),
    });
    if (!answer.ok) throw new Error(`An agreement was not taken: ${await answer.text()}`);
  }
  const door = await replicas.frontDoor('serviceplatform-gateway');
  await debtors.reportTo(`http://127.0.0.1:${String(door.port)}`);
}

/** One of the agencies uses verification (R09). */
function agreementAt(place: number, endpoint: string): object {
  const verification = { mode: place === verifyingPlace ? 'manual' : 'none' };
  return { ...benchAgreement(place, endpoint), verification };
}

/** In the middle of a storm, moves each agency's cut-off date back (R02): asks whichever replica lives, until one has answered. */
export async function moveCutOffs(
  replicas: Replicas,
  token: string,
  stormMs: number,
): Promise<void> {
  await pause(stormMs * movedAtShare);
  const endsAt = performance.now() + movedWithinMs;
  for (let place = 0; place < places; place += 1)
    while (!(await isMoved(replicas.urlOf('claim-intake'), agencyOf(place), token))) {
      if (performance.now() > endsAt) throw new Error('A cut-off date could not be moved.');
      await pause(againMs);
    }
}

async function isMoved(
  base: string | undefined,
  agencyId: string,
  token: string,
): Promise<boolean> {
  if (base === undefined) return false;
  try {
    const answer = await fetch(`${base}/agreements/${agencyId}/cut-off`, {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ cutOffDate: movedCutOffDate }),
      signal: AbortSignal.timeout(answerWithinMs),
    });
    await answer.arrayBuffer();
    return answer.ok;
  } catch {
    return false;
  }
}
