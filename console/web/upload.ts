/** Sending files: the page says what is too large before anything is sent. */
import type * as z from 'zod';
import { ApiError, giveFile } from './api-client.ts';

const mostBytes = 15_000_000;

/** Throws `ApiError`, with `fields.file` for what is wrong with the file. */
export async function upload<S extends z.ZodType>(
  path: string,
  query: Record<string, string>,
  file: File,
  schema: S,
): Promise<z.output<S>> {
  if (file.size > mostBytes) {
    const detail = 'The file is larger than 15 MB. Scan it in grey at 200 dots an inch, or send it in parts.';
    throw new ApiError({
      code: 'file.too_large',
      status: 413,
      detail,
      fields: { file: 'Larger than 15 MB' },
    });
  }
  return giveFile(path, { ...query, name: file.name }, file, schema);
}
