import type { ServiceWindow } from '../domain/service-window.js';

/** How one municipality's debtor system may be called. */
export type LaneRule = {
  /** Calls at a time. */
  readonly callsMax: number;
  /** Calls a second; nothing for no limit. */
  readonly callsPerSecond: number | undefined;
  /** When nothing is sent. */
  readonly windows: readonly ServiceWindow[];
};

/** What the operator has set for each municipality; it may change while the gateway runs. */
export abstract class LaneRules {
  abstract of(municipalityCode: string): LaneRule;
}
