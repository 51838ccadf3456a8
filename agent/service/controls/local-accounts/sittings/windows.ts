/** Who is signed in on Windows, by native calls in a process of their own (system/windows). Nothing tells of a change. */
import { type WindowsSession, windowsSessions } from '../../../system/windows/ask.ts';
import { type Seated, type Seats, silence } from './seated.ts';

const seatOf = ({ session, signedInAt, user, remote, locked, local }: WindowsSession): Seated => ({
  // The next person's session may have the same number.
  key: `${session}/${signedInAt ?? ''}`,
  id: String(session),
  name: user,
  kind: remote ? 'remote' : 'screen',
  locked,
  keptHere: local,
});

export const seatsOnWindows: Seats = {
  everyMs: 3 * 60_000,
  async look(machine, signal) {
    const sessions = await windowsSessions(machine, signal);
    if (!sessions) return null;
    const seated = sessions.map(seatOf);
    return { ids: seated.map(({ id }) => id), seated, closing: [] };
  },
  follow: (_machine, _news, signal) => silence(signal),
  keptHere: async (_machine, seat) => seat.keptHere === true,
  // Groups are looked up on Linux only.
  isInOneOf: async () => false,
};
