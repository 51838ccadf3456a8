/** Weaknesses as a spreadsheet, with what was decided and by when. */
import type * as z from 'zod';
import {
  type AdvisoryImport,
  type affectedDevices,
  severityWords,
  standingWords,
  type VulnerabilityRow,
} from '../../../shared/protocol/api/vulnerabilities.ts';
import type { SheetOf } from '../sheets/index.ts';

export const vulnerabilitySheet: SheetOf<VulnerabilityRow> = {
  name: 'vulnerabilities',
  columns: {
    Vulnerability: row => row.key,
    Title: row => row.title,
    'What it is': row => row.summary,
    Severity: row => severityWords[row.severity],
    Score: row => row.score,
    Standing: row => standingWords[row.standing],
    Devices: row => row.devices,
    Published: (row, say) => say(row.publishedAt),
    'Fix published': (row, say) => say(row.fixPublishedAt),
    'Mend by': (row, say) => say(row.dueAt)?.slice(0, 10) ?? null,
    'Exploited, mend by': row => row.exploitedDueOn,
    'Seen here since': (row, say) => say(row.firstSeenAt),
    'Mended here': (row, say) => say(row.fixedAt),
    'Decided by': row => row.decision?.by ?? null,
    'Decided until': row => row.decision?.until ?? null,
    Reason: row => row.decision?.reason ?? null,
  },
};

export const affectedSheet: SheetOf<z.infer<typeof affectedDevices>['items'][number]> = {
  name: 'affected-devices',
  columns: {
    Device: one => one.name,
    Group: one => one.group,
    Title: one => one.title,
    Version: one => one.version,
  },
};

export const advisorySheet: SheetOf<AdvisoryImport> = {
  name: 'advisory-files',
  columns: {
    File: one => one.name,
    'Came by': one => (one.origin === 'file' ? 'A file' : 'The console fetched it'),
    Status: one => one.status,
    Began: (one, say) => say(one.startedAt),
    Ended: (one, say) => say(one.endedAt),
    By: one => one.by,
    Read: one => one.read,
    Kept: one => one.kept,
    Refused: one => one.refused,
    'Newest advisory': (one, say) => say(one.newestAt),
    Remark: one => one.detail,
  },
};
