import { aChildProcess, type RunningChild } from '@libs/testing';
import {
  environmentOf,
  houseNames,
  type House,
  type OpenHouses,
} from '../journeys/street/houses.fixture.js';

/** The five services as they run in production: compiled, each in a process of its own that writes to its own outputs. */
export class HouseProcesses {
  private readonly children = new Map<House, RunningChild>();

  constructor(private readonly settings: Readonly<Record<string, string>>) {}

  readonly open: OpenHouses = async (place, issuer): ReturnType<OpenHouses> => {
    const shared = { ...environmentOf(place, issuer), ...this.settings };
    const opened = await Promise.all(
      houseNames.map(async (name) => {
        const env = { ...shared, DATABASE_URL: await place.databaseUrl(name) };
        const child = aChildProcess({ entry: `apps/${name}/src/main.js`, env });
        this.children.set(name, child);
        const addresses = await child.listening;
        const stop = async (): Promise<boolean> => (await child.stop()).code === 0;
        return [name, { url: addresses[name] ?? '', stop }] as const;
      }),
    );
    return new Map(opened);
  };

  /** Ends all of them, so that everything has been written. */
  async stop(): Promise<void> {
    await Promise.all([...this.children.values()].map((child) => child.stop()));
  }

  /** What each has written to both its outputs. */
  outputs(): ReadonlyMap<House, string> {
    return new Map([...this.children].map(([name, child]) => [name, child.output()]));
  }
}
