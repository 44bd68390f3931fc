import type { Journal } from '../library/journal.js';
import { agencyOf, numberIn } from '../story/events.js';
import { places } from '../story/story.js';
import type { Finding } from './findings.js';

/** What happened to one balance that came out wrong. */
export type History = {
  readonly feeId: string;
  readonly findings: readonly string[];
  /** Published, registered and heard, in order. */
  readonly lines: readonly string[];
  /** As the gateway tells of them. */
  readonly deliveries: unknown;
};

const toldMax = 5;
const answerWithinMs = 10_000;

/** The histories of the first balances that came out wrong. */
export async function histories(
  findings: readonly Finding[],
  from: { readonly journal: Journal; readonly gateway: string; readonly token: string },
): Promise<readonly History[]> {
  const wrong = new Set(findings.map(({ feeId }) => feeId).filter((feeId) => feeId !== undefined));
  const names = new Set([...wrong].slice(0, toldMax));
  if (names.size === 0) return [];
  const lines = await from.journal.about(names);
  return Promise.all(
    [...names].map(async (feeId) => ({
      feeId,
      findings: findings.filter((one) => one.feeId === feeId).map(({ text }) => text),
      lines: lines.get(feeId) ?? [],
      deliveries: await deliveriesOf(feeId, from).catch(() => 'the gateway did not say'),
    })),
  );
}

async function deliveriesOf(
  feeId: string,
  { gateway, token }: { readonly gateway: string; readonly token: string },
): Promise<unknown> {
  const agencyId = agencyOf((numberIn(feeId) ?? 0) % places);
  const answer = await fetch(`${gateway}/deliveries?agencyId=${agencyId}&feeId=${feeId}`, {
    headers: { authorization: `Bearer ${token}` },
    signal: AbortSignal.timeout(answerWithinMs),
  });
  return answer.json();
}
