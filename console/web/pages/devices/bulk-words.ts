import type { BulkOrder } from '../../../../shared/protocol/api/bulk.ts';

/** In the order of the bar. */
export const bulkOrderWords: readonly { order: BulkOrder; label: string }[] = [
  { order: 'check_now', label: 'Check now' },
  { order: 'update_virus_list', label: 'Update the virus list' },
  { order: 'scan_for_viruses', label: 'Scan for viruses' },
  { order: 'lock', label: 'Lock the screen' },
  { order: 'sign_out', label: 'Sign out' },
  { order: 'restart', label: 'Restart' },
  { order: 'shut_down', label: 'Turn off' },
];
