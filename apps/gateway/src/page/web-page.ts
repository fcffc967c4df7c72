import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import express, {
  type NextFunction,
  type Request,
  type RequestHandler,
  type Response,
} from 'express';

/** What belongs to the gateway itself. */
const OWN = /^\/(api|healthz|readyz|metrics|socket\.io)(\/|$)/;
/** What is never answered with the page. */
const RESERVED = /^\/(api|assets|healthz|readyz|metrics|socket\.io)(\/|$)/;

const HOUR_S = 3_600;
/** Vite puts a hash of the content into the names of its assets. */
const IMMUTABLE = 'public, max-age=31536000, immutable';

const MISSING = `<!doctype html>
<html lang="en">
  <head><meta charset="utf-8" /><title>Casement</title></head>
  <body>
    <h1>Casement is running, but its page was not built</h1>
    <p>Build it with <code>./casement setup</code>, or with <code>npx nx run web:build</code>, and load this page again.</p>
    <p>The API is there: <a href="api/docs">api/docs</a>.</p>
  </body>
</html>
`;

const escapeAttribute = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;');

/** The page with its addresses below the base path, or the page that says how to build it. */
class IndexPage {
  #cached: { readonly modifiedMs: number; readonly html: string } | undefined;

  constructor(
    readonly file: string,
    readonly basePath: string,
  ) {}

  async html(): Promise<string | undefined> {
    try {
      const { mtimeMs } = await stat(this.file);
      if (this.#cached?.modifiedMs !== mtimeMs) {
        const html = this.#withBase(await readFile(this.file, 'utf8'));
        this.#cached = { modifiedMs: mtimeMs, html };
      }
      return this.#cached.html;
    } catch {
      return undefined;
    }
  }

  #withBase(html: string): string {
    const base = `<base href="${escapeAttribute(this.basePath)}" />`;
    const tag = /<base\s[^>]*>/i;
    return tag.test(html)
      ? html.replace(tag, () => base)
      : html.replace(/<head[^>]*>/i, (head) => `${head}\n    ${base}`);
  }
}

const wantsPage = (request: Request): boolean =>
  ['GET', 'HEAD'].includes(request.method) &&
  !RESERVED.test(request.path) &&
  // At the front door everything is answered with the page, also a program that does not say what it wants.
  (request.path === '/' || (request.headers.accept ?? '').includes('text/html'));

/**
 * Serves the built page: its files, and for every other address that a person opens, the page itself,
 * which finds its way from there.
 *
 * @param webRoot folder of the build; it may appear later
 */
export const webPage = (webRoot: string, basePath: string): readonly RequestHandler[] => {
  const index = new IndexPage(join(webRoot, 'index.html'), basePath);
  const sendIndex = async (response: Response): Promise<void> => {
    const html = await index.html();
    response
      .status(html === undefined ? 503 : 200)
      .set('Cache-Control', html === undefined ? 'no-store' : 'no-cache')
      .type('html')
      .send(html ?? MISSING);
  };
  const page = (request: Request, response: Response, next: NextFunction): void => {
    if (request.path === '/index.html' || wantsPage(request)) {
      sendIndex(response).catch(next);
    } else {
      next();
    }
  };
  const files = express.static(webRoot, {
    index: false,
    redirect: false,
    setHeaders: (response, path) => {
      const hashed = path.startsWith(join(webRoot, 'assets'));
      response.setHeader('Cache-Control', hashed ? IMMUTABLE : `public, max-age=${HOUR_S}`);
    },
  });
  const file: RequestHandler = (request, response, next) => {
    // The page as a file has not been told the base path. What is not of the page does not ask the disk, which may be busy.
    if (request.path === '/index.html' || OWN.test(request.path)) {
      next();
    } else {
      files(request, response, next) as unknown;
    }
  };
  return [file, page];
};
