import { readFileSync } from 'node:fs';
import { Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { SettingsFailure } from '@libs/config';
import { Log } from '@libs/observability';
import { type LaneRule, LaneRules } from '../../ports/lane-rules.js';
import { type Lanes, LanesFault, readLanes } from './read-lanes.js';
import { LanesSettings } from './lanes.settings.js';

/** Understands what the operator has set for each municipality: the settings, and over them the lanes file, as it is now. */
@Injectable()
export class LaneRulesFile extends LaneRules implements OnApplicationBootstrap, OnModuleDestroy {
  private lanes: Lanes = new Map();
  private text = '';
  private wrong = '';
  private timer: NodeJS.Timeout | undefined;

  /** @throws SettingsFailure if the file can't be followed to begin with */
  constructor(
    private readonly settings: LanesSettings,
    private readonly log: Log,
  ) {
    super();
    try {
      this.read();
    } catch (error) {
      const wrong = `names a file that can't be followed: ${textOf(error)}`;
      throw new SettingsFailure([{ variable: 'SP_LANES_FILE', wrong, cure: 'Mend the file' }]);
    }
  }

  onApplicationBootstrap(): void {
    if (this.settings.file === undefined) return;
    this.timer = setInterval(() => {
      this.look();
    }, this.settings.fileCheckMs);
    this.timer.unref();
  }

  onModuleDestroy(): void {
    clearInterval(this.timer);
  }

  override of(municipalityCode: string): LaneRule {
    const told = [this.lanes.get(municipalityCode), this.lanes.get('all'), this.settings];
    const { callsMax } = this.settings;
    return {
      callsMax: told.find((one) => one?.callsMax !== undefined)?.callsMax ?? callsMax,
      callsPerSecond: told.find((one) => one?.callsPerSecond !== undefined)?.callsPerSecond,
      windows: told.flatMap((one) => (one !== undefined && 'windows' in one ? one.windows : [])),
    };
  }

  private look(): void {
    try {
      if (this.read()) this.log.info('Another lanes file is in use', {});
      this.wrong = '';
    } catch (error) {
      const wrong = textOf(error);
      if (wrong === this.wrong) return;
      this.wrong = wrong;
      this.log.error('The lanes file can not be followed; what it said before still holds', {
        wrong,
      });
    }
  }

  private read(): boolean {
    const { file } = this.settings;
    if (file === undefined) return false;
    const text = readFileSync(file, 'utf8');
    if (text === this.text) return false;
    this.lanes = readLanes(text);
    this.text = text;
    return true;
  }
}

function textOf(error: unknown): string {
  if (error instanceof LanesFault) return error.message;
  return error instanceof Error && 'code' in error ? String(error.code) : 'it can not be read';
}
