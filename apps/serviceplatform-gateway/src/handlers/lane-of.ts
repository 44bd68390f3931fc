import type { Agreements } from '@libs/agreements';
import type { Database } from '@libs/persistence';
import type { Lane } from '../ports/debtor-system.js';

/** Where a municipality's debtor system is, by its libraries' agreements as they are now; nothing if there is none. */
export async function laneOf(
  municipalityCode: string,
  agreements: Agreements,
  database: Database,
): Promise<Lane | undefined> {
  const all = await agreements.all(database);
  const agreement = all.find(({ settings }) => settings.municipalityCode === municipalityCode);
  if (agreement === undefined) return undefined;
  const { municipalityCvr, debtorSystem } = agreement.settings;
  return { municipalityCode, municipalityCvr, endpoint: debtorSystem.endpoint };
}
