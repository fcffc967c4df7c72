import { z } from 'zod';
import { faultRequests } from './fault-scope.js';

const { forS, times } = faultRequests;

/** The page after a login is not what it should be (NV03): no UID can or may be read from it. */
export const loginPageDefectSchema = z.strictObject({
  kind: z.literal('login-page'),
  forS,
  times,
  form: z.enum(['empty', 'no-uid', 'minus-one', 'twenty-digits', 'cut']),
});

/** See {@link loginPageDefectSchema}. */
export type LoginPageDefect = z.infer<typeof loginPageDefectSchema>;

/** A good login page made bad in the way of the fault. */
export function spoilLoginPage(page: string, form: LoginPageDefect['form']): string {
  const uid = /UID=\d+/;
  switch (form) {
    case 'empty':
      return '';
    case 'no-uid':
      return page.replace(uid, 'ID=');
    case 'minus-one':
      return page.replace(uid, 'UID=-1');
    case 'twenty-digits':
      return page.replace(uid, 'UID=12345678901234567890');
    case 'cut':
      return page.slice(0, page.search(uid));
  }
}
