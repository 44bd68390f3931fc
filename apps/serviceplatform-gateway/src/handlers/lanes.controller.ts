import { Controller, Get } from '@nestjs/common';
import { CalledBy, Caller, Requires } from '@libs/host';
import { Database } from '@libs/persistence';
import { type Backlog, LaneStore } from '../persistence/lane-store.js';
import { DispatchDeliveries } from './dispatch-deliveries.js';
import type { LaneTraffic } from './lane-traffic.js';

/**
 * Each municipality's lane: whether messages go (`open`, `paused`, or in a planned service `window`), since or until when, what
 * last stood in the way, and what waits (R55). `paused` is this replica's own finding; each finds out by itself.
 */
@Controller('lanes')
export class LanesController {
  constructor(
    private readonly lanes: LaneStore,
    private readonly dispatch: DispatchDeliveries,
    private readonly database: Database,
  ) {}

  @Get()
  @Requires('lanes:read')
  async list(@CalledBy() caller: Caller): Promise<object[]> {
    const backlog = new Map(
      (await this.lanes.backlog(this.database)).map((lane) => [lane.municipalityCode, lane]),
    );
    return [...new Set([...backlog.keys(), ...this.dispatch.known()])]
      .filter((code) => caller.mayActFor(code))
      .sort()
      .map((code) => shown(this.dispatch.standingOf(code), backlog.get(code)));
  }
}

function shown(lane: LaneTraffic, backlog: Backlog | undefined): object {
  const { rule, trouble } = lane;
  return {
    municipalityCode: lane.municipalityCode,
    ...standing(lane),
    backlog: backlog?.waiting ?? 0,
    ...(backlog !== undefined && { oldestAt: backlog.oldestAt }),
    ...(trouble !== undefined && { trouble: { at: trouble.at.toString(), code: trouble.code } }),
    callsMax: rule.callsMax,
    ...(rule.callsPerSecond !== undefined && { callsPerSecond: rule.callsPerSecond }),
  };
}

function standing({ state, windowUntil, circuit }: LaneTraffic): object {
  if (windowUntil !== undefined) return { state, until: windowUntil.toString() };
  return circuit.kind === 'closed' ? { state } : { state, since: circuit.since.toString() };
}
