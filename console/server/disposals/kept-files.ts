/** Files of certificates and notes on their way in. */
import type { Context } from '../context.ts';
import { invalid } from '../errors.ts';
import { keepFile, kindOf, receive, type StoredFile, type Upload } from '../files/index.ts';
import type { Caller } from '../route.ts';

export async function takeFile(
  context: Context,
  by: Caller,
  name: string,
  upload: Upload | undefined,
): Promise<Pick<StoredFile, 'id' | 'name' | 'size' | 'sha256'>> {
  if (upload === undefined) throw invalid('Send the file itself.', { file: 'Choose a file' });
  const bytes = await receive(upload);
  const kind = kindOf(bytes, ['pdf', 'png', 'jpeg', 'text']);
  const {
    id,
    name: kept,
    size,
    sha256,
  } = await keepFile(context, context.db, by, {
    room: 'disposals',
    name,
    bytes,
    kind,
  });
  return { id, name: kept, size, sha256 };
}
