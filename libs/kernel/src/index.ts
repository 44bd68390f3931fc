export { AgencyId, MunicipalityCode } from './agency.js';
export { Clock, SystemClock } from './clock.js';
export { CvrNumber, GlnNumber, PNumber, type NumberCheck } from './company-numbers.js';
export {
  ageOn,
  danishDate,
  danishDay,
  startOfDanishDay,
  parseDate,
  parseInstant,
  Temporal,
  type CalendarDate,
  type Instant,
} from './dates.js';
export { PermanentFailure, TransientFailure } from './failures.js';
export { MaskedNumber } from './masked-number.js';
export { Money } from './money.js';
export { Patience } from './patience.js';
export { PersonalPart, revealed } from './personal-part.js';
export { PersonNumber, type PersonNumberKind } from './person-number.js';
export { unreachable } from './unreachable.js';
export { isUuid } from './uuid.js';
