import { readFile } from 'node:fs/promises';
import type { Addresses } from '../stack/node-child.js';

type Agreement = { readonly agencyId: string; readonly municipalityCode: string } & Readonly<
  Record<string, unknown>
>;

const answerWithinMs = 30_000;

/**
 * Puts the example agreements, with each `{{name}}` replaced by the address of that simulator.
 * @returns the municipality of each
 * @throws Error with the service's answer when one is refused
 */
export async function putAgreements(
  file: string,
  claimIntake: string,
  simulators: Addresses,
  token: string,
): Promise<readonly string[]> {
  const text = await readFile(file, 'utf8');
  const filled = text.replaceAll(
    /\{\{([\w-]+)\}\}/g,
    (placeholder, name: string) => simulators[name] ?? placeholder,
  );
  const agreements = JSON.parse(filled) as readonly Agreement[];
  for (const { agencyId, ...agreement } of agreements) {
    const answer = await fetch(`${claimIntake}/agreements/${agencyId}`, {
      method: 'PUT',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify(agreement),
      signal: AbortSignal.timeout(answerWithinMs),
    });
    if (!answer.ok)
      throw new Error(
        `The agreement of ${agencyId} was refused (${String(answer.status)}): ${await answer.text()}`,
      );
    await answer.body?.cancel();
  }
  return agreements.map(({ municipalityCode }) => municipalityCode);
}
