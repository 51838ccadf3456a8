/** Cloud storage and remote access on machines that do not exist. */
import type { Observation } from '../../../../shared/controls/unwanted-software/observation.ts';
import { type Fake, fakeBackend, type Random } from '../fake.ts';

const seen =
  (...found: Observation['found']) =>
  (): Observation => ({ found, processesRead: true });

export function fake(random: Random): Fake<Observation> {
  return fakeBackend(
    'fake programs',
    {
      none: { weight: 92, observe: seen() },
      dropbox_installed: {
        weight: 3,
        observe: seen({ tool: 'dropbox', version: '208.4.5824', installed: true, running: false }),
      },
      google_drive_running: {
        weight: 2,
        observe: seen({ tool: 'google-drive', version: '99.0.0.0', installed: true, running: true }),
      },
      anydesk_without_installer: {
        weight: 2,
        observe: seen({ tool: 'anydesk', version: null, installed: false, running: true }),
      },
      processes_not_read: { weight: 1, observe: () => ({ found: [], processesRead: false }) },
    },
    random,
  );
}
