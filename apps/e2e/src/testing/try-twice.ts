import { jest } from '@jest/globals';

// Five processes and two browsers on a machine that may be busy with something else: what fails once is tried once more, and
// the output says so. What fails twice has failed.
jest.retryTimes(1, { logErrorsBeforeRetry: true });
