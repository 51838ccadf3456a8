/** Files that people upload: sniffed, bounded, kept under the data folder, handed back only as attachments. */
export {
  filesFolder,
  findFile,
  forgetFile,
  keepFile,
  kindOf,
  readBytes,
  receive,
  type StoredFile,
  storedIds,
  type Upload,
} from './store.ts';
export { withoutTraces } from './without-traces.ts';
