import {
  type Download,
  type DownloadInput,
  downloadPaths,
  downloadSchema,
} from '@casement/contract';
import type { ApiClient } from '../api/api-client.js';
import { listOf } from '../api/list-of.js';

const downloadList = listOf(downloadSchema);

/** Those of this user; of everybody for administrators. @throws ApiProblem */
export async function askDownloads(api: ApiClient): Promise<readonly Download[]> {
  return api.get(downloadPaths.downloads, downloadList);
}

/** Begins one. @throws ApiProblem */
export async function beginDownload(api: ApiClient, input: DownloadInput): Promise<Download> {
  return api.post(downloadPaths.downloads, input, downloadSchema);
}

/** Tries a failed one again, from the piece where it stopped. @throws ApiProblem */
export async function retryDownload(api: ApiClient, id: string): Promise<Download> {
  return api.post(downloadPaths.retry(id), undefined, downloadSchema);
}

/** Ends it and keeps what is whole. @throws ApiProblem */
export async function cancelDownload(api: ApiClient, id: string): Promise<Download> {
  return api.post(downloadPaths.cancel(id), undefined, downloadSchema);
}

/** Takes it off this user's list; with the last owner its files go. @throws ApiProblem */
export async function removeDownload(api: ApiClient, id: string): Promise<void> {
  await api.command('DELETE', downloadPaths.download(id));
}
