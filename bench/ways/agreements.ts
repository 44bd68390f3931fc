import type { StackFile } from '../../deploy/local/stack/stack-file.js';
import { benchAgencies, benchAgreement, benchProducts } from '../measuring/plain-fees.js';

/** Every agency of the benchmark gets its agreement, with a debtor system of its own. */
export async function agree(stack: StackFile): Promise<void> {
  for (const [place, agencyId] of benchAgencies.entries()) {
    const endpoint = stack.simulators[benchProducts[place] ?? ''] ?? '';
    await ask(stack, 'PUT', agencyId, benchAgreement(place, endpoint));
  }
}

/** The cut-off date of all agencies. @param cutOffDate `YYYY-MM-DD` */
export async function moveCutOff(stack: StackFile, cutOffDate: string): Promise<void> {
  await Promise.all(
    benchAgencies.map((agencyId) => ask(stack, 'POST', `${agencyId}/cut-off`, { cutOffDate })),
  );
}

async function ask(
  { services, token }: StackFile,
  method: string,
  path: string,
  body: object,
): Promise<void> {
  const answer = await fetch(`${services['claim-intake'] ?? ''}/agreements/${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!answer.ok) throw new Error(`${method} ${path} was not taken: ${await answer.text()}`);
}
