import {
  Body,
  Controller,
  Get,
  HttpCode,
  Injectable,
  Module,
  Param,
  Post,
  Put,
  Query,
} from '@nestjs/common';
import { Nested } from '@libs/contracts';
import { PermanentFailure, TransientFailure } from '@libs/kernel';
import {
  IsArray,
  IsInt,
  IsOptional,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
} from 'class-validator';
import {
  Answers,
  CalledBy,
  Expects,
  Open,
  Problem,
  ReadinessCheck,
  Requires,
  type Caller,
  type CheckResult,
} from './index.js';

export class Part {
  @IsString() @MaxLength(5) name!: string;
}

export class Thing {
  @Matches(/^\d+\.\d{2}$/, { message: 'must be kroner with two decimals' }) amount!: string;
  @Nested(() => Part) part!: Part;
  @IsOptional() @IsArray() @Nested(() => Part) parts?: Part[];
}

export class ThingQuery {
  @IsOptional() @IsInt() @Min(1) @Max(10) limit?: number;
}

@Injectable()
export class Breakable extends ReadinessCheck {
  readonly name = 'breakable';
  result: () => Promise<CheckResult> = () => Promise.resolve({ ready: true });

  check(): Promise<CheckResult> {
    return this.result();
  }
}

/** Finishes when the test says so. */
@Injectable()
export class Slow {
  begun = 0;
  finish: () => void = () => undefined;

  wait(): Promise<void> {
    this.begun += 1;
    return new Promise((resolve) => {
      this.finish = resolve;
    });
  }
}

@Controller('things')
@Requires('things:read')
export class ThingsController {
  constructor(private readonly slow: Slow) {}

  @Get()
  @Answers({ status: 200, of: Thing, list: true })
  list(@Query() query: ThingQuery, @CalledBy() caller: Caller): object {
    return { query, caller };
  }

  @Put(':agencyId')
  @Requires('things:write', { agency: 'agencyId' })
  put(@Param('agencyId') agencyId: string, @Body() thing: Thing): object {
    return { agencyId, thing, made: thing instanceof Thing && thing.part instanceof Part };
  }

  @Get('by/:municipality')
  @Requires('things:read', { municipality: 'municipality' })
  byMunicipality(@Param('municipality') code: string): object {
    return { code };
  }

  @Post('fail/:how')
  @Expects(Part)
  @HttpCode(200)
  @Open('the test wants to see failures')
  fail(@Param('how') how: string): object {
    switch (how) {
      case 'bug':
        throw new Error('Gunhild Testesen 0101901234');
      case 'field':
        throw new PermanentFailure('money.malformed', 'It is no amount.', { field: 'amount' });
      case 'inner':
        throw new PermanentFailure('sealed.tampered', 'Gunhild');
      case 'transient':
        throw new TransientFailure('broker.away', 'Gunhild');
      case 'database':
        throw Object.assign(new Error('Gunhild'), { code: '57P01' });
      case 'conflict':
        throw new Problem(409, { code: 'thing.taken', detail: 'Another has it.' });
      default:
        return { how };
    }
  }

  @Get('slow')
  @Open('the test waits')
  async slowly(): Promise<object> {
    await this.slow.wait();
    return { done: true };
  }
}

@Module({ controllers: [ThingsController], providers: [Breakable, Slow] })
export class ThingsModule {}
