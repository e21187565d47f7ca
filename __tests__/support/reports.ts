import type { Report } from '../../src/report/report.ts';
import { largeFleet, mixedFleet } from './reports/fleets.ts';
import { hostileNames } from './reports/hostile.ts';
import {
  allBroken,
  evalOnly,
  lockUnchanged,
  noHostDiffers,
  oneHost,
  onlyRebuilt,
  twoClosures,
} from './reports/small.ts';

export {
  allBroken,
  evalOnly,
  hostileNames,
  largeFleet,
  lockUnchanged,
  mixedFleet,
  noHostDiffers,
  oneHost,
  onlyRebuilt,
  twoClosures,
};

/** Every fixture by a name that can be a file's. The same values at every run. */
export const REPORTS: Readonly<Record<string, Report>> = {
  'one-host': oneHost,
  'mixed-fleet': mixedFleet,
  'large-fleet': largeFleet,
  'all-broken': allBroken,
  'only-rebuilt': onlyRebuilt,
  'hostile-names': hostileNames,
  'lock-unchanged': lockUnchanged,
  'no-host-differs': noHostDiffers,
  'eval-only': evalOnly,
  'two-closures': twoClosures,
};
