import 'reflect-metadata';
import { breakProduct, shortenOutboxLeases } from './breaks.js';
import { DeadlyPoints } from './deadly-points.js';
import { toldBy } from './points.js';

/**
 * Loaded into a service by `node --import` before its own code: the product has no switch for any of this. It puts named points
 * about the product's own steps, at which the process kills itself when the run says so.
 */
const { gateway, hitsFile, broken, leaseMs } = toldBy(import.meta.url);

if (broken !== undefined) breakProduct(broken);
if (leaseMs !== undefined) shortenOutboxLeases(leaseMs);
const deadly = new DeadlyPoints(hitsFile);
deadly.mark();
if (gateway) {
  const { markGateway, shortenGatewayLeases } = await import('./gateway-points.js');
  markGateway(deadly);
  if (leaseMs !== undefined) shortenGatewayLeases(leaseMs);
}
