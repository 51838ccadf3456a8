/** Files of disposals: sent to be kept, and fetched. */
import { uploaded } from '../../../../shared/protocol/api/disposals.ts';
import { apiPath } from '../../api-client.ts';
import { upload } from '../../upload.ts';

export const keepFile = (file: File) => upload('/disposals/files', {}, file, uploaded);

/** What the browser then saves; an error opens as a page of its own. */
export const fileAddress = (id: string) => apiPath(`/disposals/files/${id}`);
