import { mount } from '@vue/test-utils';
import { sampleDisk } from '../testing/sample-information.js';
import DiskChart from './disk-chart.vue';

describe('disk chart', () => {
  beforeEach(() => {
    // jsdom has none.
    Element.prototype.scrollIntoView = () => undefined;
  });

  it('folds many disks, never those that are recorded on, and brings any into sight', async () => {
    const disks = Array.from({ length: 54 }, (_, index) =>
      sampleDisk(`D-${index + 1}`, { recording: index === 52 }),
    );
    const wrapper = mount(DiskChart, { props: { disks }, attachTo: document.body });
    const names = (): (string | undefined)[] =>
      wrapper.findAll('[data-testid="disk-row"]').map((row) => row.attributes('data-disk'));
    const fold = wrapper.get('[data-testid="all-disks"]');
    expect([names().length, names().at(-1)]).toEqual([12, 'D-53']);
    expect(fold.text()).toBe('Show all 54 disks');
    await wrapper.vm.show('D-40');
    expect([names().length, document.activeElement?.id]).toEqual([54, 'disk-D-40']);
    expect(fold.text()).toBe('Show 12 disks');
    await fold.trigger('click');
    expect(names()).toHaveLength(12);
    await wrapper.setProps({ disks: disks.slice(0, 12) });
    expect([names().length, wrapper.find('[data-testid="all-disks"]').exists()]).toEqual([
      12,
      false,
    ]);
    wrapper.unmount();
  });
});
