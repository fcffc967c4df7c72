import { flushPromises, mount } from '@vue/test-utils';
import type { Component } from 'vue';
import { PageWorld, problem } from '../testing/page-world.js';
import { sampleRecorder } from '../testing/samples.js';
import CertificateDialog from './certificate-dialog.vue';
import RecorderDialog from './recorder-dialog.vue';

const fingerprint = Array.from({ length: 32 }, (_, index) =>
  (16 + index).toString(16).toUpperCase(),
).join(':');

async function dialog(component: Component, recorder: ReturnType<typeof sampleRecorder> | null) {
  const world = new PageWorld();
  const wrapper = mount(component, {
    props: { recorder },
    global: { plugins: [world.plugin], stubs: { transition: true, teleport: true } },
    attachTo: document.body,
  });
  await flushPromises();
  return { world, wrapper };
}

describe('recorder dialog', () => {
  afterEach(() => {
    document.body.innerHTML = '';
  });

  it('adds a recorder; the short name follows the name until it is typed', async () => {
    const { world, wrapper } = await dialog(RecorderDialog, null);
    world.replies.set('POST recorders', {
      status: 201,
      json: sampleRecorder({ id: 'gate-house' }),
    });
    world.replies.set('GET recorders/gate-house/cameras', { json: [] });
    await wrapper.get('[data-testid="recorder-name"]').setValue('Gate house');
    expect(wrapper.get<HTMLInputElement>('[data-testid="recorder-id"]').element.value).toBe(
      'gate-house',
    );
    await wrapper.get('[data-testid="recorder-url"]').setValue('192.0.2.10');
    await wrapper.get('[data-testid="recorder-username"]').setValue('admin');
    await wrapper.get('[data-testid="recorder-password"]').setValue('secret');
    await wrapper.get('form').trigger('submit');
    await flushPromises();
    expect(world.requests[0]).toMatchObject({
      method: 'POST',
      path: 'recorders',
      body: {
        id: 'gate-house',
        url: 'http://192.0.2.10',
        username: 'admin',
        password: 'secret',
        kind: 'nvr',
      },
    });
    wrapper.unmount();
  });

  it('says at the field what is wrong, and asks nobody', async () => {
    const { world, wrapper } = await dialog(RecorderDialog, null);
    await wrapper.get('[data-testid="recorder-url"]').setValue('ftp://192.0.2.10');
    await wrapper.get('form').trigger('submit');
    await flushPromises();
    // The field shows it a tenth of a second later; what it is given is what counts here.
    const words = wrapper
      .findAllComponents({ name: 'ElFormItem' })
      .map((item) => item.props('error') as string);
    expect(words).toContain('An http:// or https:// address, such as http://192.0.2.10.');
    expect(world.requests).toEqual([]);
    wrapper.unmount();
  });

  it('never shows a password, and sends only what was changed', async () => {
    const { world, wrapper } = await dialog(RecorderDialog, sampleRecorder());
    world.replies.set('PATCH recorders/hq', { json: sampleRecorder({ name: 'HQ' }) });
    expect(wrapper.get<HTMLInputElement>('[data-testid="recorder-password"]').element.value).toBe(
      '',
    );
    await wrapper.get('[data-testid="recorder-name"]').setValue('HQ');
    await wrapper.get('form').trigger('submit');
    await flushPromises();
    expect(world.requests[0]).toEqual({
      method: 'PATCH',
      path: 'recorders/hq',
      body: { name: 'HQ' },
    });
    wrapper.unmount();
  });

  it('shows the gateway’s words when it refuses', async () => {
    const { world, wrapper } = await dialog(RecorderDialog, sampleRecorder());
    world.replies.set('PATCH recorders/hq', problem(409, 'Another recorder has this address.'));
    await wrapper.get('[data-testid="recorder-url"]').setValue('http://192.0.2.99');
    await wrapper.get('form').trigger('submit');
    await flushPromises();
    expect(wrapper.get('[role="alert"]').text()).toBe('Another recorder has this address.');
    wrapper.unmount();
  });
});

describe('certificate dialog', () => {
  afterEach(() => {
    document.body.innerHTML = '';
  });

  const reason = `the certificate is not trusted: ${fingerprint}`;

  it('trusts exactly the fingerprint that was shown', async () => {
    const { world, wrapper } = await dialog(CertificateDialog, sampleRecorder({ reason }));
    world.replies.set('PATCH recorders/hq', { json: sampleRecorder() });
    await wrapper.setProps({
      recorder: sampleRecorder({ reason: reason.replaceAll('10:', 'FF:') }),
    });
    expect(wrapper.get('[data-testid="fingerprint"]').text().replaceAll(/\s/g, '')).toContain(
      '10:11:12:13',
    );
    await wrapper.get('[data-testid="confirm-trust"]').trigger('click');
    await flushPromises();
    expect(world.requests[0]?.body).toEqual({ tls: { fingerprint256: fingerprint } });
    wrapper.unmount();
  });

  it('shows what to write for a recorder of the configuration file', async () => {
    const { wrapper } = await dialog(CertificateDialog, sampleRecorder({ reason, origin: 'file' }));
    expect(wrapper.text()).toContain(`tls: { fingerprint256: "${fingerprint}" }`);
    expect(wrapper.find('[data-testid="confirm-trust"]').exists()).toBe(false);
    wrapper.unmount();
  });
});
