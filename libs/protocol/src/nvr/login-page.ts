import { ProtocolError } from '../protocol-error.js';

/** The documented page has 1 KiB; a larger answer is something else. */
const MAX_PAGE_CHARS = 1024 * 1024;

/** B1: the link that the page goes to, else any UID parameter; a longer number is no UID (NV03). */
const UID_PATTERNS = [/hdrctl\.cgi\?UID=(\d{1,19})(?!\d)/u, /(?:[?&]|&amp;)UID=(\d{1,19})(?!\d)/u];

/** What the page calls the recorder in 6.1.1. */
const DOCUMENTED_MODEL = 'WJ-NX400';

/**
 * The UID from the answer to `dlogin.cgi` (NVR v1.5R1 6.1.1): text of 1 to 19 digits, never a number.
 *
 * @throws ProtocolError `login-page` when there is none, such as in the form that asks for a password
 */
export function parseLoginPage(html: string): string {
  const page = html.length > MAX_PAGE_CHARS ? '' : html;
  for (const pattern of UID_PATTERNS) {
    const uid = pattern.exec(page)?.[1];
    if (uid !== undefined) {
      return uid;
    }
  }
  throw ProtocolError.unexpected(
    'login-page',
    {
      found: `no UID in a page of ${String(html.length)} characters`,
      expected: `a link with a UID of 1 to 19 digits in at most ${String(MAX_PAGE_CHARS)} characters`,
      where: 'answer to dlogin.cgi',
    },
    { characters: html.length },
  );
}

/** The page of 6.1.1 for this UID, as the simulator sends it. */
export function serializeLoginPage(uid: string, model: string = DOCUMENTED_MODEL): string {
  const title = `Network Disk Recorder ${model}`;
  return [
    '<html>',
    '<head>',
    '<meta http-equiv="X-UA-Compatible" content="IE=edge">',
    '<meta http-equiv="Content-Type" content="text/html; charset=UTF-8">',
    '<meta http-equiv="Content-Script-Type" content="text/javascript">',
    '<meta http-equiv="Pragma" content="no-cache">',
    '<link rel="stylesheet" type="text/css" href="../rec_common_mlt.css">',
    `<title>${title}</title>`,
    '<script language="JavaScript" src="../setup_mlt.js"></script>',
    '</head>',
    '<body leftmargin="0" topmargin="0" marginwidth="0" marginheight="0" oncontextmenu="return false">',
    '<script type="text/javascript">',
    '<!--',
    `\tdocument.title = "${title}";`,
    '',
    `\tthis.location.href = "./hdrctl.cgi?UID=${uid}&HTML=caindex.html"+ RetTempParam();`,
    '//-->',
    '</script>',
    '</body>',
    '</html>',
    '',
  ].join('\r\n');
}
