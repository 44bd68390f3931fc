import { Module } from '@nestjs/common';
import { agreementMigrations, Agreements } from '@libs/agreements';
import { WiringModule } from '@libs/host';
import { Clock, SystemClock } from '@libs/kernel';
import { LaneRulesFile } from './adapters/lanes/lane-rules-file.js';
import { ReportEndpoint } from './adapters/reports/report-endpoint.js';
import { ReportListener } from './adapters/reports/report-listener.js';
import { ReportPages } from './adapters/reports/report-pages.js';
import { ReportService } from './adapters/reports/report-service.js';
import { Security } from './adapters/serviceplatform/security.js';
import { SoapDebtorSystem } from './adapters/serviceplatform/soap-debtor-system.js';
import { CertificateSettings } from './adapters/tls/certificate.settings.js';
import { Certificates } from './adapters/tls/certificates.js';
import { ReportTrust } from './adapters/tokens/report-trust.js';
import { securityOf } from './adapters/tokens/security-of.js';
import { TokenSettings } from './adapters/tokens/token.settings.js';
import { AnswerRecorder } from './handlers/answer-recorder.js';
import { DeliveriesController } from './handlers/deliveries.controller.js';
import { DispatchDeliveries } from './handlers/dispatch-deliveries.js';
import { JudgeReports } from './handlers/judge-reports.js';
import { KeepGatewayAgreements } from './handlers/keep-agreements.js';
import { LanesController } from './handlers/lanes.controller.js';
import { ReceiveReports } from './handlers/receive-reports.js';
import { ReadPart } from './handlers/read-part.js';
import { ReadStatements } from './handlers/read-statements.js';
import { RecordAnswers } from './handlers/record-answers.js';
import { RecordParts } from './handlers/record-parts.js';
import { ResendDelivery } from './handlers/resend-delivery.js';
import { SendChunk } from './handlers/send-chunk.js';
import { SendDelivery } from './handlers/send-delivery.js';
import { TakeReceivables } from './handlers/take-receivables.js';
import { TakeStatements } from './handlers/take-statements.js';
import { WatchLanes } from './handlers/watch-lanes.js';
import { DeliverySearch } from './persistence/delivery-search.js';
import { DeliveryStore } from './persistence/delivery-store.js';
import { LaneStore } from './persistence/lane-store.js';
import { DeliveryHistory1764000004100 } from './persistence/migrations/delivery-history.migration.js';
import { GatewayTables1764000004000 } from './persistence/migrations/gateway-tables.migration.js';
import { Statements1764000004200 } from './persistence/migrations/statements.migration.js';
import { ReportStore } from './persistence/report-store.js';
import { StatementStore } from './persistence/statement-store.js';
import { DebtorSystem } from './ports/debtor-system.js';
import { LaneRules } from './ports/lane-rules.js';
import { ReportReceiver } from './ports/report-receiver.js';

@Module({
  imports: [
    WiringModule.for({
      service: 'serviceplatform-gateway',
      migrations: [
        ...agreementMigrations,
        GatewayTables1764000004000,
        DeliveryHistory1764000004100,
        Statements1764000004200,
      ],
      publishesTo: ['receivables', 'payments', 'statements'],
    }),
  ],
  controllers: [
    KeepGatewayAgreements,
    TakeReceivables,
    TakeStatements,
    ReportEndpoint,
    DeliveriesController,
    LanesController,
  ],
  providers: [
    { provide: Agreements, useFactory: () => new Agreements() },
    { provide: Clock, useClass: SystemClock },
    {
      provide: Security,
      inject: [TokenSettings, CertificateSettings, Certificates, Clock],
      useFactory: securityOf,
    },
    { provide: DebtorSystem, useClass: SoapDebtorSystem },
    { provide: LaneRules, useClass: LaneRulesFile },
    { provide: ReportReceiver, useClass: ReceiveReports },
    ...[
      AnswerRecorder,
      Certificates,
      DeliverySearch,
      DeliveryStore,
      DispatchDeliveries,
      JudgeReports,
      LaneStore,
      ReadPart,
      ReadStatements,
      RecordAnswers,
      RecordParts,
      ReportListener,
      ReportPages,
      ReportService,
      ReportStore,
      ReportTrust,
      ResendDelivery,
      SendChunk,
      SendDelivery,
      StatementStore,
      WatchLanes,
    ],
  ],
})
export class ServiceplatformGatewayModule {}
