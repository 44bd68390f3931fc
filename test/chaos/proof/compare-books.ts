import { Reconciliations } from '../../../deploy/local/day/reconciliations.js';
import { agencyOf } from '../story/events.js';
import { places } from '../story/story.js';
import type { Finding } from './findings.js';
import { bookFindings, type Sums } from './proof.js';

/** A debtor system is asked for each of its accounts. */
const patience = { endsWithinMs: 45 * 60_000, lookEveryMs: 2_000 };
const tellEveryMs = 15_000;

/**
 * The service's own reconciliation with each debtor system.
 * @throws Error when the books could not be compared
 */
export async function compareBooks(from: {
  readonly url: string;
  readonly token: string;
  readonly wanted: Sums;
  readonly tell: (text: string) => void;
}): Promise<readonly Finding[]> {
  const codes = Array.from({ length: places }, (_, place) => agencyOf(place).slice(4, 7));
  const beganAt = performance.now();
  let ended = 0;
  const telling = setInterval(() => {
    const seconds = Math.round((performance.now() - beganAt) / 1_000);
    from.tell(
      `proof      books are compared: ${String(ended)} of ${String(places)} municipalities, ${String(seconds)} s`,
    );
  }, tellEveryMs);
  try {
    const reconciliations = new Reconciliations(from.url, from.token, patience);
    const reconciled = await reconciliations.of(codes, (so) => {
      ended = so;
    });
    return bookFindings(reconciled, from.wanted);
  } finally {
    clearInterval(telling);
  }
}
