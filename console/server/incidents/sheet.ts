/** The record as a spreadsheet. */
import {
  type Incident,
  incidentCategoryWords,
  incidentSourceWords,
} from '../../../shared/protocol/api/incidents.ts';
import type { SheetOf } from '../sheets/index.ts';

const clockWords: Record<NonNullable<Incident['clock']>['state'], string> = {
  running: 'Running',
  overdue: 'Overdue',
  in_time: 'Changed within 24 hours',
  late: 'Changed after 24 hours',
  not_needed: 'Closed without a change',
};

export const incidentSheet: SheetOf<Incident> = {
  name: 'incidents',
  columns: {
    Number: incident => incident.number,
    Status: incident => (incident.status === 'open' ? 'Open' : 'Closed'),
    'What it is': incident => incidentCategoryWords[incident.category],
    'What happened': incident => incident.title,
    Device: incident => incident.device?.name ?? null,
    Noticed: (incident, say) => say(incident.noticedAt),
    Reported: (incident, say) => say(incident.reportedAt),
    'Minutes until reported': incident => Math.round((incident.reportedAt - incident.noticedAt) / 60_000),
    'First answered': (incident, say) => say(incident.answeredAt),
    'How it came': incident => incidentSourceWords[incident.source],
    'Reported by': incident => incident.reporter,
    'Password changed': (incident, say) => say(incident.clock?.doneAt ?? null),
    Clock: incident => (incident.clock === null ? null : clockWords[incident.clock.state]),
    Closed: (incident, say) => say(incident.closedAt),
    'Closed by': incident => incident.closedBy,
    Outcome: incident => incident.outcome,
  },
};
