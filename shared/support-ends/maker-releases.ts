/**
 * Until when Microsoft and Apple mend their releases, by build and edition, where the signed table says nothing: without it
 * a Windows that is given up would be "up to date", for nothing waits.
 */

/** Microsoft counts editions in two: Home and Pro; Enterprise, Education and what is made for them. */
interface WindowsRelease {
  build: number;
  home: string;
  education: string;
}

/** https://learn.microsoft.com/windows/release-health/ and /lifecycle, entered on 2026-11-23. Dates are the last days. */
const clients: readonly WindowsRelease[] = [
  { build: 18362, home: '2020-12-08', education: '2020-12-08' },
  { build: 18363, home: '2021-05-11', education: '2022-05-10' },
  { build: 19041, home: '2021-12-14', education: '2021-12-14' },
  { build: 19042, home: '2022-05-10', education: '2023-05-09' },
  { build: 19043, home: '2022-12-13', education: '2022-12-13' },
  { build: 19044, home: '2023-06-13', education: '2024-06-11' },
  { build: 19045, home: '2025-10-14', education: '2025-10-14' },
  { build: 22000, home: '2023-10-10', education: '2024-10-08' },
  { build: 22621, home: '2024-10-08', education: '2025-10-14' },
  { build: 22631, home: '2025-11-11', education: '2026-11-10' },
  { build: 26100, home: '2026-10-13', education: '2027-10-12' },
  { build: 26200, home: '2027-10-12', education: '2028-10-10' },
  { build: 28000, home: '2028-03-14', education: '2029-03-13' },
];
/** Enterprise LTSC, which has no other releases; IoT Enterprise LTSC is kept for longer. */
const longTerm: Record<number, { ltsc: string; 'iot-ltsc': string } | undefined> = {
  10240: { ltsc: '2025-10-14', 'iot-ltsc': '2025-10-14' },
  14393: { ltsc: '2026-10-13', 'iot-ltsc': '2026-10-13' },
  17763: { ltsc: '2029-01-09', 'iot-ltsc': '2029-01-09' },
  19044: { ltsc: '2027-01-12', 'iot-ltsc': '2032-01-13' },
  26100: { ltsc: '2029-10-09', 'iot-ltsc': '2034-10-10' },
};
const servers: Record<number, string | undefined> = {
  9600: '2023-10-10',
  14393: '2027-01-12',
  17763: '2029-01-09',
  20348: '2031-10-14',
};

export interface WindowsBuild {
  build: number;
  server: boolean;
  /** `EditionID`, which is not translated: `Professional`, `Education`, `EnterpriseS`. */
  edition: string;
}

const homeLike = /^(Core|Professional|Cloud)/;
/** `EnterpriseS`, `EnterpriseSN`, `IoTEnterpriseS`, `IoTEnterpriseSK`. */
const isLongTerm = /EnterpriseS/;

/** Of an edition that is not told the longer time counts: nobody is told to part with what still is mended. */
function kindOf({ server, edition }: WindowsBuild): 'server' | 'iot-ltsc' | 'ltsc' | 'home' | 'education' {
  if (server) return 'server';
  if (isLongTerm.test(edition)) return edition.startsWith('IoT') ? 'iot-ltsc' : 'ltsc';
  return homeLike.test(edition) ? 'home' : 'education';
}

/** As the signed table would name it: `Windows:26100:home`, `:education`, `:ltsc`, `:iot-ltsc`, `:server`. */
export const windowsRelease = (windows: WindowsBuild) => `Windows:${windows.build}:${kindOf(windows)}`;

/** A day as 2026-10-13; undefined where it is not known, which is neither supported nor given up. */
export function endOfWindows(windows: WindowsBuild): string | undefined {
  const { build } = windows;
  const kind = kindOf(windows);
  if (kind === 'server') return servers[build];
  if (kind === 'iot-ltsc' || kind === 'ltsc') return longTerm[build]?.[kind];
  const release = clients.find(one => one.build === build);
  if (release !== undefined) return release[kind];
  if (build < 10_240) return '2023-01-10';
  // The day by which the last of these had ended.
  return build < 18_362 ? '2021-05-11' : undefined;
}

/** The last that everybody with Windows 10 was given; what is newer came by extended updates, which are paid by the year. */
export const hasExtendedUpdates = (build: number, revision: number | null) =>
  build === 19_045 && revision !== null && revision > 6456;

/**
 * Apple tells no dates. These are the days on which the next macOS but two came out, after which it mended this one no more
 * (https://support.apple.com/en-us/100100). Undefined for newer ones.
 */
const macs: Record<string, string | undefined> = {
  '10.14': '2021-10-25',
  '10.15': '2022-10-24',
  11: '2023-09-26',
  12: '2024-09-16',
  13: '2025-09-15',
};

const macVersion = (version: string) => /^10\.\d+|^\d+/.exec(version)?.[0] ?? '';

/** As the signed table would name it: `macOS:14`. */
export const macosRelease = (version: string) => `macOS:${macVersion(version)}`;

export function endOfMacos(version: string): string | undefined {
  const own = macVersion(version);
  return macs[own] ?? (own.startsWith('10') ? '2020-11-12' : undefined);
}

/** The end of that day; null where there is none. */
export const momentOf = (day: string | undefined) =>
  day === undefined ? null : Date.parse(`${day}T23:59:59Z`);
