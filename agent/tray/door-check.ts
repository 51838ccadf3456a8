/** Whether the service stands behind a socket: only root, or whoever runs their own service, may have put it there. */
import { lstatSync } from 'node:fs';
import { dirname } from 'node:path';

/** Why the socket is not to be spoken to; null when it is. */
export function doubtOf(path: string, uid: number): 'missing' | 'not_a_socket' | 'not_the_services' | null {
  try {
    const folder = lstatSync(dirname(path));
    const door = lstatSync(path);
    if (!door.isSocket()) return 'not_a_socket';
    const keeper = folder.isDirectory() && (folder.uid === 0 || folder.uid === uid);
    const alone = (folder.mode & 0o022) === 0;
    return keeper && alone && door.uid === uid ? null : 'not_the_services';
  } catch {
    return 'missing';
  }
}
