import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Alarm } from '@casement/contract';
import fc from 'fast-check';
import { temporaryFolder } from '../../testing/temporary-folder.js';
import { listAlarms } from './alarm-query.js';
import { draftsOf } from './testing/alarm-drafts.js';
import { type Bench, clear, fill, openWriter, type Transaction } from './testing/open-writer.js';

const folder = temporaryFolder('casement-any-order-');
const newUrl = (): string => `file:${join(folder.path, `${randomUUID()}.db`)}`;

const inOrder = (alarms: readonly Alarm[]): void => {
  expect(alarms.map(({ id }) => id)).toEqual(alarms.map((_each, index) => index + 1));
  expect(alarms.map(({ logNumber }) => logNumber)).toEqual(alarms.map(({ id }) => id));
};

describe('whatever happens', () => {
  type Step =
    | { readonly do: 'put'; readonly count: number }
    | { readonly do: 'wait'; readonly ms: number }
    | { readonly do: 'fail' | 'mend' | 'fill' | 'clear' | 'restart' };

  const step: fc.Arbitrary<Step> = fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({
        do: fc.constant('put' as const),
        count: fc.integer({ min: 1, max: 40 }),
      }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        do: fc.constant('wait' as const),
        ms: fc.integer({ min: 0, max: 2_000 }),
      }),
    },
    {
      weight: 3,
      arbitrary: fc.record({ do: fc.constantFrom('fail', 'mend', 'fill', 'clear', 'restart') }),
    },
  );

  it('the numbers are 1 to n without gaps, in the order of put', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 1, maxLength: 25 }),
        fc.array(fc.boolean(), { minLength: 1, maxLength: 10 }),
        async (steps, isLate) => {
          const url = newUrl();
          const failing = { is: false, turn: 0 };
          const wrap =
            (real: Transaction): Transaction =>
            async (work) => {
              failing.turn += 1;
              const late = isLate[failing.turn % isLate.length] ?? false;
              const error = Object.assign(new Error('gone'), { code: 'ECONNRESET' });
              if (failing.is && !late) {
                throw error;
              }
              const result = await real(work);
              if (failing.is) {
                throw error;
              }
              return result;
            };
          let bench = await openWriter(url, { wrap });
          const told: Alarm[] = [];
          let put = 0;
          for (const each of steps) {
            if (each.do === 'put') {
              draftsOf(each.count, { first: put + 1 }).forEach((draft) => bench.writer.put(draft));
              put += each.count;
            } else if (each.do === 'wait') {
              await bench.clock.advance(each.ms);
            } else if (each.do === 'restart') {
              // In order: a gateway that is killed loses what only its memory has.
              failing.is = false;
              await clear(bench.database.sql);
              await drain(bench);
              told.push(...bench.told);
              const { orm } = bench;
              bench = await openWriter(url, { wrap });
              await orm.close(true);
            } else if (each.do === 'fill') {
              await fill(bench.database.sql);
            } else if (each.do === 'clear') {
              await clear(bench.database.sql);
            } else {
              failing.is = each.do === 'fail';
            }
          }
          failing.is = false;
          await clear(bench.database.sql);
          await drain(bench);
          told.push(...bench.told);
          expect(told).toHaveLength(put);
          inOrder(told);
          const kept = await listAlarms(bench.database.sql, { limit: 1_000 });
          expect(kept).toEqual(told.slice(0, 1_000));
          await bench.orm.close(true);
        },
      ),
      { numRuns: 25 },
    );
  }, 60_000);

  const drain = async ({ writer, clock }: Bench): Promise<void> => {
    while (writer.status.waiting > 0) {
      await clock.advance(1_000);
    }
  };
});
