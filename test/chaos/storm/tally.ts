import type { Point } from '../inside/points.js';
import type { Report } from '../proof/report.js';

/** What has been done to the system, by kind, and at which named points services have died. */
export class Tally {
  readonly faults = new Map<string, number>();
  readonly points = new Map<Point, Map<string, number>>();
  /**
   * Ended by nobody of us: while starting (a server was away), or afterwards; or neither listening nor ending, so that the run
   * had to end it.
   */
  readonly byThemselves = { starting: 0, running: 0, hung: 0 };

  fault(kind: string): void {
    this.faults.set(kind, (this.faults.get(kind) ?? 0) + 1);
  }

  hit(point: Point, service: string): void {
    const services = this.points.get(point) ?? new Map<string, number>();
    services.set(service, (services.get(service) ?? 0) + 1);
    this.points.set(point, services);
  }

  hitsAt(point: Point): number {
    return [...(this.points.get(point)?.values() ?? [])].reduce((sum, count) => sum + count, 0);
  }

  /** What was hit fewer times than it should have been: a storm that was none proves nothing. */
  tooFew(points: readonly Point[], least: number): readonly string[] {
    return points
      .filter((point) => this.hitsAt(point) < least)
      .map((point) => `${point} was hit ${String(this.hitsAt(point))} times, not ${String(least)}`);
  }

  /** Processes of ours and servers that were ended by SIGKILL. */
  get kills(): number {
    const named = [...this.points.keys()].reduce((sum, point) => sum + this.hitsAt(point), 0);
    return [...this.faults]
      .filter(([kind]) => kind.startsWith('SIGKILL'))
      .reduce((sum, [, count]) => sum + count, named);
  }

  /** For the report. */
  get counted(): Pick<Report, 'kills' | 'faults' | 'points' | 'byThemselves'> {
    const points = [...this.points].map(([point, services]) => [
      point,
      Object.fromEntries(services),
    ]);
    return {
      kills: this.kills,
      faults: Object.fromEntries(this.faults),
      points: Object.fromEntries(points) as Report['points'],
      byThemselves: this.byThemselves,
    };
  }
}
