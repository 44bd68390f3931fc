import { feeIdOf, kroner } from '../story/events.js';
import type { Moved } from '../story/movement.js';
import type { Finding } from './findings.js';

/** What the debtor systems registered against what the library was told, movement by movement: on which balance, what it is, and how much. */
export function movementFindings(
  registered: ReadonlyMap<string, Moved>,
  told: ReadonlyMap<string, Moved>,
): readonly Finding[] {
  const findings: Finding[] = [];
  for (const [id, wanted] of registered) {
    const feeId = feeIdOf(wanted.number);
    const found = told.get(id);
    if (found === undefined)
      findings.push({ kind: 'lost', feeId, text: `movement ${id} was never told to the library` });
    else if (inWords(found) !== inWords(wanted))
      findings.push({
        ...{ kind: 'different', feeId },
        text: `movement ${id} was told as ${inWords(found)}, must be ${inWords(wanted)}`,
      });
  }
  for (const [id, { number }] of told)
    if (!registered.has(id))
      findings.push({
        ...{ kind: 'doubled', feeId: feeIdOf(number) },
        text: `movement ${id} was told, and no debtor system has it`,
      });
  return findings;
}

function inWords({ number, type, ore }: Moved): string {
  return `${feeIdOf(number)} ${type} ${kroner(ore)}`;
}
