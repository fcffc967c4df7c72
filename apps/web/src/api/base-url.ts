/**
 * The address of a path below the base path. `<base href>` in index.html is rewritten by the gateway,
 * so the page works below any path of any proxy without being told.
 *
 * @param path one of the contract's `paths`, without a leading slash
 */
export function absoluteUrl(path: string, base: string = document.baseURI): string {
  return new URL(path, base).href;
}

/** The path part of the base address; begins and ends with '/'. */
export function basePath(base: string = document.baseURI): string {
  return new URL('.', base).pathname;
}
