import {
  Injectable,
  type CallHandler,
  type ExecutionContext,
  type NestInterceptor,
} from '@nestjs/common';
import type { RmqContext } from '@nestjs/microservices';
import type { Channel, ConsumeMessage } from 'amqplib';
import { catchError, EMPTY, tap, type Observable } from 'rxjs';

@Injectable()
export class AcknowledgeInterceptor implements NestInterceptor {
  intercept(execution: ExecutionContext, handler: CallHandler): Observable<unknown> {
    const context = execution.switchToRpc().getContext<RmqContext>();
    const channel = context.getChannelRef() as Channel;
    const message = context.getMessage() as ConsumeMessage;
    return handler.handle().pipe(
      tap({
        complete: () => {
          channel.ack(message);
        },
      }),
      catchError(() => {
        channel.nack(message);
        return EMPTY;
      }),
    );
  }
}
