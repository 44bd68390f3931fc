import { Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { CalledBy, Caller, Problem, Requires } from '@libs/host';
import { isUuid } from '@libs/kernel';
import { Commands } from '@libs/messaging';
import { Log } from '@libs/observability';
import type { KeptDelivery } from '../persistence/delivery-rows.js';
import { DeliverySearch } from '../persistence/delivery-search.js';
import { DeliveriesQuery } from './deliveries-query.js';
import { Resend, ResendDelivery, type ResendReply } from './resend-delivery.js';

const pageMax = 200;

/** What has been sent to debtor systems, what waits, and sending again by hand (R54, R55). Never shows a request's content. */
@Controller()
export class DeliveriesController {
  constructor(
    private readonly search: DeliverySearch,
    private readonly resending: ResendDelivery,
    private readonly commands: Commands,
    private readonly log: Log,
  ) {}

  @Get('deliveries')
  @Requires('deliveries:read')
  async list(@Query() query: DeliveriesQuery, @CalledBy() caller: Caller): Promise<object> {
    const found = await this.search.find({
      municipalities: caller.municipalities,
      municipality: query.municipality,
      agencyId: query.agencyId,
      feeId: query.feeId,
      state: query.state,
      before: query.before,
      rowsMax: pageMax,
    });
    return {
      deliveries: found.map(answerOf),
      ...(found.length === pageMax && { before: found.at(-1)?.delivery.position }),
    };
  }

  @Post('deliveries/:id/resend')
  @HttpCode(202)
  @Requires('deliveries:resend')
  async resend(@Param('id') id: string, @CalledBy() caller: Caller): Promise<object> {
    const kept = isUuid(id) ? await this.search.one(id) : undefined;
    if (kept === undefined || !caller.mayActFor(kept.delivery.municipalityCode))
      throw new Problem(404, { code: 'delivery.unknown', detail: 'There is no such delivery.' });
    const { receivableId, deliveryId } = kept.delivery;
    const command = {
      event: new Resend(receivableId, deliveryId, caller.subject),
      subject: { kind: 'receivable' as const, scope: '', key: receivableId },
      traceparent: kept.traceparent,
    };
    const [reply] = (await this.commands.submit(this.resending, [command])) as ResendReply[];
    if (reply === undefined || 'refused' in reply)
      throw new Problem(409, {
        code: `delivery.${reply?.refused ?? 'unknown'}`,
        detail: 'It can not be sent again as it stands.',
      });
    this.log.info('A delivery is sent again by hand', { deliveryId, by: caller.subject });
    return answerOf({ ...kept, delivery: reply });
  }
}

function answerOf({ delivery, agencyId, feeId, answers, history }: KeptDelivery): object {
  const {
    deliveryId,
    position,
    municipalityCode,
    receivableId,
    message,
    requestId,
    attempts,
    state,
  } = delivery;
  return {
    ...{
      id: deliveryId,
      position,
      municipalityCode,
      agencyId,
      feeId,
      receivableId,
      message,
      requestId,
      attempts,
      answers,
      state: state.kind,
    },
    ...('notBefore' in state && { notBefore: state.notBefore.toString() }),
    ...('at' in state && { at: state.at.toString() }),
    ...('reason' in state && { reason: state.reason }),
    history,
  };
}
